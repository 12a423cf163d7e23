"""The occupation a week's law goes by for someone who has several: the one with most hours.

Only for laws that say so, such as that on federal drivers with city and highway work.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pointage.rules.labour.engine import IS_WORK
from pointage.rules.labour.facts import Segment
from pointage.rules.labour.windows import Cut


def occupations_of_weeks(
    by_week: Mapping[int, Sequence[Cut]],
    presence: Sequence[Segment],
    job_occupations: Mapping[str, str],
) -> dict[int, tuple[str, ...]]:
    """For each week, the occupation with most hours; several when they have as many.

    "" stands for work in none of them, and for jobs that are not listed.
    """
    found = {}
    for week, cuts in by_week.items():
        seconds: dict[str, int] = defaultdict(int)
        for cut in cuts:
            if IS_WORK[cut.kind]:
                occupation = job_occupations.get(presence[cut.source].job, "")
                seconds[occupation] += cut.last - cut.first
        most = max(seconds.values(), default=0)
        found[week] = tuple(sorted(name for name, worked in seconds.items() if worked == most))
    return found
