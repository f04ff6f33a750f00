"""The registry: every kind of file that can be imported, one row each, in the order they are shown.

A new kind is a :class:`loaders.imports.file_kind.FileKind` here, and its words in
:mod:`pages.ui.file_words`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.imports.addresses import ADDRESSES
from loaders.imports.centres import CENTRES
from loaders.imports.division import DIVISION
from loaders.imports.neighbourhoods import NEIGHBOURHOODS
from loaders.imports.population import POPULATION
from loaders.imports.projections import PROJECTIONS
from loaders.imports.services import SERVICES
from loaders.imports.support_points import SUPPORT_POINTS

if TYPE_CHECKING:
    from loaders.imports.file_kind import FileKind

KINDS: dict[str, FileKind] = {
    kind.code: kind
    for kind in (
        *(CENTRES, SERVICES, SUPPORT_POINTS, DIVISION, PROJECTIONS, POPULATION),
        *(NEIGHBOURHOODS, ADDRESSES),
    )
}
"""Code → kind."""
