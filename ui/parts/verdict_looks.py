"""How each of the five verdicts looks, wherever one stands."""

LOOKS = {
    "VALID": ("ok", "shield"),
    "WARNED": ("warn", "warn"),
    "UNDETERMINED": ("accent", "question"),
    "INVALID": ("bad", "bad"),
    "DAMAGED": ("bad", "broken"),
}
"""Tone and icon of each verdict, by its name."""
