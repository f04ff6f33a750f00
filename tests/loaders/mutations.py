"""Ways to damage what readers read: bytes, members of a zip, values of JSON."""

import io
import json
import zipfile

from hypothesis import strategies as st

TOKENS = [
    *(
        b"",
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\r",
        b"\n",
        b'"',
        b"'",
        b";",
        b",",
        b"|",
        b"\t",
    ),
    *(b"NaN", b"nan", b"Infinity", b"-1", b"1e999", b"1e-999", b"9" * 400, b"0x10", b"1_000"),
    *(b"12.345,67", b"2026-02-30", b"31/02/2026", b"=cmd|' /C calc'!A0", b"@SUM(A1)", b"<script>"),
    *(b"null", b"true", b"{}", b"[]", b"\xc3\x28", b"\xed\xa0\x80"),
    *(
        "é".encode("cp1252"),
        "ß".encode("utf-16"),
        b"%s%n",
        b"../../etc/passwd",
        b"\\",
        b"a" * 70_000,
    ),
]
VALUES = [
    *(None, True, 0, -1, 1e308, float("nan"), float("inf"), 10**400, "", "x", "\ud800", "\x00"),
    *([], {}, [[]], [{}], {"": None}, ["x"], "9" * 5000, "51.05", "<script>", [None], {"value": 1}),
]

damage = st.lists(
    st.tuples(
        st.sampled_from(["token", "lose", "double", "flip", "swap", "line"]),
        st.floats(0, 1),
        st.floats(0, 1),
        st.sampled_from(TOKENS),
    ),
    min_size=1,
    max_size=6,
)
"""What happens to bytes: how, from where to where in the file, and with what."""


wounds = st.lists(
    st.tuples(st.lists(st.floats(0, 1), min_size=1, max_size=7), st.sampled_from(VALUES)),
    min_size=1,
    max_size=4,
)
"""Where in an answer a value is replaced, and by what."""


def damaged(content: bytes, how, _where=()) -> bytes:
    for kind, start, stop, token in how:
        size = len(content)
        a, b = sorted((int(start * size), int(stop * size)))
        near = content[a : min(b, a + 40)]
        if kind == "token":
            content = content[:a] + token + content[a + len(near) // 2 :]
        elif kind == "lose":
            content = content[:a] + content[b:]
        elif kind == "double":
            content = content[:b] + near * 3 + content[b:]
        elif kind == "flip":
            content = content[:a] + bytes(byte ^ 0x55 for byte in near[:4]) + content[a + 4 :]
        elif kind == "swap":
            content = content[:a] + content[b:] + content[a:b]
        else:
            lines = content.split(b"\n")
            at = min(int(start * len(lines)), len(lines) - 1)
            cells = lines[at].split(b";" if b";" in lines[at] else b"|")
            cells[int(stop * (len(cells) - 1))] = token
            lines[at] = (b";" if b";" in lines[at] else b"|").join(cells)
            content = b"\n".join(lines)
    return content


def damaged_zip(content: bytes, how, _where=()) -> bytes:
    """Damage a member of a zip, or where there is an even number of wounds the zip itself."""
    if len(how) % 2 == 0:
        return damaged(content, how)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        hurt = names[int(how[0][1] * (len(names) - 1))]
        for name in names:
            member = old.read(name)
            new.writestr(name, damaged(member, how) if name == hurt else member)
    return out.getvalue()


def replaced(value, path, new):
    """Return JSON in which the value at a path, of shares of the way through, is another value."""
    if not path or not isinstance(value, list | dict) or not value:
        return new
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    key = keys[int(path[0] * (len(keys) - 1))]
    copy = value.copy()
    copy[key] = replaced(value[key], path[1:], new)
    return copy


def damaged_json(content: bytes, how, where) -> bytes:
    """Put other values into JSON; or damage its bytes, after an even number of wounds."""
    if len(how) % 2 == 0:
        return damaged(content, how)
    decoded = json.loads(content)
    for path, value in where:
        decoded = replaced(decoded, path, value)
    return json.dumps(decoded).encode()
