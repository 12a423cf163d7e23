"""The only writers of tracked time."""
