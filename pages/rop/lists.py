"""The municipalities of an area, and its centres with how to reach them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from geodata.crs import WGS84
from geodata.enums import Level, PointKind, Precision
from geodata.programme.standing import Standing, has_room, mostly_incomplete
from geodata.quality.findings import Rule
from pages.rop import notes
from pages.rop.comparison import people_columns, programme_columns
from pages.rop.data import points
from pages.rop.overview import estimated, out_of_reach, ranged, standing_label
from pages.ui import markup, tables
from pages.ui.contact import point_name
from pages.ui.i18n import N_, _, ngettext
from pages.ui.labels import group_noun, position_text, province_name, status_label
from pages.ui.municipal_data import findings

if TYPE_CHECKING:
    from pages.rop.data import WorkingAreaView

EVERY, NONE, ROOM, POOR = "alle", "zonder", "plaats", "onvolledig"
LISTS = {
    EVERY: N_("Alle gemeenten"),
    NONE: N_("Zonder centrum of antenne"),
    ROOM: N_("Met vrije plaatsen"),
    POOR: N_("Met veel onvolledige fiches"),
}


def towns(view: WorkingAreaView) -> None:
    """Draw the municipalities, or those that need something."""
    chosen = st.segmented_control(
        _("Welke gemeenten?"),
        list(LISTS),
        format_func=lambda code: f"{_(LISTS[code])} ({int(listed(view, code).sum())})",
        key="lijst",
        required=True,
        persist_state="session",
    )
    frame = town_frame(view, str(chosen or EVERY))
    tables.draw(
        frame,
        estimated=estimated(frame, view.towns["people"].loc[frame.index]),
        key="rop_gemeenten",
        caption=_("Gemeenten: {which}").format(which=_(LISTS[str(chosen or EVERY)])),
        shown=ngettext("{n} van {total} gemeente", "{n} van {total} gemeenten", len(frame)),
        none=_("Geen gemeente in deze lijst"),
    )
    explained = _(
        "Vrije plaatsen: minstens, als elk centrum zonder bekende status een plaats inneemt; "
        "hoogstens, als geen van die centra dat doet. Een streepje: geen projectie, of een "
        "gemeente van Brussel, waar het programma voor het hele gewest geldt."
    )
    st.html(markup.muted(explained))
    notes.downloads(
        view,
        lambda: town_frame(view, str(chosen or EVERY), full=True),
        key="gemeenten",
        sheet=_("Gemeenten"),
        more=((_("Lijst"), f"{_(LISTS[str(chosen or EVERY)])}. {explained}"),),
    )


def listed(view: WorkingAreaView, which: str) -> pd.Series[bool]:
    """Tell which municipalities are on a list."""
    towns = view.towns
    if which == NONE:
        return towns["standing"] == Standing.NONE
    if which == ROOM:
        return has_room(towns)
    if which == POOR:
        return mostly_incomplete(towns)
    return pd.Series(data=True, index=towns.index)


def town_frame(view: WorkingAreaView, which: str, *, full: bool = False) -> pd.DataFrame:
    """Return the municipalities of a list, columns in words.

    Parameters
    ----------
    view
        What is shown.
    which
        A code of ``LISTS``.
    full
        For a file: the NIS code, the area and all columns.
    """
    rows = view.towns[listed(view, which)]
    noun = group_noun(view.question.group)
    frame = pd.DataFrame({_("Gemeente"): [view.town(n) for n in rows.index]}, index=rows.index)
    if full:
        frame.insert(0, _("NIS-code"), rows.index)
        frame[_("Provincie")] = rows["province"].map(province_name)
    if full or not view.question.area:
        frame[_("Gebied")] = [view.area_name(code) or _("geen") for code in rows[view.column]]
    frame[_("Centra")] = rows["centres"]
    frame[_("Antennes")] = rows["antennes"]
    if full:
        more = people_columns(rows, noun.capitalize()) | programme_columns(rows)
    else:
        more = {noun.capitalize(): rows["people"].astype(pd.Float64Dtype()).round()}
        more |= out_of_reach(rows)
        more |= {_("Plaatsen"): rows["places"], _("Ingevuld"): rows["filled"]}
        more |= ranged(rows, "free_low", "free", _("Vrije plaatsen"))
        more |= ranged(rows, "over", "over_high", _("Boven het programma"))
    more[_("Onvolledige fiches")] = rows["incomplete"]
    more[_("Te verbeteren")] = rows["work"]
    frame = frame.assign(**more)
    frame[_("Stand")] = rows["standing"].map(standing_label)
    return frame.sort_values(_("Gemeente"))


def centres(view: WorkingAreaView) -> None:
    """Draw the centres and antennes with status, operator and contact."""
    frame = contact_frame(view)
    tables.draw(
        frame.assign(**{_("Centrum"): frame[_("Centrum")] + ", " + frame[_("Gemeente")]}).drop(
            columns=_("Gemeente")
        ),
        key="rop_centra",
        caption=_("Centra en antennes, met hun contactgegevens"),
        shown=ngettext(
            "{n} van {total} centrum of antenne", "{n} van {total} centra en antennes", len(frame)
        ),
        none=_("Geen centrum met die naam"),
    )
    explained = _(
        "Gegevens verbetert een centrum zelf: via het e-loket van het Departement Zorg en via de "
        "Sociale Kaart. In deze lijst staan alleen functiemailboxen: een adres dat op een naam van "
        "een persoon lijkt, is weggelaten. Leeg is niet bekend."
    )
    st.html(markup.muted(explained))
    title = _("Contactlijst downloaden")
    st.html(markup.heading(title, level=3))
    notes.downloads(
        view,
        lambda: contact_frame(view, full=True),
        key="contact",
        sheet=_("Contactlijst"),
        more=((_("Contactgegevens"), explained),),
    )


def contact_frame(view: WorkingAreaView, *, full: bool = False) -> pd.DataFrame:
    """Return the service points of an area with how to reach them, columns in words.

    Parameters
    ----------
    view
        What is shown.
    full
        For a file: separate street, postcode and place, the area, and the support points too.
    """
    snapshot = view.snapshot
    found = points(snapshot)
    found = found[found["municipality"].isin(view.towns.index)].set_index("id")
    work = findings(snapshot, view.question.today)
    personal = work.loc[work["rule"] == Rule.PERSONAL_EMAIL, "point_id"]
    found = found.assign(email=found["email"].where(~found.index.isin(personal)))
    text = found.astype(object).where(found.notna(), "")
    frame = pd.DataFrame(
        {
            _("Centrum"): text["site_name"].where(text["site_name"] != "", text["name"])
            if full
            else [point_name(point, point["name"]) for _id, point in found.iterrows()],
            _("Soort"): [
                _("antenne") if kind == PointKind.ANTENNE else _("centrum")
                for kind in found["kind"]
            ],
            _("Gemeente"): [view.town(nis) for nis in found["municipality"]],
            _("Status"): [status_label(status) for status in found["status"]],
            _("Uitbater"): text["operator"],
        },
        index=found.index,
        dtype=object,  # of an empty list too
    )
    contact = {_("Telefoon"): "phone", _("E-mail"): "email", _("Website"): "website"}
    if not full:
        frame[_("Adres")] = [position_text(point, view.names) for _id, point in found.iterrows()]
        return frame.assign(**{label: text[column] for label, column in contact.items()})
    area = view.municipal[view.column].reindex(found["municipality"])
    frame.insert(0, _("Gebied"), [view.area_name(code) or _("geen") for code in area])
    antenne = found["kind"] == PointKind.ANTENNE
    frame.insert(3, _("Hoofdvestiging"), found["name"].where(antenne, ""))
    frame.insert(5, _("NIS-code"), found["municipality"])
    where = {_("Straat en nummer"): "street", _("Postcode"): "postcode", _("Plaats"): "place"}
    for label, column in (where | contact).items():
        frame[label] = text[column]
    spots = snapshot.data.points.set_index("id").geometry.loc[found.index].to_crs(WGS84)
    known = found["precision"].isin([Precision.ADDRESS, Precision.NEARBY])
    position = {
        _("Breedtegraad"): spots.y.round(5).where(known),
        _("Lengtegraad"): spots.x.round(5).where(known),
        _("Nauwkeurigheid (m)"): found["within_m"].round(),
    }
    support = _support_rows(view, list(frame.columns)).assign(**dict.fromkeys(position, np.nan))
    return pd.concat([support, frame.assign(**position)])


def _support_rows(view: WorkingAreaView, columns: list[str]) -> pd.DataFrame:
    """Return the support points themselves as the first rows of a contact list."""
    support = pd.DataFrame(view.snapshot.data.support_points.drop(columns="geometry"))
    if view.question.level is not Level.ROP:
        support = support.iloc[:0]
    elif view.question.area:
        support = support[support["id"] == view.question.area]
    text = support.astype(object).where(support.notna(), "")
    rows = pd.DataFrame("", index=support["id"].to_numpy(), columns=columns)
    for label, column in {
        _("Gebied"): "name",
        _("Centrum"): "name",
        _("Uitbater"): "host",
        _("Straat en nummer"): "street",
        _("Postcode"): "postcode",
        _("Plaats"): "place",
        _("Telefoon"): "phone",
        _("E-mail"): "email",
        _("Website"): "website",
    }.items():
        rows[label] = text[column].to_numpy()
    return rows.assign(**{_("Soort"): _("regionaal ondersteuningspunt")})
