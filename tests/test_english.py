"""English that engineers of any country read once: no Dutch phrases in English words."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CODE = ("app.py", "nabij.py", "geodata", "loaders", "maps", "pages", "tests", "benchmarks")
PRODUCT = ("app.py", "nabij.py", "geodata", "loaders", "maps", "pages")
PROSE = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "docs", ".github")
SHOWN_ARGUMENTS = {"help", "description", "expected", "action"}
"""Arguments that hold English sentences: help of commands, settings, columns and errors."""

BETTER = {
    r"told(?! (not )?to\b)": "reported, given, listed, shown",
    r"said": "stated, shown, described",
    r"tell(?= whether)": "return whether",
    r"beside(?! the (sea|road))": "next to, alongside, with, besides, extra",
    r"(?<! km)(?<!year)(?<! gap)(?<!metre)(?<!metres)\s+apart(?! from)": "separate, separately",
    r"aside": "temporary, separately, skipped",
    r"anew": "again",
    r"of before": "previous, old, earlier",
    r"what of": "which parts of",
    r"who does|who is told|whoever": "callers that, anyone who, users who",
    r"stands? (in|on|at|under|above|below|there|once|ready|still)": "is in, is on, appears",
    r"lies? (aside|there|ready|on (the )?disk|in (a|the) (\w+ )?folder)": "is in, is stored in",
    r"taken (as|over|along|apart)": "assumed to be, interpreted as, imported",
    r"found (again|back)": "matched, resolved",
    r"handed? over|hands over": "pass, supply, upload",
    r"one's own": "your own, the user's own",
    r"so many": "how many, this many, a maximum of",
    r"alike": "similar, in the same way",
    r"finely": "by sector, in detail",
    r"foretell\w*": "predict",
    r"one (row|record|file|line|text|class character|character) an?(?= \w)": "one row per",
}
"""Dutch in English words → what to write instead. Each key is a pattern of whole words."""

COMMENT = re.compile(r"(?:^|(?<=\s))# .*")

PATTERNS = {phrase: re.compile(rf"\b(?:{phrase})(?!\w)", re.IGNORECASE) for phrase in BETTER}

DENIED_WORDS = {"told", "said", "beside", "finer", "finely", "looked", "aside"}
"""No part of the name of a module, class, function, argument or variable."""

DENIED_NAMES = {
    *("fitted", "ground", "held", "door", "lay", "look", "shelf", "shown", "speak", "speaking"),
    *("take", "taken", "taking", "say"),
}
"""Not the whole name of a module, class or function."""


def our_files(names, suffix):
    """Return the files with that suffix, in these files and folders."""
    for name in names:
        path = ROOT / name
        yield from [path] if path.is_file() else sorted(path.rglob(f"*{suffix}"))


def sentences(source):
    """Yield the line and text of every docstring, comment and sentence for people in a module."""
    for node in ast.walk(ast.parse(source)):
        is_shown = isinstance(node, ast.keyword) and node.arg in SHOWN_ARGUMENTS
        if is_shown or isinstance(node, ast.Expr):
            yield from strings_in(node.value)
    for number, line in enumerate(source.splitlines(), start=1):
        if comment := COMMENT.search(line):
            yield number, comment[0]


def strings_in(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.lineno, node.value


def findings(text, line=1):
    """Return line, words and better words for each Dutch phrase of a text."""
    return [
        f"{line + text[: found.start()].count(chr(10))}: “{found[0]}” → {BETTER[phrase]}"
        for phrase, pattern in PATTERNS.items()
        for found in pattern.finditer(text)
    ]


def denied_names(source, module):
    """Yield the line and every name that a module gives and should not."""
    if is_denied(module):
        yield 1, module
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            name, denied = node.name, is_denied(node.name)
        elif isinstance(node, ast.arg):
            name, denied = node.arg, has_denied_word(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            name, denied = node.id, has_denied_word(node.id)
        else:
            continue
        if denied:
            yield node.lineno, name


def has_denied_word(name):
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    return not DENIED_WORDS.isdisjoint(word.lower() for word in words)


def is_denied(name):
    return has_denied_word(name) or name.strip("_").lower() in DENIED_NAMES


@pytest.mark.parametrize("folder", CODE)
def test_docstrings_and_comments_are_plain_english(folder):
    found = [
        f"{path.relative_to(ROOT)}:{finding}"
        for path in our_files([folder], ".py")
        if path != Path(__file__)
        for line, text in sentences(path.read_text(encoding="utf-8"))
        for finding in findings(text, line)
    ]
    assert found == []


@pytest.mark.parametrize("name", PROSE)
def test_documents_are_plain_english(name):
    found = [
        f"{path.relative_to(ROOT)}:{finding}"
        for path in our_files([name], ".md")
        if path.exists()
        for finding in findings(without_substitutions(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def without_substitutions(text):
    """Blank the rows of a table of substitutions, which names what it replaces."""
    return re.sub(r"^\|.*→.*\|$", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("folder", PRODUCT)
def test_names_say_what_a_thing_is(folder):
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in our_files([folder], ".py")
        for line, name in denied_names(path.read_text(encoding="utf-8"), path.stem)
    ]
    assert found == []


class TestChecks:
    """The checks see what they are for, and nothing else."""

    @pytest.mark.parametrize(
        "text",
        [
            "Who is told to come back later gives up.",
            "A folder of which is said what it holds.",
            "Tell whether the file is good.",
            "The totals stand beside the map.",
            "It stands in the manifest.",
            "A file that lies on the disk.",
            "The wijken of before.",
            "Whoever does this, reads it anew.",
            "People are taken as evenly spread.",
            "One row a municipality.",
            "So many points are listed.",
        ],
    )
    def test_dutch_phrases(self, text):
        assert findings(text)

    @pytest.mark.parametrize(
        "text",
        [
            "Return whether the point lies in the polygon, side by side with the others.",
            "Besides the name, apart from the first row, it stands for an empty list.",
            "One row per municipality; the snapshot is taken from the store.",
            "The caller tells the browser which file to fetch.",
        ],
    )
    def test_good_english(self, text):
        assert findings(text) == []

    def test_sentences_are_docstrings_comments_and_arguments_for_people(self):
        source = (
            '"""Module."""\nX = 1\n"""Attribute."""\n# comment\n'
            'def f():\n    """Function."""\n    g("code", help="Help.")\n    return _("tekst")\n'
        )
        assert {text for _, text in sentences(source)} == {
            *("Module.", "Attribute.", "# comment", "Function.", "Help."),
        }

    def test_line_of_a_finding(self):
        assert findings("One.\nTwo is told.", line=7)[0].startswith("8: “told”")

    @pytest.mark.parametrize("name", ["told", "_told", "BesideThis", "looked_up", "Held", "take"])
    def test_denied_names(self, name):
        assert is_denied(name)

    @pytest.mark.parametrize("name", ["distance", "uphold", "Background", "take_good_rows"])
    def test_other_names(self, name):
        assert not is_denied(name)

    def test_names_that_a_module_gives(self):
        source = "def f(told, take):\n    said = g(beside=told)\n    return said\nclass Held: ..."
        assert set(denied_names(source, "look")) == {
            *((1, "look"), (1, "told"), (2, "said"), (4, "Held")),
        }

    def test_a_table_of_substitutions_is_left_out(self):
        assert findings(without_substitutions("| told → reported |\n")) == []
