"""The closed lists that data and people choose from.

The values are stable codes: they are stored in files, URLs and catalogues, and never shown.
"""

from enum import StrEnum


class Level(StrEnum):
    """A level of areas, from the smallest to the largest."""

    WIJK = "wijk"
    MUNICIPALITY = "municipality"
    ELZ = "elz"
    ROP = "rop"
    PROVINCE = "province"
    REGION = "region"


class Status(StrEnum):
    """How far the recognition of a centre by the Flemish Community is."""

    RECOGNISED = "recognised"
    AUTHORISED = "authorised"
    PENDING = "pending"
    NOT_RECOGNISED = "not_recognised"
    UNKNOWN = "unknown"
    CLOSED = "closed"


OPEN_STATUSES = tuple(status for status in Status if status is not Status.CLOSED)
"""Statuses of the centres that count unless others are chosen."""


class Precision(StrEnum):
    """How exactly the position of a service point is known."""

    ADDRESS = "address"
    STREET = "street"
    """The middle of a street, in snapshots of 0.1; now it is nearby."""
    NEARBY = "nearby"
    """Within a known distance of a spot."""
    PLACE = "place"
    MUNICIPALITY = "municipality"

    @property
    def decides(self) -> bool:
        """Return whether the position is exact enough to decide who lives in walking distance."""
        return self in {Precision.ADDRESS, Precision.STREET}


class PointKind(StrEnum):
    """A recognition has one main site and any number of antennes."""

    MAIN = "main"
    ANTENNE = "antenne"


class ServiceKind(StrEnum):
    """Other places to go for help than the dienstencentra."""

    SOCIAL_HOUSE = "social_house"
    """Sociaal Huis: the municipality's counter for information, referral and help."""
    SELF_HELP = "self_help"
    """Zelfzorg, zelfhulp: a self-help initiative on some theme."""


class SupportTheme(StrEnum):
    """What a regionaal ondersteuningspunt supports its centres with."""

    FINANCE = "finance"
    PERSONNEL = "personnel"
    QUALITY = "quality"
    COOPERATION = "cooperation"


class DoubtKind(StrEnum):
    """What a person must check in a list of centres, and what was decided."""

    PAIR = "pair"
    """Two records that may be one centre; kept separate."""
    CONFLICT = "conflict"
    """Two sources differ on one centre; the more trusted one was used."""
    STRAY = "stray"
    """A position outside the municipality of its record; not used."""
    VAGUE = "vague"
    """Only the place or municipality is known."""
    UNPLACED = "unplaced"
    """Not even that; the record is left out."""
    DECIDED = "decided"
    """A pair that a person decided."""


class Wheelchair(StrEnum):
    """How someone in a wheelchair gets in; not known where there is no value."""

    INDEPENDENT = "independent"
    HELP = "help"
    NO = "no"


class Activity(StrEnum):
    """What people come to a service point for."""

    MEALS = "meals"
    SHOPPING = "shopping"
    HYGIENE = "hygiene"
    LEISURE = "leisure"
    COURSES = "courses"
    INFORMATION = "information"
    NEIGHBOURHOOD_HELP = "neighbourhood_help"
    MOBILITY = "mobility"
    REFERRAL = "referral"


class DatasetFlag(StrEnum):
    """A reservation about a dataset, shown wherever its figures are."""

    APPROXIMATE = "approximate"
    """The geometry is not the official one."""
    ESTIMATED = "estimated"
    """The numbers of people are estimates."""
    ESTIMATED_AGES = "estimated_ages"
    """The people were counted, but their ages are estimates."""
    EXAMPLE = "example"
    """Made up, to show how it works."""
    INCOMPLETE = "incomplete"
    """Real, but not all of it."""
    OWN = "own"
    """Changed by a visitor's own file, for that visitor only."""


class SnapshotKind(StrEnum):
    """How a snapshot came about."""

    BUILTIN = "builtin"
    """Built from the facts that ship with Nabij."""
    IMPORTED = "imported"
    """Published by an administrator, from files or from the official sources."""
    OWN = "own"
    """Made in a visitor's session with files of their own; never stored, never shared."""


class BasisKind(StrEnum):
    """The people on whom a programme rests."""

    PROJECTION = "projection"
    """Projected people of the year of the programme."""
    POPULATION = "population"
    """Today's people: no projection is loaded, and the programme is only indicative."""


class SourceProblem(StrEnum):
    """Why an official source gave no usable answer."""

    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    STATUS = "status"
    NOT_THERE = "not_there"
    REDIRECT = "redirect"
    SIZE = "size"
    INCOMPLETE = "incomplete"
    """It says itself that it gave only a part."""
    CONTENT = "content"
    CHECKSUM = "checksum"
    DISK = "disk"


class ExtractProblem(StrEnum):
    """Why an extract of OpenStreetMap was not imported."""

    DAMAGED = "damaged_extract"
    CHECKSUM = "checksum"
    HISTORY = "history"
    """It has several versions of one object, or is a list of changes."""
    UNSAVED = "unsaved"
    """It has objects that were never uploaded to OpenStreetMap."""
    NO_STREETS = "no_streets"
    UNDATED = "undated"
    CUT_OFF = "cut_off"
    """A part of it seems to be lost."""
    ELSEWHERE = "elsewhere"
    FEWER_STREETS = "fewer_streets"
    """Streets of the network that is there are gone."""


class DatabaseProblem(StrEnum):
    """Why the shared database did not do what was asked."""

    NONE = "none"
    """No database is configured."""
    UNREACHABLE = "unreachable"
    BUSY = "busy"
    """Another process is publishing to it."""
    CONFLICT = "conflict"
    """It holds a snapshot that was published from elsewhere."""
    EMPTY = "empty"
    DAMAGED = "damaged"
    NEWER = "newer"
    """Its snapshot was made by a newer version of Nabij."""
    FAILED = "failed"


class ImportStep(StrEnum):
    """What is being done with a file that is imported, in this order."""

    READING = "reading"
    PLACING = "placing"
    """Finding the municipality or wijk of each row."""
    LINKING = "linking"
    """Finding records of one centre."""
    MERGING = "merging"
    CHECKING = "checking"
    PUBLISHING = "publishing"


class FigureCause(StrEnum):
    """Why figures probably differ several times from what is loaded."""

    ZERO = "zero"
    PERCENTAGES = "percentages"
    THOUSANDS = "thousands"
    TENFOLD = "tenfold"
    LARGER_AREA = "larger_area"
    HOUSEHOLDS = "households"
    UNKNOWN = "unknown"
