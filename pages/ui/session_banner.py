"""What stands on every page while files of the visitor's own are used, and the way back."""

from __future__ import annotations

import json
from html import escape

import streamlit as st

from pages.ui import session_data
from pages.ui.cache import OWN
from pages.ui.i18n import _, ngettext, semicolons

_COOKIE = """<span hidden>%s</span><script>
((token) => {
  document.cookie = "nabij_eigen=" + token + "; path=/; SameSite=Strict" +
    (token ? "" : "; Max-Age=0") + (location.protocol === "https:" ? "; Secure" : "");
})(%s);
</script>"""


def show() -> None:
    """Draw it if the visitor uses files of their own; keep their cookie, or let it go."""
    found = session_data.current()
    if found is None:
        if OWN in st.session_state:
            st.html(_cookie(""), unsafe_allow_javascript=True)
        return
    with st.container(key="eigen", horizontal=True, vertical_alignment="center"):
        st.html(
            f"<div class='nabij-own' role='status'>{_text(found)}</div>"
            f"{_cookie(session_data.token())}",
            unsafe_allow_javascript=True,
        )
        st.button(
            _("Terug naar de gegevens van Nabij"),
            key="eigen_weg",
            icon=":material/undo:",
            on_click=session_data.drop,
        )


def _cookie(token: str) -> str:
    return _COOKIE % (bool(token), json.dumps(token))


def _text(found: session_data.Own) -> str:
    from pages.ui.file_words import kind_label  # noqa: PLC0415  (only who uses a file needs it)

    title = ngettext(
        "U gebruikt een eigen bestand.", "U gebruikt eigen bestanden.", len(found.files)
    )
    named = _("{kind}: {name}")
    told = [named.format(kind=kind_label(file.kind), name=file.name) for file in found.files]
    only = _(
        "Alleen u ziet deze cijfers. Uw bestanden verdwijnen als u deze website verlaat; een link "
        "naar deze pagina toont de gegevens van Nabij."
    )
    return f"<b>{escape(title)}</b> {escape(semicolons(told))}. {escape(only)}"
