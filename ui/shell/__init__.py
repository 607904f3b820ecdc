"""What every page stands on: look, actions, jobs, problems."""
