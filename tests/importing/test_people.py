from __future__ import annotations

import pytest

HEADER = "id,name,role,zone,reports_to,phone,visits_available,trained_on,active\n"
L0 = "L0,Asha,leader,T1,,,,,\n"


@pytest.mark.parametrize(
    ("row", "code", "column", "told"),
    [
        (",x,rakshak,T1,L0,,,,", "IMP020", "id", "the id is blank"),
        ("R1,,rakshak,T1,L0,,,,", "IMP020", "name", "the name is blank"),
        ("R1,x,,T1,L0,,,,", "IMP020", "role", "the role is blank"),
        ("R1,x,boss,T1,L0,,,,", "IMP030", "role", "is not a role"),
        ("R1,x,rakshak,,L0,,,,", "IMP035", "zone", "no place"),
        ("R1,x,rakshak,T1,L0,12345,,,", "IMP024", "phone", "(it ends in 45)"),
        ("R1,x,rakshak,T1,L0,9.87654E+09,,,", "IMP025", "phone", "cut digits off"),
        ("R1,x,rakshak,T1,L0,,201,,", "IMP027", "visits_available", "'201'"),
        ("R1,x,rakshak,T1,L0,,-1,,", "IMP027", "visits_available", "'-1'"),
        ("R1,x,rakshak,T1,L0,,,08-09-20,", "IMP028", "trained_on", "'08-09-20'"),
        ("R1,x,rakshak,T1,L0,,,,perhaps", "IMP029", "active", "neither yes nor no"),
        ("R1,x,rakshak,T1,L9,,,,", "IMP050", "reports_to", "'L9', who is neither"),
        ("M1,x,mitan,T1,L0,,,,", "IMP051", "reports_to", "a leader; a mitan reports to a rakshak"),
        ("L1,x,leader,T1,L1,,,,", "IMP052", "reports_to", "reports to himself: L1 (row 3)"),
        ("R1,x,rakshak,T1,R1,,,,", "IMP051", "reports_to", "a rakshak reports to a leader"),
        ("L0,x,rakshak,T1,L0,,,,", "IMP022", "id", "in row 2 too"),
        ("R\u202e1,x,rakshak,T1,L0,,,,", "IMP021", "id", "invisible"),
        ("R1,a\u202eb,rakshak,T1,L0,,,,", "IMP023", "name", "invisible"),
    ],
)
def test_a_bad_cell_is_named_by_row_and_column(bring, kept, row, code, column, told):
    result = bring("people", HEADER + L0 + row + "\n")
    assert [(f.code, f.severity) for f in result.findings] == [(code, "error")]
    (finding,) = result.findings
    assert finding.where == f"f.csv, row 3, column {column}"
    assert told in finding.message
    assert (result.read, result.written, result.rejected) == (2, 0, 1)
    assert kept("person") == []


def test_names_and_phones_stand_in_no_finding(bring):
    secret = "Secret\u202eName,boss,T1,L0,98765432190"
    result = bring("people", HEADER + L0 + f"R1,{secret},,,\n")
    told = " ".join(str(f.as_dict()) for f in result.findings)
    assert len(result.findings) == 3
    assert "Secret" not in told
    assert "9876543" not in told


def test_a_circle_of_leaders_is_spelt_out_in_each_of_its_rows(bring):
    rows = "L1,a,leader,T1,L2,,,,\nL2,b,leader,T1,L3,,,,\nL3,c,leader,T1,L1,,,,\n"
    result = bring("people", HEADER + L0 + rows)
    assert [f.where for f in result.findings] == [
        f"f.csv, row {k}, column reports_to" for k in (3, 4, 5)
    ]
    way = "L1 (row 3) -> L2 (row 4) -> L3 (row 5) -> L1 (row 3)"
    assert all(f.message.endswith(way) for f in result.findings)


def test_a_circle_may_pass_through_leaders_known_before(bring, kept):
    assert bring("people", HEADER + L0 + "L1,a,leader,T1,L0,,,,\n").new == 2
    result = bring("people", HEADER + "L0,Asha,leader,T1,L1,,,,\n")
    (finding,) = result.findings
    assert finding.message.endswith("L0 (row 2) -> L1 -> L0 (row 2)")
    assert kept("person", "id, reports_to") == [("L0", ""), ("L1", "L0")]


def test_a_leader_above_the_circle_is_no_part_of_it(bring):
    rows = "L1,a,leader,T1,L1,,,,\nL2,b,leader,T1,L1,,,,\n"
    result = bring("people", HEADER + rows)
    assert [f.subject for f in result.findings] == ["L1"]


