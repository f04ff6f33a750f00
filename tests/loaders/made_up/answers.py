"""What the data of Nabij hold after a made-up file was imported, as the files list it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from geodata.snapshot.model import SnapshotData

_PEOPLE = ["people_all", "people_65plus", "people_80plus", "estimated"]


def _listed(frame: pd.DataFrame, key: str, columns: list[str]) -> dict[str, Any]:
    texts = frame.set_index(key)[columns].astype(object)
    texts = texts.where(texts.notna(), "")
    return {name: tuple(row) for name, row in zip(texts.index, texts.to_numpy(), strict=True)}


def _centres(data: SnapshotData) -> dict[str, Any]:
    """Return name (and kind) → street, postcode, municipality, hours, access, precision."""
    both = data.points.merge(data.centres, left_on="centre_id", right_on="id")
    both["name"] += both["kind"].map({"main": "", "antenne": " (antenne)"})
    columns = ["street", "postcode", "municipality", "opening_hours", "wheelchair", "precision"]
    return _listed(both, "name", columns)


def _services(data: SnapshotData) -> dict[str, Any]:
    columns = ["kind", "street", "postcode", "municipality", "opening_hours", "wheelchair"]
    services = data.services.assign(
        exact=data.services["whereabouts"].isna() if "whereabouts" in data.services else True
    )
    return _listed(services, "name", [*columns, "exact"])


def _support_points(data: SnapshotData) -> dict[str, Any]:
    found = data.support_points
    spots = found.geometry.to_crs(31370)
    rounded = found.assign(x=spots.x.round(-2).astype(int), y=spots.y.round(-2).astype(int))
    return _listed(rounded, "name", ["street", "postcode", "place", "themes", "x", "y"])


def _division(data: SnapshotData) -> dict[str, Any]:
    return dict(zip(data.division["municipality"], data.division["rop"], strict=True))


def _projections(data: SnapshotData) -> dict[str, Any]:
    found = data.projections
    pairs = zip(found["municipality"], found["year"], strict=True)
    return dict(zip(pairs, map(int, found["people"]), strict=True))


def _population(data: SnapshotData) -> dict[str, Any]:
    """Return NIS → people of the municipalities in the made-up files, and whether estimated."""
    units = data.units[data.units["municipality"].isin(["44021", "11002", "21004", "13037"])]
    sums = units.groupby("municipality")[_PEOPLE[:3]].sum().astype(int)
    sums["estimated"] = units.groupby("municipality")["estimated"].sum()
    return _listed(sums.reset_index(), "municipality", _PEOPLE)


def _neighbourhoods(data: SnapshotData) -> dict[str, Any]:
    units = data.units[data.units["municipality"] == "13037"]
    return _listed(units, "code", ["name", *_PEOPLE])


def _addresses(data: SnapshotData) -> dict[str, Any]:
    """Return NIS → addresses, and what they count for."""
    towns = data.addresses["unit"].map(data.units.set_index("code")["municipality"])
    sums = data.addresses.groupby(towns)["weight"].agg(["size", "sum"])
    return {str(nis): list(row) for nis, *row in sums.itertuples(name=None)}


ANSWERS: dict[str, Callable[[SnapshotData], dict[str, Any]]] = {
    "centres": _centres,
    "services": _services,
    "support_points": _support_points,
    "division": _division,
    "projections": _projections,
    "population": _population,
    "neighbourhoods": _neighbourhoods,
    "addresses": _addresses,
}
