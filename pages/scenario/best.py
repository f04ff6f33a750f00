"""The best places for new centres: the question, the search while it runs, and what it found."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from geodata.errors import NabijError
from geodata.scenario import covering
from geodata.scenario.covering import MOST_SITES
from pages.scenario import candidates, certainty, search
from pages.scenario.figures import endless
from pages.scenario.jobs import Job, turn
from pages.scenario.search import Answer, Goal, SearchQuestion
from pages.ui import markup
from pages.ui.cache import names, units_by_code
from pages.ui.i18n import N_, _, ngettext
from pages.ui.labels import group_noun
from pages.ui.markup import BAR, TEXT, Column
from pages.ui.numbers import estimate, metres, number, people_span
from pages.ui.url_state import Param, number_between, one_of

if TYPE_CHECKING:
    from pages.scenario.search import Plan, Problem
    from pages.scenario.state import Editor
    from pages.scenario.view import ScenarioView

_GOAL, _COUNT, _SHARE, _JOB = "doel", "aantal", "aandeel", "_scenario_zoek"
_POLL_S = 0.5
_QUICK_S = 0.3
"""A search that is over within this shows its answer at once."""

_GOALS = {
    Goal.PEOPLE: N_("Zoveel mogelijk mensen nieuw in bereik"),
    Goal.FEWEST: N_("Een aandeel van de mensen in bereik, met zo weinig mogelijk plekken"),
    Goal.DISTANCE: N_("De kleinste gemiddelde afstand"),
    Goal.LARGEST: N_("De kleinste grootste afstand (het eerlijkst voor wie ver woont)"),
}
_STEPS = (
    N_("De beste plekken"),
    N_("De beste plekken zonder de centra waarvan we het adres niet kennen"),
    N_("Andere plekken die bijna even goed zijn: {n} van {total}"),
)


def params() -> list[Param]:
    """Return the controls, as the address holds them."""
    return [
        Param(_GOAL, Goal.PEOPLE.value, one_of(list(Goal))),
        Param(_COUNT, 3, lambda text: int(number_between(1, MOST_SITES)(text))),
        Param(_SHARE, 50, lambda text: int(number_between(1, 100)(text))),
    ]


def show(view: ScenarioView, editor: Editor) -> None:
    """Draw the question, and the answer to the last search where it is about this question."""
    text = _(
        "Nabij houdt wat er is, met de wijzigingen van uw scenario, en zoekt de beste plekken voor "
        "nieuwe centra in {region}. Een voorstel is een begin van een gesprek: het weet niets van "
        "gebouwen, kosten of plannen."
    )
    st.html(markup.paragraph(text.format(region=view.now.names.regions[view.question.region])))
    question = _ask(view)
    if question is None:
        return
    try:
        problem = search.problem_of(view.snapshot, question)
        first = search.greedy_plan(problem) if _by_count(question) else None
    except NabijError as error:
        _refused(question, error)
        return
    if question.goal is Goal.PEOPLE and first:
        _greedy(view, editor, problem, first)
    job: Job[Answer] | None = st.session_state.get(_JOB)
    if st.button(_("Zoek de beste plekken"), key="zoek_beste", type="primary"):
        if job:
            job.stop()
        job = Job(question, lambda job: search.find(problem, job))
        st.session_state[_JOB] = job
        job.start(turn())
        job.wait(_QUICK_S)
    if job is None or job.key != question:
        return
    if not job.done:
        _running(view, job)
    elif job.error:
        _refused(question, job.error)
    elif job.result is None:
        st.html(markup.note(_("Het zoeken is mislukt. Probeer het opnieuw."), role="status"))
    else:
        _answer(view, editor, problem, job.result)


def _by_count(question: SearchQuestion) -> bool:
    return question.goal is not Goal.FEWEST


def _ask(view: ScenarioView) -> SearchQuestion | None:
    """Draw the question; None while it cannot be asked."""
    goal = Goal(
        st.selectbox(  # type: ignore[arg-type]  # it has a value
            _("Wat is het best?"),
            list(Goal),
            format_func=lambda code: _(_GOALS[Goal(code)]),
            key=_GOAL,
            persist_state="session",
        )
    )
    if goal is Goal.FEWEST:
        label = _("Aandeel van de {noun} in bereik (%)").format(noun=group_noun(view.group))
        st.number_input(
            label, min_value=1, max_value=100, step=5, key=_SHARE, persist_state="session"
        )
    else:
        st.number_input(
            _("Hoeveel nieuwe centra?"),
            min_value=1,
            max_value=MOST_SITES,
            key=_COUNT,
            persist_state="session",
        )
    found = candidates.ask(view)
    if found is None:
        return None
    return SearchQuestion(
        reach=view.question.reach,
        scenario=view.scenario,
        region=view.question.region,
        group=view.group,
        goal=goal,
        count=int(st.session_state[_COUNT]) if goal is not Goal.FEWEST else 1,
        share=st.session_state[_SHARE] / 100 if goal is Goal.FEWEST else 0.0,
        candidates=found.given,
        left_out=found.left_out,
    )


def _refused(question: SearchQuestion, error: NabijError) -> None:
    """Draw why there is no answer."""
    where = error.params.get("where", "")
    texts = {
        "people": _("In dit gebied woont niemand van deze groep: er is niets te zoeken."),
        "candidates": _("Er blijft geen enkele plek over om uit te kiezen."),
        "sites": ngettext(
            "Er zijn minder mogelijke plekken dan het {n} centrum dat u vraagt.",
            "Er zijn minder mogelijke plekken dan de {n} centra die u vraagt.",
            question.count,
        ).format(n=number(question.count)),
        "share": _(
            "Dat aandeel is niet te halen: ook met een centrum op elke mogelijke plek zijn er te "
            "weinig mensen in bereik. Kies een kleiner aandeel of een grotere afstand."
        ),
    }
    st.html(markup.note(texts.get(where, _("Hier is geen antwoord op.")), role="status"))


def _greedy(view: ScenarioView, editor: Editor, problem: Problem, plan: Plan) -> None:
    """Draw the answer that is there at once, and the curve."""
    st.html(markup.heading(_("Meteen: telkens de plek die het meest toevoegt"), level=3))
    _plan(view, editor, plan, key="gretig")
    st.html(_curve(view, problem))


def _curve(view: ScenarioView, problem: Problem) -> str:
    """Return the people reached against the number of sites, as a table with bars."""
    reached = covering.curve(problem.covering("high"))
    left = float(problem.covering("high").left.sum())
    columns = [
        Column(_("Nieuwe centra")),
        Column(_("{noun} nieuw in bereik, hoogstens").format(noun=group_noun(view.group))),
        Column(_("Dit centrum voegt toe")),
        Column("", BAR),
    ]
    rows, before = [], 0.0
    for count, people in enumerate(reached, start=1):
        share = people / left if left else 0.0
        rows.append(
            [
                number(count),
                estimate(people),
                estimate(people - before),
                markup.track(min(share, 1.0)),
            ]
        )
        before = float(people)
    caption = _(
        "Hoeveel meer centra opleveren, als u telkens de plek kiest die het meest toevoegt: de "
        "beste keuze van evenveel plekken kan iets meer bereiken. De balk is het aandeel van wie "
        "nu buiten bereik woont."
    )
    return markup.folded(
        _("Wat levert elk extra centrum op?"),
        markup.table(caption, columns, rows, strong=problem.question.count - 1),
    )


def _running(view: ScenarioView, job: Job[Answer]) -> None:
    """Draw how far the search is, again and again, until it is over."""

    @st.fragment(run_every=_POLL_S)
    def progress() -> None:
        if job.done:
            st.rerun()
        st.html(_progress(view, job))
        st.button(_("Stop met zoeken"), key="stop_zoeken", on_click=job.stop)

    progress()


def _progress(view: ScenarioView, job: Job[Answer]) -> str:
    """Return how far a search is, as HTML."""
    if job.waiting:
        text = _("Een andere bezoeker zoekt nu. Uw zoektocht begint zodra het kan.")
        return markup.note(text, role="status")
    parts = [_step(job), *certainty.so_far(view, job)]
    total = search.steps(job.key) if isinstance(job.key, SearchQuestion) else 1
    label = escape(_("Zoeken"))
    return (
        f"<div role='status'><progress max='{total}' value='{job.step}' aria-label='{label}'>"
        f"</progress> {escape('; '.join(parts))}</div>"
    )


def _step(job: Job[Answer]) -> str:
    at = min(job.step, len(_STEPS) - 1)
    return _(_STEPS[at]).format(n=job.step - 1, total=search.ALTERNATIVES)


def _answer(view: ScenarioView, editor: Editor, problem: Problem, answer: Answer) -> None:
    """Draw what was found."""
    st.html(markup.heading(_("De beste plekken"), level=3))
    st.html(certainty.certainty(view, answer))
    best = answer.plans["high"]
    if not best.sites:
        st.html(markup.note(_("Zoveel mensen zijn nu al in bereik: er is geen plek nodig.")))
        return
    _plan(view, editor, best, key="beste")
    if "low" in answer.plans:
        text = _(
            "Zonder de centra waarvan we het adres niet kennen, zijn andere plekken het best. Zoek "
            "eerst die adressen op voor u kiest."
        )
        st.html(markup.note(text))
        _plan(view, editor, answer.plans["low"], key="beste_laag")
    elif view.total(view.group)["people"] and _has_ends(problem):
        text = _(
            "Ook zonder de centra waarvan we het adres niet kennen, zijn dezelfde plekken de beste "
            "keuze."
        )
        st.html(markup.paragraph(text))
    if answer.others:
        st.html(markup.heading(_("Bijna even goed, op een andere plek"), level=3))
        for at, plan in enumerate(answer.others, start=1):
            st.html(markup.paragraph(f"{at}. {_why(view, plan, best)}"))
            _plan(view, editor, plan, key=f"ander_{at}")


def _has_ends(problem: Problem) -> bool:
    reached = problem.matrix.demand.reached
    return bool((reached["low"] != reached["high"]).any())


def _why(view: ScenarioView, plan: Plan, best: Plan) -> str:
    """Return how a choice differs from the best, and what it has for it."""
    gone = [site_name(view, one) for one in best.sites if one not in plan.sites]
    new = [site_name(view, one) for one in plan.sites if one not in best.sites]
    text = _("{new} in plaats van {gone}: {n} {noun} minder nieuw in bereik.")
    parts = [
        text.format(
            new=_and(new),
            gone=_and(gone),
            n=estimate(best.gained["high"] - plan.gained["high"]),
            noun=group_noun(view.group),
        )
    ]
    if plan.mean_m < best.mean_m:
        less = best.mean_m - plan.mean_m
        parts.append(_("Gemiddeld is het wel {m} dichter.").format(m=metres(less)))
    if plan.largest_m < best.largest_m:
        less = best.largest_m - plan.largest_m
        parts.append(_("Wie het verst woont, komt wel {m} dichter.").format(m=metres(less)))
    return " ".join(parts)


def _and(texts: list[str]) -> str:
    return " + ".join(texts)


def site_name(view: ScenarioView, code: str) -> str:
    """Return the name of a candidate: that of its wijk, or the one in the file."""
    units = units_by_code(view.snapshot)
    if code not in units.index:
        return code
    unit = units.loc[code]
    return f"{unit['name']} ({names(view.snapshot).municipality(unit['municipality'])})"


def _plan(view: ScenarioView, editor: Editor, plan: Plan, *, key: str) -> None:
    """Draw a choice of sites, and the button that puts it into the scenario."""
    heads = [
        Column(_("Plekken"), TEXT),
        Column(_("{noun} nieuw in bereik").format(noun=group_noun(view.group))),
        Column(_("Gemiddelde afstand")),
        Column(_("Grootste afstand")),
    ]
    cells = [
        "<br>".join(markup.text(site_name(view, one)) for one in plan.sites),
        people_span(*sorted(plan.gained.values())),
        _distance(view, plan.mean_m),
        _distance(view, plan.largest_m),
    ]
    text = ngettext("{n} plek", "{n} plekken", len(plan.sites)).format(n=number(len(plan.sites)))
    st.html(markup.table(text, heads, [cells]))
    st.button(
        _("Neem over in het scenario"),
        key=f"neem_{key}",
        help=markup.in_label(", ".join(site_name(view, one) for one in plan.sites)),
        on_click=editor.add,
        args=(list(dict.fromkeys(plan.spots)),),
    )


def _distance(view: ScenarioView, distance_m: float) -> str:
    return metres(distance_m) if distance_m < float("inf") else endless(view)