def test_a_rakshak_under_nobody_is_bad_once_anybody_has_a_leader(bring):
    rows = "R1,a,rakshak,T1,L0,,,,\nR2,b,rakshak,T1,,,,,\n"
    result = bring("people", HEADER + L0 + rows)
    (finding,) = result.findings
    assert (finding.code, finding.where) == ("IMP053", "f.csv, row 4, column reports_to")
    assert finding.remedy == (
        "write his leader's id, or leave the whole column out if teams are not formed yet"
    )


def test_teams_may_not_be_formed_yet(bring):
    result = bring("people", HEADER + "R1,a,rakshak,T1,,,,,\nR2,b,rakshak,T1,,,,,\n")
    assert result.new == 2
    (finding,) = result.findings  # the column is there, and blank for everybody
    assert (finding.code, finding.severity) == ("IMP053", "warning")
    assert finding.message.startswith("2 rakshak(s) report to nobody")
    alone = bring("people", "id,name,role,zone\nR3,a,rakshak,T1\n")
    assert (alone.new, alone.findings) == (1, ())


def test_of_very_many_faults_alike_the_later_ones_are_counted(bring, monkeypatch):
    monkeypatch.setattr("planner.store.importing.rows.MOST_ALIKE", 3)
    rows = "".join(f"R{k},a,boss,T1\n" for k in range(8))
    result = bring("people", "id,name,role,zone\n" + rows + "R8,a,rakshak,\n")
    assert result.rejected == 9
    assert [f.code for f in result.findings].count("IMP030") == 3 + 1
    assert result.findings[-1].message.startswith("5 more rows have the same fault, 8 in all")
    assert result.findings[-1].where == "f.csv, column role"


def test_leaving_out_a_leader_leaves_out_those_below_him(bring, kept):
    rows = "L1,a,leader,T1,L0,12,,,\nR1,b,rakshak,T1,L1,,,,\nM1,c,mitan,T1,R1,,,,\n"
    result = bring("people", HEADER + L0 + rows, skip_bad=True)
    assert [(f.code, f.subject) for f in result.findings] == [
        ("IMP024", "L1"),
        ("IMP054", "R1"),
        ("IMP054", "M1"),
    ]
    assert result.left_out == ("f.csv, row 3", "f.csv, row 4", "f.csv, row 5")
    assert (result.read, result.written, result.rejected) == (4, 1, 3)
    assert kept("person", "id") == [("L0",)]


def test_a_circle_that_arises_by_leaving_out_is_found(bring, kept):
    assert bring("people", HEADER + L0 + "L1,a,leader,T1,L0,,,,\n").new == 2
    # L0 would go under L1; that L1 leaves L0 is in a row that is left out
    rows = "L0,Asha,leader,T1,L1,,,,\nL1,a,leader,T1,,12,,,\n"
    result = bring("people", HEADER + rows, skip_bad=True)
    assert [(f.code, f.subject) for f in result.findings] == [("IMP052", "L0"), ("IMP024", "L1")]
    assert kept("person", "id, reports_to") == [("L0", ""), ("L1", "L0")]


def test_a_mitans_rakshak_is_kept_as_an_enrolment(bring, kept):
    rows = "R1,a,rakshak,T1,L0,,,,\nM1,b,mitan,,R1,,,,\n"
    assert bring("people", HEADER + L0 + rows).new == 3
    assert kept("enrolment", "mitan, rakshak, enrolled_on, pledged_on") == [("M1", "R1", "", "")]
    assert ("M1", "") in kept("person", "id, reports_to")
    assert bring("people", HEADER + L0 + rows).unchanged == 3


def test_a_mitan_with_another_rakshak_before_is_warned_of(team, kept):
    result = team("people", "id,name,role,zone,reports_to\nM0,d,mitan,T1,R2\n")
    (finding,) = result.findings
    assert (finding.code, finding.severity) == ("IMP063", "warning")
    assert "'R1'" in finding.message
    assert kept("enrolment", "mitan, rakshak") == [("M0", "R1"), ("M0", "R2")]
    assert (result.new, result.changed) == (0, 1)


def test_a_change_of_role_is_warned_of(team):
    result = team("people", "id,name,role,zone\nR2,c,leader,T1\n")
    (finding,) = result.findings
    assert (finding.code, finding.where) == ("IMP055", "f.csv, row 2, column role")
    assert result.changed == 1


