"""Sheets: tables that are well-formed as files, with hostile cells, as CSV, XLSX and ODS."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from random import Random
from xml.sax.saxutils import escape, quoteattr

from benchmarks.fuzzing.mutate import mutated
from benchmarks.fuzzing.nasty import CELLS
from benchmarks.fuzzing.world import SHEETS
from planner.store.importing.vocabulary import COLUMNS, NEEDED

# What each column may hold in a campaign such as `world` makes.
RIGHT: Mapping[str, tuple[str, ...]] = {
    "id": ("R1", "007", "L1", "M1", "X1", "X2", "A1", "S-9"),
    "name": ("Asha", "Devi", "बाज़ार", "Budhwari Bazaar"),
    "phone": ("9000000001", "+91 90000 00002", "09000000003"),
    "role": ("leader", "rakshak", "mitan", "रक्षक"),
    "organisation": ("police", "student", "SPO"),
    "reports_to": ("L1", "N1", "R1", "X1"),
    "zone": ("A", "B", "TARBAHAR"),
    "locality": ("Ward 12", "Koni"),
    "latitude": ("22.0", "22.05", "22.1 N"),
    "longitude": ("82.0", "82.15"),
    "category": ("market", "mall", "बाज़ार", "mosque"),
    "campaign_area_type": ("market", "village"),
    "people": ("1200", "1,200", "6,00,000"),
    "visits": ("0", "4", "20"),
    "visits_available": ("8", "0", "12"),
    "different_rakshaks": ("1", "2"),
    "priority": ("1", "3"),
    "whole": ("yes", "no"),
    "skills": ("driving", "driving; first aid"),
    "languages": ("hindi", "hindi;chhattisgarhi"),
    "source": ("list of 2020",),
    "joined_on": ("22-08-2020",),
    "trained_on": ("25-08-2020",),
    "active": ("yes", "no"),
    "reserve": ("no", "yes"),
    "synthetic": ("no", "yes"),
    "consent": ("yes", "no"),
    "mitan": ("M1", "M4", "M9"),
    "rakshak": ("R1", "007", "R3"),
    "area": ("A1", "A2"),
    "enrolled_on": ("01-09-2020", "2020-09-02"),
    "pledged_on": ("08-09-2020",),
    "pledged_at": ("10:31", "22:05"),
    "day": ("02-09-2020", "2020-09-03", "2020-08-26"),
    "pledges": ("40", "1"),
    "visits_done": ("1", "2", "0"),
    "people_reached": ("150", "0"),
    "frauds_averted": ("1",),
    "note": ("rain",),
    "seats": ("50", "30"),
    "trainers": ("Asha; Bina", "2"),
    "dates": ("26-08-2020", "26-08-2020; 27-08-2020"),
    "first_day": ("26-08-2020",),
    "last_day": ("28-08-2020",),
    "sessions": ("2",),
    "attended": ("yes", "no", "उपस्थित"),
    "session": ("1",),
    "venue": ("Hall",),
    "team": ("L1",),
    "signature": ("x",),
    "draw": ("1", "2"),
    "kind": ("mitan", "area", "rakshak"),
    "answer": ("yes", "no", "unreachable"),
    "lot": ("A",),
    "question": ("?",),
    "code": ("D1", "D2"),
    "state": ("CG",),
    "population": ("1625502", "16,25,502"),
    "store": ("campaign.db",),
    "campaign": ("campaign.toml",),
    "leaders": ("40",),
}
USUAL = ("x", "1", "")  # of a column that is new
CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-'
    'types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Default Extension="xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

Table = list[list[str]]


def _parsed(*texts: str) -> list[Table]:
    return [list(csv.reader(io.StringIO(text))) for text in texts]


RIGHT_TABLES: dict[str, list[Table]] = {
    "people": _parsed(
        SHEETS["people"],
        "आईडी,नाम,पद,थाना,लीडर,मोबाइल\nL1,बीना,लीडर,A,,9000000002\nR1,देवी,रक्षक,A,L1,९००००००००४\n",
        "id,name,role,latitude,longitude,joined_on,active,reserve,languages,organisation\n"
        'X1,Xena,leader,22.0,82.0,22-08-2020,yes,no,"hindi;english",police\n',
    ),
    "areas": _parsed(
        SHEETS["areas"],
        "name,category,thana,village,population,different_rakshaks,priority,skills,languages\n"
        "Koni,village,A,Koni,1200,2,3,driving,hindi\nOld hall,odd,B,,9,1,1,,\n",
    ),
    "enrolments": _parsed(
        SHEETS["enrolments"],
        "mitan,rakshak,name,pledged_on,pledged_at\nM1,R1,,2020-09-08,10:31\nM9,007,New,,\n",
        "mitan,name,zone,latitude,longitude\nM11,Asha,A,,\nM12,Bina,,22.0,82.0\n",
    ),
    "pledges": _parsed(
        "id,mitan,rakshak,area,day,pledges\nS1,M1,R1,A1,08-09-2020,40\nS2,,,,,7\n"
        "S3,M77,R1,A9,2020-09-08,100000\n"
    ),
    "progress": _parsed(
        "rakshak,area,day,visits_done,people_reached,frauds_averted,note\n"
        "R1,A1,02-09-2020,2,150,1,rain\nR3,A2,2020-09-03,1,20,0,\n007,A1,03-09-2020,0,0,0,ill\n"
    ),
    "attendance": _parsed(
        "session,venue,day,team,id,name,attended\n1,Hall,26-08-2020,L1,R1,Devi,yes\n"
        "1,Hall,26-08-2020,L1,007,Esha,no\n2,Hall,27-08-2020,L2,R3,Firoza,\n"
    ),
    "category map": _parsed(
        "category,campaign_area_type\nkirana,market\nhaat,market\nward office,बाज़ार\n"
    ),
    "venues": _parsed(
        "id,name,zone,seats,trainers,dates,sessions\nV1,Hall,A,50,Asha; Bina,26-08-2020,2\n"
        "V2,School,B,30,2,26-08-2020; 27-08-2020,\n",
        "id,name,latitude,longitude,seats,from,to\nV1,Hall,22.0,82.0,50,26-08-2020,28-08-2020\n",
    ),
    "answers": _parsed(
        "draw,kind,id,answer,note\n1,mitan,M1,yes,\n1,mitan,M4,unreachable,x\n1,area,A1,no,\n",
        "id,answer\nM1,हाँ\nA1,नहीं\n",
        "draw,id,kind,answer\n2,R1,rakshak,yes\n2,007,rakshak,no\n",
    ),
    "districts": _parsed(
        "code,name,population,store,campaign,leaders\nD1,Bilaspur,1625502,campaign.db,,40\n"
        "D2,Mungeli,701707,pristine.db,campaign.toml,\n",
        "district code,district,population\n401,Koriya,658917\n402,Surguja,2359886\n",
    ),
}


def table(rng: Random, kind: str) -> Table:
    """A header and one to six rows; up to three of ten cells are hostile."""
    share = rng.choice((0.03, 0.1, 0.3))
    if rng.random() < 0.6:
        header, *rows = rng.choice(RIGHT_TABLES[kind])
        kept = sorted(rng.sample(range(len(header)), rng.randint(len(header) // 2, len(header))))
        kept = kept if rng.random() < 0.5 else list(range(len(header)))
        chosen = [rng.choice(rows) for _ in range(rng.randint(1, 6))]
        body = [[_cell_text(rng, (row[k],), share) for k in kept] for row in chosen]
        return [[header[k] for k in kept], *body]
    columns = _columns(rng, kind)
    return [_header(rng, kind, columns), *_rows(rng, columns, share)]


def shaped(rng: Random, kind: str) -> bytes:
    """A table as a file of one of the kinds that are read."""
    made = table(rng, kind)
    way = rng.random()
    if way < 0.85:
        return as_text(rng, made)
    return as_xlsx(rng, made) if way < 0.95 else as_ods(rng, made)


def good(kind: str) -> list[bytes]:
    """Files to be changed byte by byte."""
    tables = RIGHT_TABLES[kind]
    text = [_delimited(one, ",", "\n").encode() for one in tables]
    return [*text * 2, as_xlsx(None, tables[0]), as_ods(None, tables[0])]


def old_workbook(rng: Random) -> bytes:
    """A workbook of Excel 97; such files are opened by a process of their own, which takes time."""
    return as_xls(rng, table(rng, "people"))


def as_text(rng: Random, made: Table) -> bytes:
    """CSV in one of its kinds."""
    text = _delimited(made, rng.choice(",,,,;\t|"), rng.choice(("\n", "\n", "\r\n", "\r")))
    encoding = rng.choice(("utf-8",) * 6 + ("utf-8-sig", "utf-16", "cp1252"))
    return text.encode(encoding, "replace")


def as_xlsx(rng: Random | None, made: Table) -> bytes:
    """A workbook of one sheet; with a generator now and then with its XML changed."""
    rows = "".join(
        f'<row r="{r}">{"".join(_cell(rng, text, r, c) for c, text in enumerate(row))}</row>'
        for r, row in enumerate(made, start=1)
    )
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    book = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": _relations("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": _relations("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": sheet,
    }
    return packed(rng, {name: text.encode("utf-8", "replace") for name, text in parts.items()})


def as_ods(rng: Random | None, made: Table) -> bytes:
    """An OpenDocument table."""
    rows = "".join(
        "<t:table-row>"
        + "".join(
            f'<t:table-cell o:value-type="string"><x:p>{escape(text)}</x:p></t:table-cell>'
            for text in row
        )
        + "</t:table-row>"
        for row in made
    )
    urn = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<o:document-content xmlns:o="{urn}office:1.0" xmlns:t="{urn}table:1.0" '
        f'xmlns:x="{urn}text:1.0"><o:body><o:spreadsheet><t:table t:name="S">{rows}</t:table>'
        "</o:spreadsheet></o:body></o:document-content>"
    )
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    return packed(rng, {"mimetype": mimetype, "content.xml": content.encode("utf-8", "replace")})


def as_xls(rng: Random | None, made: Table) -> bytes:
    """A workbook of Excel 97 ([MS-XLS], in a compound file); often with some bytes changed."""
    book = _record(0x0809, struct.pack("<HHHHLL", 0x0600, 0x0005, 0, 0, 0, 0))
    name = _record(0x0085, struct.pack("<LBBBB", len(book) + 18, 0, 0, 2, 0) + b"S1")
    cells = b"".join(
        _record(0x0204, struct.pack("<HHHHB", r, c, 0, len(text[:500]), 1) + _utf16(text[:500]))
        for r, row in enumerate(made)
        for c, text in enumerate(row)
    )
    sheet = _record(0x0809, struct.pack("<HHHHLL", 0x0600, 0x0010, 0, 0, 0, 0))
    sheet += _record(0x0200, struct.pack("<LLHHH", 0, len(made), 0, len(made[0]), 0)) + cells
    end = _record(0x000A, b"")
    stream = bytearray(book + name + end + sheet + end)
    if rng is not None and rng.random() < 0.6:
        for _ in range(rng.choice((1, 2, 5))):
            stream[rng.randrange(len(stream))] = rng.choice((0, 1, 127, 255, rng.randrange(256)))
    file = bytearray(_compound(bytes(stream)))
    if rng is not None and rng.random() < 0.2:
        file[rng.randrange(len(file))] = rng.randrange(256)
    return bytes(file)


def packed(rng: Random | None, parts: Mapping[str, bytes]) -> bytes:
    """A zip of these parts; with a generator one of them is changed in three of ten."""
    entries = dict(parts)
    if rng is not None and rng.random() < 0.3:
        name = rng.choice(list(entries))
        entries[name] = mutated(rng, [entries[name]])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def _cell_text(rng: Random, usual: Sequence[str], share: float) -> str:
    way = rng.random() / share
    if way >= 1:
        return rng.choice(usual)
    text = rng.choice(CELLS)
    if way < 0.8:
        return text
    return rng.choice(usual) + text if way < 0.9 else text + rng.choice(usual)


def _columns(rng: Random, kind: str) -> list[str]:
    needed = [column for choices in NEEDED[kind] for column in rng.choice(choices)]
    others = [column for column in COLUMNS[kind] if column not in needed]
    columns = needed + rng.sample(others, rng.randint(0, len(others)))
    if rng.random() < 0.05:
        columns.append(rng.choice(list(COLUMNS[kind])))  # twice, perhaps
    rng.shuffle(columns)
    return columns


def _header(rng: Random, kind: str, columns: Sequence[str]) -> list[str]:
    words = COLUMNS[kind]
    named = [words[one][0] if rng.random() < 0.8 else rng.choice(words[one]) for one in columns]
    if rng.random() < 0.1:
        named.append(rng.choice(CELLS))
    return named


def _rows(rng: Random, columns: Sequence[str], share: float) -> Table:
    return [
        [_cell_text(rng, RIGHT.get(column, USUAL), share) for column in columns]
        for _ in range(rng.randint(1, 6))
    ]


def _delimited(made: Table, delimiter: str, end: str) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerows(made)
    return out.getvalue()


def _cell(rng: Random | None, text: str, row: int, column: int) -> str:
    at = quoteattr(f"{chr(65 + column % 26)}{row}")
    way = 0.0 if rng is None else rng.random()
    if way < 0.8:
        return f'<c r={at} t="inlineStr"><is><t>{escape(text)}</t></is></c>'
    kind = rng.choice(("n", "b", "e", "d", "s", "str", "x")) if rng else "n"
    if way < 0.9:
        return f'<c r={at} t="{kind}"><v>{escape(text)}</v></c>'
    return f'<c r={at} t="{kind}" s="9"><f>{escape(text)}</f><v>{escape(text)}</v></c>'


def _relations(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/{kind}" '
        f'Target="{target}"/></Relationships>'
    )


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le", "replace")[: 2 * len(text)]


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _compound(stream: bytes) -> bytes:
    """A compound file ([MS-CFB], sectors of 512 bytes) with one stream, Workbook."""
    size = max(len(stream), 4096)  # smaller ones lie elsewhere
    many = -(-size // 512)
    tables = -(-(many + 2) // 127)
    chain = [0xFFFFFFFD] * tables + [0xFFFFFFFE]
    first = len(chain)
    chain += [*range(first + 1, first + many), 0xFFFFFFFE]
    chain += [0xFFFFFFFF] * (tables * 128 - len(chain))
    header = struct.pack("<8s16xHHHHH6xLLLLLLLLL", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3,
                         0xFFFE, 9, 6, 0, tables, tables, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE,
                         0)  # fmt: skip
    header += struct.pack("<109L", *range(tables), *[0xFFFFFFFF] * (109 - tables))
    root = _entry("Root Entry", 5, 1, 0xFFFFFFFE, 0)
    listed = root + _entry("Workbook", 2, 0xFFFFFFFF, first, size) + bytes(256)
    return (
        header + struct.pack(f"<{len(chain)}L", *chain) + listed + stream.ljust(many * 512, b"\0")
    )


def _entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
    text = name.encode("utf-16-le").ljust(64, b"\0")
    none = 0xFFFFFFFF
    about = struct.pack("<HBBLLL", 2 * len(name) + 2, kind, 1, none, none, child)
    return text + about + bytes(36) + struct.pack("<LQ", first, size)
