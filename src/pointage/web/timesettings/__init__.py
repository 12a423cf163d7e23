"""Settings of time tracking and break rules."""
