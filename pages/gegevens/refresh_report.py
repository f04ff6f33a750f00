"""How the last refresh went with each official source, and since when old data stand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pandas as pd

from loaders.sources.report import Outcome
from pages.gegevens.parts import moment
from pages.ui import markup
from pages.ui.errors import source_problem_text
from pages.ui.i18n import N_, _, ngettext
from pages.ui.numbers import number
from pages.ui.source_words import source_label

if TYPE_CHECKING:
    from loaders.sources.report import SourceResult

_OUTCOMES = {
    Outcome.OK: N_("Vernieuwd"),
    Outcome.UNCHANGED: N_("Ongewijzigd"),
    Outcome.FAILED: N_("Mislukt: de oude gegevens blijven"),
    Outcome.HELD_BACK: N_("Tegengehouden: de oude gegevens blijven"),
}


def table(results: tuple[SourceResult, ...]) -> str:
    """Return how it went with each source, as HTML."""
    never = _("nooit opgehaald")
    frame = pd.DataFrame(
        {
            _("Bron"): [source_label(r.source) for r in results],
            _("Hoe het ging"): [_(_OUTCOMES[r.outcome]) for r in results],
            _("Laatst bevraagd"): [_moment(r.tried_at) or never for r in results],
            _("In gebruik sinds"): [_moment(r.fetched_at) or never for r in results],
            _("Uitleg"): [why(r) for r in results],
        }
    )
    return markup.of_frame(frame, caption=_("De bronnen bij de laatste verversing"))


def why(result: SourceResult) -> str:
    """Return in a sentence what there is to say of a source."""
    if result.outcome is Outcome.HELD_BACK:
        return ngettext(
            "Er kwam maar {came} fiche; de vorige keer waren het er {records}. Misschien is er "
            "iets mis bij de bron.",
            "Er kwamen maar {came} fiches; de vorige keer waren het er {records}. Misschien is er "
            "iets mis bij de bron.",
            result.came or 0,
        ).format(came=number(result.came or 0), records=number(result.records or 0))
    if result.outcome is Outcome.FAILED:
        found = result.params
        return source_problem_text(found.get("problem", ""), status=found.get("status", ""))
    if result.records is None:
        return ""
    text = ngettext("{n} fiche in gebruik.", "{n} fiches in gebruik.", result.records).format(
        n=number(result.records)
    )
    if result.outside:
        left_out = ngettext(
            "{n} fiche in Wallonië is weggelaten.",
            "{n} fiches in Wallonië zijn weggelaten.",
            result.outside,
        ).format(n=number(result.outside))
        return f"{text} {left_out}"
    return text


def details(results: tuple[SourceResult, ...]) -> str:
    """Return what each source left out or answered oddly, in English and folded away, as HTML."""
    lines = [f"{source_label(r.source)}: {note}" for r in results for note in r.notes]
    if not lines:
        return ""
    return markup.folded(_("Technische uitleg (in het Engels)"), markup.listed(lines))


def old(results: tuple[SourceResult, ...]) -> str:
    """Return since when the data of sources stand that could not be refreshed, as HTML."""
    parts = []
    if not any(result.outcome.is_good or result.fetched_at for result in results):
        text = _(
            "Van geen enkele bron is al iets opgehaald: de gegevens in gebruik zijn die van "
            "daarvoor. Kijk eerst na of deze computer verbinding heeft met het internet."
        )
        return markup.note(text)
    for result in results:
        if result.outcome.is_good:
            continue
        since = _moment(result.fetched_at)
        text = (
            _("{source}: de gegevens in gebruik zijn van {moment}.").format(
                source=source_label(result.source), moment=since
            )
            if since
            else _("{source}: hiervan is nog niets opgehaald.").format(
                source=source_label(result.source)
            )
        )
        parts.append(text)
    if not parts:
        return markup.paragraph(_("Alle bronnen zijn bij."))
    head = markup.heading(_("Wat niet kon worden vernieuwd"), level=3)
    return head + markup.listed(parts)


def _moment(text: str) -> str:
    """Return a moment of the report; empty where there is none."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return ""
    return moment(when if when.tzinfo else when.replace(tzinfo=UTC))
