"""French and English say all that the Dutch says, and no page speaks past the catalogues."""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from geodata.snapshot.model import Dataset
from loaders.builtin import snapshot
from loaders.sources import gebiedsniveaus
from pages.ui import datasets
from pages.ui.i18n import catalogue
from tests.messages import ROOT, TRANSLATIONS, calls, extracted, read

SAME = {
    "fr": {"antenne", "Antennes", "Menu", "{name} (antenne)", "{name} {detail}", "Statbel"},
    "en": {
        *("Limburg", "Menu", "Website", "Privacy", "ROP: {name}", "Statbel"),
        *("Stop", "percentages", "Scenario"),
    },
}
"""Dutch texts that are good French or English as they stand."""

NOT_TRANSLATED = {
    # languages are called by their own names
    *("Nederlands", "Français", "English"),
    # names of formats, and of the product
    *("CSV", "Excel", "GeoJSON", "GeoPackage", "Nabij"),
}

TRANSLATE = {"_", "N_", "ngettext"}
CODES = {
    *("autocomplete", "css", "initial_sidebar_state", "js", "name", "type"),
    "vertical_alignment",
    *("bind", "file_name", "format_func", "icon", "key", "label_visibility", "language", "layout"),
    *(
        "mime",
        "on_click",
        "on_select",
        "page_icon",
        "persist_state",
        "position",
        "returned_objects",
    ),
    *("selection_mode", "url_path", "width"),
}
"""Arguments of Streamlit's calls that no one reads on the screen."""

DUTCH_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+(?!\d)|\d+,\d+")
WRITTEN = {
    "fr": str.maketrans(".", "\N{NARROW NO-BREAK SPACE}"),
    "en": str.maketrans(".,", ",."),
}
MISPLACED = {"fr": re.compile(r"(?<![\xa0\u202f(])[:;?!%»]"), "en": re.compile(r"\s[:;?!%]")}
"""French puts a no-break space before these marks, English none."""

HIDDEN = re.compile(r"<(style|script)\b.*?(</\1>|$)", re.DOTALL)
SPOKEN = re.compile(r"\b(?:aria-label|title|alt|placeholder)=(['\"])(.*?)\1", re.DOTALL)
TAG = re.compile(r"<[^>]*(>|$)")
WORDS = re.compile(
    r"[^\W\d_]{2,}[,;:]?\s+[^\W\d_]{2,}"  # two words
    r"|\b[A-ZÀ-Ý][a-zà-ÿ]{2,}"  # a label
    r"|\{\}[,;:]?\s+[^\W\d_]{3,}|[^\W\d_]{3,}[,;:]?\s+\{\}"  # a word next to a value
)
LETTERS = re.compile(r"[^\W\d_]{2,}")


# --- catalogues


