from __future__ import annotations

import pytest

HEADER = "id,name,category,latitude,longitude,zone,people,visits,priority,whole\n"


@pytest.mark.parametrize(
    ("row", "code", "column", "told"),
    [
        ("A1,,market,,,T1,,,,", "IMP020", "name", "the name is blank"),
        ("A1,x,,,,T1,,,,", "IMP020", "category", "the category is blank"),
        ("=A1,x,market,,,T1,,,,", "IMP021", "id", "begin with ="),
        ("A1,x,market,22.07,,T1,,,,", "IMP032", "longitude", "a latitude but no longitude"),
        ("A1,x,market,,82.1,T1,,,,", "IMP032", "latitude", "a longitude but no latitude"),
        ("A1,x,market,82.1,22.07,,,,,", "IMP034", "latitude", "look swapped: 82.1, 22.07"),
        ("A1,x,market,51.5,0.1,,,,,", "IMP033", "latitude", "outside the region"),
        ("A1,x,market,0,0,,,,,", "IMP033", "latitude", "not known"),
        ("A1,x,market,north,82.1,,,,,", "IMP031", "latitude", "not a latitude"),
        ("A1,x,market,,,,,,,", "IMP035", "zone", "no place"),
        ("A1,x,market,,,T1,many,,,", "IMP026", "people", "not a number"),
        ("A1,x,market,,,T1,,-3,,", "IMP027", "visits", "'-3'"),
        ("A1,x,market,,,T1,,100001,,", "IMP027", "visits", "100,000"),
        ("A1,x,market,,,T1,,,0,", "IMP027", "priority", "between 1"),
        ("A1,x,market,,,T1,,,,perhaps", "IMP029", "whole", "neither yes nor no"),
    ],
)
def test_a_bad_cell_is_named_by_row_and_column(bring, kept, row, code, column, told):
    result = bring("areas", HEADER + "A0,ok,market,,,T1,,,,\n" + row + "\n")
    (finding,) = result.findings
    assert (finding.code, finding.severity) == (code, "error")
    assert finding.where == f"f.csv, row 3, column {column}"
    assert told in finding.message
    assert (result.read, result.rejected) == (2, 1)
    assert kept("area") == []


def test_all_faults_are_told_at_once(bring):
    result = bring("areas", HEADER + "A1,,,0,0,,many,-1,0,x\n" + "A2,,market,,,T1,,,,\n")
    where = [(f.code, f.where.partition(", ")[2]) for f in result.findings]
    assert where == [
        ("IMP020", "row 2, column name"),
        ("IMP020", "row 2, column category"),
        ("IMP033", "row 2, column latitude"),
        ("IMP026", "row 2, column people"),
        ("IMP027", "row 2, column visits"),
        ("IMP027", "row 2, column priority"),
        ("IMP029", "row 2, column whole"),
        ("IMP020", "row 3, column name"),
    ]
    assert result.rejected == 2


def test_an_id_in_two_rows_names_the_other(bring):
    result = bring("areas", HEADER + "A1,x,market,,,T1,,,,\nA1,y,market,,,T1,,,,\n")
    (finding,) = result.findings
    assert (finding.code, finding.where) == ("IMP022", "f.csv, row 3, column id")
    assert "row 2" in finding.message


def test_an_id_is_made_from_what_and_where_and_holds_on_the_next_import(bring, kept):
    text = "name,category,zone,visits\nBudhwari,market,T1,{}\nShanichari,market,T1,4\n"
    assert bring("areas", text.format(3)).new == 2
    ids = kept("area", "id")
    result = bring("areas", text.format(5).replace("Budhwari", " BUDHWARI "))
    assert (result.new, result.changed, result.unchanged) == (0, 1, 1)
    assert kept("area", "id") == ids
    assert all(own.startswith("A-") and len(own) == 14 for (own,) in ids)


def test_two_rows_of_one_made_id_name_each_other(bring):
    result = bring("areas", "name,category,zone\nx,market,T1\ny,market,T1\nX,Market,t1\n")
    (finding,) = result.findings
    assert (finding.code, finding.where) == ("IMP022", "f.csv, row 4")
    assert "row 2" in finding.message


def test_unknown_categories_are_kept_with_one_warning_each(bring, kept):
    text = "id,name,category,zone\n1,a,Ice Rink,T\n2,b,ice-rink,T\n3,c,बाज़ार,T\n4,d,Zoo,T\n"
    result = bring("areas", text)
    assert [(f.code, f.severity, f.where) for f in result.findings] == [
        ("IMP041", "warning", "f.csv, row 2, column category"),
        ("IMP041", "warning", "f.csv, row 5, column category"),
    ]
    assert "2 row(s)" in result.findings[0].message
    codes = [("ice_rink",), ("ice_rink",), ("market",), ("zoo",)]
    assert kept("area", "category") == sorted(codes)


def test_a_category_map_comes_before_the_policy(bring, kept, tmp_path):
    mapping = tmp_path / "map.csv"
    mapping.write_text("category,campaign_area_type,comment\nZoo,markets,x\nmarket,gyms,\n")
    text = "id,name,category,zone\n1,a,zoo,T\n2,b,Market,T\n3,c,bank,T\n"
    result = bring("areas", text, category_map=mapping)
    assert result.findings == ()
    assert kept("area", "id, category") == [("1", "market"), ("2", "gym"), ("3", "bank")]


