"""The programme over all municipalities: headline, map, table, totals, check values, downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geodata.enums import DatasetFlag
from geodata.programme.municipal_mergers import before_mergers
from geodata.programme.rule import ANCHORS, basis, programme_totals
from geodata.programme.standing import Standing
from geodata.reach.question import ReachQuestion
from geodata.regions import ALL, BRUSSELS_PROVINCE, municipality_key
from loaders.builtin.snapshot import facts
from pages.gemeente.notes import anchors, as_html, notes
from pages.ui import (
    legends,
    markup,
    municipal_map,
    numbers,
    programme_words,
    standings,
    tables,
)
from pages.ui.cache import municipalities_of, names, prepared
from pages.ui.downloads import buttons, file_name, of_table
from pages.ui.i18n import _, ngettext, semicolons
from pages.ui.labels import province_name
from pages.ui.markup import TEXT, Column
from pages.ui.numbers import number, span

if TYPE_CHECKING:
    from loaders.store.snapshots import Snapshot

_ORDER = (
    *(Standing.NONE, Standing.ROOM, Standing.UNSURE),
    *(Standing.FULL, Standing.OVER, Standing.UNKNOWN),
)
"""From what is missing to what is not known."""


def show(snapshot: Snapshot, table: pd.DataFrame, year: int | None) -> None:
    """Draw the overview.

    Parameters
    ----------
    snapshot
        What is loaded.
    table
        :func:`pages.ui.municipal_data.programme_of`.
    year
        Year of the projection; None for the last.
    """
    _headline(snapshot, table, year)
    with st.container(key="stand"):
        left, right = st.columns([3, 2])
    with left:
        st.html(markup.heading(_("Kaart van de gemeenten")))
        _map(snapshot, table)
    with right:
        st.html(markup.heading(_("Hoe staan de gemeenten ervoor?")))
        st.html(_legend(table))
    st.html(markup.heading(_("Alle gemeenten")))
    tables.draw(
        listed(snapshot, table),
        key="tabel_gemeenten",
        caption=_("Programmatie per gemeente"),
        shown=ngettext("{n} van {total} gemeente", "{n} van {total} gemeenten", len(table)),
        none=_("Geen gemeente met die naam"),
        on_chosen=_choose,
    )
    for part in (_totals(table), _mergers(table), _anchors(snapshot, table, year)):
        if part:
            st.html(part)
    terms = notes(snapshot, basis(snapshot.data, year=year))
    title = _("Definitie, methode en bronnen van deze cijfers")
    st.html(as_html(terms, title=title))
    _downloads(snapshot, table, terms)


def _headline(snapshot: Snapshot, table: pd.DataFrame, year: int | None) -> None:
    total = programme_totals(table).iloc[0]
    missing = int(total["municipalities_without_projection"])
    known = not pd.isna(total["places"])
    filled, free = [_("ingevuld")], [_("vrije plaatsen")]
    if unknown := int(total["status_unknown"]):
        filled.append(programme_words.unknown_text(unknown))
    if total["over_high"]:
        free.append(programme_words.above_text(total))
    figures = [
        (
            number(total["places"]) if known else _("geen projectie"),
            _("plaatsen voor een dienstencentrum in het programma"),
        ),
        (
            span(number(total["filled"]), number(total["filled"] + total["status_unknown"])),
            semicolons(filled),
        ),
        (programme_words.free_text(total), semicolons(free)),
        (
            number(total["without"]),
            _("gemeenten zonder een centrum dat we kennen (Brussel telt als één)"),
        ),
    ]
    lead = [programme_words.basis_text(basis(snapshot.data, year=year))]
    if missing:
        lead.append(
            ngettext(
                "Voor {n} gemeente is er geen projectie: zij telt niet mee.",
                "Voor {n} gemeenten is er geen projectie: zij tellen niet mee.",
                missing,
            ).format(n=number(missing))
        )
    if DatasetFlag.INCOMPLETE in snapshot.data.dataset("centres").flags:
        lead.append(_("De lijst van centra is niet volledig: een gemeente kan er meer hebben."))
    st.html(
        markup.title(_("Hoeveel dienstencentra mag elke gemeente hebben, en hoeveel heeft ze er?"))
        + markup.figures(figures)
        + markup.lead(" ".join(lead))
    )


def _choose(code: str) -> None:
    st.session_state["gemeente"] = code
    st.session_state["buurt"] = ""


def _map(snapshot: Snapshot, table: pd.DataFrame) -> None:
    order = municipalities_of(snapshot, ALL)
    row = [nis if nis in table.index else BRUSSELS_PROVINCE for nis in order]
    rows = table.loc[row].set_axis(order)
    places = {nis: int(n) for nis, n in zip(order, rows["places"], strict=True) if pd.notna(n)}
    counting = prepared(snapshot, ReachQuestion()).points
    municipal_map.show(
        snapshot,
        key="kaart_gemeenten",
        region=ALL,
        classes=dict(zip(order, standings.PROGRAMME.classes(rows["standing"]), strict=True)),
        values=places,
        palette=standings.PROGRAMME.palette,
        labels=standings.PROGRAMME.labels,
        value_text=_("plaatsen in het programma: {n}"),
        points=frozenset(counting["id"]),
        title=_("Kaart van de gemeenten"),
        on_chosen=_choose,
    )


def _legend(table: pd.DataFrame) -> str:
    counts = table.groupby("standing")["people"].agg(units="size", people="sum")
    counts = counts.reindex([one for one in _ORDER if one in counts.index])
    counts["people"] = counts["people"].mask(counts.index == Standing.UNKNOWN)
    remark = _("Brussel is één programma voor het hele gewest: al zijn gemeenten staan gelijk.")
    bare = table[table["standing"] == Standing.UNKNOWN]
    if hidden := int((bare["centres"] == 0).sum()):
        more = ngettext(
            "Van de gemeenten zonder projectie heeft ook {n} geen centrum dat we kennen.",
            "Van de gemeenten zonder projectie hebben er ook {n} geen centrum dat we kennen.",
            hidden,
        )
        remark = f"{remark} {more.format(n=number(hidden))}"
    key = standings.PROGRAMME
    return legends.legend(
        counts.assign(
            label=counts.index.map(key.label), shown=counts["people"].map(numbers.whole)
        ).rename(index=key.characters),
        palette=key.palette,
        caption=_("Legende en verdeling: programma per gemeente"),
        heads=(_("Stand"), _("Gemeenten"), _("Inwoners")),
    ) + markup.muted(remark)


def listed(snapshot: Snapshot, table: pd.DataFrame) -> pd.DataFrame:
    """Return every municipality and Brussels in words, in ``_ORDER``, the largest first."""
    named = names(snapshot)
    frame = pd.DataFrame(
        {
            _("Gemeente"): [named.regions[municipality_key(str(code))] for code in table.index],
            _("Provincie"): [province_name(code) for code in table["province"]],
            _("Inwoners"): table["people"],
            _("Plaatsen"): table["places"],
            **{_(head): table[column] for column, head in programme_words.STATUSES.items()},
            _("Vrije plaatsen, minstens"): table["free_low"],
            _("Vrije plaatsen, hoogstens"): table["free"],
            _("Boven het programma, minstens"): table["over"],
            _("Boven het programma, hoogstens"): table["over_high"],
            _("Stand"): table["standing"].map(standings.PROGRAMME.label),
        }
    )
    rank = table["standing"].map({str(one): at for at, one in enumerate(_ORDER)})
    order = table.assign(rank=rank).sort_values(
        ["rank", "people"], ascending=[True, False], kind="stable"
    )
    return frame.loc[order.index]


def _totals(table: pd.DataFrame) -> str:
    """Return the sums per province and region."""
    region = (table["province"] == BRUSSELS_PROVINCE).map({True: "brussels", False: "flanders"})
    flanders = table[region == "flanders"]
    parts = [(province_name(str(code)), rows) for code, rows in flanders.groupby("province")]
    if len(flanders):
        parts.append((_("Vlaanderen"), flanders))
    if (region == "brussels").any():
        parts.append((province_name(BRUSSELS_PROVINCE), table[region == "brussels"]))
        parts.append((_("Vlaanderen en Brussel"), table))
    columns = [
        Column(_("Gebied"), TEXT),
        *map(
            Column,
            (
                _("Gemeenten"),
                _("Inwoners"),
                _("Plaatsen"),
                *map(_, programme_words.STATUSES.values()),
                _("Vrije plaatsen"),
                _("Boven het programma"),
                _("Zonder centrum"),
            ),
        ),
    ]
    caption = _("Som per provincie en per gewest (Brussel telt als één)")
    cells = [[markup.text(name), *_sums(rows)] for name, rows in parts]
    heading = markup.heading(_("Per provincie en per gewest"))
    remark = markup.muted(programme_words.free_places())
    return heading + markup.table(caption, columns, cells) + remark


def _sums(rows: pd.DataFrame) -> list[str]:
    total = programme_totals(rows).iloc[0]
    return [
        number(total["municipalities"]),
        numbers.whole(total["people"]),
        numbers.whole(total["places"]),
        *(number(total[name]) for name in programme_words.STATUSES),
        programme_words.free_text(total),
        programme_words.over_text(total),
        number(total["without"]),
    ]


def _mergers(table: pd.DataFrame) -> str:
    text = programme_words.mergers_text(before_mergers(table, facts("municipal_mergers")))
    return markup.heading(_("Fusies")) + markup.paragraph(text) if text else ""


def _anchors(snapshot: Snapshot, table: pd.DataFrame, year: int | None) -> str:
    columns = [
        Column(_("Cijfer"), TEXT),
        Column(_("Gepubliceerd of nagerekend")),
        Column(_("Nu in Nabij")),
    ]
    rows = [
        [markup.text(cell) for cell in row]
        for row in anchors(table, basis(snapshot.data, year=year))
    ]
    low, high = ANCHORS.expected_places
    source = _(
        "Erkende en vergunde centra in Vlaanderen en Brussel, en gemeenten zonder centrum: "
        "Zorgnet-Icuro, 20 maart 2018. Plaatsen volgens de regel: nagerekend op de bevolking van "
        "Statbel. Een recente projectie geeft naar verwachting {low} tot {high} plaatsen."
    ).format(low=number(low), high=number(high))
    caption = _("Bekende cijfers van vroeger naast die van nu")
    return (
        markup.heading(_("Kloppen deze cijfers?"))
        + markup.table(caption, columns, rows)
        + markup.muted(f"{programme_words.published_share()} {source}")
    )


def _downloads(snapshot: Snapshot, table: pd.DataFrame, terms: list[tuple[str, str]]) -> None:
    def rows() -> pd.DataFrame:
        return listed(snapshot, table).reset_index(names=_("NIS-code"))

    st.html(markup.heading(_("Downloaden")))
    buttons(of_table(rows, lambda: terms, sheet=_("Gemeenten")), name=file_name(_("programmatie")))
