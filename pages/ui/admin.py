"""Sign in with the administrator's code, which allows changing the data for everyone."""

from __future__ import annotations

import streamlit as st

from loaders.admin_code import Answer, admin_code
from pages.ui import markup, visitor
from pages.ui.i18n import _, ngettext
from pages.ui.numbers import number

_UNLOCKED, _TYPED, _ANSWER = "_beheer", "beheercode", "_beheer_antwoord"
_WIDTH_PX = 400


def unlocked() -> bool:
    """Return whether this visitor gave the administrator's code, in the browser they have now.

    Streamlit continues a session for anyone who knows its id.
    """
    return st.session_state.get(_UNLOCKED) == visitor.browser()


def sign_in() -> None:
    """Draw the form in which an administrator signs in, or the button to sign out."""
    if unlocked():
        with st.expander(_("Voor beheerders: u bent aangemeld")):
            text = _(
                "U kunt de gegevens veranderen voor iedereen. Meld u af als u klaar bent; dat "
                "gebeurt ook als u deze website verlaat."
            )
            st.html(markup.paragraph(text))
            st.button(_("Afmelden"), key="beheer_weg", on_click=_sign_out)
        return
    with st.expander(_("Voor beheerders")):
        text = _(
            "Met de beheercode kunt u hier de gegevens veranderen voor iedereen. De code staat in "
            "de instellingen van Nabij, of in het venster waarin Nabij is gestart."
        )
        st.html(markup.paragraph(text))
        with st.form(key="beheer", border=False):
            st.text_input(
                _("Beheercode"), type="password", autocomplete="off", key=_TYPED, width=_WIDTH_PX
            )
            st.form_submit_button(_("Aanmelden"), on_click=_sign_in)
        if answer := st.session_state.pop(_ANSWER, ""):
            st.html(markup.note(answer, role="alert"))


def _sign_in() -> None:
    given = str(st.session_state.get(_TYPED, ""))
    st.session_state[_TYPED] = ""  # neither the session nor the browser keeps it
    browser = visitor.browser()
    answer = admin_code().attempt(given, address=browser.address)
    if answer is Answer.RIGHT:
        st.session_state[_UNLOCKED] = browser
    else:
        st.session_state[_ANSWER] = _refusal(answer, browser.address)


def _refusal(answer: Answer, address: str) -> str:
    wait_s = int(-(-admin_code().wait_s(address) // 1))  # rounded up
    wrong = _("Die code klopt niet.") if answer is Answer.WRONG else ""
    if not wait_s:
        return wrong or _("Geef de code opnieuw.")
    wait = ngettext(
        "Er werd te vaak een verkeerde code gegeven. Probeer het over {n} seconde opnieuw.",
        "Er werd te vaak een verkeerde code gegeven. Probeer het over {n} seconden opnieuw.",
        wait_s,
    ).format(n=number(wait_s))
    return f"{wrong} {wait}".strip()


def _sign_out() -> None:
    st.session_state.pop(_UNLOCKED, None)
