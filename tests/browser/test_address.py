"""A view is a link."""

from tests.browser.browser_helpers import (
    choose,
    choose_row,
    open_map,
    painted,
    query,
    settled,
    until,
    wait_for_query,
)


def test_a_link_shows_the_same_in_another_browser(open_page, official) -> None:
    first = open_page()
    frame = open_map(first, f"{official}/dekking")
    choose(first, "Gebied", "Limburg")
    choose(first, "Wat toont de kaart?", "Aandeel mensen in bereik")
    choose(first, "Voor wie?", "80 jaar en ouder")
    choose(first, "Hoe ver is in bereik?", "800 m: wie minder mobiel is")
    code = choose_row(first, 3)
    wait_for_query(first, wijk=code)
    first.wait_for_selector(".nabij-card")
    settled(first)
    wanted = {"gebied": "province:70000", "maat": "share", "groep": "80plus", "afstand": "800"}
    assert query(first) == {**wanted, "wijk": code}

    second = open_page()
    again = open_map(second, first.url)
    assert second.url == first.url
    for part in (".nabij-title", ".nabij-figures", ".nabij-lead", ".nabij-legend", ".nabij-card"):
        assert second.inner_text(part) == first.inner_text(part)
    view = "((v) => [v.classes, v.selected, v.geometry, v.palette])(map.nabij.view)"
    assert again.evaluate(view) == frame.evaluate(view)


def test_a_link_keeps_its_view_in_another_language(open_page, official) -> None:
    page = open_page()
    frame = open_map(page, f"{official}/dekking?gebied=province:70000&maat=share&afstand=800")
    classes, title = frame.evaluate("map.nabij.view.classes"), page.inner_text(".nabij-title")
    page.get_by_role("radio", name="Français").click()
    wait_for_query(page, taal="fr", gebied="province:70000", maat="share", afstand="800")
    painted(page)
    settled(page)
    assert page.inner_text(".nabij-title") != title

    other = open_page()
    frame = open_map(other, page.url)
    assert other.inner_text(".nabij-title") == page.inner_text(".nabij-title")
    assert frame.evaluate("map.nabij.view.classes") == classes


def test_what_an_address_means_nothing_by_is_said_and_left_out(open_page, official) -> None:
    page = open_page()
    nonsense = "gebied=province:4711&maat=<b>&groep=80plus&afstand=-5&wijk=%F0%9F%91%B5&vrij=1e9"
    open_map(page, f"{official}/dekking?{nonsense}")
    shown = page.get_by_test_id("stAlert").inner_text()
    for name in ("gebied", "maat", "afstand", "wijk", "vrij"):
        assert name in shown
    assert "groep" not in shown
    assert "Vlaanderen" in page.inner_text(".nabij-title")
    wait_for_query(page, groep="80plus")
    assert query(page) == {"groep": "80plus"}


def test_back_goes_to_the_view_before_and_a_look_at_another_page_keeps_it(
    open_page, official
) -> None:
    page = open_page()
    open_map(page, f"{official}/dekking?gebied=province:70000")
    choose(page, "Voor wie?", "80 jaar en ouder")
    wait_for_query(page, groep="80plus")
    page.go_back()
    until(page, "document.querySelector('.nabij-figures').innerText.includes('65-plussers')")
    settled(page)
    assert query(page) == {"gebied": "province:70000"}
    assert "Limburg" in page.inner_text(".nabij-title")
    page.get_by_role("radio", name="Français").click()
    wait_for_query(page, taal="fr")
    choose(page, "Pour qui ?", "80 ans et plus")
    wait_for_query(page, groep="80plus")
    page.go_back()
    until(page, "document.querySelector('.nabij-figures').innerText.includes('65')")
    settled(page)
    page.go_back()
    settled(page)
    assert query(page)["taal"] == "fr", "Back changes the view, not the language"
    assert page.evaluate("document.documentElement.lang") == "fr"
    page.get_by_role("radio", name="Nederlands").click()
    until(page, "document.documentElement.lang === 'nl'")
    settled(page)
    page.get_by_test_id("stTopNavLink").filter(has_text="Over").click()
    page.wait_for_selector(".nabij-text")
    page.get_by_test_id("stTopNavLink").filter(has_text="Dekking").click()
    page.wait_for_selector(".nabij-figures")
    wait_for_query(page, gebied="province:70000")
    assert "Limburg" in page.inner_text(".nabij-title")


def test_a_choice_that_pages_share_goes_from_one_to_the_other(open_page, builtin) -> None:
    page = open_page()
    page.goto(f"{builtin}/rop")
    page.wait_for_selector(".nabij-figures")
    settled(page)
    page.get_by_role("link", name="Dekking", exact=True).click()
    page.locator(".nabij-title", has_text="1.200 m").wait_for()
    painted(page)
    assert query(page) == {}
    choose(page, "Voor wie?", "80 jaar en ouder")
    wait_for_query(page, groep="80plus")
    page.get_by_role("link", name="ROP-werking").click()
    wait_for_query(page, groep="80plus")
