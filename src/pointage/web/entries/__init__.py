"""Time as it was entered: week, days, timeline, crew, the editor and its history."""
