"""What an import finds in the store where it writes something else is told."""

from planner.store.importing import replaced
from planner.store.importing.replaced import Cell, Replaced, Tally

PEOPLE = """id,name,role,reports_to,zone,phone,visits available
L1,Leela,leader,,Z1,,
L2,Lata,leader,,Z1,,
R1,Devi,rakshak,L1,Z1,9000000001,
R2,Ravi,rakshak,L1,Z1,,5
"""


def test_what_another_has_written_since_is_told(desk):
    desk("init")
    desk.bring("people", PEOPLE)
    assert desk("tree", "move", "R1", "R2", "--under", "L2")[0] == 0
    again = PEOPLE.replace("9000000001", "9000000002").replace("Z1,,5", "Z1,,")
    told = desk.bring("people", again)["replaced"]
    assert told == [
        {
            "column": "phone",
            "rows": 1,
            "cells": [{"row": "R1", "before": None, "after": None}],
        },
        {
            "column": "reports_to",
            "rows": 2,
            "cells": [
                {"row": "R1", "before": "L2", "after": "L1"},
                {"row": "R2", "before": "L2", "after": "L1"},
            ],
        },
        {
            "column": "visits_available",
            "rows": 1,
            "cells": [{"row": "R2", "before": "5", "after": ""}],
        },
    ]


def test_a_dry_run_tells_it_before_and_the_table_has_a_line(desk):
    desk("init")
    desk.bring("people", PEOPLE)
    desk("tree", "move", "R1", "R2", "--under", "L2")
    code, out, _ = desk("import", "people", "people.csv", "--dry-run")
    assert code == 0
    assert "Replaced what was there: reports_to in 2 (R1: L2 -> L1; R2: L2 -> L1)\n" in out
    assert desk.bring("people", PEOPLE.replace("L1,Z1", "L2,Z1"))["replaced"] == []


def test_new_rows_and_empty_cells_replace_nothing(desk):
    desk("init")
    desk.bring("people", PEOPLE)
    more = PEOPLE.replace("Lata,leader,,Z1,,", "Lata,leader,,Z1,9000000003,")
    assert desk.bring("people", more + "R3,Rani,rakshak,L1,Z1,,\n")["replaced"] == []


def test_days_of_work(desk):
    desk("init")
    desk.bring("people", PEOPLE)
    desk.bring("areas", "id,name,category,zone,visits\nA1,Bazaar,market,Z1,3\n")
    sheet = "rakshak,area,day,visits,people,note\nR1,A1,2020-09-01,1,{},{}\n"
    for people, note in ((40, "seen Devi"), (50, "")):
        (desk.folder / "days.csv").write_text(sheet.format(people, note))
        told = desk.answer("progress", "import", "days.csv")["replaced"]
    row = "R1 A1 2020-09-01"
    assert told == [
        {"column": "people_reached", "rows": 1,
         "cells": [{"row": row, "before": "40", "after": "50"}]},
        {"column": "note", "rows": 1, "cells": [{"row": row, "before": None, "after": None}]},
    ]  # fmt: skip


def test_of_many_the_first_of_the_sheet_are_kept(monkeypatch):
    monkeypatch.setattr(replaced, "MOST_KEPT", 2)
    tally = Tally(("id",), ("id", "zone"))
    for position in (5, 3, 9, 1, 7, 2):
        tally.note(position, (f"P{position}", "Z1"), (f"P{position}", None))
    cells = (Cell("P1", "Z1", ""), Cell("P2", "Z1", ""))
    assert tally.told() == (Replaced("zone", 6, cells),)


def test_a_line_names_three_and_says_that_there_are_more(desk):
    rows = "".join(f"R{k},R,rakshak,{{}},Z1,,\n" for k in range(3, 7))
    desk("init")
    desk.bring("people", PEOPLE + rows.format(*["L1"] * 4))
    (desk.folder / "people.csv").write_text(PEOPLE + rows.format(*["L2"] * 4))
    _, out, _ = desk("import", "people", "people.csv")
    assert "reports_to in 4 (R3: L1 -> L2; R4: L1 -> L2; R5: L1 -> L2; ...)\n" in out
