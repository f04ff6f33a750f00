"""What the support points and the provincial staff support, and how to reach them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geodata.enums import Level, SupportTheme
from geodata.regions import BRUSSELS_PROVINCE
from pages.rop import notes
from pages.ui import markup
from pages.ui.i18n import N_, _
from pages.ui.numbers import number

if TYPE_CHECKING:
    from pages.rop.data import WorkingAreaView

_THEMES = {
    SupportTheme.FINANCE: N_("Financieel beleid"),
    SupportTheme.PERSONNEL: N_("Personeelsbeleid"),
    SupportTheme.QUALITY: N_("Kwaliteit"),
    SupportTheme.COOPERATION: N_("Samenwerking tussen diensten"),
}


def theme_label(theme: SupportTheme) -> str:
    """Return what a theme of support is called."""
    return _(_THEMES[theme])


def show(view: WorkingAreaView) -> None:
    """Draw the section."""
    if view.question.level is Level.PROVINCE:
        _provinces(view)
    else:
        _support_points(view)
    title = _("Waarbij zij ondersteunen")
    themes = [(theme_label(theme), _work(view, theme)) for theme in SupportTheme]
    source = _(
        "Bron: Netwerk Thuiszorg van de VVSG. Dat telt zeven ondersteuningspunten; daarnaast "
        "werkt in elke provincie één regionale medewerker voor het netwerk."
    )
    st.html(markup.heading(title, level=3) + markup.terms(*themes) + markup.muted(source))


def _work(view: WorkingAreaView, theme: SupportTheme) -> str:
    """Return the figures of Nabij about a theme in this area."""
    row = view.figures
    if theme is SupportTheme.QUALITY:
        return _(
            "{n} gegevens te verbeteren; {m} van {all} centra met een onvolledige fiche."
        ).format(n=number(row["work"]), m=number(row["incomplete"]), all=number(row["centres"]))
    if theme is SupportTheme.COOPERATION:
        return _(
            "{n} gemeenten zonder centrum of antenne; {m} gemeenten waar nog plaats is in het "
            "programma."
        ).format(n=number(row["without"]), m=number(row["with_room"]))
    return _("Nabij heeft hierover geen cijfers.")


def _provinces(view: WorkingAreaView) -> None:
    """Draw the role of the regional staff member, without names: Nabij has none."""
    if view.question.area == BRUSSELS_PROVINCE:
        text = _(
            "Brussel is geen provincie. Of het netwerk er een regionale medewerker heeft, is niet "
            "bekend."
        )
    else:
        text = _(
            "In elke provincie werkt één regionale medewerker voor het Netwerk Thuiszorg. Die "
            "ondersteunt de centra en de gemeenten van de provincie bij de thema’s hieronder, "
            "naast de regionale ondersteuningspunten. Nabij bewaart geen namen van medewerkers."
        )
    st.html(markup.paragraph(text, "nabij-text"))


def _support_points(view: WorkingAreaView) -> None:
    frame = support_frame(view)
    if view.question.area:
        st.html(_card(frame))
    else:
        st.html(markup.of_frame(frame, caption=_("De regionale ondersteuningspunten")))
    notes.downloads(
        view,
        lambda: support_frame(view, full=True),
        key="ondersteuning",
        sheet=_("Ondersteuning"),
    )


def support_frame(view: WorkingAreaView, *, full: bool = False) -> pd.DataFrame:
    """Return the support points in words, one row each, unknown values named as such.

    Parameters
    ----------
    view
        What is shown.
    full
        For a file: what is not known stays empty, and the numbers of the area are added.
    """
    support = pd.DataFrame(view.snapshot.data.support_points.drop(columns="geometry"))
    support = support.set_index("id", drop=False)
    if view.question.area:
        support = support.loc[[view.question.area]]
    unknown = "" if full else _("niet bekend")
    text = support.astype(object).where(support.notna(), "")
    address = [
        ", ".join(filter(None, [street, " ".join(filter(None, [postcode, place]))]))
        for street, postcode, place in text[["street", "postcode", "place"]].itertuples(index=False)
    ]
    columns: dict[str, object] = {
        _("Ondersteuningspunt"): text["name"],
        _("Gastheer"): text["host"],
        _("Adres"): address,
        _("Telefoon"): text["phone"],
        _("E-mail"): text["email"],
        _("Website"): text["website"],
        _("Thema’s"): [_themes(str(codes)) for codes in text["themes"]],
    }
    frame = pd.DataFrame(columns, index=support.index).replace("", unknown)
    if full:
        areas = view.areas.loc[support.index]
        frame[_("Gemeenten")] = areas["municipalities"]
        frame[_("Centra")] = areas["centres"]
        frame[_("Voorbeeld")] = support["example"]
    return frame


def _themes(codes: str) -> str:
    named = [theme_label(SupportTheme(code)) for code in codes.split(",") if code]
    return ", ".join(named)


def _card(frame: pd.DataFrame) -> str:
    """Return one support point as a card."""
    row = frame.iloc[0]
    pairs = [(str(label), str(value)) for label, value in row.iloc[1:].items()]
    head = f"<h3>{markup.text(row.iloc[0])}</h3>"
    return f"<section class='nabij-card'>{head}{markup.terms(*pairs)}</section>"
