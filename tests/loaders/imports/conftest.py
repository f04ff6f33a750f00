"""What the tests of imports share."""

import zipfile

import pytest

from loaders.imports.support_points import support_points_in


@pytest.fixture
def save(tmp_path):
    """Return a function that writes a layer, by default as GeoPackage."""

    def write(frame, name="laag.gpkg"):
        path = tmp_path / name
        if path.suffix == ".parquet":
            frame.to_parquet(path)
        elif path.suffix == ".zip":
            frame.to_file(tmp_path / "buurten.shp")
            with zipfile.ZipFile(path, "w") as archive:
                for file in tmp_path.glob("buurten.*"):
                    archive.write(file, f"kaart/{file.name}")
        else:
            frame.to_file(path)
        return path

    return write


@pytest.fixture
def write(tmp_path):
    """Return a function that writes lines (or a text) to a file."""

    def write(lines, name="points.csv"):
        path = tmp_path / name
        path.write_text(lines if isinstance(lines, str) else "\n".join(lines), encoding="utf-8")
        return path

    return write


@pytest.fixture
def read(write):
    """Return a function that reads support points from lines."""
    return lambda lines, **options: support_points_in(write(lines), **options)
