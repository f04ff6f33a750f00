"""The catalogues: extract the Dutch messages, update French and English, say what is missing.

``python -m tests.messages`` updates ``pages/locale/*.po``; the tests only look.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "pages" / "locale"
LANGUAGES = ("fr", "en")


def extracted() -> Catalog:
    """Return every message that the pages show."""
    template = Catalog(project="Nabij", charset="utf-8", fuzzy=False)
    found = extract_from_dir(ROOT / "pages", method_map=[("**.py", "python")])
    for file, line, message, comments, context in found:
        where = [(f"pages/{file}", line)]
        template.add(message, None, where, auto_comments=comments, context=context)
    return template


def read(language: str) -> Catalog:
    """Return a catalogue as it is committed."""
    path = LOCALE / f"{language}.po"
    if not path.exists():
        return Catalog(locale=language, project="Nabij", charset="utf-8", fuzzy=False)
    with path.open("rb") as source:
        return read_po(source, locale=language)


def main() -> None:
    """Bring the catalogues up to date with the code; new messages come empty."""
    LOCALE.mkdir(exist_ok=True)
    for language in LANGUAGES:
        catalogue = read(language)
        catalogue.update(extracted(), no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        missing = [m.id for m in catalogue if m.id and not m.string]
        with (LOCALE / f"{language}.po").open("wb") as target:
            write_po(target, catalogue, width=100, no_location=True, omit_header=False)
        print(f"{language}: {len(catalogue)} messages, {len(missing)} without a translation")


if __name__ == "__main__":
    main()
