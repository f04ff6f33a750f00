"""The programme over all municipalities: headline, map, table, totals, check values, downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geodata.enums import DatasetFlag
from geodata.palette import PROGRAMME
from geodata.programme.municipal_mergers import before_mergers
from geodata.programme.rule import basis, programme_totals
from geodata.reach.question import ReachQuestion
from geodata.regions import ALL, BRUSSELS_PROVINCE
from loaders.builtin.snapshot import facts
from pages.gemeente import notes as gemeente_notes
from pages.gemeente.data import FULL, NONE, OVER, ROOM, UNKNOWN, UNSURE, region_key
from pages.ui import amounts, legends, markup, municipal_map, tables
from pages.ui.cache import municipalities_of, names, prepared
from pages.ui.downloads import buttons, of_table
from pages.ui.i18n import _, ngettext, number, span
from pages.ui.labels import province_name
from pages.ui.markup import TEXT, Column

if TYPE_CHECKING:
    from loaders.store.snapshots import Snapshot

_ORDER = (NONE, ROOM, UNSURE, FULL, OVER, UNKNOWN)


def show(snapshot: Snapshot, table: pd.DataFrame, year: int | None) -> None:
    """Draw the overview.

    Parameters
    ----------
    snapshot
        What is loaded.
    table
        :func:`pages.gemeente.data.programme_of`.
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
        shown=_("{n} van {total} gemeenten"),
        none=_("Geen gemeente met die naam"),
        on_chosen=_chosen,
    )
    for part in (_totals(table), _mergers(table), _anchors(snapshot, table, year)):
        if part:
            st.html(part)
    notes = gemeente_notes.lines(snapshot, basis(snapshot.data, year=year))
    title = _("Definitie, methode en bronnen van deze cijfers")
    st.html(gemeente_notes.as_html(notes, title=title))
    _downloads(snapshot, table, notes)


def _headline(snapshot: Snapshot, table: pd.DataFrame, year: int | None) -> None:
    total = programme_totals(table).iloc[0]
    missing = int(total["municipalities_without_projection"])
    known = not pd.isna(total["places"])
    figures = [
        (
            number(total["places"]) if known else _("geen projectie"),
            _("plaatsen voor een dienstencentrum in het programma"),
        ),
        (
            span(number(total["filled"]), number(total["filled"] + total["other"])),
            _("ingevuld; {n} centra hebben een andere of onbekende status").format(
                n=number(total["other"])
            ),
        ),
        (
            number(total["without"]),
            _("gemeenten zonder een centrum dat we kennen (Brussel telt als één)"),
        ),
    ]
    lead = [gemeente_notes.basis_text(basis(snapshot.data, year=year))]
    if missing:
        lead.append(
            _("Voor {n} gemeenten is er geen projectie: zij tellen niet mee.").format(
                n=number(missing)
            )
        )
    if DatasetFlag.INCOMPLETE in snapshot.data.dataset("centres").flags:
        lead.append(_("De lijst van centra is niet volledig: een gemeente kan er meer hebben."))
    st.html(
        markup.title(_("Hoeveel dienstencentra mag elke gemeente hebben, en heeft ze?"))
        + markup.figures(figures)
        + markup.lead(" ".join(lead))
    )


def _chosen(code: str) -> None:
    st.session_state["gemeente"] = code
    st.session_state["buurt"] = ""


def _map(snapshot: Snapshot, table: pd.DataFrame) -> None:
    order = municipalities_of(snapshot, ALL)
    row = [nis if nis in table.index else BRUSSELS_PROVINCE for nis in order]
    towns = table.loc[row].set_axis(order)
    places = {nis: int(n) for nis, n in zip(order, towns["places"], strict=True) if pd.notna(n)}
    counting = prepared(snapshot, ReachQuestion()).points
    municipal_map.show(
        snapshot,
        key="kaart_gemeenten",
        region=ALL,
        classes=dict(zip(order, towns["state"], strict=True)),
        values=places,
        palette=PROGRAMME,
        labels=_labels(),
        value_text=_("plaatsen in het programma: {n}"),
        points=frozenset(counting["id"]),
        title=_("Kaart van de gemeenten"),
        on_chosen=_chosen,
    )


def _labels() -> dict[str, str]:
    return {code: _(gemeente_notes.STATES[code]) for code in _ORDER}


