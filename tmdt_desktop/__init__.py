"""TMĐT Desktop, the core: records, rules, files. It knows no screen and runs headless."""

__version__ = "0.1.0"
