"""What the repository must hold, and what it may not."""

import json
import re
import shutil
import subprocess
from pathlib import Path, PurePosixPath

import pytest

from loaders.settings import ENV_PREFIX, Settings

ROOT = Path(__file__).resolve().parents[1]
REQUIRED = (
    *("app.py", "pyproject.toml", "README.md", "CHANGELOG.md", "Makefile", ".ci/run"),
    *("LICENSE", "CONTRIBUTING.md", ".github/workflows/ci.yml", ".pre-commit-config.yaml"),
    *("docs/architecture.md", "docs/glossary.md", "docs/operating.md", "docs/decisions"),
    *("requirements.txt", "geodata", "loaders", "maps", "pages", "tests", "benchmarks"),
)
DATA_FORMATS = {
    *(".shp", ".shx", ".dbf", ".gpkg", ".fgb", ".parquet", ".geojson", ".topojson", ".gml"),
    *(".xlsx", ".xls", ".tif", ".tiff", ".sqlite", ".zip", ".pkl"),
}
MAX_LINES = 400
MAX_README_LINES = 100
MAX_DECISION_LINES = 25
MAX_WIDTH = 1000
"""Characters: a longer line in a script or style sheet was not written by hand."""

# Built from parts, so that this file does not hold what it looks for.
REGISTRIES = re.compile(
    "|".join(
        map(
            r"\.".join,
            [
                ("pypi", "org"),
                ("pythonhosted", "org"),
                ("registry", "npmjs"),
                ("proxy", "golang"),
                ("files", "pythonhosted"),
                ("conda", "anaconda"),
                ("npmjs", "org"),
            ],
        )
    )
)
ASSET_HOSTS = re.compile(
    "|".join(
        [
            r"\bcdn" + r"\.[a-z]",
            "cdn" + "js",
            "un" + "pkg",
            "js" + "delivr",
            "bootstrap" + "cdn",
            "googleapis" + r"\.com",
            "gstatic" + r"\.com",
            "raw" + "git",
        ]
    )
)


def repository_files() -> list[str]:
    """Return what git tracks, or would if it were added."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: there is no list of the files that belong to it")
    command = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    out = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [name for name in out.split("\0") if name and (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def files():
    return repository_files()


@pytest.fixture(scope="module")
def texts(files):
    """Name → text of every text file, without tables of facts: there, web addresses are data."""
    found = {}
    for name in files:
        if not name.endswith(".csv"):
            try:
                found[name] = (ROOT / name).read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
    return found


def is_data(name):
    return bool(DATA_FORMATS & {s.lower() for s in PurePosixPath(name).suffixes})


def is_minified(name, text):
    path = PurePosixPath(name)
    if {"node_modules", "vendor"} & set(path.parts) or ".min" in path.suffixes:
        return True
    return (
        path.suffix in {".js", ".css"} and max(map(len, text.splitlines()), default=0) > MAX_WIDTH
    )


def loose_requirements(text):
    """Return the lines of a requirements file that are not a pinned requirement with a hash."""
    lines = re.sub(r"\\\n", " ", text).splitlines()
    wanted = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    pinned = re.compile(r"[\w.\-\[\],]+==[\w.!+]+( *;[^#]*?)?( +--hash=sha256:[0-9a-f]{64})+")
    return [line for line in wanted if not pinned.fullmatch(line)]


def calls_make_test(text):
    return re.search(r"^[^#\n]*\bmake( -\S+)* test\b(?!-)", text, re.MULTILINE) is not None


def runs_ci(workflow):
    return re.search(r"^ *- run: \.ci/run$", workflow, re.MULTILINE) is not None


def undocumented(manual):
    names = [f"{ENV_PREFIX}{field.upper()}" for field in Settings.model_fields]
    return [name for name in names if not re.search(rf"\b{name}\b", manual)]


def linked_files(name, text):
    """Return the files of the repository that a document links to or shows."""
    links = re.findall(r"""\]\(([^)\s]+)\)|<img src="([^"]+)""", text)
    local = ("".join(link).split("#")[0] for link in links if "://" not in "".join(link))
    return {(ROOT / name).parent / path for path in local if path}


def named_files(text):
    """Return the files of ours that a document names in code style, without placeholders."""
    folders = "geodata|loaders|maps|pages|tests|docs|benchmarks"
    return set(re.findall(rf"`((?:{folders})/[\w./-]*\w/?)`", text))


def headings(text):
    """Return the anchors of the headings of a document, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", REQUIRED)
def test_required_path_exists(files, path):
    assert any(name == path or name.startswith(f"{path}/") for name in files)


def test_no_data_formats(files):
    assert [name for name in files if is_data(name)] == []


def test_no_minified_assets(texts):
    assert [name for name, text in texts.items() if is_minified(name, text)] == []


@pytest.mark.parametrize("hosts", [REGISTRIES, ASSET_HOSTS], ids=["registries", "assets"])
def test_no_foreign_hosts(texts, hosts):
    assert [(name, found[0]) for name, text in texts.items() if (found := hosts.search(text))] == []


def test_modules_are_short(texts):
    long = {name: text.count("\n") for name, text in texts.items() if name.endswith(".py")}
    assert {name: lines for name, lines in long.items() if lines > MAX_LINES} == {}


def test_requirements_are_pinned_by_hash_and_name_no_address(texts):
    names = [name for name in texts if re.fullmatch(r"requirements[\w-]*\.txt", name)]
    assert "requirements.txt" in names
    for name in names:
        assert loose_requirements(texts[name]) == [], name
        assert "://" not in texts[name], name