def texts(message: Message) -> list[tuple[str, str]]:
    """Pair the Dutch with the translation; one pair, or two where a count decides."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    dutch, translated = list(message.id), list(message.string or ())
    return list(zip(dutch, translated or [""] * len(dutch), strict=True))


def fields(text: str) -> list[str] | None:
    """Name the placeholders in a text; None where its braces do not pair."""
    try:
        return sorted(name for _text, name, _spec, _how in Formatter().parse(text) if name)
    except ValueError:
        return None


def text_faults(dutch: str, text: str, lang: str) -> Iterator[str]:
    if not text.strip():
        yield "empty"
        return
    if fields(text) != fields(dutch):
        yield "placeholders"
    if text == dutch and LETTERS.search(re.sub(r"\{\w+\}", "", dutch)) and dutch not in SAME[lang]:
        yield "still Dutch"
    if any(n.translate(WRITTEN[lang]) not in text for n in DUTCH_NUMBER.findall(dutch)):
        yield "number"
    if re.search(r"\d\.\d{3}(?!\d)", text):
        yield "number"
    if MISPLACED[lang].search(text):
        yield "space"
    if dutch[-1] in ".:?…" and text[-1] != dutch[-1]:
        yield "end"


def catalogue_faults(template: Catalog, held_in: Catalog, lang: str) -> set[tuple[str, str]]:
    """Return what is wrong with a catalogue, and with which message."""
    wanted = {m.id for m in template if m.id}
    held = {m.id: m for m in held_in if m.id}
    found = {(f"{i}", "missing") for i in wanted - held.keys()}
    found |= {(f"{i}", "obsolete") for i in held.keys() - wanted}
    found |= {(f"{i}", "obsolete") for i in held_in.obsolete}
    found |= {(f"{i}", "fuzzy") for i, m in held.items() if m.fuzzy}
    for message in held.values():
        for dutch, text in texts(message):
            found |= {(dutch, fault) for fault in text_faults(dutch, text, lang)}
    return found


@pytest.fixture(scope="module")
def template() -> Catalog:
    return extracted()


@pytest.mark.parametrize("lang", TRANSLATIONS)
def test_the_catalogue_says_all_that_the_pages_say(template, lang):
    assert catalogue_faults(template, read(lang), lang) == set()


@pytest.mark.parametrize("lang", TRANSLATIONS)
def test_every_text_allowed_to_stay_dutch_is_one_that_does(lang):
    committed = read(lang)
    assert {m.id for m in committed if m.id in SAME[lang] and m.string == m.id} == SAME[lang]


@pytest.mark.parametrize(
    ("lang", "dutch", "po", "fault"),
    [
        ("en", "Wijk", "", "missing"),
        ("en", "Wijk", 'msgid "Wijk"\nmsgstr ""', "empty"),
        ("en", "Wijk", '#, fuzzy\nmsgid "Wijk"\nmsgstr "Neighbourhood"', "fuzzy"),
        ("en", "Wijk", 'msgid "Wijk"\nmsgstr "Wijk"', "still Dutch"),
        ("fr", "{n} wijken", 'msgid "{n} wijken"\nmsgstr "{m} quartiers"', "placeholders"),
        ("fr", "{n} wijken", 'msgid "{n} wijken"\nmsgstr "{n quartiers"', "placeholders"),
        ("fr", "op 1.200 m", 'msgid "op 1.200 m"\nmsgstr "à 1.200 m"', "number"),
        ("en", "op 1.200 m", 'msgid "op 1.200 m"\nmsgstr "at 1.200 m"', "number"),
        ("fr", "op 1.200 m", 'msgid "op 1.200 m"\nmsgstr "à 1 200 m"', "number"),
        ("en", "3,5 km", 'msgid "3,5 km"\nmsgstr "3,5 kilometres"', "number"),
        ("fr", "Voor wie?", 'msgid "Voor wie?"\nmsgstr "Pour qui ?"', "space"),
        ("en", "{n} %", 'msgid "{n} %"\nmsgstr "{n} %"', "space"),
        ("en", "Geen.", 'msgid "Geen."\nmsgstr "None"', "end"),
    ],
)
def test_a_fault_in_a_catalogue_is_found(lang, dutch, po, fault):
    bad = read_po(BytesIO(po.encode()), locale=lang)
    template = Catalog()
    template.add(dutch)
    assert (dutch, fault) in catalogue_faults(template, bad, lang)


@pytest.mark.parametrize("mark", ["", "#~ "])
def test_a_message_that_no_page_shows_any_more_is_found(mark):
    po = f'{mark}msgid "Oud"\n{mark}msgstr "Old"'
    bad = read_po(BytesIO(po.encode()), locale="en")
    assert catalogue_faults(Catalog(), bad, "en") == {("Oud", "obsolete")}


def test_a_plural_is_checked_in_both_forms():
    po = 'msgid "{n} wijk"\nmsgid_plural "{n} wijken"\nmsgstr[0] "{n} quartier"\nmsgstr[1] ""'
    template = Catalog()
    template.add(("{n} wijk", "{n} wijken"))
    found = catalogue_faults(template, read_po(BytesIO(po.encode()), locale="fr"), "fr")
    assert found == {("{n} wijken", "empty")}


def test_good_translations_pass():
    po = 'msgid "Op 1.200 m: {n} % van wie?"\nmsgstr "À 1\u202f200 m\xa0: {n}\xa0% de qui\xa0?"'
    template = Catalog()
    template.add("Op 1.200 m: {n} % van wie?")
    assert catalogue_faults(template, read_po(BytesIO(po.encode()), locale="fr"), "fr") == set()


def test_a_message_inside_an_f_string_is_extracted():
    source = BytesIO(b"""f"<h2>{escape(_('Een kop'))}</h2>" + ngettext("een", "vele", 2)""")
    found = [(name, texts) for _line, name, texts, _comments in calls(source, TRANSLATE, ())]
    assert found == [("_", ("Een kop",)), ("ngettext", ("een", "vele"))]


# --- pages


def visible(node: ast.Constant | ast.JoinedStr) -> str:
    """Return the parts of a literal that can be read or heard, ``{}`` for each value in it."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    html = "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in parts)
    html = re.sub(r"\{\w+\}", "{}", HIDDEN.sub(" ", html))
    spoken = " ".join(text for _quote, text in SPOKEN.findall(html))
    return f"{TAG.sub(' ', html)} {spoken}"


