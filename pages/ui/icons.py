"""The icons of what people come for: outlines of our own, as a style sheet without a font."""

from __future__ import annotations

from urllib.parse import quote

from geodata.enums import Activity

_OUTLINES = {
    Activity.MEALS: "M7 3v18M4 3v5a3 3 0 0 0 6 0V3M17 21V3c-2.5 1.5-3.5 5-3.5 10H17",
    Activity.SHOPPING: "M2 4h3l3 11h10l3-8H6M8.5 20h1M16.5 20h1",
    Activity.HYGIENE: "M12 4V2M5 11a7 7 0 0 1 14 0zM8 15v1M12 15v1M16 15v1M8 20v1M12 20v1M16 20v1",
    Activity.LEISURE: "M9 4a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM2.5 20a6.5 5.5 0 0 1 13 0z"
    "M16 4.2a3.5 3.5 0 0 1 0 6.6M18 15a6.5 5.5 0 0 1 3.5 5",
    Activity.COURSES: "M12 6c-2-1.5-5-2-9-2v14c4 0 7 .5 9 2 2-1.5 5-2 9-2V4c-4 0-7 .5-9 2zv14",
    Activity.INFORMATION: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11.5V17M12 7.5v.01",
    Activity.NEIGHBOURHOOD_HELP: "M3 11.5 12 4l9 7.5M5.5 10v10h13V10"
    "M12 17l-2.7-2.7a1.7 1.7 0 0 1 2.7-2 1.7 1.7 0 0 1 2.7 2z",
    Activity.MOBILITY: "M7 4h10a2 2 0 0 1 2 2v11H5V6a2 2 0 0 1 2-2zM5 11h14"
    "M8 17v3M16 17v3M8.5 14v.01M15.5 14v.01",
    Activity.REFERRAL: "M12 2v3M12 10v2.5M12 17v5M5 5h11l3 2.5L16 10H5zM19 12.5H8l-3 2.25L8 17h11z",
}
"""Path of each, in a square of 24, drawn with a line of 2."""

_SVG = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='currentColor'"
    " stroke-width='2' stroke-linecap='round' stroke-linejoin='round'><path d='{}'/></svg>"
)


def css() -> str:
    """Return the style sheet that gives the class of each activity its icon, as a mask.

    Streamlit takes SVG out of the HTML of a page, and a style sheet with a tag in it too.
    """
    return "\n".join(
        f'.nabij-do-{activity} {{ --icon: url("data:image/svg+xml,{_encoded(path)}"); }}'
        for activity, path in _OUTLINES.items()
    )


def _encoded(path: str) -> str:
    return quote(_SVG.format(path), safe=" /:='")
