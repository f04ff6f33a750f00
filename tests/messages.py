"""The catalogues: extract the Dutch messages, update French and English, say what is missing.

``python -m tests.messages`` updates ``pages/locale/*.po``; the tests only look.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from geodata.languages import LANGUAGES, SOURCE_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    Found = tuple[int, str, tuple[str, ...], list[str]]

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "pages" / "locale"
TRANSLATIONS = tuple(code for code in LANGUAGES if code != SOURCE_LANGUAGE)


def calls(
    source: BinaryIO, keywords: Collection[str], _tags: object, **_options: object
) -> Iterator[Found]:
    """Yield the messages of a module, as Babel asks them of an extractor.

    Babel's own reads tokens, and before Python 3.12 an f-string is one token: it would miss every
    message inside one.
    """

    def below(node: ast.AST) -> Iterator[Found]:
        for child in ast.iter_child_nodes(node):
            match child:
                case ast.Call(func=ast.Name(id=name), args=args) if name in keywords:
                    texts = [a.value for a in args if isinstance(a, ast.Constant)]
                    if found := tuple(t for t in texts if isinstance(t, str)):
                        yield child.lineno, name, found, []
            yield from below(child)

    yield from below(ast.parse(source.read()))


def extracted() -> Catalog:
    """Return every message that the pages show."""
    template = Catalog(project="Nabij", charset="utf-8", fuzzy=False)
    found = extract_from_dir(ROOT / "pages", method_map=[("**.py", calls)])
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


def _complete(message: Message) -> bool:
    """Return whether a message has a translation, in singular and plural."""
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(texts)


def main() -> None:
    """Bring the catalogues up to date with the code; new messages come empty."""
    LOCALE.mkdir(exist_ok=True)
    for language in TRANSLATIONS:
        catalogue = read(language)
        catalogue.update(extracted(), no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        missing = [m.id for m in catalogue if m.id and not _complete(m)]
        with (LOCALE / f"{language}.po").open("wb") as target:
            write_po(target, catalogue, width=100, no_location=True, omit_header=False)
        print(f"{language}: {len(catalogue)} messages, {len(missing)} without a translation")


if __name__ == "__main__":
    main()
