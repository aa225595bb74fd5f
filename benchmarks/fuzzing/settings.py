"""Settings: files of TOML and JSON in which single values are hostile."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from random import Random

from benchmarks.fuzzing.nasty import CELLS, VALUES
from planner.policy import USUAL_POLICY
from planner.report.texts import USUAL_TEXTS
from scenarios.growth.rates import GROWTH, RATES_FILE

_SETTING = re.compile(r"^([\w.\"]+)\s*=\s*(.*)$")
_SECTION = re.compile(r"^(?=\[)", re.MULTILINE)
_VALUE = re.compile(rb'-?\d+(?:\.\d+)?|"[^"\n]*"|null|true|false|\[\]|\{\}')


def _sections(path: Path) -> list[bytes]:
    """The whole file once, and its tables one by one, as somebody writes those he changes."""
    text = path.read_text(encoding="utf-8")
    parts = [part.encode() for part in _SECTION.split(text) if part.startswith("[")]
    return [*parts, text.encode()]


POLICIES = _sections(USUAL_POLICY)
TEXTS = _sections(USUAL_TEXTS)
SCENARIOS = [
    *_sections(GROWTH / "bilaspur.toml")[:-1],
    *_sections(GROWTH / "six-lakh.toml"),
    *(b"[rate." + part.lstrip(b"[") for part in _sections(RATES_FILE)[:-1] if b"rate" not in part),
    *(part for part in _sections(RATES_FILE)[:-1] if part.startswith(b"[rate")),
]


def shaped(good: Sequence[bytes], rng: Random) -> bytes:
    """One to three of the files, one after the other, with some lines changed."""
    text = b"\n".join(rng.sample(good, rng.choice((1, 1, 2, 3)))).decode()
    lines = text.split("\n")
    settings = [k for k, line in enumerate(lines) if _SETTING.match(line)]
    for _ in range(rng.randint(1, 4)):
        if not settings:
            break
        k = rng.choice(settings)
        lines[k] = _changed(rng, lines[k])
    return "\n".join(lines).encode("utf-8", "replace")


def _changed(rng: Random, line: str) -> str:
    found = _SETTING.match(line)
    if found is None:  # changed before
        return line
    key, value = found.groups()
    way = rng.random()
    if way < 0.75:
        return f"{key} = {rng.choice(VALUES)}"
    if way < 0.85:
        text = rng.choice(CELLS).replace("\\", "\\\\").replace('"', '\\"')
        return f'{key} = "{text}"'
    if way < 0.92:
        return f"{json.dumps(rng.choice(CELLS))} = {value}"
    return f"[{key}]\n{key} = {value}" if way < 0.96 else f"{line}\n{line}"


def shaped_json(good: Sequence[bytes], rng: Random) -> bytes:
    """One of the files with one to four values changed."""
    data = rng.choice(good)
    for _ in range(rng.randint(1, 4)):
        places = list(_VALUE.finditer(data))
        if not places:
            break
        found = rng.choice(places)
        data = data[: found.start()] + json_value(rng) + data[found.end() :]
    return data


def json_value(rng: Random) -> bytes:
    """A value as JSON writes it, or nearly."""
    if rng.random() < 0.3:
        return json.dumps(rng.choice(CELLS), ensure_ascii=rng.random() < 0.5).encode(
            "utf-8", "replace"
        )
    return rng.choice(JSON_VALUES)


JSON_VALUES = (
    *(b"82.05", b"22.07", b"82.11", b"22.09", b"7", b"12", b'"A"', b'"B"'),
    *(b"0", b"-1", b"1", b"1.5", b"1e999", b"-1e-999", b"NaN", b"Infinity", b"-Infinity"),
    *(b"9" * 30, b"9" * 5_000, b"null", b"true", b"false", b"{}", b"[]", b"[[]]", b'""'),
    *(b"[" * 3_000 + b"]" * 3_000, b'{"a":' * 3_000 + b"1" + b"}" * 3_000, b'"\\ud800"'),
    *(b'"\\u0000"', b"[1,2]", b"[82.0, 22.0]", b"[1e300, 1e300]", b'{"a": 1, "a": 2}', b"-0"),
)
