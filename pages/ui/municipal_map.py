"""A map of municipalities: how they stand, or which area they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.choropleth import PLAIN
from geodata.enums import Level
from maps.view import MapView
from pages.ui import map_frame
from pages.ui.cache import areas_by_code, map_files, municipalities_of
from pages.ui.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from loaders.store.snapshots import Snapshot
    from maps.view import Mark


def show(
    snapshot: Snapshot,
    *,
    key: str,
    region: str,
    classes: Mapping[str, str],
    values: Mapping[str, int] | None = None,
    palette: tuple[str, ...],
    labels: Mapping[str, str],
    value_text: str = "",
    estimate: tuple[str, ...] = (),
    marks: tuple[Mark, ...] = (),
    points: frozenset[str] = frozenset(),
    thick: str = "provinces",
    selected: str = "",
    title: str,
    failed: str = "",
    on_chosen: Callable[[str], None] | None = None,
) -> None:
    """Draw the municipalities of a region; on a phone behind a button.

    Parameters
    ----------
    snapshot, region
        What is loaded, and which region of several municipalities to draw (a key of
        ``MapFiles.municipal``).
    key
        Key of the map in the session.
    classes
        NIS → class character (``maps.view.MapView.classes``); ``-`` where it is missing.
    values
        NIS → whole number to show with ``value_text``, which has ``{n}`` for it.
    estimate
        Where the values are estimated numbers of people: ``maps.view.MapView.estimate``.
    palette, labels
        Colour of each class, and what each class character means.
    marks
        Other places on the map.
    points
        Ids of the service points to show.
    thick
        Which outlines are drawn thick: ``provinces``, ``rops`` or ``municipalities``.
    selected
        NIS of the chosen municipality, or empty.
    title, failed
        What the map is called, and the text where it cannot be drawn, if it is not a table that
        equals it.
    on_chosen
        Called with the NIS of the municipality that was clicked, empty outside all.
    """
    index = map_files(snapshot)
    file = index.municipal[region]
    order = municipalities_of(snapshot, region)
    view = MapView(
        geometry=f"{snapshot.id}/{file.file}",
        codes_hash=file.codes_hash,
        bounds=file.bounds,
        classes="".join(classes.get(nis, PLAIN) for nis in order),
        values=tuple((values or {}).get(nis) for nis in order),
        palette=palette,
        labels=labels,
        value_text=value_text,
        estimate=estimate,
        selected=selected,
        points=f"{snapshot.id}/{index.points.file}",
        points_hash=index.points.ids_hash,
        points_shown="".join("1" if i in points else "0" for i in index.points.ids),
        marks=marks,
        thick=thick,
        points_named=False,
        insets=map_frame.insets(snapshot, region),
    )

    map_frame.draw(
        view,
        key=key,
        title=title,
        failed=failed or _("De kaart kan niet worden getekend. De tabel toont dezelfde gegevens."),
        areas=areas_by_code(snapshot, Level.MUNICIPALITY),
        on_area=on_chosen,
    )