def is_text(node: ast.AST) -> bool:
    constant = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return constant or isinstance(node, ast.JoinedStr)


def documentation(tree: ast.AST) -> set[ast.AST]:
    """Return the docstrings, of variables too."""
    return {n.value for n in ast.walk(tree) if isinstance(n, ast.Expr) and is_text(n.value)}


def is_streamlit(call: ast.Call) -> bool:
    """Tell a call of ``st.…``, however deep, that can put something on the screen."""
    node: ast.AST = call.func
    names = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    silent = {"session_state", "query_params", "cache_data", "cache_resource", "context"}
    return isinstance(node, ast.Name) and node.id == "st" and not silent.intersection(names)


def leaves(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what an argument may come down to: either side of a choice or a sum."""
    if isinstance(node, ast.BinOp | ast.BoolOp | ast.IfExp):
        for child in ast.iter_child_nodes(node):
            yield from leaves(child)
    else:
        yield node


class Screen(ast.NodeVisitor):
    """Collect the texts of a page that reach the screen, or may, without the catalogues."""

    def __init__(self, tree: ast.AST) -> None:
        self.silent = documentation(tree)
        self.found: list[str] = []
        self.visit(tree)

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name) and node.func.id in TRANSLATE:
            # what is put together before it is translated is in no catalogue
            made = (ast.JoinedStr, ast.BinOp, ast.Call)
            self.found += [ast.unparse(a) for a in node.args[:2] if isinstance(a, made)]
            return
        if isinstance(node.func, ast.Name) and node.func.id == "cast":
            self.visit(node.args[1])  # the first is a type
            return
        if is_streamlit(node):
            read = [*node.args, *(k.value for k in node.keywords if k.arg not in CODES)]
            for text in filter(is_text, (leaf for argument in read for leaf in leaves(argument))):
                self.report(visible(text).replace("{}", ""), LETTERS)
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if is_text(node) and node not in self.silent:
            self.report(visible(node), WORDS)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self.report(visible(node), WORDS)
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.visit(part.value)

    def report(self, text: str, words: re.Pattern[str]) -> None:
        if words.search(text) and text.strip() not in NOT_TRANSLATED:
            self.found.append(text.strip())


def screen_faults(source: str) -> list[str]:
    return Screen(ast.parse(source)).found


# a command speaks English, as all commands do; the words of Streamlit are replaced
ENGLISH = {"batch", "streamlit_words"}
# names of files of Streamlit, a style sheet and a script: nothing that anyone reads
NO_TEXTS = {"modules", "icons", "scripts"}
PAGES = sorted(p for p in (ROOT / "pages").rglob("*.py") if p.stem not in ENGLISH | NO_TEXTS)


def test_all_that_pages_say_goes_through_the_catalogues():
    found = {path: screen_faults(path.read_text(encoding="utf-8")) for path in PAGES}
    assert {path.name: faults for path, faults in found.items() if faults} == {}


@pytest.mark.parametrize(
    "source",
    [
        "st.header('wijken')",
        "st.button('toon')",
        "st.toggle(_('Toon'), help='toon alles')",
        "st.selectbox(_('Kies'), codes, placeholder='kies')",
        "st.sidebar.info('geen' if empty else _('Wel'))",
        "st.column_config.NumberColumn('aantal')",
        "st.warning('let ' + 'op')",
        "st.error(f'{n} fouten')",
        "st.html(f'<p>{n} wijken</p>')",
        "st.html('<p>wijken</p>')",
        "head = '<h2>Bronnen</h2>'",
        "label = 'Bronnen'",
        "text = f'{n} wijken'",
        "text = '{low} tot {high}'.format(low=low, high=high)",
        "text = f'<td>{n}</td><td>van de wijken</td>'",
        "def show():\n    return 'er zijn geen centra'",
        "html = f'<div aria-label=\"kaart van wijken\">{body}</div>'",
        'html = f\'<div title="{escape("De kaart")}">\'',
        "_(f'{n} wijken')",
        "_('{n} wijken'.format(n=n))",
        "_('wijken ' + name)",
    ],
)
def test_a_text_past_the_catalogues_is_found(source):
    assert len(screen_faults(source)) >= 1


@pytest.mark.parametrize(
    "source",
    [
        "'''What this page says.'''",
        "RADIUS = 3\n'''How far it reaches.'''",
        "st.header(_('Wijken'))",
        "st.selectbox(_('Kies'), codes, key='keuze', persist_state='session')",
        "st.html(f\"<p class='muted'>{escape(_('Er is niets'))}</p>\")",
        "st.html('<style>@media print and (color) { p { display: none } }</style>')",
        "st.session_state['wijk'] = st.session_state.get('keuze')",
        "key = f'{level}:{code}'",
        "st.button(_('Toon') + ' · ' + name)",
        "st.write(_(LABELS[code]), f'{low}–{high} m')",
        "st.write(ngettext('{n} wijk', '{n} wijken', len(units)))",
    ],
)
def test_a_text_of_the_catalogues_or_none_at_all_passes(source):
    assert screen_faults(source) == []


# --- sources of the data

BUILTIN = list(snapshot._DATASETS.values())
IMPORTED = Dataset("areas", 0, f"Statbel; {gebiedsniveaus._PUBLISHER}")


def unknown_words(dataset: Dataset) -> set[str]:
    """Return what a dataset says of itself that the pages cannot say in another language."""
    brackets = re.findall(r"\([^)]*\)", dataset.reference_date)
    return {
        *({dataset.name} - datasets._DATASETS.keys()),
        *(set(dataset.source.split("; ")) - set(datasets.SOURCES)),
        *(set(dataset.flags) - datasets._FLAGS.keys()),
        *(set(brackets) - datasets._DAYS_OF.keys()),
    }


@pytest.mark.parametrize("dataset", [*BUILTIN, IMPORTED], ids=lambda d: d.source)
def test_all_that_a_dataset_says_of_itself_can_be_translated(dataset):
    assert unknown_words(dataset) == set()


def test_a_dataset_that_says_something_new_is_found():
    new = Dataset("roads", 0, "Statbel; Wegen", "2025-01-01 (wegen)", flags=("vague",))
    assert unknown_words(new) == {"roads", "Wegen", "(wegen)", "vague"}


@pytest.mark.parametrize("lang", TRANSLATIONS)
def test_the_sources_are_said_in_the_language_of_the_reader(lang):
    said = {source: catalogue(lang).gettext(source) for source in datasets.SOURCES}
    assert {source for source, text in said.items() if text == source} == {"Statbel"}
