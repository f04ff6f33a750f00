"""What the tests of imports share."""

import zipfile

import pytest


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
