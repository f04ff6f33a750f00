"""The areas of an analysis as a layer of neighbourhoods, to be imported and shown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd

from geodata.errors import BadValueError
from loaders.analysis.run import ABOUT

if TYPE_CHECKING:
    from pathlib import Path


def write_areas_layer(folder: Path, to: Path) -> int:
    """Write code, name, borders and people (whole numbers) of the areas of an analysis.

    Parameters
    ----------
    folder
        The results.
    to
        The file to write, GeoParquet.

    Returns
    -------
    int
        Rows of the demand that are in no area: nothing of them is in the layer.

    Raises
    ------
    BadValueError
        If it holds no finished analysis with areas of a layer.
    """
    try:
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        state, groups = about["state"], about["parameters"]["groups"]
        areas = gpd.read_parquet(folder / "areas" / "part-00000.parquet")
    except (OSError, ValueError, LookupError) as error:
        raise _unfinished(folder, f"none that can be read ({error})") from error
    if state != "complete":
        raise _unfinished(folder, "one with broken parts, so that people are missing")
    nowhere = areas["area"].isna()
    people = {g: areas.loc[~nowhere, f"people_{g}"].round().astype("int64") for g in groups}
    columns = {"code": areas.loc[~nowhere, "area"], "name": areas.loc[~nowhere, "name"], **people}
    gpd.GeoDataFrame(columns, geometry=areas.geometry[~nowhere], crs=areas.crs).to_parquet(to)
    return int(areas.loc[nowhere, "rows"].sum())


def _unfinished(folder: Path, got: str) -> BadValueError:
    return BadValueError(
        where=str(folder),
        expected="the results of a complete analysis with --area-layer",
        got=got,
        action="Finish the analysis first.",
    )
