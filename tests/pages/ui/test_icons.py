import re
from urllib.parse import unquote

from geodata.enums import Activity
from pages.ui import icons, styles


def test_every_activity_has_an_outline_of_its_own_that_survives_in_a_style_sheet():
    css = icons.css()
    drawn = re.findall(r"\.nabij-do-(\w+) {.*?<path d='(M[^']+)'/></svg>\"", unquote(css))
    assert [activity for activity, _path in drawn] == list(Activity)
    assert len({path for _activity, path in drawn}) == len(Activity)
    assert not re.search("[<>#]", css)


def test_no_style_sheet_asks_for_the_icon_font():
    css = styles.style_sheet()
    assert icons.css() in css
    assert "Material" not in css
