"""The dry run of a file as finished strings, and a short memory so that paging through a large one
does not read it again. Not for applying: that plans anew under a lock."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pointage.features.books.company_file import DjangoCompanyFile
from pointage.features.books.models import FileUpload
from pointage.features.books.services.files import file_dry_run
from pointage.ledgers.company_file.fates import Action, ImportPlan, Remark, RowFate
from pointage.ledgers.company_file.writing import Language, remark_sentence
from pointage.ledgers.protocol import Kind
from pointage.ledgers.row_sentences import MEND_SENTENCES
from pointage.web.books import words
from pointage.web.components import values

_KEPT = 2
_plans: OrderedDict[tuple[object, ...], ImportPlan] = OrderedDict()
_lock = threading.Lock()


def plan_of(upload: FileUpload) -> ImportPlan:
    """The dry run of the upload as it is now. Raises `FileUnreadable`."""
    key = (upload.pk, repr(upload.mapping), DjangoCompanyFile(upload.books).cursor())
    with _lock:
        plan = _plans.get(key)
        if plan is not None:
            _plans.move_to_end(key)
            return plan
    plan = file_dry_run(upload)
    with _lock:
        _plans[key] = plan
        while len(_plans) > _KEPT:
            _plans.popitem(last=False)
    return plan


def fates_shown(plan: ImportPlan, action: str, search: str) -> Sequence[RowFate]:
    """The rows under one filter; "remarks" are rows taken all the same that need a look."""
    fates: Sequence[RowFate] = plan.fates
    if action == "remarks":
        fates = [fate for fate in fates if fate.remarks]
    elif action in {each.value for each in Action}:
        fates = [fate for fate in fates if fate.action.value == action]
    wanted = search.casefold()
    return [fate for fate in fates if wanted in fate.name.casefold()] if wanted else fates


def fates_table(fates: Sequence[RowFate]) -> values.Table:
    return values.Table(
        caption=_("Rows of the file"),
        columns=[
            values.Column(_("Row"), align="end"),
            values.Column(_("Name"), main=True),
            values.Column(_("Kind")),
            values.Column(_("Fate")),
            values.Column(_("Why, and what to do")),
        ],
        rows=[_row(fate) for fate in fates],
        empty=values.Empty(_("No row to show"), _("Choose another filter."), "filter-off"),
        id="fates",
    )


def _row(fate: RowFate) -> values.Row:
    return values.Row(
        cells=[
            str(fate.row),
            fate.name or "—",
            str(words.KIND[Kind(fate.kind)]) if fate.kind else "—",
            words.badge(words.FATES[fate.action]),
            _why(fate),
        ]
    )


def _why(fate: RowFate) -> object:
    language = Language.FR if (get_language() or "en").startswith("fr") else Language.EN
    said = [remark_sentence(remark, language) for remark in _remarks(fate)]
    mends = dict.fromkeys(
        MEND_SENTENCES[remark.mend].say(language.value)
        for remark in _remarks(fate)
        if remark.mend is not None
    )
    changes = ", ".join(_change(fate, name) for name in _changed(fate))
    main = " ".join(said) or changes
    return values.Text(main, note=" ".join(mends) if said else "") if main else ""


def _remarks(fate: RowFate) -> list[Remark]:
    return [*([fate.why] if fate.why else []), *fate.remarks]


def _changed(fate: RowFate) -> list[str]:
    return [change.field for change in fate.changes]


def _change(fate: RowFate, name: str) -> str:
    """« Phone: 514… → 418… »."""
    change = next(each for each in fate.changes if each.field == name)
    label = words.COLUMNS.get(name, name)
    return _("%(field)s: %(before)s → %(after)s") % {
        "field": label,
        "before": _value(change.before),
        "after": _value(change.after),
    }


def _value(value: object) -> str:
    if value is None or value == "":
        return "∅"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)[:80]