def _legend(table: pd.DataFrame) -> str:
    counts = table.groupby("state")["people"].agg(units="size", people="sum")
    counts = counts.reindex([c for c in _ORDER if c in counts.index])
    counts["people"] = counts["people"].mask(counts.index == UNKNOWN)
    remark = _("Brussel is één programma voor het hele gewest: zijn 19 gemeenten zijn gelijk.")
    bare = table[table["state"] == UNKNOWN]
    if hidden := int((bare["filled"] + bare["other"] == 0).sum()):
        more = ngettext(
            "Van de gemeenten zonder projectie heeft ook {n} geen centrum dat we kennen.",
            "Van de gemeenten zonder projectie hebben er ook {n} geen centrum dat we kennen.",
            hidden,
        )
        remark = f"{remark} {more.format(n=number(hidden))}"
    return legends.legend(
        counts.assign(label=counts.index.map(_labels())),
        palette=PROGRAMME,
        caption=_("Legende en verdeling: programma per gemeente"),
        heads=(_("Stand"), _("Gemeenten"), _("Inwoners")),
    ) + markup.muted(remark)


def listed(snapshot: Snapshot, table: pd.DataFrame) -> pd.DataFrame:
    """Return every municipality and Brussels in words: what is missing first, then the largest."""
    named, labels = names(snapshot), _labels()
    frame = pd.DataFrame(
        {
            _("Gemeente"): [named.regions[region_key(str(code))] for code in table.index],
            _("Provincie"): [province_name(code) for code in table["province"]],
            _("Inwoners"): table["people"],
            _("Plaatsen"): table["places"],
            _("Erkend"): table["recognised"],
            _("Vergund"): table["authorised"],
            _("Aangevraagd"): table["pending"],
            _("Andere of onbekend"): table["other"],
            _("Ruimte, minstens"): table["room_low"],
            _("Ruimte, hoogstens"): table["room"],
            _("Stand"): [labels[code] for code in table["state"]],
        }
    )
    rank = table["state"].map({code: at for at, code in enumerate(_ORDER)})
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
                _("Erkend"),
                _("Vergund"),
                _("Aangevraagd"),
                _("Andere of onbekend"),
                _("Ruimte"),
                _("Zonder centrum"),
            ),
        ),
    ]
    caption = _("Som per provincie en per gewest (Brussel telt als één)")
    cells = [[markup.text(name), *_sums(rows)] for name, rows in parts]
    heading = markup.heading(_("Per provincie en per gewest"))
    return heading + markup.table(caption, columns, cells)


def _sums(rows: pd.DataFrame) -> list[str]:
    total = programme_totals(rows).iloc[0]
    counts = ("recognised", "authorised", "pending", "other")
    low = rows["room_low"].clip(lower=0).sum(min_count=1)
    return [
        number(total["municipalities"]),
        amounts.whole(total["people"]),
        amounts.whole(total["places"]),
        *(number(total[name]) for name in counts),
        amounts.whole_span(low, total["free"]),
        number(total["without"]),
    ]


def _mergers(table: pd.DataFrame) -> str:
    found = [m for m in before_mergers(table, facts("municipal_mergers")) if m.now_places]
    if not found:
        return ""
    most = sum(int(m.before_high or 0) - int(m.now_places or 0) for m in found)
    least = sum(int(m.before_low or 0) - int(m.now_places or 0) for m in found)
    text = _(
        "Fusies verlagen het programma vanzelf: elke gemeente apart rondt naar boven af. De {n} "
        "fusies van 2019 en 2025 kosten samen {lost} plaatsen op dezelfde bevolking. De bevolking "
        "van de oude gemeenten zit niet in deze gegevens: daarom een bandbreedte. Vergelijk een "
        "programma van voor een fusie niet met een van erna."
    ).format(n=number(len(found)), lost=span(number(least), number(most)))
    return markup.heading(_("Fusies")) + markup.paragraph(text)


def _anchors(snapshot: Snapshot, table: pd.DataFrame, year: int | None) -> str:
    columns = [
        Column(_("Cijfer"), TEXT),
        Column(_("Gepubliceerd of nagerekend")),
        Column(_("Nu in Nabij")),
    ]
    rows = [
        [markup.text(cell) for cell in row]
        for row in gemeente_notes.anchors(table, basis(snapshot.data, year=year))
    ]
    source = _(
        "Erkende en vergunde centra in Vlaanderen en Brussel, en gemeenten zonder centrum: "
        "Zorgnet-Icuro, 20 maart 2018. Ongeveer 40 % van het programma was toen ingevuld: 246 "
        "erkende centra op 600 plaatsen. Plaatsen volgens de regel: nagerekend op de bevolking "
        "van Statbel. Een recente projectie geeft naar verwachting 580 tot 680 plaatsen."
    )
    caption = _("Bekende cijfers van vroeger naast die van nu")
    return (
        markup.heading(_("Kloppen deze cijfers?"))
        + markup.table(caption, columns, rows)
        + markup.muted(source)
    )


def _downloads(snapshot: Snapshot, table: pd.DataFrame, notes: list[tuple[str, str]]) -> None:
    def rows() -> pd.DataFrame:
        return listed(snapshot, table).reset_index(names=_("NIS-code"))

    st.html(markup.heading(_("Downloaden")))
    buttons(of_table(rows, lambda: notes, sheet=_("Gemeenten")), name="programmatie")
