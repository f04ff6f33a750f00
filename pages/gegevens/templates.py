"""A template of each kind of file, to download."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from loaders.imports.kinds import KINDS
from pages.ui import markup
from pages.ui.downloads import CSV, GEOJSON, buttons
from pages.ui.file_words import kind_label, kind_text
from pages.ui.i18n import _

if TYPE_CHECKING:
    from loaders.imports.file_kind import FileKind
    from loaders.store.snapshots import Snapshot


def show(snapshot: Snapshot) -> None:
    """Draw the section."""
    del snapshot
    st.html(
        markup.paragraph(
            _(
                "Elk sjabloon is een tabel met de namen van de kolommen in de eerste rij en een of "
                "meer voorbeelden. Vervang de voorbeelden door uw eigen gegevens. Kolommen die u "
                "niet nodig hebt, mag u weglaten; de volgorde speelt geen rol. De namen van de "
                "kolommen mogen ook in het Frans of het Engels."
            )
        )
    )
    for kind in KINDS.values():
        st.html(markup.heading(kind_label(kind), level=3) + markup.paragraph(kind_text(kind)))
        download(kind)


def download(kind: FileKind) -> None:
    """Draw the button for a template."""
    name = f"sjabloon-{kind.code}".replace("_", "-")
    form = CSV._replace(label=_("Sjabloon (CSV)"))
    if kind.template_ending == ".geojson":
        form = GEOJSON._replace(label=_("Sjabloon (GeoJSON)"))
    buttons({form: kind.template}, name=f"nabij-{name}", key=f"downloads_sjabloon_{kind.code}")