def test_faults_of_a_category_map_are_findings(bring, tmp_path):
    mapping = tmp_path / "map.csv"
    mapping.write_text("category,campaign_area_type\nzoo,market\nZOO,gym\nfair,\npark,spaceport\n")
    result = bring("areas", "name,category,zone\na,zoo,T\n", category_map=mapping)
    assert [(f.code, f.where) for f in result.findings] == [
        ("IMP040", "map.csv, row 3, column category"),
        ("IMP020", "map.csv, row 4, column campaign_area_type"),
        ("IMP040", "map.csv, row 5, column campaign_area_type"),
    ]
    assert result.read == 0


def test_no_visits_close_an_area(bring, kept):
    text = "id,name,category,zone,visits,different_rakshaks\nA1,x,market,T,{},2\n"
    assert bring("areas", text.format(4)).findings == ()
    result = bring("areas", text.format("०"))
    assert (result.changed, result.findings) == (1, ())
    assert kept("area", "visits") == [(0,)]


def test_that_an_area_is_to_be_kept_whole_is_yes_no_or_not_said(bring, kept):
    text = HEADER + "A1,x,market,,,T1,,,,yes\nA2,y,market,,,T1,,,,no\nA3,z,market,,,T1,,,,हाँ\n"
    assert bring("areas", text + "A4,w,market,,,T1,,,,\n").findings == ()
    assert kept("area", "id, whole") == [("A1", 1), ("A2", 0), ("A3", 1), ("A4", None)]


def named(count: int, first: int = 0) -> str:
    return ";".join(f"s{k:03}" for k in range(first, first + count))


@pytest.mark.parametrize("column", ["skills", "languages"])
@pytest.mark.parametrize("options", [{}, {"skip_bad": True}, {"dry_run": True}])
def test_no_more_skills_or_languages_than_can_be_told_apart(bring, kept, column, options):
    header = f"id,name,category,zone,{column}\n"
    assert bring("areas", header + f"A1,x,market,T,{named(40)}\n").findings == ()
    before = kept("area"), kept("history")
    # 10 of the 35 are asked for already: 40 + 35 - 10 = 65
    result = bring("areas", header + f"A2,y,market,T,{named(35, first=30)}\n", **options)
    (finding,) = result.findings
    assert (finding.code, finding.severity, finding.subject) == ("IMP045", "error", column)
    assert f"ask for 65 different {column}; 64 can" in finding.message
    assert (result.read, result.written, result.rejected) == (1, 0, 0)
    assert (kept("area"), kept("history")) == before
    # 64 will do; and so will 65 where A1 asks for 39 less
    assert bring("areas", header + f"A2,y,market,T,{named(34, first=30)}\n").new == 1
    result = bring("areas", header + f"A1,x,market,T,s000\nA3,z,market,T,{named(25, first=70)}\n")
    assert (result.written, result.findings) == (2, ())


def test_skills_of_people_are_not_limited(bring):
    text = f"id,name,role,zone,skills\nR1,x,rakshak,T,{named(99)}\n"
    assert bring("people", text).findings == ()


def test_all_columns_arrive(bring, kept):
    header = "आईडी;नाम;प्रकार;अक्षांश;देशांतर;थाना;गाँव;जनसंख्या;दौरे;different_rakshaks;"
    header += "प्राथमिकता;एक ही रक्षक;कौशल;भाषा;स्रोत;synthetic\n"
    row = (
        "१;हाट;बाज़ार;२२.०७;82.15 E;T1;Uslapur;६,००,०००;12;2;3;हाँ;First Aid, drama;Hindi;survey;1\n"
    )
    assert bring("areas", header + row).findings == ()
    assert kept("area") == [
        (
            *("१", "हाट", "market", "T1", "Uslapur", 22.07, 82.15, 600_000, 12, 2, 3, 1),
            *("drama;first aid", "hindi", "survey", 1),
        )
    ]


@pytest.mark.parametrize(("column", "most"), [("priority", 1_000), ("different_rakshaks", 1_000)])
def test_numbers_may_be_as_large_as_the_limit(bring, kept, column, most):
    text = f"id,name,category,zone,visits,{column}\nA1,x,market,T1,2000,{{}}\n"
    assert bring("areas", text.format(most)).new == 1
    assert kept("area", column) == [(most,)]
    [finding] = bring("areas", text.format(most + 1)).findings
    assert (finding.code, finding.where) == ("IMP027", f"f.csv, row 2, column {column}")


def test_the_least_of_each_number(bring, kept):
    head = "id,name,category,zone,people,visits,different_rakshaks,priority\n"
    assert bring("areas", head + "A1,x,market,T1,0,0,1,1\n").new == 1
    assert kept("area", "people, visits, different_rakshaks, priority") == [(0, 0, 1, 1)]
    result = bring("areas", head + "A2,x,market,T1,-1,-1,0,0\n")
    assert [f.code for f in result.findings] == ["IMP027"] * 4
    assert bring("areas", head + "A3,x,market,T1,,,,\n").new == 1
    assert kept("area", "people, visits, different_rakshaks, priority")[1] == (None, None, 1, 1)


def test_blank_cells_and_yes_and_no(bring, kept):
    head = "id,name,category,zone,whole,synthetic\n"
    bring("areas", head + "A1,x,market,T1,yes,yes\nA2,x,market,T1,no,no\nA3,x,market,T1,,\n")
    assert kept("area", "id, whole, synthetic") == [("A1", 1, 1), ("A2", 0, 0), ("A3", None, 0)]


def test_a_row_with_a_bad_id_gets_none_made_up(bring, kept):
    text = "id,name,category,zone\n=1,x,market,T1\n,y,market,T1\nA3,z,market,T1\n"
    result = bring("areas", text, skip_bad=True)
    assert [f.code for f in result.findings] == ["IMP021"]
    ids = [one for (one,) in kept("area", "id")]
    assert (len(ids), ids[1], ids[0][:2], len(ids[0])) == (2, "A3", "A-", 14)
