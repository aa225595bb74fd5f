"""Report overview: the first parts of a report's page: the summary, the map, how work is shared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphs.tree import STATES
from planner.report.page import element, table, text
from planner.report.report_figures import MAP, SHARED, without_place
from planner.report.report_told import MOST_ROWS, Told


def summary(told: Told) -> Iterator[str]:
    """The plan in a few lines, and its tiers."""
    reported = told.reported
    yield element("h2", told.say("summary"))
    yield told.table(("what", "value"), [*_facts(told)])
    if reported.stale:
        yield element("p", told.say("stale"), "warning")
    if reported.astray and reported.scope.part is None:
        yield element("p", told.say("astray", visits=reported.astray), "warning")
    yield element("h3", told.say("tiers"))
    unknown = told.say("unknown")
    rows = [
        (
            told.say(f"tier {name}"),
            tier.value,
            unknown if tier.bound is None else tier.bound,
            unknown if tier.gap is None else f"{tier.gap:.2%}",
        )
        for name, tier in reported.plan.tiers.items()
    ]
    yield told.table(("tier", "value", "bound", "gap"), rows)


def _facts(told: Told) -> Iterator[tuple[str, str]]:
    reported, shown, say = told.reported, told.shown, told.say
    plan = reported.plan
    plan_told = say("plan value", number=reported.number, status=say(plan.status))
    if reported.number == reported.in_force:
        plan_told += f" ({say('in force')})"
    else:
        plan_told += f" ({say('not in force', number=reported.in_force)})"
    yield say("plan"), plan_told
    yield say("digest"), plan.digest
    if head := reported.head:
        yield say("history"), say("history value", number=head.number, digest=head.digest)
    staff = reported.tree.staff
    at = shown.staff_place(shown.rakshaks)
    counts = {"leaders": len(shown.leaders), "rakshaks": len(shown.rakshaks)}
    mitans = int(staff.enrolled[at].sum())
    yield say("people"), say("people value", **counts, mitans=mitans)
    yield (
        say("quota"),
        say(
            "quota value",
            filled=int((staff.state[at] == STATES.index("filled")).sum()),
            rakshaks=len(at),
            each=reported.policy.quota.mitans_per_rakshak,
            missing=int(staff.missing[at].sum()),
        ),
    )
    planned = int(reported.planned[shown.areas].sum())
    needed = int(reported.needed[shown.areas].sum())
    yield (
        say("coverage"),
        say(
            "coverage value",
            planned=planned,
            needed=needed,
            share=f"{planned / needed:.1%}" if needed else "-",
            areas=len(shown.areas),
            bare=int((shown.missing > 0).sum()),
            missing=int(shown.missing.sum()),
        ),
    )
    yield say("balance"), told.balance
    yield say("audit"), told.audit.line


def map_part(told: Told) -> Iterator[str]:
    """The map with its filters, and the areas that it shows as a list."""
    shown, say, snapshot = told.shown, told.say, told.reported.snapshot
    ids = snapshot.people.ids
    yield element("h2", say("map"))
    leaders = [(k, f"{ids[one]} {shown.name(one)}") for k, one in enumerate(shown.leaders.tolist())]
    zones = [(k, snapshot.zones[one]) for k, one in enumerate(shown.zones.tolist())]
    kinds = [
        (k, shown.words.category(told.reported.policy, snapshot.categories[one]))
        for k, one in enumerate(shown.categories.tolist())
    ]
    yield '<div class="choice">'
    for name, label, choices in (
        ("by-leader", "leader", leaders),
        ("by-zone", "zone", zones),
        ("by-category", "category", kinds),
    ):
        yield _select(told, name, say(label), choices)
    for name, phrase in (
        ("everything", "whole map"),
        ("nearer", "nearer"),
        ("further", "further"),
    ):
        yield f'<button type="button" id="{name}">{text(say(phrase))}</button>'
    yield "</div>"
    yield '<p id="shown" aria-live="polite"></p>'
    yield f'<div class="figure" id="{MAP}"></div>'
    yield element("p", say("map key"), "quiet")
    people = snapshot.people.position
    lost = {
        "areas": without_place(snapshot.areas.position, shown.areas),
        "rakshaks": without_place(people, shown.rakshaks),
        "leaders": without_place(people, shown.leaders),
    }
    if any(lost.values()):
        yield element("p", say("without place", **lost), "quiet")
    yield element("h3", say("listing"))
    columns = ("area", "name", "category", "zone", "visits", "who")
    empty = table([say(one) for one in columns], [], told.shown.words.main)
    yield empty.replace("<table>", '<table id="listing">', 1)
    yield '<p class="quiet" id="more"></p>'


def _select(told: Told, name: str, label: str, choices: Sequence[tuple[int, str]]) -> str:
    options = "".join(f'<option value="{k}">{text(said)}</option>' for k, said in choices)
    everything = f'<option value="">{text(told.say("all"))}</option>'
    return f'<label>{text(label)}<select id="{name}">{everything}{options}</select></label>'


def shares(told: Told) -> Iterator[str]:
    """How visits are shared among rakshaks, zones and leaders."""
    yield element("h2", told.say("workload"))
    yield element("p", told.balance)
    fair = told.fair
    if fair is None or not fair["rakshaks"]:
        return
    yield f'<div class="figure" id="{SHARED}"></div>'
    ours = {*told.shown_ids.tolist(), *told.zone_codes}
    for kind, missing in (("zone", "no zone"), ("leader", "nobody")):
        units = fair[f"by_{kind}"]
        rows = [
            (
                told.unit(unit[kind], ours, missing),
                unit["rakshaks"],
                f"{unit['mean']:.1f}",
                unit["least"]["visits"],
                unit["most"]["visits"],
                f"{unit['in_band']:.1%}",
                f"{unit['deviation']:.2f}",
            )
            for unit in units[:MOST_ROWS]
        ]
        if rows:
            yield element("h3", told.say(f"by {kind}"))
            columns = ("rakshaks", "mean", "least", "most", "in band", "deviation")
            yield told.table((kind, *columns), rows)
            yield from told.more(len(units) - len(rows))
