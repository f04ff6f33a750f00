"""Name and logo of who issues a document, if they give them: for that document only."""

from __future__ import annotations

from io import BytesIO
from math import prod
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st
from PIL import Image

from pages.ui import markup, upload
from pages.ui.i18n import _

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_SIZE = (1_200, 400)
"""Greatest width and height of a logo, pixels; a larger one is made smaller."""

_MOST_PIXELS = 25_000_000
"""A larger image is not unpacked: it takes 4 bytes of memory for each pixel."""

_LONGEST = 80


class Issuer(NamedTuple):
    """Name, and logo as PNG; both may be empty."""

    name: str = ""
    logo: bytes = b""


def ask() -> Issuer:
    """Draw the controls; return what they hold."""
    if not st.toggle(_("Zet de naam en het logo van uw bestuur op het document"), key="afzender"):
        return Issuer()
    name = st.text_input(_("Naam van uw bestuur"), max_chars=_LONGEST, key="afzender_naam")
    upload.translate_boxes()
    given = upload.ask(_("Logo (PNG of JPEG)"), key="afzender_logo")
    logo = as_png(given) if given is not None and upload.fits(given) else b""
    if given is not None and logo is None:
        text = _("Dit logo kan niet worden gelezen. Geef een afbeelding als PNG of JPEG.")
        st.html(markup.note(text, role="alert"))
    return Issuer(name.strip()[:_LONGEST], logo or b"")


def as_png(given: UploadedFile | BytesIO) -> bytes | None:
    """Return an image as a PNG of moderate size, without what else the file holds; None if none."""
    try:
        with Image.open(given, formats=("PNG", "JPEG")) as image:
            if prod(image.size) > _MOST_PIXELS:
                return None
            image.thumbnail(_SIZE)
            made = BytesIO()
            image.convert("RGBA").save(made, "PNG")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return made.getvalue()
