"""Every command of Mitan, as people may type it, and what of people may stand in its answer."""

from dataclasses import dataclass

FORMS = ("table", "json", "csv")

# Why names may stand in what these commands hand out. Whole phones, notes and reasons may not.
PRINTED = "what is printed for the field, and pasted into its chats, calls people by their names"
CALLS = "whoever is called by phone about a new plan is called by his name"
WORKBOOK = "a leader corrects the names of his own team"
SHEET = "the sheet of the tree is imported again, with its names"
SEATS = "whoever has a seat in a training session is called out by his name"
CALLED = "the call sheet, with --with-phones and its reason"
REPORT = "a report calls leaders and rakshaks by their names, mitans never"


@dataclass(frozen=True)
class Run:
    """Words of a command, the code it ends with, and what may be seen in answer and files.

    `names` says why names stand in it, `phones` that whole phones do; `reasons` are what the
    organiser wrote about pins, bans and ties, shown where he lists them.
    """

    command: str
    words: str = ""
    code: int = 0
    names: str = ""
    phones: bool = False
    reasons: bool = False
    forms: tuple[str, ...] = ("",)

    @property
    def mitans(self):
        """Whether the names may be those of mitans."""
        return self.names in (WORKBOOK, CALLED)

    @property
    def typed(self):
        return [*self.command.removesuffix(" *").split(), *self.words.split()]


