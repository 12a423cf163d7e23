"""Template tags of the design system; see `components.py`."""
