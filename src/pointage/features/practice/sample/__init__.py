"""The sample practice: what `make run` shows, and what the first-run page offers to load."""

from __future__ import annotations

from pointage.features.practice.sample.loading import load

__all__ = ["load"]
