"""Speed, as ratios to a peer and to a limit within one run; never a test that fails by the clock."""
