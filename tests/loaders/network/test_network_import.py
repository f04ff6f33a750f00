import hashlib
import zlib
from dataclasses import replace

import numpy as np
import osmium
import pytest

from geodata.enums import DatasetFlag
from geodata.errors import BadValueError, ExtractError, InputError
from geodata.network.model import WIJK, StreetKind
from geodata.network.report import Skipped
from loaders.network.network_import import NetworkFile, import_network, report_lines
from loaders.network.tags import street_kind
from tests.loaders.drawn_streets import Drawing, grid


def imported(path, base, **options):
    return import_network(NetworkFile(path, **options), base)


@pytest.fixture(scope="module")
def extract(tmp_path_factory):
    """A good extract: 19 km of residential street."""
    return grid().write(tmp_path_factory.mktemp("extract") / "drawn.osm.pbf")


@pytest.fixture(scope="module")
def with_streets(extract, small):
    return imported(extract, small)


def test_an_extract_becomes_a_network(with_streets):
    network, dataset = with_streets.network, with_streets.dataset("network")
    assert network.report.kilometres["residential"] == pytest.approx(19.0, abs=0.01)
    assert (len(network.x), len(network.u)) == (45, 76)
    assert network.length_m == pytest.approx(250, abs=0.05)
    assert network.date == dataset.reference_date == "2025-01-01"
    assert dataset.attribution == "© OpenStreetMap contributors"
    assert dataset.licence == "Open Database License 1.0"
    assert dataset.rows == 76
    assert dataset.flags == ()
    pieces = network.pieces[WIJK]
    assert pieces.covered.all()
    assert network.boundary.area == pytest.approx(2_000_000)
    inside = np.bincount(pieces.unit, pieces.to_m - pieces.from_m)
    # each wijk has 4 streets of 500 m and 2 of 995 m; those at 1,005 m are outside
    assert inside[1:] == pytest.approx(4 * 500 + 2 * 995, abs=1)


def test_the_report_says_what_was_read_and_what_not(tmp_path, small):
    drawing = grid()
    drawing.street((5, 5), (255, 255), highway="steps")
    drawing.street((5, 5), (255, 255), highway="motorway")
    drawing.street((5, 5), (255, 255), access="private")
    drawing.street((100, 100), (110, 100), highway="footway")
    drawing.tagged[255.0, 255.0] = {"barrier": "gate", "locked": "yes"}
    network = imported(drawing.write(tmp_path / "a.osm"), small).network
    report = network.report
    assert report.kilometres["steps"] == pytest.approx(0.3536, abs=0.001)
    assert report.skipped == {Skipped.NO_STREET: 1, Skipped.NO_ACCESS: 1}
    assert (report.islands, report.barriers) == (1, 1)
    assert report.island_km == pytest.approx(0.01, abs=1e-4)
    lines = "\n".join(report_lines(network))
    assert "islands left out: 1" in lines
    assert "covered: 4 of 4 units of level wijk" in lines


def test_nobody_passes_a_barrier(tmp_path, small):
    drawing = Drawing().street((0, 0), (50, 0), (100, 0)).street((0, 0), (0, 30))
    open_network = imported(drawing.write(tmp_path / "a.osm"), small, accept=True).network
    drawing.tagged[50, 0] = {"barrier": "fence"}
    network = imported(drawing.write(tmp_path / "a.osm"), small, accept=True).network
    assert network.report.total_km == pytest.approx(0.08, abs=1e-4)
    assert network.report.islands == 1
    assert open_network.report.total_km == pytest.approx(0.13, abs=1e-4)


def test_the_order_of_ways_and_nodes_does_not_matter(with_streets, tmp_path, small):
    drawing = grid()
    drawing.ways = [(corners[::-1], tags) for corners, tags in drawing.ways[::-1]]
    other = imported(drawing.write(tmp_path / "a.osm.pbf"), small).network
    network = with_streets.network
    assert np.array_equal(other.x, network.x)
    assert np.array_equal(other.y, network.y)
    assert np.array_equal(other.indices, network.indices)
    assert other.weights == pytest.approx(network.weights)


def test_a_way_that_is_in_a_joined_file_twice_counts_once(extract, tmp_path, small):
    path = tmp_path / "twice.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for kind in "nwr":
            for _ in range(2):
                for item in osmium.FileProcessor(extract):
                    if item.type_str() == kind:
                        writer.add(item)
    assert imported(path, small).network.report.total_km == pytest.approx(19, abs=0.01)


