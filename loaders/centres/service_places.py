"""Where services are that come without coordinates: at their place, or their municipality."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geodata.snapshot.frames import CONTACT
from loaders.centres.geocoding import placed_by_name

if TYPE_CHECKING:
    from loaders.centres.geocoding import Gazetteer


def relocate_services(
    services: gpd.GeoDataFrame, whereabouts: gpd.GeoDataFrame, *, gazetteer: Gazetteer
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Place the services without coordinates again, in other areas than before.

    Parameters
    ----------
    services
        ``schemas.Services``.
    whereabouts
        Possible areas of vague centres and services (``schemas.Whereabouts``).
    gazetteer
        The new areas, in EPSG:3812.

    Returns
    -------
    services, whereabouts
        The possible areas given, and those that the services refer to.
    """
    if services.empty:
        return services, whereabouts
    rows = pd.DataFrame(services.drop(columns="geometry")).fillna(dict.fromkeys(CONTACT, ""))
    precise = services["whereabouts"].isna()
    rows["point"] = services.geometry.where(precise, None)
    found, added = place_services(rows, gazetteer=gazetteer)
    return found[services.columns], with_added(whereabouts, added)


def place_services(
    rows: pd.DataFrame, *, gazetteer: Gazetteer
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return services with their points, and the possible areas of the vague ones.

    Parameters
    ----------
    rows
        Services with the column ``point`` (EPSG:3812), missing where a service has no coordinates:
        it goes to an inner point of its place.
    gazetteer
        What places are found in.
    """
    points, whereabouts = placed_by_name(rows, gazetteer=gazetteer)
    known = rows["point"].notna()
    services = gpd.GeoDataFrame(
        rows.drop(columns="point").assign(
            precision=points["precision"].mask(known, "address"),
            whereabouts=points["whereabouts"].mask(known),
        ),
        geometry=gpd.GeoSeries(rows["point"].where(known, points.geometry), crs=points.crs),
    )
    texts = [name for name in services if services[name].dtype == "str"]
    services[texts] = services[texts].where(services[texts] != "")
    return services, whereabouts[whereabouts["key"].isin(services["whereabouts"])]


def with_added(known: gpd.GeoDataFrame, added: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return possible areas, and those added whose key is new."""
    fresh = added[~added["key"].isin(known["key"])]
    return gpd.GeoDataFrame(pd.concat([known, fresh], ignore_index=True)) if len(fresh) else known
