"""A document for the council: what a scenario changes, as maps and tables, with its method."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from geodata.choropleth import CLASSES
from geodata.enums import Level
from geodata.opening_hours.schedule import BRUSSELS
from geodata.palette import CHANGE, ramp
from loaders.export.document import Document, Facts, Figure, Note, Paragraph, Section, Table
from maps.picture import Dot, dot_swatch, picture, swatch
from maps.ranked_table import class_counts
from pages.report import document
from pages.report.inputs import dot_kind
from pages.scenario import maps, state
from pages.scenario.edit import changes
from pages.scenario.figures import ends, sentence
from pages.ui.cache import areas_by_code
from pages.ui.datasets import dataset_label, dataset_text
from pages.ui.distance_kinds import reach_note
from pages.ui.downloads import file_name
from pages.ui.i18n import N_, _, day, language, ngettext
from pages.ui.labels import group_label, group_noun
from pages.ui.numbers import number, people, people_span
from pages.ui.spreads import people_spread
from pages.wijken import notes

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    import pandas as pd

    from pages.report.document import RenderedDocument
    from pages.scenario.view import ScenarioView

_STEPS = (N_("De kaarten worden getekend"), N_("De PDF wordt gemaakt"))
_ROWS = 40
"""Most wijken in the table: those with the largest difference."""
_SEEN = 0.5


def show(view: ScenarioView) -> None:
    """Draw the button and the document."""
    today = datetime.now(BRUSSELS).date()
    document.offer(
        lambda progress: _render(view, today, progress),
        key=(view.snapshot.id, language(), view.question, view.scenario, state.name(), today),
        name="raad",
        file_name=file_name(_("Scenario"), view.now.names.regions[view.question.region]) + ".pdf",
        steps=[_(step) for step in _STEPS],
    )


def _render(view: ScenarioView, today: date, progress: Callable[[int], None]) -> RenderedDocument:
    progress(0)
    built = build(view, today)
    progress(1)
    return document.rendered(built, today)


def build(view: ScenarioView, today: date) -> Document:
    """Build the document, in the reader's language."""
    area = view.now.names.regions[view.question.region]
    title = _("Scenario voor {area}: {name}").format(area=area, name=state.name())
    return Document(
        title=title,
        subtitle=_("Lokale dienstencentra: wat als? {date}.").format(date=day(today)),
        running=f"{title} · {day(today)}",
        contents=_("Inhoud"),
        language=language(),
        sections=(_what(view), _people(view), _maps(view), _wijken(view), _method(view)),
    )


def _what(view: ScenarioView) -> Section:
    texts = changes(view) or [_("Geen wijziging")]
    return Section(
        _("Wat verandert er?"),
        (
            Paragraph(sentence(view), lead=True),
            Facts(tuple((number(at), text) for at, text in enumerate(texts, start=1))),
            Note(
                _("Dit is een berekening van wat zou zijn, geen beslissing en geen voorspelling.")
            ),
        ),
    )


def _people(view: ScenarioView) -> Section:
    rows = []
    for group in view.snapshot.data.groups:
        row = view.total(group)
        cells = [ends(row, figure) for figure in ("gained", "lost", "net")]
        out = [people_span(*view.out_of_reach(group, after=when)) for when in (False, True)]
        rows.append(
            (
                group_label(group),
                people(row["people"], counted=view.now.counted(group)),
                *cells,
                *out,
            )
        )
    heads = (
        *(_("Groep"), _("Mensen"), _("Nieuw bereikt"), _("Niet meer bereikt"), _("Netto")),
        *(_("Buiten bereik, nu"), _("Buiten bereik, dan")),
    )
    caption = _("Mensen per groep, zonder en met het scenario")
    table = Table(caption, heads, tuple(rows), (False, *[True] * 6))
    return Section(_("Wie wordt bereikt?"), (table,))


def _maps(view: ScenarioView) -> Section:
    return Section(
        _("Kaarten"),
        tuple(_figure(view, shown) for shown in (maps.NOW, maps.THEN, maps.DIFFERENCE)),
    )


