"""The administrator's code: what opens, what does not, and the waits after wrong attempts."""

import pytest

from geodata.errors import BadValueError
from loaders.admin_code import AdminCode, Answer, admin_code, code_to_print
from loaders.settings import get_settings

CODE = "paardenbloem 12"


@pytest.fixture
def shut():
    """A code, and a clock that moves only when a test changes it."""
    time = [0.0]
    code = AdminCode(CODE, clock=lambda: time[0])
    return code, time


def test_only_the_code_opens(shut):
    code, _ = shut
    assert code.attempt("iets anders") is Answer.WRONG
    assert code.attempt("") is Answer.WRONG
    assert code.attempt(f" {CODE} ") is Answer.RIGHT


def test_after_three_wrong_tries_each_costs_a_longer_wait_up_to_half_a_minute(shut):
    code, time = shut
    waits = []
    for _ in range(10):
        assert code.attempt("x") is Answer.WRONG
        waits.append(code.wait_s())
        time[0] += code.wait_s()
    assert waits == [0, 0, 1, 2, 4, 8, 16, 32, 32, 32]


def test_an_attempt_during_a_wait_is_ignored_and_does_not_lengthen_it(shut):
    code, time = shut
    for _ in range(3):
        code.attempt("x")
    assert [code.attempt(given) for given in (CODE, "x", "x")] == [Answer.WAIT] * 3
    assert code.wait_s() == 1
    time[0] = 1
    assert code.attempt(CODE) is Answer.RIGHT


def test_a_guesser_makes_no_one_wait_at_another_address(shut):
    code, _ = shut
    for _ in range(5):
        code.attempt("x", address="192.0.2.66")
    assert code.attempt(CODE, address="192.0.2.66") is Answer.WAIT
    assert code.attempt(CODE, address="198.51.100.1") is Answer.RIGHT


def test_the_right_code_forgives_wrong_tries(shut):
    code, time = shut
    for _ in range(3):
        code.attempt("x")
    time[0] = 1
    code.attempt(CODE)
    assert code.attempt("x") is Answer.WRONG
    assert code.wait_s() == 0


def test_without_a_setting_one_code_is_made_for_the_process(monkeypatch):
    monkeypatch.delenv("NABIJ_ADMIN_CODE", raising=False)
    assert code_to_print() == code_to_print() == admin_code().code
    assert len(code_to_print()) >= 16


def test_a_code_of_the_settings_opens_and_is_not_printed(monkeypatch):
    monkeypatch.setenv("NABIJ_ADMIN_CODE", CODE)
    assert code_to_print() == ""
    assert admin_code().attempt(CODE) is Answer.RIGHT
    assert CODE not in repr(get_settings())
    assert CODE not in repr(admin_code())


def test_a_short_code_is_refused_without_repeating_it(monkeypatch):
    monkeypatch.setenv("NABIJ_ADMIN_CODE", "geheim")
    with pytest.raises(BadValueError, match=r"NABIJ_ADMIN_CODE.*12 characters") as refused:
        get_settings()
    assert "geheim" not in f"{refused.value} {refused.value.__cause__}"
