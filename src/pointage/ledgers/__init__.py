"""Accounting systems behind one protocol: what they hold, how their lists are read and matched.

Pure room: no Django, no clock, no environment. Storage, permissions and words belong to others.
"""
