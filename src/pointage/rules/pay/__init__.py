"""Rates and money from classified hours. Not for deciding which hours are overtime."""
