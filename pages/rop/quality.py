"""The work list of an area: what is missing, old, imprecise or implausible, record by record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geodata.quality.findings import RULES, Rule, Severity
from pages.rop import notes
from pages.rop.lists import contact_frame
from pages.ui import markup, tables
from pages.ui.i18n import _, ngettext, semicolons
from pages.ui.labels import precision_word, status_label
from pages.ui.markup import BAR, TEXT, Column
from pages.ui.municipal_data import findings
from pages.ui.numbers import number
from pages.ui.quality_words import rule_label, severity_label

if TYPE_CHECKING:
    from pages.rop.data import WorkingAreaView

SEVERITIES = [severity.value for severity in Severity]
"""Codes of the severities, the worst first."""


def show(view: WorkingAreaView) -> None:
    """Draw the section."""
    found = of_area(view)
    if found.empty:
        text = _("In dit gebied vonden de regels niets om te verbeteren.")
        if view.figures["centres"] == 0:
            text = _("Dit gebied heeft geen centra, en dus geen fiches om na te kijken.")
        st.html(markup.paragraph(text))
        st.html(_all_rules())
        return
    st.html(_summary(found))
    counts = found["severity"].value_counts()
    chosen = st.segmented_control(
        _("Wat wilt u zien?"),
        ["", *SEVERITIES],
        format_func=lambda code: _choice(code, counts),
        key="soort_werk",
        required=True,
        persist_state="session",
    )
    rows = found[found["severity"] == chosen] if chosen else found
    tables.draw(
        _work_frame(view, rows),
        key="rop_werk",
        caption=_("Werklijst"),
        shown=ngettext("{n} van {total} punt", "{n} van {total} punten", len(rows)),
        none=_("Geen punt voor dit centrum"),
    )
    title = _("Werklijst downloaden, om rond te sturen")
    st.html(markup.heading(title, level=3))
    notes.downloads(
        view,
        lambda: _work_frame(view, rows, full=True),
        key="werklijst",
        sheet=_("Werklijst"),
        more=((_("Lijst"), _choice(str(chosen or ""), counts)),),
    )
    text = _("Per centrum, om brieven te maken: één rij per centrum, met alles wat ontbreekt.")
    st.html(markup.paragraph(text))
    notes.downloads(
        view,
        lambda: by_centre(view, rows),
        key="werklijst_centra",
        sheet=_("Werklijst per centrum"),
        more=((_("Lijst"), _choice(str(chosen or ""), counts)),),
    )
    st.html(_all_rules())


def by_centre(view: WorkingAreaView, found: pd.DataFrame) -> pd.DataFrame:
    """Return one row per centre, for mail merge: what there is to improve, and how to reach it."""
    points = contact_frame(view, full=True)
    centres = view.snapshot.data.points.set_index("id")["centre_id"]
    sites = points[points.index.isin(centres.index)]
    first = sites.groupby(centres.reindex(sites.index)).first()
    words = _work_frame(view, found).assign(centre=found["centre_id"].to_numpy())
    explained = words[_("Wat")] + (": " + words[_("Uitleg")]).where(words[_("Uitleg")] != "", "")
    missing = explained.groupby(words["centre"]).agg(lambda texts: semicolons(dict.fromkeys(texts)))
    rows = first.reindex(missing.index)
    columns = [
        *(_("Gebied"), _("Centrum"), _("Uitbater"), _("Gemeente"), _("NIS-code")),
        *(_("Straat en nummer"), _("Postcode"), _("Plaats"), _("E-mail"), _("Telefoon")),
    ]
    table = rows[columns].assign(missing=missing)
    table.insert(len(columns), _("Aantal punten"), words.groupby("centre").size())
    table[_("Verbeterd op")] = ""
    return table.rename(columns={"missing": _("Te verbeteren")})


def of_area(view: WorkingAreaView) -> pd.DataFrame:
    """Return the findings in the chosen area."""
    found = findings(view.snapshot, view.question.today)
    if not view.question.area:
        return found
    return found[found["municipality"].isin(view.towns.index)]


def _choice(severity: str, counts: pd.Series[int]) -> str:
    if not severity:
        return _("Alles ({n})").format(n=number(int(counts.sum())))
    return f"{severity_label(severity)} ({number(int(counts.get(severity, 0)))})"


def _work_frame(view: WorkingAreaView, found: pd.DataFrame, *, full: bool = False) -> pd.DataFrame:
    """Return findings as a work list in words; for a file with the area, and room to sign off."""
    named = [view.town(nis) if nis else "" for nis in found["municipality"]]
    columns = {
        _("Centrum"): found["name"],
        _("Gemeente"): named,
        _("Wat"): found["rule"].map(rule_label),
        _("Soort"): found["severity"].map(severity_label),
        _("Nu staat er"): [
            _value(view, *row) for row in found[["field", "value"]].itertuples(index=False)
        ],
        _("Uitleg"): [_detail(view, *r) for r in found[["rule", "detail"]].itertuples(index=False)],
    }
    if full:
        area = view.municipal[view.column].reindex(found["municipality"])
        columns = {
            _("Gebied"): [view.area_name(code) for code in area],
            _("NIS-code"): found["municipality"],
            **columns,
            _("Verbeterd op"): "",
        }
    return pd.DataFrame(columns, index=found.index).set_axis(found.index.astype(str))


def _value(view: WorkingAreaView, field: str, value: str) -> str:
    """Return the value of a field of a record, codes in words."""
    if field == "municipality" and value:
        return view.town(value)
    if field == "status" and value:
        return status_label(value)
    if field == "precision" and value:
        return precision_word(value)
    return value


def _detail(view: WorkingAreaView, rule: str, detail: str) -> str:
    """Return what a rule adds to the value."""
    if not detail:
        return ""
    if rule == Rule.SHORT_HOURS:
        return _("{n} uur per week").format(n=number(float(detail), digits=1))
    if rule == Rule.OUTSIDE_MUNICIPALITY:
        return _("ligt in {place}").format(place=view.town(detail))
    if rule == Rule.SAME_SPOT:
        centres = view.snapshot.data.points.set_index("id")["centre_id"]
        named = view.snapshot.data.centres.set_index("id")["name"]
        others = {str(named[centres[point]]) for point in detail.split(",") if point in centres}
        return _("samen met {names}").format(names=", ".join(sorted(others)))
    if rule == Rule.OLD_CHECK:
        return _("{n} maanden geleden").format(n=detail)
    return detail


def _summary(found: pd.DataFrame) -> str:
    """Return how often each rule found something, as a table with bars."""
    counts = found["rule"].value_counts()
    rows = []
    for info in RULES:
        count = int(counts.get(info.rule, 0))
        if count:
            length = count / int(counts.max())
            words = map(markup.text, (rule_label(info.rule), severity_label(info.severity)))
            rows.append([*words, number(count), markup.bar(length, length)])
    columns = [
        Column(_("Wat"), TEXT),
        Column(_("Soort"), TEXT),
        Column(_("Aantal")),
        Column(_("Verdeling"), BAR),
    ]
    centres = number(found["centre_id"].nunique())
    caption = _("{n} punten bij {centres} centra").format(n=number(len(found)), centres=centres)
    return markup.table(caption, columns, rows)


def _all_rules() -> str:
    """Return the list of the rules, folded."""
    rules = [f"{rule_label(i.rule)} ({severity_label(i.severity)})" for i in RULES]
    return markup.folded(_("De regels, een voor een"), markup.listed(rules), css="nabij-source")
