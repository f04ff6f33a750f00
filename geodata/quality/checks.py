"""The checks behind :mod:`geodata.quality.findings`.

Each returns what it finds, by id, with its detail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from geodata.enums import DatasetFlag, Level, PointKind, Precision, Status
from geodata.opening_hours.schedule import weekly_minutes
from geodata.places.text_folding import words_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from geodata.snapshot.model import SnapshotData

    Details = pd.Series[str]
    Check = Callable[["QualityInputs"], Details]

LEAST_WEEKLY_MINUTES = 32 * 60
"""A recognised lokaal dienstencentrum is open at least 32 hours a week."""

OLD_AFTER_MONTHS = 24
SAME_SPOT_M = 1.0
BORDER_TOLERANCE_M = 50.0
"""The point of an address may lie across a street that is the border."""

PHONE = re.compile(r"(?:0|(?:\+|00)320?)(?:[1-9]\d{7}|4\d{8})")
"""Belgian: nine digits, or ten for a mobile, without the signs that stand between them."""

WEBSITE = re.compile(r"(?i:https?://)?(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?(?:[/?#]\S*)?")

_FUNCTION = re.compile(
    "info|contact|ldc|dienst|centr|socia|huis|maison|ocmw|cpas|gemeente|stad|ville|onthaal|accueil"
    "|secretari|admin|zorg|buurt|wijk|antenne|welzijn|senior|balie|vzw|asbl|home|mail|cafetaria"
    "|bistro|keuken|maaltijd|coordinat|verantwoordelijk|directie|team|office|noreply"
)
"""What words of a function mailbox hold, folded."""

_PERSON = re.compile(r"[^\W\d_]+(?:[._][^\W\d_]+)+")
_BETWEEN = re.compile(r"\s*[,;]\s*")
_PHONE_SIGNS = re.compile(r"[\s/.()\-–]")


@dataclass(frozen=True)
class QualityInputs:
    """What the checks look at; text is trimmed, and ``""`` where it is missing.

    Attributes
    ----------
    centres
        Centres that are not closed, by id, with the ``municipality`` of their main site.
    points
        Their points by id, with the name and operator of the centre as ``centre_name`` and
        ``operator``, and the minutes they are open in their usual week as ``weekly_minutes``.
    mains
        One of the points a centre: its main site, or the first where it has none.
    areas
        Municipalities by NIS code, with ``name``.
    approximate
        Whether the borders of the areas are approximate.
    day
        The day from which ages count.
    """

    centres: pd.DataFrame
    points: gpd.GeoDataFrame
    mains: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame
    approximate: bool
    day: date


def quality_inputs(data: SnapshotData, today: date) -> QualityInputs:
    """Return what the checks look at in a snapshot."""
    centres = _texts(data.centres[data.centres["status"] != Status.CLOSED].set_index("id"))
    chosen = data.points[data.points["centre_id"].isin(centres.index)].set_index("id").sort_index()
    texts = _texts(pd.DataFrame(chosen.drop(columns=chosen.geometry.name)))
    owner = centres[["name", "operator"]].rename(columns={"name": "centre_name"})
    texts = texts.join(owner, on="centre_id")
    minutes = {hours: weekly_minutes(hours) for hours in set(texts["opening_hours"])}
    texts["weekly_minutes"] = texts["opening_hours"].map(minutes).astype("Int64")
    points = gpd.GeoDataFrame(texts, geometry=chosen.geometry.array)
    mains = points.sort_values("kind", key=lambda kind: kind != PointKind.MAIN, kind="stable")
    mains = mains[~mains["centre_id"].duplicated()]
    nis = mains.set_index("centre_id")["municipality"].reindex(centres.index, fill_value="")
    return QualityInputs(
        centres=centres.assign(municipality=nis),
        points=points,
        mains=mains,
        areas=data.areas[data.areas["level"] == Level.MUNICIPALITY].set_index("code"),
        approximate=any(
            d.name == "areas" and DatasetFlag.APPROXIMATE in d.flags for d in data.datasets
        ),
        day=today,
    )


def empty(column: str) -> Check:
    """Return the check that a column of every point is filled in."""
    return lambda inputs: _bare(inputs.points[inputs.points[column] == ""])


def empty_on_main(column: str) -> Check:
    """Return the check that a column of every main site is filled in."""
    return lambda inputs: _bare(inputs.mains[inputs.mains[column] == ""])


def unlike(column: str, pattern: re.Pattern[str]) -> Check:
    """Return the check that every value in a column is of a form; commas stand between several."""

    def check(inputs: QualityInputs) -> Details:
        filled = inputs.points[inputs.points[column] != ""]
        texts = filled[column]
        if pattern is PHONE:
            texts = texts.str.replace(_PHONE_SIGNS, "", regex=True)
        good = [all(map(pattern.fullmatch, _BETWEEN.split(text))) for text in texts]
        return _bare(filled[[not one for one in good]])

    return check


def no_point(inputs: QualityInputs) -> Details:
    """Find centres without any point."""
    return _bare(inputs.centres[~inputs.centres.index.isin(inputs.points["centre_id"])])


def status_unknown(inputs: QualityInputs) -> Details:
    """Find centres of which the recognition is not known."""
    return _bare(inputs.centres[inputs.centres["status"] == Status.UNKNOWN])


def no_house_number(inputs: QualityInputs) -> Details:
    """Find streets without a number."""
    street = inputs.points["street"]
    return _bare(inputs.points[(street != "") & ~street.str.contains(r"\d")])


def no_hours(inputs: QualityInputs) -> Details:
    """Find points whose opening hours are not known or cannot be evaluated."""
    return _bare(inputs.points[inputs.points["weekly_minutes"].isna()])


def short_hours(inputs: QualityInputs) -> Details:
    """Find main sites that are open too few hours a week; the hours are the detail."""
    minutes = inputs.mains["weekly_minutes"]
    short = minutes[(minutes < LEAST_WEEKLY_MINUTES).fillna(value=False)]
    return pd.Series(short.map(lambda m: f"{m / 60:.4g}"), dtype="str")


def imprecise(inputs: QualityInputs) -> Details:
    """Find points of which only the place or municipality is known."""
    return _bare(inputs.points[~_decides(inputs.points)])


def outside_municipality(inputs: QualityInputs) -> Details:
    """Find precise points outside their municipality; the NIS code of where they are is the detail.

    Approximate borders cannot tell.
    """
    points = inputs.points[_decides(inputs.points)]
    points = points[points["municipality"].isin(inputs.areas.index)]
    if inputs.approximate or points.empty:
        return _bare(points.iloc[:0])
    own = inputs.areas.geometry.loc[points["municipality"]]
    apart_m = shapely.distance(points.geometry.to_numpy(), own.to_numpy())
    outside = points[apart_m > BORDER_TOLERANCE_M]
    area, point = outside.sindex.query(inputs.areas.geometry, predicate="intersects")
    there = dict(zip(outside.index[point], inputs.areas.index[area], strict=True))
    return pd.Series([there.get(i, "") for i in outside.index], index=outside.index, dtype="str")


def same_spot(inputs: QualityInputs) -> Details:
    """Find points of two centres at one address; the ids of the others are the detail."""
    points = inputs.points[inputs.points["precision"] == Precision.ADDRESS]
    one, other = points.sindex.query(points.geometry, predicate="dwithin", distance=SAME_SPOT_M)
    pairs = pd.DataFrame({"id": points.index[one], "other": points.index[other]})
    centre = points["centre_id"].to_numpy()
    pairs = pairs[centre[one] != centre[other]].sort_values(["id", "other"])
    return pd.Series(pairs.groupby("id")["other"].agg(",".join), dtype="str")


def personal_email(inputs: QualityInputs) -> Details:
    """Find mailboxes that look like ``first.last@``.

    Letters only, in two or more parts between dots or underscores, of which none is a word of a
    function mailbox, or occurs in the name of the centre, its operator, place, municipality or the
    domain. A function mailbox of a name that none of these tells is a false alarm: hence doubtful.
    """
    filled = inputs.points[inputs.points["email"] != ""]
    towns = inputs.areas["name"].reindex(filled["municipality"]).fillna("")
    names = filled["centre_name"] + " " + filled["operator"] + " " + filled["place"]
    about = zip(filled["email"], names, towns, strict=True)
    return _bare(filled[[_is_personal(mail, f"{text} {town}") for mail, text, town in about]])


def not_checked(inputs: QualityInputs) -> Details:
    """Find centres whose source has no date of a check."""
    return _bare(inputs.centres[_checked(inputs).isna()])


def old_check(inputs: QualityInputs) -> Details:
    """Find centres whose last check is too long ago; the whole months since are the detail."""
    checked, today = _checked(inputs), inputs.day
    old = checked[checked < pd.Timestamp(today) - pd.DateOffset(months=OLD_AFTER_MONTHS)]
    months = (today.year - old.dt.year) * 12 + today.month - old.dt.month
    return (months - (old.dt.day > today.day).astype(int)).astype("str")


def _texts(frame: pd.DataFrame) -> pd.DataFrame:
    columns = {str(name): frame[name].astype("str").fillna("").str.strip() for name in frame}
    return pd.DataFrame(columns, index=frame.index)


def _bare(rows: pd.DataFrame) -> Details:
    """Return rows as findings that need no detail."""
    return pd.Series("", index=rows.index, dtype="str")


def _decides(points: pd.DataFrame) -> pd.Series[bool]:
    return points["precision"].isin([p.value for p in Precision if p.decides])


def _checked(inputs: QualityInputs) -> pd.Series[pd.Timestamp]:
    return pd.to_datetime(inputs.centres["checked_on"], format="%Y-%m-%d", errors="coerce")


def _is_personal(email: str, about: str) -> bool:
    box, _, domain = email.partition("@")
    if not _PERSON.fullmatch(box):
        return False
    parts = words_of(box)
    known = " ".join(words_of(about)), "".join(words_of(about)), "".join(words_of(domain))
    recognised = (len(part) > 1 and any(part in text for text in known) for part in parts)
    return not any(recognised) and not any(map(_FUNCTION.search, parts))
