"""What the worker does about time by itself: automatic clock-outs."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from pointage.features.timeentries.services.automatic import clock_out_everybody_due
from pointage.features.timeentries.services.clock_out_news import OWN, TEAM
from pointage.foundation.notices.words import notice_words
from pointage.foundation.outbox.registry import scheduled

notice_words(
    OWN,
    _(
        "You were clocked out automatically on {end_day} at {end}, {length} after you clocked in. "
        "Check your time."
    ),
)
notice_words(
    TEAM,
    _(
        "{person} was clocked out automatically on {end_day} at {end}, {length} after clocking in. "
        "Check the time."
    ),
)


@scheduled("time.clock_out", every=timedelta(minutes=2))
def clock_out() -> None:
    """Ends shifts that last longer than they may; catches up by itself after a pause."""
    clock_out_everybody_due()
