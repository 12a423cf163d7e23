"""Accounting systems behind one protocol. No Django."""
