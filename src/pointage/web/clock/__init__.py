"""The time clock: one page that also works offline, and the address its punches go to."""
