"""Every worked example of `tests/cases/labour`, one test each, run from the data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.rules.examples.reader import NotExpressible
from tests.rules.examples.runner import differences, load

CASES = Path(__file__).parent.parent / "cases" / "labour"
EXAMPLES = [example for path in sorted(CASES.glob("*.json")) for example in load(path)]
NOT_EXPRESSED: dict[str, str] = {}


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["id"] for example in EXAMPLES])
def test_a_worked_example_comes_out_as_published(example: dict[str, Any]) -> None:
    if example["id"] in NOT_EXPRESSED:
        with pytest.raises(NotExpressible):
            differences(example)
        pytest.skip(NOT_EXPRESSED[example["id"]])
    assert [str(each) for each in differences(example)] == []


def test_at_most_fifteen_examples_are_not_expressed() -> None:
    assert set(NOT_EXPRESSED) <= {example["id"] for example in EXAMPLES}
    assert len(NOT_EXPRESSED) <= 15
