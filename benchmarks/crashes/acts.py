"""Acts: every command of `mitan` that writes, and the stage of a campaign that it is tried on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise


@dataclass(frozen=True)
class Act:
    """A command, as words after `mitan`; before them the environment that it has, as NAME=VALUE.

    `commits` are the transactions that it writes by, each whole in itself: between two of them a
    kill leaves the first. `server` is False where it is about a store that is a file.
    """

    name: str
    stage: str
    words: tuple[str, ...]
    commits: int = 1
    server: bool = True
    code: int = 0
    slow: bool = False

    @property
    def command(self) -> str:
        """The first word after `mitan`."""
        return next(word for word in self.words if "=" not in word)

    @property
    def keeps(self) -> bool:
        """Whether it writes to the store, and not only files."""
        return self.commits > 0


OLD_KEY, NEW_KEY = "an-old-key-to-change", "the-key-from-now-on"
KEYED = f"MITAN_KEY={OLD_KEY}"
REKEYED = f"{KEYED} MITAN_NEW_KEY={NEW_KEY}"


def _act(
    name: str, stage: str, words: str, commits: int = 1, *, server: bool = True, code: int = 0,
    slow: bool = False,
) -> Act:  # fmt: skip
    return Act(name, stage, tuple(words.split()), commits, server, code, slow)


def shares(acts: Sequence[Act], tries: int) -> list[int]:
    """How many of so many tries each act gets: equally many, but a slow one a third of them."""
    ends = [0.0, *accumulate(1 / 3 if act.slow else 1.0 for act in acts)]
    cuts = [round(tries * end / ends[-1]) for end in ends]
    return [after - before for before, after in pairwise(cuts)]


ACTS = (
    _act("init", "nothing", "init", server=False),
    _act("import areas", "begun", "import areas areas.csv"),
    _act("import people", "begun", "import people people.csv"),
    _act("import enrolments", "peopled", "import enrolments enrolments.csv"),
    _act("import enrolments --place", "peopled", "import enrolments looking.csv --place"),
    _act("import pledges", "peopled", "import pledges pledges.csv"),
    _act("import workbook", "planned", "import workbook team.xlsx --yes"),
    _act("progress import", "planned", "progress import second.csv"),
    _act("train attendance", "planned", "train attendance attendance.csv"),
    _act("tree build", "planned", "tree build --reattach"),
    _act("tree place", "planned", "tree place"),
    _act("tree move", "planned", "tree move R-007 R-013 --under L-002"),
    _act("tree remove", "planned", "tree remove R-009 L-003 --promote auto"),
    _act("tree promote", "planned", "tree promote R-010 --take 3"),
    _act("assign", "peopled", "assign"),
    _act("assign --reserve", "peopled", "assign --reserve", 2),
    _act("replan", "planned", "replan --drop R-005 --drop A-003 --add joining.csv"),
    _act("pin", "planned", "pin R-001 A-004 --visits 2"),
    _act("ban", "planned", "ban R-002 A-005"),
    _act("tie", "planned", "tie together A-001 A-004 --of areas"),
    _act("erase", "planned", "erase R-011 --reason asked --yes"),
    _act("purge", "planned", "purge --now --reason over --yes"),
    _act("audit sample --commit", "planned", "audit sample --seed other --commit"),
    _act("audit sample", "planned",
         "audit sample --seed sealed --sheet new.csv --sheet new.xlsx --with-phones calls", 2),
    _act("audit results", "planned", "audit results drawn.csv"),
    _act("audit pack", "planned", "audit pack -o pack"),
    _act("roster --with-phones", "planned", "roster --all --with-phones calls -o rosters"),
    _act("roster --pdf", "planned", "roster --leader L-002 --pdf --lang en -o rosters", 0),
    _act("message --with-phones", "planned",
         "message --leader L-002 --with-phones calls -o messages.txt"),
    _act("export xlsx --all", "planned", "export xlsx --all --with-phones calls -o teams"),
    _act("export xlsx", "planned", "export xlsx --leader L-002 -o new.xlsx", 0),
    _act("train plan", "peopled", "train plan --venues venues.csv --on 2020-08-26 --partial "
         "-o sessions", 0),
    _act("audit -o", "planned", "audit --format xlsx -o audit.xlsx", 0, code=5),
    _act("report", "planned", "report -o report.html", 0),
    _act("progress --silent", "planned", "progress --silent silent.csv -o progress.txt", 0),
    _act("tree --plot", "planned", "tree --plot tree.png", 0, code=5),
    _act("tree export", "planned", "tree export tree.graphml", 0),
    _act("template", "nothing", "template all -o template.xlsx", 0),
    _act("texts", "nothing", "texts -o campaign-texts.toml", 0),
    _act("simulate --pictures", "nothing", "simulate --reps 10 --pictures pictures", 0, slow=True),
    _act("backup", "planned", "backup", 0),
    _act("restore", "planned", "restore kept.db", server=False),
    _act("restore --to", "planned", "restore kept.db --to elsewhere.db", 0, server=False),
    _act("doctor --upgrade", "older", "doctor --upgrade", server=False),
    _act("init --encrypted", "nothing", f"{KEYED} init --encrypted", server=False),
    _act("encrypted: pin", "sealed", f"{KEYED} pin R-001 A-004 --visits 2", server=False),
    _act("encrypted: erase", "sealed", f"{KEYED} erase R-011 --reason asked --yes", server=False),
    _act("encrypted: backup", "sealed", f"{KEYED} backup", 0, server=False),
    _act("encrypted: restore", "sealed", f"{KEYED} restore kept.db", server=False),
    _act("db copy --encrypted", "planned", f"{KEYED} db copy new.db --encrypted", 0, server=False),
    _act("db copy --plain", "sealed", f"{KEYED} db copy new.db --plain", 0, server=False),
    _act("db rekey", "sealed", f"{REKEYED} db rekey", server=False),
    _act("demo", "planned", "demo --areas areas.csv --rakshaks 40 --out shown", 0, server=False,
         slow=True),
)  # fmt: skip
