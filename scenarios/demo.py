"""Demo: the whole road on a made-up campaign, from sheets to an audited plan and its pictures."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import numpy as np

from planner.audit.judge import Verdict
from planner.campaign import Asked, Assigned, assign_areas, begin, judge_campaign
from planner.files import make_folder, write_atomically
from planner.findings import ExitCode, Refusal
from planner.hierarchy.tree import Tree, read_tree
from planner.policy import USUAL_POLICY, Policy, load
from planner.report.pictures import map_picture, tree_picture, workload_picture
from planner.stopping import Kept, held, keep
from planner.store import history, reading
from planner.store.database import Store, open_store
from planner.store.importing import import_file
from scenarios.generate import generate
from scenarios.ground import ground_of
from scenarios.hierarchies import Hierarchy, hierarchies, hierarchy, policy_page
from scenarios.people import people_for
from scenarios.pledges import make_pledges
from scenarios.presets import Preset, preset
from scenarios.progress import make_progress
from scenarios.tables import Campaign, as_csv, write_csv
from scenarios.venues import make_venues

STORE_NAME = "campaign.db"
POLICY_NAME = "campaign.toml"
SHEETS = (
    *("areas.csv", "people.csv", "enrolments.csv", "pledges.csv"),
    *("progress.csv", "venues.csv"),
)
WORKSHOP = ".demo"  # in the folder: all is made there, and moved up when it is done
PICTURES = ("map.png", "workload.png", "tree.png")
MADE_BY_DEMO = "demo"  # first and last action of a demo in the history of its store
STEPS = 9

Say = Callable[[str], None]


@dataclass(frozen=True)
class Wanted:
    """What to show: a scenario at a size, or with `own_areas` a person's own places.

    `category_map` and `rakshaks` go with `own_areas`; where `rakshaks` is None there are as many
    as the places' visits need. `preset` is the hierarchy, the policy's own where None.
    """

    scenario: str
    size: str
    seed: int
    own_areas: Path | None = None
    category_map: Path | None = None
    rakshaks: int | None = None
    preset: str | None = None

    @property
    def hierarchy(self) -> Hierarchy | None:
        """The preset's hierarchy. Raises Refusal (USAGE) where there is no such preset."""
        return None if self.preset is None else hierarchy(self.preset)

    @property
    def team(self) -> int | None:
        """How many rakshaks a leader of the preset has."""
        return None if self.hierarchy is None else self.hierarchy.team


@dataclass(frozen=True)
class Demo:
    """What came of it. `pictures` are the map, the workload and the tree, in this order."""

    wanted: Wanted
    folder: Path
    target: str
    tree: Tree
    assigned: Assigned
    verdict: Verdict
    pictures: tuple[Path, ...]
    seconds: float


def run_demo(
    wanted: Wanted,
    folder: Path,
    *,
    target: str | None = None,
    policy_file: Path | None = None,
    lang: str = "en",
    say: Say,
) -> Demo:
    """Make up a campaign, import it, read its tree, assign, audit and draw it.

    `say` is told as each of STEPS steps begins. The store is `target`, or campaign.db in
    `folder`, which appears only when all is done; an earlier demo there is replaced, any other
    campaign is refused. The policy is `policy_file`, or campaign.toml in `folder`; pictures speak
    the language `lang`. Raises Refusal also where the scenario, the size, the preset or a file
    cannot be used, where that policy says something else than the preset, or the folder cannot be
    written to.
    """
    started = time.perf_counter()
    chosen = preset(wanted.scenario)
    chosen.size(wanted.size)
    page = None if wanted.hierarchy is None else policy_page(wanted.hierarchy)
    own_store = target is None
    _refuse_to_overwrite(folder, folder / STORE_NAME if own_store else None)
    workshop = folder / WORKSHOP
    _make_workshop(workshop)
    place = str(workshop / STORE_NAME) if target is None else target
    try:
        begun = begin(place, policy_file or _policy_place(folder, workshop, own_store), page)
        policy = load(begun.policy_file)
        with open_store(place) as store:
            _claim(store, wanted)
            tree, assigned, verdict = _walk(store, policy, chosen, wanted, workshop, say)
            say("Drawing three pictures")
            _draw(workshop, policy.campaign.name, tree, assigned, lang)
            _note(store, {"done": True})
        with held():
            if own_store:
                _remove_store(folder / STORE_NAME)
            for file in sorted(workshop.iterdir(), key=lambda file: file.name == STORE_NAME):
                file.replace(folder / file.name)  # the store last: it says that all is there
            keep(Kept.FILE, folder)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return Demo(
        wanted=wanted,
        folder=folder,
        target=str(folder / STORE_NAME) if own_store else begun.target,
        tree=tree,
        assigned=assigned,
        verdict=verdict,
        pictures=tuple(folder / name for name in PICTURES),
        seconds=time.perf_counter() - started,
    )


def _walk(
    store: Store, policy: Policy, chosen: Preset, wanted: Wanted, folder: Path, say: Say
) -> tuple[Tree, Assigned, Verdict]:
    """From sheets to a verdict."""
    if wanted.own_areas is None:
        say("Making up places and people")
        campaign = generate(chosen, wanted.size, wanted.seed, policy, wanted.team)
    else:
        say(f"Importing {wanted.own_areas.name}")
        import_file(store, "areas", wanted.own_areas, policy, category_map=wanted.category_map)
        say("Making up people for these places")
        campaign = _with_people(store, policy, chosen, wanted)
    for kind, sheet in write_csv(campaign, folder).items():
        say(f"Importing {sheet.name}")
        import_file(store, kind, sheet, policy)
    say("Building the tree")
    with store.reading() as connection:
        tree = read_tree(reading.snapshot(connection), policy)
    say("Assigning areas to rakshaks")
    assigned = assign_areas(store, policy, seed=wanted.seed, progress=lambda line: None)
    say("Auditing")
    verdict, _ = judge_campaign(store, policy, Asked(assigned.number))
    _leave_progress(assigned, policy, wanted.seed, folder)
    _leave_venues(campaign, policy, wanted.seed, folder)
    return tree, assigned, verdict


