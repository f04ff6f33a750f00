"""What changed between two snapshots: the centres of an area, and who is out of reach."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st
from babel.dates import format_time

from geodata.comparison.changes import ChangeKind
from geodata.enums import PointKind
from geodata.errors import NabijError
from geodata.opening_hours.schedule import BRUSSELS
from geodata.reach.spread import spread_on
from maps.charts import Axis, Bar, dots
from pages.rop import notes
from pages.rop.data import changed, reach
from pages.ui import charts, markup, tables
from pages.ui.charts import Chart
from pages.ui.distance_kinds import far_by_kind, two_figures
from pages.ui.errors import draw_detail
from pages.ui.i18n import N_, _, day, locale, ngettext
from pages.ui.labels import group_noun, precision_word, status_label
from pages.ui.numbers import metres, number, people_change, people_span
from pages.ui.spreads import compared_by
from pages.ui.stored import kind_of_snapshot, stored_snapshot, stored_snapshots
from pages.wijken.then_and_now import other_people

if TYPE_CHECKING:
    from loaders.store.manifest import SnapshotInfo
    from loaders.store.snapshots import Snapshot
    from pages.rop.data import WorkingAreaView

_KINDS = {
    ChangeKind.NEW: N_("Nieuw"),
    ChangeKind.CLOSED: N_("Gesloten of verdwenen"),
    ChangeKind.MOVED: N_("Verhuisd"),
    ChangeKind.PLACED: N_("Plaats beter bekend"),
    ChangeKind.RENAMED: N_("Andere naam"),
    ChangeKind.STATUS: N_("Andere status"),
    ChangeKind.CONTACT: N_("Ander contact"),
    ChangeKind.DETAILS: N_("Andere gegevens"),
}
_FIELDS = {
    "name": N_("naam"),
    "status": N_("status"),
    "kind": N_("soort"),
    "street": N_("straat en nummer"),
    "postcode": N_("postcode"),
    "place": N_("plaats"),
    "phone": N_("telefoon"),
    "email": N_("e-mail"),
    "website": N_("website"),
    "operator": N_("uitbater"),
    "municipality": N_("gemeente"),
    "opening_hours": N_("openingsuren"),
    "wheelchair": N_("toegang met een rolstoel"),
    "activities": N_("activiteiten"),
    "position": N_("ligging"),
    "precision": N_("nauwkeurigheid van de ligging"),
}


def show(view: WorkingAreaView) -> None:
    """Draw the section."""
    infos = stored_snapshots()
    if len(infos) <= 1:
        _only_one(view)
        return
    old, new = _ask(view, infos)
    if old.id == new.id:
        text = _("Kies twee verschillende momenten om te vergelijken.")
        st.html(markup.note(text))
        return
    try:
        before, after = (
            stored_snapshot(old.id, view.snapshot),
            stored_snapshot(new.id, view.snapshot),
        )
    except NabijError as error:
        st.error(_("Een van de twee gegevenssets kan niet worden gelezen."))
        draw_detail(error)
        return
    _centres(view, before, after)
    _reach(view, before, after)


def _only_one(view: WorkingAreaView) -> None:
    text = _(
        "Er is nog maar één gegevensset, van {date}. Er valt dus nog niets te vergelijken. Een "
        "tweede ontstaat bij de volgende invoer van gegevens; daarna ziet u hier wat veranderde."
    ).format(date=day(view.snapshot.created.date()))
    st.html(markup.note(text))


def _ask(
    view: WorkingAreaView, infos: dict[str, SnapshotInfo]
) -> tuple[SnapshotInfo, SnapshotInfo]:
    """Draw the choice of two snapshots; without a choice the previous and the current one."""
    ids, state = list(infos), st.session_state
    for key in ("van", "naar"):
        if state[key] not in ids:
            state[key] = ""
    newest = view.snapshot.id if view.snapshot.id in ids else ids[0]
    new = state["naar"] or newest
    older = ids[ids.index(new) + 1 :]
    by_default = {"van": older[0] if older else ids[-1], "naar": newest}
    left, right = st.columns(2)
    for place, key, label in ((left, "van", _("Van")), (right, "naar", _("Naar"))):
        usual = _("de vorige") if key == "van" else _("de huidige")
        place.selectbox(
            label,
            ["", *ids],
            format_func=partial(_choice, infos, infos[by_default[key]], usual),
            key=key,
            persist_state="session",
        )
    return infos[state["van"] or by_default["van"]], infos[new]


def _choice(infos: dict[str, SnapshotInfo], default: SnapshotInfo, usual: str, name: str) -> str:
    return _moment(infos[name]) if name else f"{_moment(default)}, {usual}"


def _moment(info: SnapshotInfo) -> str:
    """Return when a snapshot was made, to the second: Streamlit knows a choice by its name."""
    at = info.created.astimezone(BRUSSELS)
    clock = format_time(at, "H:mm:ss", locale=locale())
    return f"{day(at.date())}, {clock} ({kind_of_snapshot(info.kind)})"


def of_area(view: WorkingAreaView, found: pd.DataFrame) -> pd.DataFrame:
    """Return the changes in the chosen area."""
    if not view.question.area:
        return found
    return found[found["municipality"].isin(view.towns.index)]


def _centres(view: WorkingAreaView, before: Snapshot, after: Snapshot) -> None:
    found = of_area(view, changed(before, after))
    title = _("Centra en antennes")
    st.html(markup.heading(title, level=3))
    if found.empty:
        text = _("Tussen deze twee momenten veranderde hier niets aan de centra.")
        st.html(markup.paragraph(text))
        return
    st.html(_summary(view, found))
    tables.draw(
        change_frame(view, found),
        key="rop_veranderd",
        caption=_("Wat veranderde, centrum per centrum"),
        shown=ngettext("{n} van {total} verandering", "{n} van {total} veranderingen", len(found)),
        none=_("Geen verandering bij dat centrum"),
    )
    notes.downloads(
        view,
        lambda: change_frame(view, found, full=True),
        key="veranderd",
        sheet=_("Veranderingen"),
        more=((_("Vergeleken"), _compared(before, after)),),
    )


def _compared(before: Snapshot, after: Snapshot) -> str:
    return _("{old} ({old_id}) met {new} ({new_id})").format(
        old=day(before.created.date()),
        old_id=before.id,
        new=day(after.created.date()),
        new_id=after.id,
    )


def _summary(view: WorkingAreaView, found: pd.DataFrame) -> str:
    """Return how many changes of each kind there are, per area where all are shown."""
    kinds = [kind for kind in ChangeKind if (found["kind"] == kind).any()]
    area = found["municipality"].map(view.municipal[view.column])
    names = [view.area_name(code) or _("geen gebied") for code in area]
    counts = pd.crosstab(pd.Series(names, index=found.index), found["kind"])
    counts = counts[[str(kind) for kind in kinds]]
    frame = counts.rename(columns={str(kind): _(_KINDS[kind]) for kind in kinds})
    return markup.of_frame(frame.reset_index(names=_("Gebied")), caption=_("Hoeveel veranderde"))


def change_frame(view: WorkingAreaView, found: pd.DataFrame, *, full: bool = False) -> pd.DataFrame:
    """Return the changes, columns in words; for a file with the area too."""
    towns = [_town(view, nis) for nis in found["municipality"]]
    fields = found[["field", "before", "after"]].itertuples(index=False)
    words = [(_field(f), _value(view, f, b), _value(view, f, a)) for f, b, a in fields]
    kinds = zip(found["kind"], found["antennes"], strict=True)
    columns = {
        _("Centrum"): found["name"],
        _("Gemeente"): towns,
        _("Wat"): [_what(kind, antennes) for kind, antennes in kinds],
        _("Gegeven"): [word for word, _b, _a in words],
        _("Vroeger"): [text for _f, text, _a in words],
        _("Nu"): [text for _f, _b, text in words],
    }
    if full:
        area = found["municipality"].map(view.municipal[view.column])
        columns = {
            _("Gebied"): [view.area_name(code) for code in area],
            _("NIS-code"): found["municipality"],
            **columns,
        }
        columns[_("Verplaatst (m, vogelvlucht)")] = found["moved_m"].round()
    else:
        columns[_("Verplaatst")] = [
            metres(far) if pd.notna(far) else "" for far in found["moved_m"]
        ]
    return pd.DataFrame(columns, index=found.index).set_axis(found.index.astype(str))


def _what(kind: str, antennes: int) -> str:
    """Return what happened, with the antennes that a centre takes with it."""
    text = _(_KINDS[ChangeKind(kind)])
    if not antennes:
        return text
    more = ngettext("met {n} antenne", "met {n} antennes", antennes).format(n=number(antennes))
    return f"{text}, {more}"


def _town(view: WorkingAreaView, nis: str) -> str:
    """Return the name of a municipality; its code where it no longer exists."""
    return view.town(nis) if nis in view.municipal.index else nis


def _field(field: str) -> str:
    return _(_FIELDS[field]) if field in _FIELDS else field


def _value(view: WorkingAreaView, field: str, value: str) -> str:
    """Return the value of a field, codes in words."""
    if not value:
        return ""
    if field == "status":
        return status_label(value)
    if field == "kind":
        return _("antenne") if value == PointKind.ANTENNE else _("hoofdzetel")
    if field == "precision":
        return precision_word(value)
    if field == "municipality":
        return _town(view, value)
    return value


def _reach(view: WorkingAreaView, before: Snapshot, after: Snapshot) -> None:
    """Draw who was and is out of reach."""
    title = _("Mensen buiten bereik, vroeger en nu")
    st.html(markup.heading(title, level=3))
    question = view.question
    group = question.group
    if any(group not in snapshot.data.groups for snapshot in (before, after)):
        text = _("Een van de twee gegevenssets heeft geen cijfers over deze groep.")
        st.html(markup.paragraph(text))
        return
    if not all(question.reach.kind.is_offered(snapshot.data) for snapshot in (before, after)):
        text = _("In een van de twee gegevenssets zijn de straten niet geladen.")
        st.html(markup.paragraph(text))
        return
    chosen = question.reach.spread
    way = spread_on(chosen, before.data, after.data).code
    was, now = (reach(s, group, replace(question.reach, spread=way)) for s in (before, after))
    chart = reach_chart(view, was, now)
    if chart is not None:
        charts.show(chart, key="rop_vroeger_en_nu", table=False)
    frame = _reach_frame(view, was, now)
    caption = _("{noun} verder dan {far}").format(
        noun=group_noun(group).capitalize(), far=far_by_kind(question.reach)
    )
    st.html(markup.of_frame(frame, caption=caption, right=set(frame.columns[1:])))
    texts = [
        _(
            "Beide keren geteld met de centra die toen open waren, en met de indeling in gebieden "
            "van vandaag."
        ),
        compared_by(way, spread_on(chosen, view.snapshot.data).code),
        two_figures(question.reach),
    ]
    if not was["people"].equals(now["people"]):
        texts.append(other_people())
    text = " ".join(filter(None, texts))
    st.html(markup.muted(text))
    more = ((caption, text), (_("Vergeleken"), _compared(before, after)))
    notes.downloads(
        view, lambda: reach_table(view, was, now), key="bereik", sheet=_("Bereik"), more=more
    )


def reach_chart(view: WorkingAreaView, was: pd.DataFrame, now: pd.DataFrame) -> Chart | None:
    """Return who was and is out of reach, two dots an area; None where it is not known."""
    sums = _reach_sums(view, was, now).dropna()
    if sums.empty:
        return None
    rows = []
    for code, row in sums.iterrows():
        for side, when in (("was", _("Vroeger")), ("now", _("Nu"))):
            low, high = row[f"out_low_{side}"], row[f"out_high_{side}"]
            name = f"{view.area_name(str(code))} · {when}"
            rows.append(Bar(name, people_span(low, high), low, high, strong=side == "now"))
    total, noun = sums.sum(), group_noun(view.question.group).capitalize()
    low, high = (total[f"out_{end}_now"] - total[f"out_{end}_was"] for end in ("low", "high"))
    title = _("{noun} buiten bereik: vroeger {was}, nu {now}. Verschil: {change}.").format(
        noun=noun,
        was=people_span(total["out_low_was"], total["out_high_was"]),
        now=people_span(total["out_low_now"], total["out_high_now"]),
        change=people_change(low, high),
    )
    frame = _reach_frame(view, was, now)
    return Chart(
        _("Mensen buiten bereik, vroeger en nu"),
        title,
        dots(rows, Axis(_("{noun} buiten bereik").format(noun=noun), number)),
        tuple(frame.columns),
        tuple(frame.itertuples(index=False, name=None)),
    )


def reach_table(view: WorkingAreaView, was: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Return who was and is out of reach for a file, in numbers: one row per area."""
    sums = _reach_sums(view, was, now)
    frame = pd.DataFrame({_("Gebied"): [view.area_name(code) for code in sums.index]})
    for end, head in (
        ("low", _("{what}, alle centra")),
        ("high", _("{what}, enkel gekende plek")),
    ):
        before, after = (sums[f"out_{end}_{side}"].to_numpy() for side in ("was", "now"))
        frame[head.format(what=_("Vroeger"))] = before.round(1)
        frame[head.format(what=_("Nu"))] = after.round(1)
        frame[head.format(what=_("Verschil"))] = (after - before).round(1)
    return frame


def _reach_sums(view: WorkingAreaView, was: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Return who was and is out of reach, one row per area."""
    codes = view.municipal[view.column]
    wanted = [view.question.area] if view.question.area else list(view.areas.index)
    sides = []
    for name, side in {"was": was, "now": now}.items():
        rows = side[["out_low", "out_high"]].reindex(codes.index)
        sums = rows.groupby(codes).sum(min_count=1).reindex(wanted)
        sides.append(sums.add_suffix(f"_{name}"))
    return pd.concat(sides, axis=1)


def _reach_frame(view: WorkingAreaView, was: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Return who was and is out of reach, one row per area, columns in words."""
    sums = _reach_sums(view, was, now)
    change = {end: sums[f"out_{end}_now"] - sums[f"out_{end}_was"] for end in ("low", "high")}
    return pd.DataFrame(
        {
            _("Gebied"): [view.area_name(code) for code in sums.index],
            _("Vroeger"): [*map(people_span, sums["out_low_was"], sums["out_high_was"])],
            _("Nu"): [*map(people_span, sums["out_low_now"], sums["out_high_now"])],
            _("Verschil"): [*map(people_change, change["low"], change["high"])],
        }
    )
