"""Frames as tables of a real PostGIS: whatever is in them comes back to the last bit."""

from datetime import UTC, datetime

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from geodata.crs import METRIC_CRS
from geodata.errors import BadValueError
from loaders.database import tables
from tests.loaders.postgis import assert_same

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def scratch(postgis):
    """A function that writes a frame to a table, reads it back, and leaves no trace."""
    url = postgis.new_database().replace("postgresql:", "postgresql+psycopg:")
    engine = sa.create_engine(url)

    def round_trip(frame, name="doubts"):
        info = tables.inspect(frame, where=name)
        with engine.connect() as connection:
            connection.execute(sa.schema.CreateSchema("scratch"))
            made = tables.table(name, info, metadata=sa.MetaData(schema="scratch"))
            made.create(connection)
            tables.write(connection.connection.cursor(), made, frame)
            return tables.read(connection, made, info)

    yield round_trip
    engine.dispose()


def texts(*values):
    return pd.Series(values, dtype="str")


NASTY = {
    "quotes": pd.DataFrame({'a"b': texts("'", '"', "\\", "\\N", "\\.", "")}),
    "names": pd.DataFrame({"select": texts("x"), "Üñí; --": texts("y"), "%s %(a)s": texts("z")}),
    "long names": pd.DataFrame({"é" * 40: texts("x"), "é" * 40 + "2": texts("y")}),
    "our name": pd.DataFrame({"fid": texts("x"), "column_0": texts("y"), "": texts("z")}),
    "white space": pd.DataFrame({"a": texts("\t", "\n", "\r\n", " ", "\x0b\x1f\u2028")}),
    "missing": pd.DataFrame({"a": texts(None, "NULL", "None", "nan", "<NA>", "")}),
    "signs": pd.DataFrame({"a": texts("👵🏽", "e\u0301", "é", "\U0010ffff", "العربية")}),
    "whole": pd.DataFrame({"a": pd.array([None, 0, -(2**63), 2**63 - 1], "Int64")}),
    "plain whole": pd.DataFrame({"a": [2**53 + 1, -1]}),
    "broken": pd.DataFrame({"a": [0.1, 1e308, 5e-324, -0.0, np.inf, -np.inf, np.nan, 1 / 3]}),
    "truth": pd.DataFrame({"a": [True, False], "b": pd.array([None, True], "boolean")}),
    "no rows": pd.DataFrame({"a": texts(), "b": pd.Series(dtype="Int64"), "c": np.array([], "f8")}),
    "no columns": pd.DataFrame(index=range(3)),
}


@pytest.mark.parametrize("name", NASTY)
def test_nasty_values_and_names_come_back(scratch, name):
    assert_same(scratch(NASTY[name]), NASTY[name])


RING, HOLE = box(0, 0, 9, 9), Polygon(box(0, 0, 9, 9).exterior, [box(1, 1, 2, 2).exterior])
ONE, TWO = MultiPolygon([RING]), MultiPolygon([RING, box(20, 0, 21, 1)])
SHAPES = {
    "points": [Point(0.1, 1 / 3), Point(-0.0, 1e300)],
    "polygons": [RING, HOLE, ONE, TWO, MultiPolygon([HOLE]), RING],
    "mixed": [Point(0, 0), LineString([(0, 0), (1, 1)]), RING],
    "empty": [Polygon(), MultiPolygon(), ONE],
    "collection": [GeometryCollection([Point(0, 0), RING])],
    "missing": [None, RING, None],
    "height": [Point(1, 2, 3), Point(4, 5)],
    "nothing": [],
}


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("frame", ["points", "units"])
def test_geometries_come_back_to_the_last_bit(scratch, name, frame):
    shapes = gpd.GeoDataFrame({"geometry": gpd.GeoSeries(SHAPES[name], crs=METRIC_CRS)})
    found = scratch(shapes, frame)
    assert shapely.to_wkb(found.geometry).tolist() == shapely.to_wkb(shapes.geometry).tolist()
    assert found.crs == shapes.crs


CELLS = {
    "str": st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")) | st.none(),
    "Int64": st.integers(-(2**63), 2**63 - 1) | st.none(),
    "float64": st.floats(),
    "bool": st.booleans(),
}


@st.composite
def frames(draw):
    kinds = draw(st.dictionaries(st.text(CELLS_OF_NAMES), st.sampled_from(list(CELLS)), max_size=4))
    rows = draw(st.integers(0, 5))
    return pd.DataFrame(
        {
            name: pd.Series(draw(st.lists(CELLS[k], min_size=rows, max_size=rows)), dtype=k)
            for name, k in kinds.items()
        },
        index=range(rows),
    )


CELLS_OF_NAMES = st.characters(exclude_categories=["Cs", "Cc"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(frame=frames())
def test_any_frame_comes_back(scratch, frame):
    found = scratch(frame)
    assert_same(found, frame)
    assert tables.digest(found) == tables.digest(frame)


def test_one_changed_bit_changes_the_digest():
    frame = gpd.GeoDataFrame({"a": texts("x", None)}, geometry=[RING, ONE], crs=METRIC_CRS)
    others = [
        frame.assign(a=texts("x", "")),
        frame.assign(a=texts("y", None)),
        frame.rename(columns={"a": "b"}),
        frame.set_geometry([RING, RING], crs=METRIC_CRS),
        frame.set_geometry([box(0, 0, 9, np.nextafter(9, 10)), ONE], crs=METRIC_CRS),
        frame.iloc[::-1],
        frame.iloc[:1],
        pd.concat([frame, frame]),
    ]
    assert tables.digest(frame) not in {tables.digest(other) for other in others}
    assert tables.digest(frame.assign(a=texts("x", None))) == tables.digest(frame)


def test_a_kind_of_column_that_no_snapshot_has_is_refused():
    with pytest.raises(BadValueError, match="datetime64"):
        tables.inspect(pd.DataFrame({"a": [NOW]}), where="units")
