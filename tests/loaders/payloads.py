"""Files of every kind whose every field holds what wants to be code; made from the registry."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from loaders.imports.file_kind import FileKind

PAYLOADS = (
    "<script>window.top.hacked=1</script>",
    '"><img src=x onerror="window.top.hacked=2">',
    "<svg onload=window.top.hacked=3><animate onbegin=window.top.hacked=4>",
    "javascript:window.top.hacked=5",
    "[naam](javascript:window.top.hacked=6) ![x](x)",
    "' onmouseover='window.top.hacked=7' autofocus onfocus='window.top.hacked=7",
    "</script></style></textarea><script>window.top.hacked=8</script>",
    "${window.top.hacked=9} {{constructor.constructor('window.top.hacked=9')()}} #{1} %(a)s {0}",
    "&lt;script&gt;window.top.hacked=10&lt;/script&gt;",
    '=HYPERLINK("http://elsewhere.example","Noord")',
    "@SUM(1+1)",
    "+32|' /C calc'!A0",
    "#eval(sys.inputs) $x$ *vet* @a",
    "\u202eedoc\u202c \u2066links\u2069",
    "voor\0na \x1b[31mrood",
    "lang " * 2_000,
)
_FITS = {"Voorbeeld: ROP Gent": "voorbeeld-1"}
"""What a template refers to in another one → what the built-in data have."""
_EXAMPLE_MARKS = frozenset({"voorbeeld", "opmerking"})


def hostile_file(kind: FileKind) -> bytes:
    """Return the template of a kind with each payload in each field in turn, and in all at once."""
    if kind.template_ending == ".geojson":
        return _layer(json.loads(kind.template()))
    head, *rows = csv.reader(io.StringIO(kind.template().decode("utf-8-sig")), delimiter=";")
    model = [
        "" if name in _EXAMPLE_MARKS else cell for name, cell in zip(head, rows[0], strict=True)
    ]
    model = [_FITS.get(cell, cell) for cell in model]
    made = [model]
    for payload in PAYLOADS:
        if "\0" in payload:
            continue  # such a table is refused as a whole: it is no text
        made += [[*model[:at], payload, *model[at + 1 :]] for at in range(len(head))]
        made.append([payload] * len(head))
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([head, *made])
    return out.getvalue().encode()


def _layer(template: dict) -> bytes:
    """Return the first area of a layer in strips, each with a payload in one of its fields."""
    first = template["features"][0]
    area, fields = shapely.geometry.shape(first["geometry"]), first["properties"]
    west, south, east, north = area.bounds
    cases = [(field, payload) for payload in PAYLOADS for field in fields]
    width = (east - west) / len(cases)
    features = []
    for at, (field, payload) in enumerate(cases):
        strip = shapely.box(west + at * width, south, west + (at + 1) * width, north)
        properties = {**fields, "code": f"P-{at}", "opmerking": "", field: payload}
        geometry = shapely.geometry.mapping(area & strip)
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    features += template["features"][1:]
    return json.dumps({**template, "features": features}).encode()
