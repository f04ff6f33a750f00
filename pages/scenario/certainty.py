"""What is certain of a search for the best sites: while it runs, and of its answer."""

from __future__ import annotations

from math import ceil, isfinite
from typing import TYPE_CHECKING

from geodata.scenario.nearness import Nearness
from geodata.scenario.solver import Ending
from pages.scenario.search import Answer, Goal, SearchQuestion
from pages.ui import markup
from pages.ui.i18n import _, ngettext
from pages.ui.labels import group_noun
from pages.ui.numbers import estimate, metres, number, percent

if TYPE_CHECKING:
    from pages.scenario.jobs import Job
    from pages.scenario.view import ScenarioView

_ROUNDING = 1e-6
"""Of the solver: sites."""


def so_far(view: ScenarioView, job: Job[Answer]) -> list[str]:
    """Return the best so far and what no answer can be better than; nothing while unknown."""
    best, bound = job.best, job.bound
    if best is None or bound is None or not isfinite(best) or not isfinite(bound) or best <= 0:
        return []
    goal = job.key.goal if isinstance(job.key, SearchQuestion) else Goal.PEOPLE
    shown = estimate if goal is Goal.PEOPLE else number
    match goal:
        case Goal.PEOPLE:
            text = _("tot nu toe {best} {noun}; meer dan {bound} kan niet (verschil {gap})")
            gap = 1 - best / bound if bound > best else 0.0
        case Goal.FEWEST:
            text = ngettext(
                "tot nu toe {best} plek; minstens {bound} zijn er nodig (verschil {gap})",
                "tot nu toe {best} plekken; minstens {bound} zijn er nodig (verschil {gap})",
                int(best),
            )
            bound = ceil(bound - _ROUNDING)
            gap = 1 - bound / best
        case Goal.DISTANCE:
            text = _(
                "tot nu toe gemiddeld {best_m}; minder dan {bound_m} kan niet (verschil {gap})"
            )
            gap = 1 - bound / best
        case Goal.LARGEST:
            text = _(
                "tot nu toe hoogstens {best_m}; minder dan {bound_m} kan niet (verschil {gap})"
            )
            gap = 1 - bound / best
    return [
        text.format(
            best=shown(best),
            bound=shown(bound),
            best_m=metres(best),
            bound_m=metres(bound),
            noun=group_noun(view.group),
            gap=percent(max(0.0, gap)),
        )
    ]


def certainty(view: ScenarioView, answer: Answer) -> str:
    """Return what is proven of the answer, and how far it may be from the best."""
    choice, plan = answer.choices["high"], answer.plans["high"]
    noun = group_noun(view.group)
    if isinstance(choice, Nearness):
        return markup.paragraph(_nearness_certainty(answer.goal, choice))
    if answer.goal is Goal.FEWEST:
        least = int(choice.bound)
        text = ngettext(
            "Bewezen: met minder dan {n} plek uit deze lijst lukt het niet.",
            "Bewezen: met minder dan {n} plekken uit deze lijst lukt het niet.",
            least,
        )
        if choice.bound < len(choice.sites):
            text = ngettext(
                "Niet bewezen: minstens {n} plek is zeker nodig.",
                "Niet bewezen: minstens {n} plekken zijn zeker nodig.",
                least,
            )
        return markup.paragraph(text.format(n=number(choice.bound)))
    people = plan.gained["high"]
    bound = max(choice.bound, people)
    gap = 1 - people / bound if bound else 0.0
    text = _(
        "Bewezen: met evenveel plekken uit deze lijst zijn nooit meer dan {bound} {noun} nieuw in "
        "bereik. Dit antwoord bereikt er {people}: het verschil is {gap}."
    )
    if choice.ending is not Ending.PROVEN:
        text = _(
            "Gestopt voor het bewijs rond was. Meer dan {bound} {noun} kan het niet worden; dit "
            "antwoord bereikt er {people}: het verschil is hoogstens {gap}."
        )
    text = text.format(bound=estimate(bound), noun=noun, people=estimate(people), gap=percent(gap))
    if round(plan.gained["low"]) != round(people):
        more = _("Dat geldt als ook de centra meetellen waarvan we het adres niet kennen.")
        text = f"{text} {more}"
    return markup.paragraph(text)


def _nearness_certainty(goal: Goal, found: Nearness) -> str:
    """Return what is proven of the sites that bring people nearest."""
    if found.proven:
        return _("Bewezen: met evenveel plekken uit deze lijst kan het niet beter.")
    text = _("Gestopt voor het bewijs rond was. De grootste afstand kan niet kleiner dan {m} zijn.")
    if goal is Goal.DISTANCE:
        text = _(
            "Gestopt voor het bewijs rond was. De gemiddelde afstand kan niet kleiner dan {m} zijn."
        )
    return text.format(m=metres(found.least_m))