def test_units_that_the_extract_does_not_have_are_not_covered(tmp_path, small):
    drawing = grid()
    drawing.ways = [way for way in drawing.ways if all(x < 600 for x, _ in way[0])]
    data = imported(drawing.write(tmp_path / "a.osm.pbf"), small, accept=True)
    pieces = data.network.pieces[WIJK]
    assert pieces.codes[pieces.covered].tolist() == ["11001W01"]
    assert data.dataset("network").flags == (DatasetFlag.INCOMPLETE,)
    assert data.network.boundary.area == pytest.approx(500_000)


def test_half_of_the_streets_of_a_unit_at_the_edge_do_not_pass_for_all(tmp_path, small):
    drawing = Drawing()
    for y in range(5, 1006, 250):
        drawing.street(*((x, y) for x in (5, 255, 505, 580)))
    for x in (5, 255, 505):
        drawing.street(*((x, y) for y in range(5, 1006, 250)))
    path = drawing.write(tmp_path / "a.osm.pbf")
    covered = imported(path, small).network.pieces[WIJK].covered
    assert covered.tolist() == [True, False, False, False]
    boundary = tmp_path / "drawn.poly"
    corners = [drawing._degrees(at) for at in ((-50, -50), (1010, -50), (1010, 1010), (-50, 1010))]
    lines = "\n".join(f"   {lon:.7f}   {lat:.7f}" for lon, lat in corners)
    boundary.write_text(f"drawn\n1\n{lines}\nEND\nEND\n")
    covered = imported(path, small, boundary=boundary).network.pieces[WIJK].covered
    assert covered.tolist() == [True, True, False, False]


def test_units_outside_the_box_of_the_file_are_not_covered(tmp_path, small):
    box_m = (-100, -100, 1200, 1100)
    network = imported(grid(box_m=box_m).write(tmp_path / "a.osm.pbf"), small).network
    assert network.pieces[WIJK].covered.tolist() == [True, True, False, False]


def test_land_outside_all_units_is_known_where_a_boundary_is_given(extract, tmp_path, small):
    corners = [
        Drawing()._degrees(at) for at in ((-800, -800), (1200, -800), (1200, 1800), (-800, 1800))
    ]
    lines = "\n".join(f"   {lon:.7f}   {lat:.7f}" for lon, lat in corners)
    boundary = tmp_path / "drawn.poly"
    boundary.write_text(f"drawn\n1\n{lines}\nEND\nEND\n")
    network = imported(extract, small, boundary=boundary).network
    assert network.pieces[WIJK].covered.tolist() == [True, True, False, False]
    # 2,000 × 2,600 m, but the 200 × 1,000 m of a wijk that is only partly in it
    assert network.boundary.area == pytest.approx(5_000_000, rel=1e-3)


@pytest.mark.parametrize(
    "content", ["", "drawn\n1\n 4.0 51.0\n", "drawn\n1\n x y\nEND\nEND\n", "a\nEND"]
)
def test_a_boundary_that_is_none_is_refused(extract, tmp_path, small, content):
    boundary = tmp_path / "drawn.poly"
    boundary.write_text(content)
    with pytest.raises(InputError):
        imported(extract, small, boundary=boundary)


def blobs(content: bytes) -> list[bytes]:
    """Return the blobs of a PBF with their headers."""
    found, at = [], 0
    while at < len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        header = content[at + 4 : at + 4 + length]
        size, shift, byte = 0, 0, header.rindex(b"\x18") + 1
        while True:
            size |= (header[byte] & 0x7F) << shift
            if header[byte] < 0x80:
                break
            byte, shift = byte + 1, shift + 7
        end = at + 4 + length + size
        found.append(content[at:end])
        at = end
    return found


def flipped(content: bytes) -> bytes:
    at = len(content) // 2
    return content[:at] + bytes([content[at] ^ 4]) + content[at + 1 :]


def bomb(content: bytes) -> bytes:
    """Return the extract with blobs of nothing, each of which becomes 30 MB."""
    raw = bytes(30_000_000)
    size = b"\x10" + b"\x80\x87\xa7\x0e"  # raw_size = 30,000,000
    data = zlib.compress(raw, 9)
    body = size + b"\x1a" + varint(len(data)) + data
    header = b"\x0a\x07OSMData\x18" + varint(len(body))
    return content + (len(header).to_bytes(4, "big") + header + body) * 4


def varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])


@pytest.mark.parametrize(
    ("damage", "got"),
    [
        (lambda _: b"", "empty"),
        (lambda _: b"<!doctype html><p>404 Not Found", "web page"),
        (lambda _: b'{"elements": []}', "another kind of file"),
        (lambda _: bytes(range(256)) * 9, "another kind of file"),
        (lambda content: content[: len(content) // 2], "ends halfway"),
        (lambda content: content[:-20], "ends halfway"),
        (lambda content: content[:60], "ends halfway"),
        (flipped, "cannot be read"),
        (lambda content: b"".join(blobs(content)[:1]), "none of 0"),
        (lambda content: b"".join(blobs(content)[:-1]), "no relation"),
        (bomb, "that become more than"),
    ],
    ids=[
        "empty",
        "html",
        "json",
        "noise",
        "half",
        "end",
        "start",
        "bit",
        "header",
        "border",
        "bomb",
    ],
)
def test_a_damaged_extract_is_refused(extract, tmp_path, small, damage, got):
    path = tmp_path / "bad.osm.pbf"
    path.write_bytes(damage(extract.read_bytes()))
    with pytest.raises(InputError) as error:
        imported(path, small)
    assert got in str(error.value)


def test_a_file_cut_between_its_blobs_is_taken_if_a_person_says_so(extract, tmp_path, small):
    path = tmp_path / "short.osm.pbf"
    path.write_bytes(b"".join(blobs(extract.read_bytes())[:-1]))
    assert imported(path, small, accept=True).network.report.total_km == pytest.approx(19, abs=0.01)


CHANGES = b"""<?xml version='1.0'?><osmChange version="0.6"><create>
<node id="1" version="1" lat="51" lon="4" timestamp="2025-01-01T00:00:00Z"/></create></osmChange>"""
XML = b"<?xml version='1.0'?><osm version='0.6'>%s</osm>"


@pytest.mark.parametrize(
    ("name", "content", "got"),
    [
        ("a.osm", CHANGES, "a history or a list of changes"),
        ("a.osm", XML % b"", "none of 0"),
        ("a.osm", b"<html><body>404</body></html>", "cannot be read"),
        ("a.osm", b'{"elements": []}', "something else than XML"),
        ("a.osm", b"", "something else than XML"),
        ("a.osm", b"<?xml version='1.0'?><osm version='0.6'><node id='1'", "cannot be read"),
        ("a.osc", CHANGES, "a name that ends in .osc"),
        ("a.zip", b"PK", "a name that ends in .zip"),
    ],
)
def test_another_file_is_refused(tmp_path, small, name, content, got):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as error:
        imported(path, small)
    assert got in str(error.value)


def test_a_history_is_refused_and_a_file_that_is_not_there(extract, tmp_path, small):
    path = tmp_path / "a.osh.pbf"
    with pytest.raises(InputError, match="No such file"):
        imported(path, small)
    header = osmium.io.Header()
    header.has_multiple_object_versions = True
    with osmium.SimpleWriter(str(path), header=header, overwrite=True) as writer:
        for item in osmium.FileProcessor(extract):
            writer.add(item)
    with pytest.raises(InputError, match="a history"):
        imported(path, small)


@pytest.mark.parametrize(
    ("drawing", "expected", "got"),
    [
        (grid(day=""), "the day", "none in the file"),
        (grid(first_id=-999), "objects of OpenStreetMap", "negative number"),
        (grid(origin=(1_500_000, 900_000)), "within 5 km", "52.27° north"),
        (Drawing().street((0, 0), (9, 9), highway="motorway"), "streets", "none of 1"),
    ],
    ids=["no day", "never uploaded", "another country", "motorways"],
)
def test_an_extract_that_cannot_be_used_is_refused(tmp_path, small, drawing, expected, got):
    path = drawing.write(tmp_path / "a.osm.pbf")
    with pytest.raises(ExtractError) as error:
        imported(path, small)
    assert expected in error.value.params["expected"]
    assert got in error.value.params["got"]


def test_the_day_can_be_given(tmp_path, small):
    path = grid(day="").write(tmp_path / "a.osm.pbf")
    assert imported(path, small, date="2013-01-01").network.date == "2013-01-01"


def test_nodes_that_are_lost_inside_are_another_thing_than_nodes_past_the_edge(tmp_path, small):
    lost = {(255.0, 255.0), (505.0, 505.0), (755.0, 255.0)}
    with pytest.raises(InputError, match="6 of 90 nodes"):
        imported(grid(lost=lost).write(tmp_path / "a.osm.pbf"), small)
    box_m = (-50, -50, 2050, 1050)
    network = imported(grid(lost=lost, box_m=box_m).write(tmp_path / "a.osm.pbf"), small).network
    assert network.report.missing_nodes == 6


@pytest.mark.parametrize("algorithm", ["sha256", "md5"])
def test_a_checksum_must_be_that_of_the_file(extract, small, algorithm):
    right = hashlib.new(algorithm, extract.read_bytes()).hexdigest()
    assert imported(extract, small, **{algorithm: right.upper()}).network
    with pytest.raises(InputError, match="as its publisher says"):
        imported(extract, small, **{algorithm: right[::-1]})
    with pytest.raises(BadValueError, match=f"--{algorithm}"):
        imported(extract, small, **{algorithm: "no checksum"})


def test_the_checksum_next_to_a_file_counts(extract, tmp_path, small):
    path = tmp_path / "drawn.osm.pbf"
    path.write_bytes(extract.read_bytes())
    path.with_name("drawn.osm.pbf.md5").write_text(f"{'0' * 32}  drawn.osm.pbf\n")
    with pytest.raises(InputError, match="md5 0000"):
        imported(path, small)


def test_streets_do_not_vanish_between_two_extracts(with_streets, tmp_path):
    fewer = grid()
    del fewer.ways[1:4]
    path = fewer.write(tmp_path / "a.osm.pbf")
    with pytest.raises(ExtractError) as error:
        imported(path, with_streets)
    assert "about 16 km of residential street, as in the network of 2025-01-01" in str(error.value)
    assert imported(path, with_streets, accept=True).network.report.total_km < 14
    thinned = grid()
    thinned.ways[1] = (thinned.ways[1][0], {"highway": "residential", "foot": "no"})
    # 2 of 16 km are more than a tenth
    with pytest.raises(ExtractError):
        imported(thinned.write(tmp_path / "b.osm.pbf"), with_streets)


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"highway": "footway"}, StreetKind.FOOTWAY),
        ({"highway": "cycleway"}, StreetKind.CYCLEWAY),
        ({"highway": "secondary_link"}, StreetKind.SECONDARY),
        ({"highway": "trunk", "sidewalk:left": "yes"}, StreetKind.TRUNK),
        ({"highway": "trunk", "foot": "designated"}, StreetKind.TRUNK),
        ({"highway": "trunk", "sidewalk": "no"}, Skipped.FAST_ROAD),
        ({"highway": "primary", "motorroad": "yes"}, Skipped.FAST_ROAD),
        ({"highway": "primary", "foot": "use_sidepath"}, Skipped.NO_WALKING),
        ({"highway": "service", "access": "private"}, Skipped.NO_ACCESS),
        ({"highway": "service", "access": "private", "foot": "permissive"}, StreetKind.SERVICE),
        ({"highway": "residential", "sidewalk": "separate"}, StreetKind.RESIDENTIAL),
        ({"highway": "motorway", "foot": "yes"}, Skipped.NO_STREET),
        ({"highway": "construction"}, Skipped.NO_STREET),
        ({"highway": "motorway_link"}, Skipped.NO_STREET),
    ],
)
def test_tags_say_what_can_be_walked(tags, kind):
    assert street_kind(tags) is kind


def test_sectors_are_cut_too(extract, small):
    sectors = small.units.iloc[[1, 0]].assign(unit=["11001W02", None], code=["11001B2", "11001A1"])
    network = imported(extract, replace(small, sectors=sectors)).network
    pieces = network.pieces["sector"]
    assert pieces.codes.tolist() == ["11001A1", "11001B2"]
    assert pieces.covered.tolist() == [False, True]
    inside = np.bincount(pieces.unit, pieces.to_m - pieces.from_m)
    assert inside[1] == pytest.approx(4 * 500 + 2 * 995, abs=1)
