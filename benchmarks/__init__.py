"""Measurements that anyone can rerun: `make bench`, or `python -m benchmarks NAME`.

Figures are compared within one run on one machine; nothing here is asserted by the tests.
"""
