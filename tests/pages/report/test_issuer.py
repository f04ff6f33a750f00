"""A logo is an image of moderate size, whatever its file holds."""

from io import BytesIO

from PIL import Image

from pages.report.issuer import as_png


def test_an_image_that_would_fill_the_memory_is_not_unpacked() -> None:
    image = BytesIO()
    Image.new("1", (6_000, 5_000)).save(image, "PNG")
    assert len(image.getvalue()) < 10_000
    assert as_png(image) is None
