"""What is missing, old, doubtful or wrong in the data on centres: rules, each a small function.

Readers of a finding correct it at its source: the centre itself, through the e-loket of the
Departement Zorg and de Sociale Kaart. Centres that are closed are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import pandas as pd

from geodata.contact import EMAIL
from geodata.enums import Level
from geodata.quality import checks

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from geodata.quality.checks import Details, QualityInputs
    from geodata.snapshot.model import SnapshotData

COLUMNS = (
    *("rule", "severity", "centre_id", "point_id", "name", "municipality"),
    *("field", "value", "detail"),
)


class Severity(StrEnum):
    """How bad a finding is, the worst first."""

    WRONG = "wrong"
    DOUBTFUL = "doubtful"
    MISSING = "missing"
    OLD = "old"


class Rule(StrEnum):
    """What is inputs for; in brackets what ``detail`` adds to the value."""

    NO_POINT = "no_point"
    """The centre has no service point at all."""
    OUTSIDE_MUNICIPALITY = "outside_municipality"
    """A precise position is further than 50 m outside its municipality (NIS code of where it is,
    empty outside all). Not inputs for where the borders of the areas are approximate."""
    BAD_PHONE = "bad_phone"
    """Not a Belgian number of nine digits, or ten for a mobile. Short numbers (112, 1700) are no
    number of a centre."""
    BAD_EMAIL = "bad_email"
    BAD_WEBSITE = "bad_website"
    """No host, or not an http(s) address."""
    SHORT_HOURS = "short_hours"
    """The main site is open under 32 hours in its usual week, holidays left out (hours a week)."""
    SAME_SPOT = "same_spot"
    """Two centres at one address within a metre (ids of the other points, comma-separated)."""
    IMPRECISE = "imprecise"
    """Only the place or the municipality of the position is known."""
    PERSONAL_EMAIL = "personal_email"
    """A mailbox that looks like ``first.last@``, where Nabij keeps function mailboxes only."""
    STATUS_UNKNOWN = "status_unknown"
    NO_ADDRESS = "no_address"
    """No street."""
    NO_HOUSE_NUMBER = "no_house_number"
    NO_PHONE = "no_phone"
    """The main site has none; it answers for its antennes. So do the next two."""
    NO_EMAIL = "no_email"
    NO_WEBSITE = "no_website"
    NO_HOURS = "no_hours"
    """No opening hours, or none that can be evaluated (``value`` then tells them)."""
    NO_ACTIVITIES = "no_activities"
    NO_ACCESS = "no_access"
    """Not known how someone in a wheelchair gets in."""
    NOT_CHECKED = "not_checked"
    """No date at which the source was checked."""
    OLD_CHECK = "old_check"
    """Checked more than 24 months ago (whole months)."""


@dataclass(frozen=True)
class RuleInfo:
    """A rule, how bad a finding is, the column that it looks at, and how.

    What is found ``of_centre`` is about the centre, else about one of its points.
    """

    rule: Rule
    severity: Severity
    field: str
    check: Callable[[QualityInputs], Details]
    of_centre: bool = False


RULES = (
    RuleInfo(Rule.NO_POINT, Severity.WRONG, "points", checks.no_point, of_centre=True),
    RuleInfo(
        Rule.OUTSIDE_MUNICIPALITY, Severity.WRONG, "municipality", checks.outside_municipality
    ),
    RuleInfo(Rule.BAD_PHONE, Severity.WRONG, "phone", checks.unlike("phone", checks.PHONE)),
    RuleInfo(Rule.BAD_EMAIL, Severity.WRONG, "email", checks.unlike("email", EMAIL)),
    RuleInfo(Rule.BAD_WEBSITE, Severity.WRONG, "website", checks.unlike("website", checks.WEBSITE)),
    RuleInfo(Rule.SHORT_HOURS, Severity.DOUBTFUL, "opening_hours", checks.short_hours),
    RuleInfo(Rule.SAME_SPOT, Severity.DOUBTFUL, "street", checks.same_spot),
    RuleInfo(Rule.IMPRECISE, Severity.DOUBTFUL, "precision", checks.imprecise),
    RuleInfo(Rule.PERSONAL_EMAIL, Severity.DOUBTFUL, "email", checks.personal_email),
    RuleInfo(
        Rule.STATUS_UNKNOWN, Severity.MISSING, "status", checks.status_unknown, of_centre=True
    ),
    RuleInfo(Rule.NO_ADDRESS, Severity.MISSING, "street", checks.empty("street")),
    RuleInfo(Rule.NO_HOUSE_NUMBER, Severity.MISSING, "street", checks.no_house_number),
    RuleInfo(Rule.NO_PHONE, Severity.MISSING, "phone", checks.empty_on_main("phone")),
    RuleInfo(Rule.NO_EMAIL, Severity.MISSING, "email", checks.empty_on_main("email")),
    RuleInfo(Rule.NO_WEBSITE, Severity.MISSING, "website", checks.empty_on_main("website")),
    RuleInfo(Rule.NO_HOURS, Severity.MISSING, "opening_hours", checks.no_hours),
    RuleInfo(Rule.NO_ACTIVITIES, Severity.MISSING, "activities", checks.empty("activities")),
    RuleInfo(Rule.NO_ACCESS, Severity.MISSING, "wheelchair", checks.empty("wheelchair")),
    RuleInfo(Rule.NOT_CHECKED, Severity.MISSING, "checked_on", checks.not_checked, of_centre=True),
    RuleInfo(Rule.OLD_CHECK, Severity.OLD, "checked_on", checks.old_check, of_centre=True),
)
"""Every rule once, in the order in which findings are listed."""

ESSENTIAL = (Rule.NO_POINT, Rule.NO_ADDRESS, Rule.NO_PHONE, Rule.STATUS_UNKNOWN)
"""A centre with one of these is incomplete: where it is, its phone or its status is not known."""


def findings(data: SnapshotData, *, today: date) -> pd.DataFrame:
    """Return everything that the rules find.

    Parameters
    ----------
    data
        A snapshot.
    today
        The day from which the age of a check counts.

    Returns
    -------
    pandas.DataFrame
        One row per finding, in the order of :data:`RULES`, then by municipality, name and id; all
        text. ``rule`` (:class:`Rule`), ``severity`` (:class:`Severity`), ``centre_id``,
        ``point_id`` (empty where the finding is about the centre), ``name`` of the centre,
        ``municipality`` (NIS), ``field`` (the column), ``value`` (what it holds) and ``detail``
        (codes and numbers, see :class:`Rule`).
    """
    return _findings(checks.quality_inputs(data, today))


def completeness(data: SnapshotData, *, today: date) -> pd.DataFrame:
    """Return how many findings each centre has.

    Returns
    -------
    pandas.DataFrame
        Index ``centre_id``, ascending, every centre that is not closed. ``name``, ``municipality``
        (NIS of its main site, empty without one), ``wrong``, ``doubtful``, ``missing``, ``old``
        (number of findings) and ``incomplete``: it has at least one of :data:`ESSENTIAL`.
    """
    inputs = checks.quality_inputs(data, today)
    found = _findings(inputs)
    centres = inputs.centres[["name", "municipality"]].rename_axis("centre_id")
    counts = pd.crosstab(found["centre_id"], found["severity"]).reindex(
        index=centres.index, columns=list(map(str, Severity)), fill_value=0
    )
    lacking = found.loc[found["rule"].isin(ESSENTIAL), "centre_id"]
    counts["incomplete"] = counts.index.isin(lacking)
    return centres.join(counts.rename_axis(columns=None)).sort_index()


def assignment_problems(data: SnapshotData) -> pd.DataFrame:
    """Return the municipalities that no regionaal ondersteuningspunt is given in the division.

    Returns
    -------
    pandas.DataFrame
        ``municipality`` (NIS), ``name`` (Dutch) and ``province``, by NIS code.
    """
    areas = pd.DataFrame(data.areas[data.areas["level"] == Level.MUNICIPALITY])
    left = areas[~areas["code"].isin(data.division["municipality"])]
    columns = left[["code", "name", "province"]].rename(columns={"code": "municipality"})
    return columns.sort_values("municipality", ignore_index=True)


def _findings(inputs: QualityInputs) -> pd.DataFrame:
    tables = [pd.DataFrame(columns=COLUMNS, dtype="str")]
    for info in RULES:
        details = info.check(inputs)
        if len(details):
            tables.append(_table(info, details, inputs))
    found = pd.concat(tables)
    rank = found["rule"].map({str(info.rule): n for n, info in enumerate(RULES)})
    keys = ["rank", "municipality", "name", "centre_id", "point_id"]
    return found.assign(rank=rank).sort_values(keys, ignore_index=True).drop(columns="rank")


def _table(info: RuleInfo, details: Details, inputs: QualityInputs) -> pd.DataFrame:
    """Return what one rule found, as rows of the table."""
    rows = (inputs.centres if info.of_centre else inputs.points).loc[details.index]
    owner = rows.index if info.of_centre else rows["centre_id"]
    table = {
        "rule": str(info.rule),
        "severity": str(info.severity),
        "centre_id": owner.to_numpy(),
        "point_id": "" if info.of_centre else rows.index.to_numpy(),
        "name": inputs.centres["name"].loc[owner].to_numpy(),
        "municipality": rows["municipality"].to_numpy(),
        "field": info.field,
        "value": rows[info.field].to_numpy() if info.field in rows else "",
        "detail": details.to_numpy(),
    }
    return pd.DataFrame(table, columns=COLUMNS).astype("str")
