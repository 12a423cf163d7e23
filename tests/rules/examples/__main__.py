"""Runs a file of examples and prints what agrees, what differs and what cannot be expressed."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.rules.examples.reader import NotExpressible
from tests.rules.examples.runner import differences, load


def main(path: Path) -> int:
    agree = differ = beyond = 0
    for example in load(path):
        try:
            found = differences(example)
        except (NotExpressible, ValueError, KeyError, TypeError) as problem:
            beyond += 1
            print(f"cannot   {example['id']}: {type(problem).__name__} {problem}")
            continue
        agree, differ = agree + (not found), differ + bool(found)
        for each in found:
            print(f"differs  {example['id']}: {each}")
    print(f"{agree} agree, {differ} differ, {beyond} cannot be expressed")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
