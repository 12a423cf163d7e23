"""`pointage verify-history`: silent about what is whole, exact about what is not."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.installation import Installation

FORGE = """
import django; django.setup()
from pointage.foundation.history.models import HistoryEvent, HistorySeal
from pointage.foundation.tenancy.guarding import guards_remove
guards_remove(tables=["history_historyevent", "history_historyseal"])
"""


def test_whole_chains_are_counted(installation: Installation) -> None:
    done = installation.run("verify-history")
    assert done.returncode == 0
    assert "3 chains, 5 sealed events verified, 0 not sealed yet." in done.stdout


def test_the_first_broken_event_is_named(installation: Installation) -> None:
    event = installation.python(
        f"{FORGE}event = HistoryEvent.objects.order_by('id')[1]\n"
        "HistoryEvent.objects.filter(pk=event.pk).update(actor_name='Nobody')\n"
        "print(event.company_id, event.pk)"
    )
    company, pk = event.split()
    done = installation.run("verify-history")
    assert done.returncode == 1
    assert f"Company {company}: event {pk} was changed after it was sealed." in done.stdout


def test_heads_kept_elsewhere_show_a_cut_end(installation: Installation, tmp_path: Path) -> None:
    heads = tmp_path / "heads.json"
    assert installation.run("verify-history", "--write-heads", str(heads)).returncode == 0
    assert len(json.loads(heads.read_text())) == 3
    installation.python(
        f"{FORGE}HistorySeal.objects.filter(company_id=0).delete()\n"
        "HistoryEvent.objects.filter(company_id=None).delete()"
    )
    assert installation.run("verify-history").returncode == 0
    done = installation.run("verify-history", "--heads", str(heads))
    assert done.returncode == 1
    assert "Company 0: the kept head" in done.stdout


def test_a_file_without_heads_is_refused(template: Installation, tmp_path: Path) -> None:
    (tmp_path / "heads.json").write_text("[]")
    done = template.run("verify-history", "--heads", str(tmp_path / "heads.json"))
    assert done.returncode == 1
    assert "holds no heads" in done.stderr
