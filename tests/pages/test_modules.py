"""Streamlit's small modules in one file: every one of them, and none that still needs another."""

import json
import re

from pages import modules


def bundled() -> dict[str, str]:
    content = modules.bundle().decode()
    return json.loads(content[content.index('({"') + 1 : -3])


def test_the_document_asks_for_few_files_and_keeps_a_link_to_each_module() -> None:
    html = modules.start_document()
    assert html.index(modules.bundle_name()) < html.index('type="module"')
    kept = set(re.findall(r'rel="in-modules" crossorigin href="\./static/js/([^"]+)"', html))
    assert kept == set(bundled())
    assert len(kept) > 70
    fetched = re.findall(r'(?:rel="modulepreload"[^>]+href|src)="(\./[^"]+)"', html)
    assert len(fetched) == len(set(fetched)) < 20
    assert len(modules.bundle()) < 450_000


def test_every_import_of_a_module_in_the_file_has_a_whole_address() -> None:
    for name, text in bundled().items():
        assert '"./' not in "".join(re.findall(r'(?:from|import\(?)[`"]\./?', text)), name
        assert "import.meta.url" not in text
        original = (modules.FOLDER / name).read_text(encoding="utf-8")
        moved = text.replace(f'"nabij-base:{name}"', "import.meta.url")
        assert moved.replace("nabij-base:", "./") == original


def test_all_that_the_first_modules_import_is_in_the_file_or_preloaded() -> None:
    html = modules.start_document()
    linked = set(re.findall(r'href="\./static/js/([^"]+)"', html))
    for name in linked:
        text = (modules.FOLDER / name).read_text(encoding="utf-8")
        for other in re.findall(r'\b(?:from|import)"\./([^"]+\.js)"', text):
            assert other in linked or f'src="./static/js/{other}"' in html, (name, other)