def test_packages_of_npm_are_pinned_by_hash_and_name_no_address(texts):
    packages = json.loads(texts["package-lock.json"])["packages"]
    del packages[""]
    assert {name for name, package in packages.items() if "integrity" not in package} == set()
    assert {name for name, package in packages.items() if "resolved" in package} == set()
    wanted = json.loads(texts["package.json"])["devDependencies"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted


def test_ci_runs_the_tests(texts):
    assert calls_make_test(texts.get(".ci/run", ""))


def test_workflow_runs_what_a_developer_runs(texts):
    assert runs_ci(texts[".github/workflows/ci.yml"])


def test_every_setting_is_documented(texts):
    assert undocumented(texts["docs/operating.md"]) == []


def test_readme_and_decisions_are_short(texts):
    assert texts["README.md"].count("\n") <= MAX_README_LINES
    decisions = {n: t.count("\n") for n, t in texts.items() if n.startswith("docs/decisions/0")}
    assert {name: lines for name, lines in decisions.items() if lines > MAX_DECISION_LINES} == {}


def test_every_decision_is_listed(texts):
    records = {n for n in texts if re.fullmatch(r"docs/decisions/\d{3}-[\w-]+\.md", n)}
    index = "docs/decisions/README.md"
    assert linked_files(index, texts[index]) == {ROOT / name for name in records}


def test_documents_link_to_what_is_there(texts):
    documents = {name: text for name, text in texts.items() if name.endswith(".md")}
    lost = [
        (name, str(path))
        for name, text in documents.items()
        for path in linked_files(name, text)
        if not path.exists()
    ]
    assert lost == []


def test_documents_name_files_that_exist(texts):
    guides = [name for name in texts if name.startswith("docs/") or name == "CONTRIBUTING.md"]
    lost = {(n, f) for n in guides for f in named_files(texts[n]) if not (ROOT / f).exists()}
    assert lost == set()


def test_every_picture_is_shown(files, texts):
    documents = [name for name in texts if name.endswith(".md")]
    shown = {path for name in documents for path in linked_files(name, texts[name])}
    pictures = {ROOT / name for name in files if re.fullmatch(r"docs/[\w-]+\.png", name)}
    assert pictures <= {path.resolve() for path in shown}


def test_links_to_headings_hold(texts):
    documents = {name: text for name, text in texts.items() if name.endswith(".md")}
    for name, text in documents.items():
        for path, anchor in re.findall(r"\]\(([\w./-]*\.md)#([\w-]+)\)", text):
            target = ((ROOT / name).parent / path).resolve().relative_to(ROOT).as_posix()
            assert anchor in headings(texts[target]), (name, path, anchor)


class TestChecks:
    """The checks see what they are for."""

    @pytest.mark.parametrize(
        "name", ["a/x.shp", "x.GPKG", "x.parquet", "x.geojson.gz", "x.xlsx", "x.tif"]
    )
    def test_data(self, name):
        assert is_data(name)
        assert not is_data("loaders/builtin/facts/wijken.csv")

    @pytest.mark.parametrize(
        ("name", "text"),
        [("a/x.min.js", ""), ("x.css", "a" * 1001), ("vendor/x.py", ""), ("x.min.css.map", "")],
    )
    def test_minified(self, name, text):
        assert is_minified(name, text)
        assert not is_minified("maps/assets/x.js", "a\n" * 2000)

    @pytest.mark.parametrize("parts", [("https://pypi", "org/simple"), ("registry", "npmjs")])
    def test_registries(self, parts):
        assert REGISTRIES.search(".".join(parts))

    @pytest.mark.parametrize(
        "parts",
        [("https://cdn", ".example.org"), ("cdn", "js.x"), ("un", "pkg.com"), ("js", "delivr")],
    )
    def test_asset_hosts(self, parts):
        assert ASSET_HOSTS.search("".join(parts))
        assert not ASSET_HOSTS.search("it asks no CDN for anything; see the cdn.")

    @pytest.mark.parametrize(
        "line", ["a==1", "a>=1 --hash=sha256:" + "0" * 64, "--index-url x", "-e .", "a @ file:x"]
    )
    def test_loose_requirements(self, line):
        good = (
            "# via x\na[b]==1.0.post1 ; python_version < '3.12' \\\n    --hash=sha256:" + "0" * 64
        )
        assert loose_requirements(good) == []
        assert loose_requirements(f"{good}\n{line}\n") == [line]

    @pytest.mark.parametrize("text", ["make lint", "# make test", "make test-fast", "pytest"])
    def test_ci(self, text):
        assert not calls_make_test(text)
        assert calls_make_test("#!/bin/sh\nset -e\nexec make -s test\n")

    @pytest.mark.parametrize("text", ["# - run: .ci/run", "- run: make lint", ""])
    def test_workflow(self, text):
        assert not runs_ci(text)
        assert runs_ci("    steps:\n      - run: .ci/run\n")

    def test_links(self):
        text = "[a](b.md#c) ![d](e.png) <img src=\"f.png\" alt='g'> [h](https://i.example)"
        assert linked_files("docs/x.md", text) == {
            *(ROOT / "docs" / name for name in ("b.md", "e.png", "f.png")),
        }
        assert named_files("`pages/ui` and `maps/a.js`, `pages/<code>` and `app.py`") == {
            *("pages/ui", "maps/a.js"),
        }
        assert headings("# In QGIS\n## `make`, two\n") == {"in-qgis", "make-two"}

    def test_settings(self):
        names = [f"NABIJ_{field.upper()}" for field in Settings.model_fields]
        assert undocumented(" ".join(names)) == []
        assert undocumented("`NABIJ_TILES_ATTRIBUTION`") == [
            name for name in names if name != "NABIJ_TILES_ATTRIBUTION"
        ]
