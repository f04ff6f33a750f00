"""Circles, parts drawn larger, and charts whose dots choose a wijk: on one page."""

from tests.browser.browser_helpers import open_map, until


def test_the_map_of_flanders_and_the_chart_of_need_answer_where_one_looks(open_page, official):
    page = open_page()
    page.set_viewport_size({"width": 1280, "height": 720})
    frame = open_map(page, f"{official}/dekking?grafiek=nood")
    assert frame.evaluate("map.nabij.insets.map((one) => one.areas.length > 20)") == [True] * 3
    assert frame.evaluate(
        "map.nabij.insets.every((one) => one.small.getBounds().contains(one.bounds))"
    )
    filled = frame.evaluate(
        """() => {
          const [a, b] = map.nabij.view.bounds.map((one) => map.latLngToContainerPoint(one));
          const { x, y } = map.getSize();
          return [Math.abs(b.x - a.x) / x, Math.abs(b.y - a.y) / y];
        }"""
    )
    assert min(filled) > 0.8
    assert frame.evaluate("map.nabij.circles.getLayers().length") > 20
    dot = page.locator(".nabij-chart [data-code]").first
    code = dot.get_attribute("data-code")
    dot.focus()
    dot.press("Enter")
    until(frame, f"map.nabij.view.selected === '{code}'")
    assert frame.locator(".nabij-answer").is_visible()
    assert len(frame.evaluate("map.nabij.view.answer")) == 3
    page.locator(f'.nabij-chart [data-code="{code}"][r="8"]').wait_for()