PHONES = "--with-phones checked"
SMALL = "--reps 20 --seed 1"
RUNS = [
    Run("init", forms=FORMS),
    Run("init", "--db new.db --campaign new.toml"),
    Run("template", "all -o empty.xlsx"),
    Run("import", "people people.csv", forms=FORMS),
    Run("import", "areas areas.csv"),
    Run("import", "enrolments enrolments.csv"),
    Run("import", "pledges pledges.csv"),
    Run("import", "workbook team.xlsx --dry-run", forms=FORMS),
    Run("import", "people enrolments.csv", 3, forms=FORMS),
    Run("import", "enrolments people.csv", 3),
    Run("import", "people team.xlsx", 3),
    Run("import", "people campaign.db", 3),
    Run("import", "areas people.csv", 3),
    Run("export", "xlsx --leader L2 -o out.xlsx", names=WORKBOOK),
    Run("export", "xlsx --zone B --lang hi -o out.xlsx", names=WORKBOOK),
    Run("export", "xlsx --all -o out", names=WORKBOOK),
    Run("export", f"xlsx --leader L2 {PHONES} -o out.xlsx", names=WORKBOOK, phones=True),
    Run("export", "xlsx --leader L9 -o out.xlsx", 3),
    Run("tree *", "--plot tree.png", forms=FORMS),
    Run("tree *", "--plot tree.png --view map --lang hi"),
    Run("tree *", "--plot tree.png --view levels"),
    Run("tree show", forms=FORMS),
    Run("tree show", "L2 --plot team.png"),
    Run("tree show", "R1"),
    Run("tree show", "nobody", 3),
    Run("tree quota", forms=FORMS),
    Run("tree export", "tree.graphml --mitans"),
    Run("tree export", "tree.dot"),
    Run("tree export", "tree.csv", names=SHEET),
    Run("tree build", "--dry-run --fresh", forms=FORMS),
    Run("tree build", "--leaders 2 --fresh"),
    Run("tree place", "--dry-run"),
    Run("tree move", "R3 --under L5", forms=FORMS),
    Run("tree move", "R3 --under M1", 3),
    Run("tree remove", "L4 --promote auto"),
    Run("tree promote", "R1"),
    Run("assign", forms=FORMS),
    Run("assign", "--reserve --seed 3"),
    Run("assign", "--districts districts.csv --out districts --workers 1"),
    Run("replan", "--drop R4", names=CALLS, forms=FORMS),
    Run("replan", f"--drop gone.csv {PHONES}", names=CALLS, phones=True, forms=FORMS),
    Run("replan", "--add enrolments.csv --dry-run", 3),
    Run("replan", "--drop R1 --drop R2 --drop R3 --drop R4 --drop R5", 4, names=CALLS),
    Run("plans", forms=FORMS),
    Run("diff", "1 1"),
    Run("explain", "R1", forms=FORMS),
    Run("explain", "A1 --lang hi"),
    Run("explain", "nobody", 3),
    Run("pin", reasons=True, forms=FORMS),
    Run("pin", "R9 A1", 3),
    Run("ban", reasons=True),
    Run("tie", reasons=True, forms=FORMS),
    Run("train plan", "--venues venues.csv --on 2020-08-25 -o seats", names=SEATS, forms=FORMS),
    Run("train plan", "--venues venues.csv --on 2020-08-25", forms=FORMS),
    Run("train plan", "--venues people.csv --on 2020-08-25", 3),
    Run("train attendance", "attendance.csv", forms=FORMS),
    Run("train attendance", "people.csv", 3),
    Run("progress *", "--as-of 2020-09-04 --silent silent.csv", forms=FORMS),
    Run("progress *", "--leader L2 --as-of 2020-09-04 --lang hi"),
    Run("progress import", "days.csv", forms=FORMS),
    Run("progress import", "people.csv", 3),
    Run("phase", "--on 2020-09-02", forms=FORMS),
    Run("report", "-o report.html --as-of 2020-09-04", names=REPORT),
    Run("report", "--leader L2 -o report.html --as-of 2020-09-04", names=REPORT),
    Run("audit *", code=5, forms=(*FORMS, "html", "xlsx", "sarif")),
    Run("audit *", "--rerun --lang hi", code=5),
    Run("audit sample", "--seed another --sheet c.csv --sheet c.xlsx --sheet c.html", forms=FORMS),
    Run("audit sample", f"--seed another --sheet c.csv --sheet c.xlsx --sheet c.html {PHONES}",
        names=CALLED, phones=True),
    Run("audit sample", "--seed early --commit"),
    Run("audit results", "filled.csv", forms=FORMS),
    Run("audit results", "people.csv", 3),
    Run("audit pack", "-o pack2", forms=FORMS),
    Run("audit verify", "pack", forms=FORMS),
    Run("audit verify", "pack --db campaign.db"),
    Run("rules", forms=FORMS),
    Run("roster", "--all --pdf -o out", names=PRINTED, forms=FORMS),
    Run("roster", f"--leader L2 --lang en {PHONES} -o out", names=PRINTED, phones=True),
    Run("roster", "--leader R1 -o out", 3),
    Run("message", "--all", names=PRINTED, forms=FORMS),
    Run("message", f"R3 --lang en {PHONES}", names=PRINTED, phones=True),
    Run("message", "nobody", 3),
    Run("texts"),
    Run("simulate", f"--live --target 300 {SMALL} --pictures drawn", forms=FORMS),
    Run("simulate", "--reps 20"),
    Run("forecast", "--reps 500 --plot forecast.png", forms=FORMS),
    Run("rates"),
    Run("target", "100000 --reps 60 --plot target.png"),
    Run("sensitivity", "--samples 64 --reps 4"),
    Run("backup", "-o again.db", forms=FORMS),
    Run("restore", "kept.db", forms=FORMS),
    Run("restore", "people.csv", 3),
    Run("db *", forms=FORMS),
    Run("db copy", "copied.db", 3),  # to and from a server: tests/store/test_copying.py
    Run("db rekey", code=3),  # of a store without a key; with one: tests/store
    Run("erase", "R1 --yes --reason asked", forms=FORMS),
    Run("erase", "M1 --dry-run"),
    Run("erase", "nobody --yes", 3),
    Run("purge", "--now --reason over --yes", forms=FORMS),
    Run("purge", "--dry-run"),
    Run("purge", "--yes", 3),
    Run("demo", "--out demo"),
    Run("scenarios", forms=FORMS),
    Run("districts", "Chhattisgarh"),
    Run("doctor", forms=FORMS),
]  # fmt: skip
