"""Streamlit's upload box in the visitor's language, for it has no setting for its words.

``styles/gegevens.css`` hides the English words and shows those of this module; a script sets the
names that only screen readers use. It runs again whenever the box changes.
"""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from loaders.settings import get_settings
from loaders.sources.statbel_population import FILE_NAME
from pages.ui.i18n import _
from pages.ui.numbers import number

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_WORDS = "<style>:root { --said-upload: %s; --said-limit: %s; --said-failed: %s }</style>"
_NAMES = """<span hidden>%s</span><script>
(() => {
  const words = %s;
  const put = (found, name, text) => {
    if (found.getAttribute(name) !== text) found.setAttribute(name, text);
  };
  const name = () => document.querySelectorAll("[data-testid=stFileUploader]").forEach((box) => {
    const place = box.querySelector("section");
    const label = place.getAttribute("aria-label");
    put(place, "role", "group");  // Streamlit's "presentation" may bear no name
    box.querySelectorAll("input").forEach((input) => put(input, "aria-label", label));
    box.querySelectorAll("button").forEach((button) => {
      const file = button.closest("[data-testid=stFileChip]");
      const text = file ? `${words.remove} (${file.innerText.split("\\n")[0]})` :
        `${button.closest("[data-testid=stFileChips]") || button.dataset.testid.endsWith("Icon") ?
          words.other : words.choose}: ${label}`;
      put(button, "aria-label", text);
    });
    box.querySelectorAll("[role=alert]").forEach((alert) => {
      if (alert.textContent !== words.failed) alert.firstChild.data = words.failed;
    });
  });
  name();
  if (window.nabijUpload) window.nabijUpload.disconnect();
  window.nabijUpload = new MutationObserver(name);
  window.nabijUpload.observe(document.body, { childList: true, subtree: true });
})();
</script>"""


def ask(label: str, *, key: str) -> UploadedFile | None:
    """Draw an upload box; return the file, which stays in memory until the visitor goes.

    Parameters
    ----------
    label
        What is asked for.
    key
        Of the box in the session.
    """
    found: UploadedFile | None = st.file_uploader(
        label, key=key, max_upload_size=get_settings().upload_mb
    )
    return found


def translate_boxes() -> None:
    """Put the upload boxes of the page in the visitor's language."""
    limit = _("of sleep het hierheen; ten hoogste {n} MB").format(n=_limit())
    choose = _("Kies een bestand")
    words = [json.dumps(text, ensure_ascii=False) for text in (choose, limit, too_large())]
    st.html(_WORDS % tuple(words))
    names = {
        "choose": choose,
        "other": _("Kies een ander bestand"),
        "remove": _("Verwijder dit bestand"),
        "failed": too_large(),
    }
    text = json.dumps(names).replace("<", "\\u003c")  # "<" could end the script
    st.html(_NAMES % (escape(names["remove"]), text), unsafe_allow_javascript=True)


def fits(uploaded: UploadedFile) -> bool:
    """Return whether a file is within the limit, whatever the browser let through."""
    return bool(uploaded.size <= get_settings().upload_mb * 1024 * 1024)


def ending(uploaded: UploadedFile) -> str:
    """Return how the name of a file ends, in small letters, with its dot."""
    return Path(uploaded.name).suffix.lower()


def stored_name(uploaded: UploadedFile) -> str:
    """Return the name that a file is kept under: one of ours, but for the year of Statbel's."""
    of_statbel = FILE_NAME.search(uploaded.name)
    return f"{of_statbel[0] if of_statbel else 'upload'}{ending(uploaded)}"


def too_large() -> str:
    """Return the sentence about a file that is over the limit."""
    return _(
        "Dit bestand kon niet worden geladen: het is groter dan {n} MB, of de verbinding viel weg."
    ).format(n=_limit())


def _limit() -> str:
    return number(get_settings().upload_mb)
