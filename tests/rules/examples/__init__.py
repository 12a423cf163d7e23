"""Reads worked examples of labour law as data and compares them with what the rules compute.

`python -m tests.rules.examples FILE` runs any file of the same form.
"""
