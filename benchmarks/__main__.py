"""Runs the benchmarks named on the command line, or all of the application's."""

from __future__ import annotations

import subprocess
import sys

ALL = ("screens", "flow", "practice_file", "people_file")


def main() -> int:
    """Each benchmark is a process of its own, so that none warms up another."""
    names = sys.argv[1:] or ALL
    worst = 0
    for name in names:
        print(f"\n== {name} ==", flush=True)
        worst = max(worst, subprocess.run([sys.executable, "-m", f"benchmarks.{name}"]).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
