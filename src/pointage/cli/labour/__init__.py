"""`pointage labour`: read the law of a place, and explain a file of hours by it.

Prints; changes nothing and needs no database. The main command mounts `app`.
"""

from __future__ import annotations

import typer

from pointage.cli.labour.explaining import explain
from pointage.cli.labour.places import places, rules, table
from pointage.cli.words import _

app = typer.Typer(help=_("Read labour law and explain hours by it."), no_args_is_help=True)

app.command("places", help=_("List the places whose law is known."))(places)
app.command("table", help=_("Print the table of every place as Markdown, as in docs/labour.md."))(
    table
)
app.command(
    "rules", help=_("Show the rules and figures of a place on a date, with their sources.")
)(rules)
app.command(
    "explain",
    help=_(
        "Classify a file of hours and say why, day by day and week by week.\n\n"
        "Times are ISO 8601; without an offset they are clock times of the zone. Kinds: worked "
        "(the default), paid_break, unpaid_break, travel, standby, swapped, holiday_off, vacation, "
        "sick, other_leave, top_up."
    ),
)(explain)

__all__ = ["app"]