def test_a_blank_cell_overwrites_and_an_absent_column_leaves(bring, kept):
    assert bring("people", HEADER + "L0,Asha,leader,T1,,9876543210,7,,no\n").new == 1
    assert bring("people", "id,name,role,zone,phone\nL0,Asha,leader,T2,\n").changed == 1
    stored = kept("person", "id, zone, phone, visits_available, active")
    assert stored == [("L0", "T2", "", 7, 0)]


def test_hindi_headers_and_words(bring, kept):
    text = (
        "आईडी\tनाम\tपद\tमोबाइल\tथाना\tप्रभारी\tउपलब्ध दौरे\tसक्रिय\tप्रशिक्षण तिथि\tसंगठन\n"
        "L1\tक\tनेता\t\tT1\t\t\t\t\tपुलिस\n"
        "R1\tख\tरक्षक\t+91 ९८७६५ ४३२१०\tT1\tL1\t१२\tहाँ\t२५/०८/२०२०\tSPO\n"
    )
    assert bring("people", text).findings == ()
    wanted = "id, name, role, phone, reports_to, visits_available, active, trained_on, organisation"
    assert kept("person", wanted) == [
        ("L1", "क", "leader", "", "", None, 1, "", "पुलिस"),
        ("R1", "ख", "rakshak", "9876543210", "L1", 12, 1, "2020-08-25", "SPO"),
    ]


@pytest.mark.parametrize("header", ["reserve", "On bench", "Standby", "रिज़र्व", "रिज़र्व में"])
def test_who_sits_on_the_bench_is_written_in_the_sheet(bring, kept, header):
    text = f"id,name,role,zone,{header}\nR1,x,rakshak,T1,हाँ\nR2,y,rakshak,T1,\nR3,z,rakshak,T1,no\n"
    result = bring("people", text)
    assert (result.written, [f.code for f in result.findings]) == (3, [])
    assert kept("person", "id, reserve") == [("R1", 1), ("R2", 0), ("R3", 0)]
    # a column that is not in the sheet stays, a blank cell takes him off the bench
    assert bring("people", "id,name,role,zone\nR1,x,rakshak,T1\n").unchanged == 1
    assert bring("people", f"id,name,role,zone,{header}\nR1,x,rakshak,T1,\n").changed == 1
    assert kept("person", "id, reserve")[0] == ("R1", 0)


def test_a_reserve_that_is_neither_yes_nor_no_is_named(bring):
    result = bring("people", "id,name,role,zone,reserve\nR1,x,rakshak,T1,maybe\n")
    (finding,) = result.findings
    assert (finding.code, finding.where) == ("IMP029", "f.csv, row 2, column reserve")


def test_only_who_leads_somebody_active_must_stay_a_leader(team, kept):
    head = "id,name,role,zone,reports_to,active\n"
    others = "R1,b,rakshak,T1,L1,0\nR2,c,rakshak,T1,L1,{}\n"
    demoted = "id,name,role,zone\nL1,a,rakshak,T1\n"
    team("people", head + others.format(1))
    assert [f.code for f in team("people", demoted).findings] == ["IMP055"]
    assert ("L1", "leader") in kept("person", "id, role")
    team("people", head + others.format(0))
    result = team("people", demoted)
    assert [(f.code, str(f.severity)) for f in result.findings] == [("IMP055", "warning")]
    assert ("L1", "rakshak") in kept("person", "id, role")


def test_consent_is_kept_as_yes_no_or_not_said(bring, kept):
    sheet = "id,name,role,zone,सहमति\nL1,a,leader,A,हाँ\nL2,b,leader,A,no\nL3,c,leader,A,\n"
    assert bring("people", sheet).findings == ()
    assert kept("person", "id, consent") == [("L1", "yes"), ("L2", "no"), ("L3", "")]
    result = bring("people", sheet.replace("no", "maybe"))
    assert [(f.code, f.where.rpartition("column ")[2]) for f in result.findings] == [
        ("IMP029", "सहमति")
    ]


def test_a_name_or_a_phone_in_the_column_of_ids_is_not_repeated(bring):
    rows = "Ganesh Tiwari,Asha,rakshak,,X\n9811100009,Uma,mitan,A,Ganesh Tiwari\n"
    header = "id,name,role,zone,reports_to\n"
    result = bring("people", header + rows + "Ganesh Tiwari,Asha,rakshak,A,X\n")
    assert len(result.findings) >= 2
    assert not any("Ganesh" in repr(one) or "98111" in repr(one) for one in result.findings)
