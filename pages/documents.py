"""What the documents of the web server say, in the reader's language."""

from __future__ import annotations

from html import escape

from geodata.palette import css_variables
from pages.navigation import PAGES, paths
from pages.ui import markup
from pages.ui.i18n import _, link_language, with_language

_NAME = "Nabij"
_STYLE = f"""<style>{css_variables()}
body {{ font: 1.1rem/1.5 system-ui, sans-serif; margin: 3rem auto; padding: 0 1rem;
max-width: 40rem; color: var(--ink); background: var(--white) }}
a {{ color: var(--primary) }} li {{ margin: .6rem 0 }}</style>"""


def without_scripts(lang: str) -> str:
    """Return what a browser without JavaScript shows, as HTML."""
    with with_language(lang):
        return markup.paragraph(_("Nabij werkt met JavaScript. Zet het aan in uw browser."))


def not_found(lang: str) -> str:
    """Return the document for an address where there is no page, as HTML."""
    with with_language(lang):
        title, home = _("Deze pagina bestaat niet"), _("Dit zijn de pagina’s van Nabij:")
        query = link_language().replace("&", "?", 1)
        links = "".join(
            f"<li><a href='{path}{query}'>{escape(_(page.title))}</a></li>"
            for path, page in zip(paths(), PAGES.values(), strict=True)
        )
        return (
            f"<!DOCTYPE html><html lang='{lang}'><head><meta charset='UTF-8'>"
            "<meta name='viewport' content='width=device-width, initial-scale=1'>"
            f"<title>{escape(title)} – {_NAME}</title>{_STYLE}</head>"
            f"<body><main><h1>{escape(title)}</h1><p>{escape(home)}</p><ul>{links}</ul></main>"
            "</body></html>"
        )
