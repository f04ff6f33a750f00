"""The parts of an omgevingsanalyse about centres and about other services that help."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from geodata.enums import Precision, ServiceKind
from geodata.reach.border import has_precise_position, least_distances
from loaders.export.document import Note, Paragraph, Section, Table
from pages.report.inputs import CENTRES
from pages.ui import datasets
from pages.ui.contact import address_text, located_text, point_name, sources_text, text_of
from pages.ui.i18n import _
from pages.ui.labels import status_label
from pages.ui.numbers import metres

if TYPE_CHECKING:
    import pandas as pd

    from loaders.export.document import Block
    from pages.report.inputs import ReportInputs


def centres_part(inputs: ReportInputs) -> Section:
    """Return the centres of the region, and those just across its border."""
    here = inputs.points.sort_values(["name", "kind", "id"])
    blocks: list[Block] = []
    if here.empty:
        blocks.append(
            Paragraph(_("In {area} kennen we geen dienstencentrum.").format(area=inputs.name))
        )
    else:
        blocks.append(
            Table(
                _("Bekende centra en antennes in {area}").format(area=inputs.name),
                (
                    _("Naam"),
                    _("Adres"),
                    _("Status van het centrum"),
                    _("Contactgegevens"),
                    _("Bron"),
                ),
                tuple(_centre_row(inputs, point) for _at, point in here.iterrows()),
                (False,) * 5,
            )
        )
    blocks += _across(inputs)
    return Section(_(CENTRES), tuple(blocks))


def _centre_row(inputs: ReportInputs, point: pd.Series) -> tuple[str, ...]:
    contact = [text_of(point[column]) for column in ("phone", "email", "website")]
    source = sources_text(str(point["source"]))
    checked = datasets.with_days(text_of(point["checked_on"]))
    return (
        point_name(point, point["name"]),
        located_text(point, inputs.far.names),
        status_label(point["status"]),
        ", ".join(filter(None, contact)) or _("niet bekend"),
        f"{source} ({checked})" if checked else source,
    )


def _across(inputs: ReportInputs) -> list[Block]:
    """Return the points of other municipalities that may serve people of the region."""
    far_m = inputs.far.question.threshold_m
    others = inputs.counting[~inputs.counting["municipality"].isin(inputs.municipalities)]
    shape = shapely.union_all(inputs.shapes.to_numpy())
    distance_m = least_distances(others, inputs.snapshot.data.whereabouts, shape)
    near = distance_m[distance_m <= far_m].sort_values(kind="stable")
    if near.empty:
        text = _("Binnen {far} over de grens kennen we geen ander dienstencentrum.")
        return [Paragraph(text.format(far=metres(far_m)))]
    rows = []
    for (_row, point), away_m in zip(others.loc[near.index].iterrows(), near, strict=True):
        away = metres(away_m)
        if not Precision(point["precision"]).decides:
            away = _("{far} of meer").format(far=away)
        rows.append((*_centre_row(inputs, point)[:4], away))
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
    if not has_precise_position(others).all():
        blocks.append(
            Paragraph(
                _(
                    "Van een centrum zonder bekend adres is de kortste afstand gegeven: die van "
                    "de rand van zijn plaats of gemeente."
                )
            )
        )
    return blocks


def other_help(inputs: ReportInputs) -> Section:
    """Return the Sociale Huizen and self-help initiatives of the region."""
    services = inputs.snapshot.data.services
    here = services[services["municipality"].isin(inputs.municipalities)]
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
            Paragraph(_("In {area} staat er geen in de geladen lijst.").format(area=inputs.name))
        )
    else:
        blocks.append(_services_table(inputs, here.sort_values(["kind", "name", "id"])))
    return Section(_("Wat elders helpt"), tuple(blocks))


def _services_table(inputs: ReportInputs, here: pd.DataFrame) -> Table:
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
                address_text(row, inputs.far.names),
                ", ".join(filter(None, contact)) or _("niet bekend"),
            )
        )
    heads = (_("Naam"), _("Soort"), _("Adres"), _("Contactgegevens"))
    caption = _("Sociale Huizen en zelfhulp in {area}").format(area=inputs.name)
    return Table(caption, heads, tuple(rows), (False,) * 4)
