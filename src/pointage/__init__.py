"""Open-source time tracking for accounting firms and the businesses they serve."""

__version__ = "0.1.0"
