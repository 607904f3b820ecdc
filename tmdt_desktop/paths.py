"""Where the program's own read-only files lie, in a checkout as in a bundle."""

from pathlib import Path

RESOURCES = Path(__file__).resolve().parents[1] / "resources"
FONTS = RESOURCES / "fonts"
CATALOGUES = RESOURCES / "catalogues"
ICONS = RESOURCES / "icons"
SAMPLES = RESOURCES / "samples"
