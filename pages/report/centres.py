"""The parts of an omgevingsanalyse about centres and other doors to knock on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import shapely

from geodata.enums import Precision, ServiceKind
from loaders.export.document import Note, Paragraph, Section, Table
from pages.gemeente.data import decided
from pages.ui import datasets
from pages.ui.contact import address_text, point_name, sources_text, text_of
from pages.ui.i18n import _, metres
from pages.ui.labels import status_label

if TYPE_CHECKING:
    from loaders.export.document import Block
    from pages.report.inputs import Ground


def centres_part(ground: Ground) -> Section:
    """Return the centres of the region, and those just across its border."""
    here = ground.points.sort_values(["name", "kind", "id"])
    blocks: list[Block] = []
    if here.empty:
        blocks.append(
            Paragraph(_("In {area} kennen we geen dienstencentrum.").format(area=ground.name))
        )
    else:
        blocks.append(
            Table(
                _("Bekende centra en antennes in {area}").format(area=ground.name),
                (
                    _("Naam"),
                    _("Adres"),
                    _("Status van het centrum"),
                    _("Contactgegevens"),
                    _("Bron"),
                ),
                tuple(_centre_row(ground, point) for _at, point in here.iterrows()),
                (False,) * 5,
            )
        )
    blocks += _across(ground)
    return Section(_("De centra, hier en net over de grens"), tuple(blocks))


def _centre_row(ground: Ground, point: pd.Series) -> tuple[str, ...]:
    contact = [text_of(point[column]) for column in ("phone", "email", "website")]
    source = sources_text(str(point["source"]))
    checked = datasets.with_days(text_of(point["checked_on"]))
    return (
        point_name(point, point["name"]),
        address_text(point, ground.far.names),
        status_label(point["status"]),
        ", ".join(filter(None, contact)) or _("niet bekend"),
        f"{source} ({checked})" if checked else source,
    )


def _across(ground: Ground) -> list[Block]:
    """Return the points of other municipalities that may serve people of the region."""
    far_m = ground.far.question.threshold_m
    towns = set(ground.far.units["municipality"])
    others = ground.counting[~ground.counting["municipality"].isin(towns)]
    shape = shapely.union_all(ground.shapes.to_numpy())
    vague = ~decided(others).to_numpy(dtype=bool)
    areas = ground.snapshot.data.whereabouts.set_index("key").geometry
    places = others.geometry.to_numpy().copy()
    places[vague] = areas.loc[others.loc[vague, "whereabouts"]].to_numpy()
    distance_m = pd.Series(shapely.distance(places, shape), others.index)
    near = distance_m[distance_m <= far_m].sort_values(kind="stable")
    if near.empty:
        text = _("Binnen {far} over de grens kennen we geen ander dienstencentrum.")
        return [Paragraph(text.format(far=metres(far_m)))]
    rows = []
    for (_row, point), away_m in zip(others.loc[near.index].iterrows(), near, strict=True):
        away = metres(away_m)
        if not Precision(point["precision"]).decides:
            away = _("{far} of meer").format(far=away)
        rows.append((*_centre_row(ground, point)[:4], away))
    blocks: list[Block] = [
        Table(
            _("Centra net over de grens, binnen {far}").format(far=metres(far_m)),
            (
                _("Naam"),
                _("Adres"),
                _("Status van het centrum"),
                _("Contactgegevens"),
                _("Afstand tot de grens"),
            ),
            tuple(rows),
            (False, False, False, False, True),
        )
    ]
    if vague.any():
        blocks.append(
            Paragraph(
                _(
                    "Van een centrum zonder bekend adres is de kortste afstand gegeven: die van "
                    "de rand van zijn plaats of gemeente."
                )
            )
        )
    return blocks


def other_doors(ground: Ground) -> Section:
    """Return the Sociale Huizen and self-help initiatives of the region."""
    services = ground.snapshot.data.services
    towns = set(ground.far.units["municipality"])
    here = services[services["municipality"].isin(towns)]
    text = _(
        "Waar geen dienstencentrum in de buurt is, is het Sociaal Huis van de gemeente de volgende "
        "deur om aan te kloppen: voor informatie, doorverwijzing en hulp."
    )
    blocks: list[Block] = [Paragraph(text)]
    if services.empty:
        blocks.append(
            Note(
                _(
                    "Sociale Huizen en zelfhulpgroepen zijn niet geladen; dat wil niet zeggen dat "
                    "ze er niet zijn."
                )
            )
        )
    elif here.empty:
        blocks.append(
            Paragraph(_("In {area} staat er geen in de geladen lijst.").format(area=ground.name))
        )
    else:
        blocks.append(_services_table(ground, here.sort_values(["kind", "name", "id"])))
    return Section(_("Wat elders helpt"), tuple(blocks))


def _services_table(ground: Ground, here: pd.DataFrame) -> Table:
    kinds = {ServiceKind.SOCIAL_HOUSE: _("Sociaal Huis"), ServiceKind.SELF_HELP: _("Zelfhulp")}
    rows = []
    for _at, row in here.iterrows():
        name = str(row["name"])
        if row["example"]:
            name = _("{name} (voorbeeld, niet echt)").format(name=name)
        contact = [text_of(row[column]) for column in ("phone", "email", "website")]
        theme = text_of(row["theme"])
        kind = kinds[ServiceKind(row["kind"])]
        rows.append(
            (
                name,
                f"{kind}: {theme}" if theme else kind,
                address_text(row, ground.far.names),
                ", ".join(filter(None, contact)) or _("niet bekend"),
            )
        )
    heads = (_("Naam"), _("Soort"), _("Adres"), _("Contactgegevens"))
    caption = _("Sociale Huizen en zelfhulp in {area}").format(area=ground.name)
    return Table(caption, heads, tuple(rows), (False,) * 4)
