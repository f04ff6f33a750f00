"""Typed errors: what is wrong, where, what was expected, what came, and what to do.

Every error carries a stable ``code`` and ``params``, from which ``pages`` makes a sentence in the
reader's language; the message itself is English, for logs and the command line.
"""


class NabijError(Exception):
    """Base of every error that Nabij raises on purpose."""

    code = "error"

    def __init__(self, message: str, **params: str) -> None:
        super().__init__(message)
        self.params = params


class InputError(NabijError, ValueError):
    """Data from outside does not hold what it must.

    Parameters
    ----------
    where
        File, and row, feature or column in it.
    expected, got
        What should have been there, and what was.
    action
        What the person who supplied it can do.
    """

    code = "input"

    def __init__(self, *, where: str, expected: str, got: str, action: str) -> None:
        super().__init__(
            f"{where}: expected {expected}, got {got}. {action}",
            where=where,
            expected=expected,
            got=got,
            action=action,
        )


class MissingCrsError(InputError):
    """A layer does not say in which coordinate reference system it is."""

    code = "missing_crs"


class WrongCrsError(InputError):
    """A layer is in another coordinate reference system than it must be."""

    code = "wrong_crs"


class GeometryError(InputError):
    """A geometry is missing, empty, invalid or of the wrong type."""

    code = "geometry"


class MissingColumnError(InputError):
    """A table lacks a column."""

    code = "missing_column"


class UnknownCodeError(InputError):
    """A code does not occur in the list it refers to."""

    code = "unknown_code"


class DuplicateCodeError(InputError):
    """A code that must be unique occurs twice."""

    code = "duplicate_code"


class BadValueError(InputError):
    """A value is not of the type or in the range it must be."""

    code = "bad_value"


class UnreadableFileError(InputError):
    """A file is not of the format it should be, is damaged, or is empty."""

    code = "unreadable_file"


class SnapshotError(NabijError):
    """A snapshot cannot be read or published."""

    code = "snapshot"


class NoSnapshotError(SnapshotError):
    """There is no snapshot, or none that can be read."""

    code = "no_snapshot"


class PublishBusyError(SnapshotError):
    """Another process is publishing a snapshot."""

    code = "publish_busy"


class GeocoderError(NabijError):
    """The address service gave no usable answer; the message never holds what was asked."""

    code = "geocoder"