def _leave_progress(assigned: Assigned, policy: Policy, seed: int, folder: Path) -> None:
    """A sheet of made-up days of work. It is not imported: the campaign stands before them."""
    table = make_progress(assigned, policy, np.random.default_rng([seed, 5]))
    if table:
        write_atomically(folder / "progress.csv", as_csv(table))


def _leave_venues(campaign: Campaign, policy: Policy, seed: int, folder: Path) -> None:
    """A sheet of made-up places for training. It is for `mitan train plan`; none is kept."""
    table = make_venues(campaign.people, policy, np.random.default_rng([seed, 6]))
    if table:
        write_atomically(folder / "venues.csv", as_csv(table))


def _with_people(store: Store, policy: Policy, chosen: Preset, wanted: Wanted) -> Campaign:
    """The store's own areas with people made up for them, as many as their visits need."""
    with store.reading() as connection:
        ground = ground_of(reading.snapshot(connection), policy)
    per_rakshak = policy.workload.visits_available * chosen.people.utilisation.value
    rakshaks = wanted.rakshaks or ceil(ground.visits.sum() / per_rakshak)
    people, enrolments = people_for(chosen, ground, rakshaks, wanted.seed, policy, wanted.team)
    pledges = make_pledges(chosen, enrolments, np.random.default_rng([wanted.seed, 4]))
    return Campaign({}, people, enrolments, pledges)  # their own sheet of areas stays as it is


def _draw(folder: Path, title: str, tree: Tree, assigned: Assigned, lang: str) -> None:
    on_map, of_work, of_tree = (folder / name for name in PICTURES)
    map_picture(assigned, title, on_map, lang)
    workload_picture(assigned, title, of_work, lang)
    tree_picture(tree, title, of_tree, lang)


def _claim(store: Store, wanted: Wanted) -> None:
    """Write down first that a demo made this store; one that holds anything is refused."""
    with store.reading() as connection:
        used = any(reading.describe(connection).values()) or history.rows(connection)
    if used:
        raise Refusal(f"{store.target} holds a campaign already. Name an empty one with --db.")
    asked = {"scenario": wanted.scenario, "size": wanted.size, "seed": wanted.seed}
    _note(store, {**asked, "preset": wanted.preset} if wanted.preset else asked)


def _note(store: Store, details: Mapping[str, object]) -> None:
    with store.writing() as connection:
        history.append(connection, MADE_BY_DEMO, details)


def _refuse_to_overwrite(folder: Path, store: Path | None) -> None:
    """A demo replaces nothing but an earlier demo that nobody has worked on since."""
    if store is not None and store.exists():
        with open_store(store) as earlier, earlier.reading() as connection:
            actions = [entry.action for entry in history.rows(connection)]
        if actions[:1] != [MADE_BY_DEMO]:
            raise Refusal(
                f"{store} holds a campaign that no demo made; it is left as it is. "
                "Choose another folder with --out."
            )
        if set(actions[_last(actions, MADE_BY_DEMO) + 1 :]) - {"plan"}:
            raise Refusal(
                f"Somebody has worked on {store} since the demo; it is left as it is. "
                "Choose another folder with --out, or delete it yourself."
            )
        if _beside(store, "-wal").exists():
            raise Refusal(
                f"{store} is open in another program. Close it there, or choose another --out.",
                exit_code=ExitCode.STORE,
            )
        return  # the sheets and pictures beside it are a demo's too
    strange = [name for name in (*SHEETS, *PICTURES) if (folder / name).exists()]
    if strange and not _was_moving(folder / WORKSHOP):
        raise Refusal(
            f"{folder} holds {', '.join(strange)} that no demo made; nothing is overwritten. "
            "Choose another folder with --out."
        )


def _was_moving(workshop: Path) -> bool:
    """Whether a demo was killed while it moved its files up: those that are there are its own."""
    store = workshop / STORE_NAME
    if not store.exists():
        return False
    with suppress(Refusal), open_store(store) as left, left.reading() as connection:
        actions = [entry.action for entry in history.rows(connection)]
        return len(actions) > 1 and actions[-1] == MADE_BY_DEMO  # its last word: all is done
    return False


def _policy_place(folder: Path, workshop: Path, own_store: bool) -> Path:
    """Where the demo's campaign.toml is: the one in the folder, or one to be moved up from here.

    One that an earlier demo wrote and nobody has edited is replaced like all else of that demo.
    """
    there = folder / POLICY_NAME
    earlier_demo = own_store and (folder / STORE_NAME).exists()
    if there.exists() and not (earlier_demo and _is_unedited(there)):
        return there
    return workshop / POLICY_NAME


def _is_unedited(policy_file: Path) -> bool:
    pages = [USUAL_POLICY.read_bytes(), *(policy_page(one).encode() for one in hierarchies())]
    return policy_file.read_bytes() in pages


def _last(actions: list[str], action: str) -> int:
    return len(actions) - 1 - actions[::-1].index(action)


def _make_workshop(workshop: Path) -> None:
    """An empty folder to work in; what a killed demo left there is taken away."""
    shutil.rmtree(workshop, ignore_errors=True)
    make_folder(workshop)


def _remove_store(path: Path) -> None:
    for file in (path, _beside(path, "-wal"), _beside(path, "-shm")):
        file.unlink(missing_ok=True)


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)
