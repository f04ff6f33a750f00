"""Cells that say that there is nothing: NULL, n.v.t., -, #N/B; each is read as empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.files.headers import CONTACT

if TYPE_CHECKING:
    import pandas as pd

_ERRORS = (
    *("#n/a", "#null!", "#div/0!", "#value!", "#ref!", "#name?", "#num!", "#getting_data"),
    *("#spill!", "#calc!", "#field!", "#blocked!", "#unknown!", "#connect!", "#busy!", "#error!"),
    *("#n/b", "#nb", "#leeg!", "#deel/0!", "#waarde!", "#verw!", "#naam?", "#getal!", "#overloop!"),
    *("#berekenen!", "#veld!", "#geblokkeerd!", "#onbekend!", "#verbinden!", "#bezet!"),
    *("#nul!", "#valeur!", "#nom?", "#nombre!", "#propagation!", "#calcul!", "#champ!", "#bloque!"),
    *("#nv", "#wert!", "#bezug!", "#zahl!", "#überlauf!", "#n/d", "#nd"),
)
"""What Excel and LibreOffice show for an error: English, Dutch, French, German."""

_MARKS = frozenset(
    (
        *_ERRORS,
        *("null", "(null)", "<null>", "\\n", "nan", "none", "#null", "<na>"),
        *(
            "n.v.t.",
            "n.v.t",
            "nvt",
            "nvt.",
            "n/a",
            "n.a.",
            "n/b",
            "n.b.",
            "s/o",
            "s.o.",
            "sans objet",
        ),
        *("niet van toepassing", "pas d'application", "not applicable"),
        *(
            "-",
            "--",
            "---",
            "–",
            "––",
            "—",
            "/",
            "//",
            ".",
            "..",
            "...",
            "…",
            "_",
            "?",
            "??",
            "???",
        ),
    )
)
"""In every column."""

_WORDS = frozenset(
    (
        *("onbekend", "ongekend", "niet bekend", "niet gekend", "nog niet gekend", "in te vullen"),
        *(
            "inconnu",
            "inconnue",
            "à compléter",
            "unknown",
            "not known",
            "na",
            "tbd",
            "nog te bepalen",
        ),
    )
)
"""Not in a name, which they may be ("Onbekend" is a wijk), nor where they are an answer."""

_KEEP_WORDS = frozenset({"name", "status"})
_NOTHING = frozenset({"geen", "aucun", "aucune", "néant", "pas de site", "geen website"})
"""In a column of which "none" means no more than an empty cell."""


def placeholders(cells: pd.Series[str], name: str) -> pd.Series[bool]:
    """Return which cells say that there is nothing.

    Parameters
    ----------
    cells
        Trimmed text.
    name
        Our name of their column: an unknown status is a status, and "Onbekend" may be a name.

    Examples
    --------
    >>> import pandas as pd
    >>> cells = pd.Series(["NULL", "#N/B", "None de Vries", "Onbekend", ""])
    >>> placeholders(cells, "name").tolist()
    [True, True, False, False, False]
    >>> placeholders(cells, "phone").tolist()
    [True, True, False, True, False]
    """
    words = _MARKS if name in _KEEP_WORDS else _MARKS | _WORDS
    if name in CONTACT:
        words |= _NOTHING
    found = cells.str.casefold()
    hashes = found.str.fullmatch(r"#{3,}|err:\d{3}")  # too narrow to show; an error of LibreOffice
    return found.isin(words) | hashes
