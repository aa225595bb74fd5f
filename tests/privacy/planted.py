"""A campaign in which every name, phone, note and reason is a marked word, and what finds them.

Names have no digits, as those of people have none. Whatever a command makes is looked into: text,
workbooks, archives, PDF, metadata of pictures, and what pages carry in other encodings.
"""

import base64
import binascii
import contextlib
import html
import io
import os
import re
import sqlite3
import struct
import sys
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import cli

LETTERS, HINDI = "abcdefghij", "कखगघङचछजझञ"
NAME = re.compile(r"zqx[a-j]{3}|ठ्ठळ[क-ञ]{3}", re.IGNORECASE)
PHONE = re.compile(r"9[\s.-]?1[\s.-]?8[\s.-]?7[\s.-]?6[\s.-]?0[\s.-]?0[\s.-]?\d[\s.-]?\d[\s.-]?\d")
NOTE = re.compile(r"zqn[a-j]{3}", re.IGNORECASE)
REASON = re.compile(r"zqr[a-j]{3}", re.IGNORECASE)
STORE = b"SQLite format 3\x00"
PNG = b"\x89PNG\r\n\x1a\n"
RAKSHAKS, MITANS = 6, 12
L, R, M = 0, 100, 200  # the first number of each role


def _in(letters, number):
    return "".join(letters[int(digit)] for digit in f"{number:03}")


def token(number):
    """The word by which a person's name is found: Hindi for every other one."""
    return f"ठ्ठळ{_in(HINDI, number)}" if number % 2 else f"zqx{_in(LETTERS, number)}"


def name(number):
    """A name of two words."""
    return f"{token(number).capitalize()} {'ठ्ठझ' if number % 2 else 'Zqy'}{_in(LETTERS, number)}"


def phone(number):
    return f"9187600{number:03}"


def note(number):
    return f"Zqn{_in(LETTERS, number)} ji"


def reason(number):
    return f"Zqr{_in(LETTERS, number)}"


def number_of(one):
    """The number of a person by his id: L1, R4, M12."""
    return {"L": L, "R": R, "M": M}[one[0]] + int(one[1:])


PARENT = {"L1": "", "L2": "L1", "L3": "L1", "L4": "L2", "L5": "L3"} | {
    f"R{k}": "L5" if k < 3 else "L4" for k in range(1, RAKSHAKS + 1)
}
ENROLLED = {f"M{k}": f"R{1 + (k - 1) % RAKSHAKS}" for k in range(1, MITANS + 1)}
EVERYBODY = (*PARENT, *ENROLLED)


def zone_of(one):
    """L3 and all under him live in A with L1 and R6, who is in a team of B; mitans as rakshaks."""
    return "A" if ENROLLED.get(one, one) in ("L1", "L3", "L5", "R1", "R2", "R6") else "B"


def below(leader):
    """A leader and everybody under him, mitans too."""
    found = {leader}
    for one, above in (*PARENT.items(), *ENROLLED.items()):
        if above in found:
            found.add(one)
    return found


def _person(one, k, **changed):
    row = {
        "id": one,
        "name": name(number_of(one)),
        "phone": phone(number_of(one)),
        "role": "leader" if one[0] == "L" else "rakshak",
        "reports_to": PARENT[one],
        "zone": zone_of(one),
        "latitude": f"{22.05 + k / 100:.4f}",
        "longitude": f"{82.10 + k / 100:.4f}",
        "trained_on": "2020-08-26" if one not in ("L4", "R6") else "",
        "organisation": "police" if one[0] == "L" else "student",
    }
    return {**row, **changed}


def sheet(rows):
    """Rows as the text of a CSV."""
    rows = list(rows)
    return "\n".join([",".join(rows[0]), *(",".join(row.values()) for row in rows)]) + "\n"


def people(**changed):
    """A sheet of leaders and rakshaks."""
    return sheet(_person(one, k, **changed) for k, one in enumerate(PARENT))


def enrolments(**changed):
    return sheet(
        {
            "mitan": one,
            "rakshak": above,
            "name": name(number_of(one)),
            "phone": phone(number_of(one)),
            "zone": zone_of(one),
            "enrolled_on": "2020-09-02",
            **changed,
        }
        for one, above in ENROLLED.items()
    )


def days(**changed):
    """Days of work, with notes."""
    rows = [("R1", "A1", "2020-09-01"), ("R2", "A2", "2020-09-02"), ("R5", "A5", "2020-09-03")]
    return sheet(
        {
            "rakshak": rakshak,
            "area": area,
            "day": day,
            "visits done": "1",
            "people reached": "9",
            "note": note(number_of(rakshak)),
            **changed,
        }
        for rakshak, area, day in rows
    )


AREAS = "id,name,category,zone,visits,latitude,longitude,people\n" + "".join(
    f"A{k},Bazar {k},market,{'A' if k < 3 else 'B'},4,{22 + k / 100:.3f},{82 + k / 100:.3f},90\n"
    for k in range(1, 7)
)
PLEDGES = "id,mitan,day,pledges\n" + "".join(f"S{k},M{k},2020-09-08,2\n" for k in range(1, 7))
TRAINER = 300
VENUES = (
    "id,name,zone,latitude,longitude,seats,days,trainers\n"
    f"V1,School,B,22.08,82.13,9,2020-08-27; 2020-08-28,{name(TRAINER)}\n"
)