def _figure(view: ScenarioView, shown: str) -> Figure:
    difference = shown == maps.DIFFERENCE
    base = maps.shown_view(view, shown)
    classes = view.difference_classes if difference else base.classes
    palette = CHANGE if difference else ramp(view.question.measure.colour)
    labels = maps.labels(view) if difference else base.labels
    counts = class_counts(classes, base.measure_values.people)
    caption = maps.title(view, shown)
    return Figure(
        caption,
        picture(
            view.units.geometry,
            classes,
            palette=palette,
            ground=areas_by_code(view.snapshot, Level.MUNICIPALITY).geometry,
            dots=_dots(view, after=shown != maps.NOW),
        ),
        _("Kaart van {area}: {caption}. De tabel in dit deel zegt hetzelfde in cijfers.").format(
            area=view.now.names.regions[view.question.region], caption=caption
        ),
        (
            *(
                (
                    swatch(str(code), palette),
                    ngettext("{label}: {n} wijk", "{label}: {n} wijken", int(row["units"])).format(
                        label=labels[str(code)], n=number(float(row["units"]))
                    ),
                )
                for code, row in counts.iterrows()
                if row["units"] or str(code) not in CLASSES
            ),
            (dot_swatch("full"), _("nieuw of verhuisd centrum"))
            if difference
            else (dot_swatch("vague"), _("juiste plek niet bekend")),
        ),
    )


def _dots(view: ScenarioView, *, after: bool) -> tuple[Dot, ...]:
    found = view.outcome.difference
    gone = set(found.removed.ids) if after else set()
    points = view.now.prepared.points
    points = points[~points["id"].isin(gone)]
    status = view.snapshot.data.centres.set_index("id")["status"]
    joined = points.assign(status=points["centre_id"].map(status))
    dots = [
        Dot(point.geometry.x, point.geometry.y, dot_kind(point))
        for _row, point in joined.iterrows()
    ]
    added = [Dot(float(x), float(y)) for x, y in found.added.at] if after else []
    return (*dots, *added)


def _wijken(view: ScenarioView) -> Section:
    people = view.people
    size = people[["gained_high", "lost_high"]].max(axis=1)
    chosen = size[size >= _SEEN].sort_values(ascending=False).index[:_ROWS]
    named = view.now.names
    rows = tuple(_row(view, str(code), people.loc[code], named.municipality) for code in chosen)
    if not rows:
        return Section(_("Per wijk"), (Paragraph(_("In geen enkele wijk verandert er iets.")),))
    heads = (
        *(_("Wijk"), _("Gemeente"), _("Mensen")),
        *(_("Nieuw bereikt"), _("Niet meer bereikt"), _("Netto")),
    )
    caption = _("Wijken waar iets verandert: {noun}").format(noun=group_noun(view.group))
    return Section(
        _("Per wijk"), (Table(caption, heads, rows, (False, False, True, True, True, True)),)
    )


def _row(
    view: ScenarioView, code: str, row: pd.Series, municipality: Callable[[str], str]
) -> tuple[str, ...]:
    unit = view.units.loc[code]
    town = municipality(str(unit["municipality"]))
    figures = [ends(row, figure) for figure in ("gained", "lost", "net")]
    known = not view.now.estimated[view.group].loc[code]
    return (str(unit["name"]), town, people(row["people"], counted=known), *figures)


def _method(view: ScenarioView) -> Section:
    lines = (
        _(
            "Nieuw bereikt: mensen die nu buiten bereik van elk centrum wonen, en met het scenario "
            "niet meer. Niet meer bereikt: omgekeerd. Netto is het verschil."
        ),
        reach_note(view.question.reach, view.snapshot.data),
        people_spread(view.now.spread, along=view.now.along_streets, group=view.group),
        notes.basis(view.now),
    )
    sources = tuple((dataset_label(d), dataset_text(d)) for d in view.snapshot.data.datasets)
    return Section(_("Methode en bronnen"), (*map(Paragraph, lines), Facts(sources)))
