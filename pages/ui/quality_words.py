"""What the rules of quality are called, and how bad their findings are."""

from __future__ import annotations

from geodata.quality.checks import LEAST_WEEKLY_MINUTES, OLD_AFTER_MONTHS
from geodata.quality.findings import Rule, Severity
from pages.ui.i18n import N_, _
from pages.ui.numbers import number

_SEVERITIES = {
    Severity.WRONG: N_("Fout"),
    Severity.DOUBTFUL: N_("Twijfelachtig"),
    Severity.MISSING: N_("Ontbreekt"),
    Severity.OLD: N_("Oud"),
}
_RULES = {
    Rule.NO_POINT: N_("Van dit centrum is geen enkele plaats bekend"),
    Rule.OUTSIDE_MUNICIPALITY: N_("Het adres ligt buiten de gemeente van de fiche"),
    Rule.BAD_PHONE: N_("Het telefoonnummer is geen Belgisch nummer"),
    Rule.BAD_EMAIL: N_("Het e-mailadres klopt niet"),
    Rule.BAD_WEBSITE: N_("Het adres van de website klopt niet"),
    Rule.SHORT_HOURS: N_("Open minder dan {n} uur per week"),
    Rule.SAME_SPOT: N_("Twee centra op hetzelfde adres"),
    Rule.IMPRECISE: N_("Het adres is niet precies bekend"),
    Rule.PERSONAL_EMAIL: N_("Het e-mailadres lijkt van een persoon, niet van een dienst"),
    Rule.STATUS_UNKNOWN: N_("De status is niet bekend"),
    Rule.NO_ADDRESS: N_("Er is geen straat"),
    Rule.NO_HOUSE_NUMBER: N_("Er is geen huisnummer"),
    Rule.NO_PHONE: N_("Er is geen telefoonnummer"),
    Rule.NO_EMAIL: N_("Er is geen e-mailadres"),
    Rule.NO_WEBSITE: N_("Er is geen website"),
    Rule.NO_HOURS: N_("Er zijn geen bruikbare openingsuren"),
    Rule.NO_ACTIVITIES: N_("De activiteiten zijn niet bekend"),
    Rule.NO_ACCESS: N_("Niet bekend hoe iemand met een rolstoel binnen kan"),
    Rule.NOT_CHECKED: N_("Niet bekend wanneer de fiche is nagekeken"),
    Rule.OLD_CHECK: N_("Meer dan {n} maanden geleden nagekeken"),
}


def rule_label(rule: str) -> str:
    """Return what a rule found, as a sentence."""
    limits = {Rule.SHORT_HOURS: LEAST_WEEKLY_MINUTES / 60, Rule.OLD_CHECK: OLD_AFTER_MONTHS}
    code = Rule(rule)
    text = _(_RULES[code])
    return text.format(n=number(limits[code])) if code in limits else text


def severity_label(severity: str) -> str:
    """Return how bad a finding is."""
    return _(_SEVERITIES[Severity(severity)])