@dataclass(frozen=True)
class Told:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str


def run(folder, *words):
    """Run a command of Mitan in a folder."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with (
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        mock.patch.object(sys, "argv", ["mitan", *map(str, words)]),
        mock.patch.dict(os.environ),
    ):
        for variable in ("MITAN_DB", "MITAN_CAMPAIGN", "MITAN_DEBUG"):
            os.environ.pop(variable, None)
        try:
            cli.main()
        except SystemExit as end:
            code = int(end.code or 0)
    for stream in (out, err):
        stream.flush()
    return Told(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))


def do(folder, *words, code=0):
    """Run a command that has to end in this way."""
    told = run(folder, *words)
    assert told.code == code, told
    return told


def campaign(folder):
    """Everything that a campaign may hold, in `folder`: plans, work, pins, ties, a sample."""
    texts = {"areas": AREAS, "people": people(), "enrolments": enrolments(), "days": days()}
    texts |= {
        "pledges": PLEDGES,
        "venues": VENUES,
        "attendance": "id,day,attended\nR6,2020-08-27,yes\n",
        "gone": "id\nR4\n",
    }
    for kind, text in texts.items():
        (folder / f"{kind}.csv").write_text(text, encoding="utf-8")
    do(folder, "init")
    for kind in ("areas", "people", "enrolments", "pledges"):
        do(folder, "import", kind, f"{kind}.csv")
    do(folder, "pin", "R1", "A1", "--reason", reason(1))
    do(folder, "ban", "R2", "A3", "--reason", reason(2))
    do(folder, "tie", "apart", "A1", "A2", "--of", "areas", "--reason", reason(3))
    do(folder, "assign")
    do(folder, "progress", "import", "days.csv")
    do(folder, "audit", "sample", "--seed", "drawn early", "--sheet", "calls.csv")
    calls = (folder / "calls.csv").read_text(encoding="utf-8-sig").splitlines()
    filled = [line.rsplit(",", 2)[0] + ",yes," for line in calls[1:]]
    (folder / "filled.csv").write_text("\n".join([calls[0], *filled]), encoding="utf-8")
    do(folder, "export", "xlsx", "--leader", "L1", "-o", "team.xlsx")
    do(folder, "audit", "pack", "-o", "pack")
    do(folder, "backup", "-o", "kept.db")


def files(folder):
    """All files below a folder, with what tells whether they were changed."""
    return {
        path: (path.stat().st_mtime_ns, path.stat().st_size)
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file()
    }


def is_store(path):
    """The campaign itself and its backups, with SQLite's own files beside them."""
    if path.name.endswith(("-wal", "-shm", "-journal")):
        return True
    with path.open("rb") as start:
        return start.read(len(STORE)) == STORE


def history(folder):
    """All that the history holds, as text."""
    with contextlib.closing(sqlite3.connect(Path(folder) / "campaign.db")) as store:
        return "\n".join(
            f"{row}" for row in store.execute("SELECT at, action, details FROM history")
        )


def texts(content):
    """All texts that can be read out of bytes, whatever they are wrapped in."""
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist():
                yield entry.filename
                yield from texts(archive.read(entry))
        return
    if content.startswith(b"%PDF"):
        yield from _of_pdf(content)
    if content.startswith(PNG):
        yield from _of_png(content)
    yield content.decode("utf-16", errors="ignore")
    text = content.decode("utf-8", errors="ignore")
    yield text
    yield html.unescape(text)
    if "\\u" in text:
        yield re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    for packed in re.findall(r"[A-Za-z0-9+/]{16,}={0,2}", text):
        with contextlib.suppress(binascii.Error, ValueError):
            inner = base64.b64decode(packed)
            yield inner.decode("utf-8", errors="ignore")
            with contextlib.suppress(zlib.error):
                yield zlib.decompressobj(47).decompress(inner).decode("utf-8", errors="ignore")


def _of_png(content):
    """What the chunks of a picture say besides the picture itself."""
    at = len(PNG)
    while at < len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        kind, chunk = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        if kind in (b"zTXt", b"iTXt"):
            with contextlib.suppress(zlib.error):
                chunk += zlib.decompress(chunk.split(b"\0", 2)[-1].lstrip(b"\0"))
        if kind != b"IDAT":
            yield chunk.decode("utf-8", errors="ignore")
        at += 12 + length


def _of_pdf(content):
    import pypdfium2

    with contextlib.closing(pypdfium2.PdfDocument(content)) as document:
        yield " ".join(document.get_metadata_dict().values())
        for page in document:
            yield page.get_textpage().get_text_range()


def found(pattern, *contents):
    """Every marked word in some texts or bytes, folded."""
    words = set()
    for content in contents:
        for text in texts(content) if isinstance(content, bytes) else (content,):
            words |= {re.sub(r"[\s.-]", "", word.casefold()) for word in pattern.findall(text)}
    return words


def tokens(people_):
    """The words that find some people."""
    return {token(number_of(one)).casefold() for one in people_}
