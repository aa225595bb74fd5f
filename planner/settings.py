"""Settings: files of TOML held against a model, with a finding for every fault."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from planner.findings import Finding, Refusal, Severity

Text = Annotated[str, Field(min_length=1)]
LARGEST_FILE = 1_000_000  # bytes; what is written by hand is some pages
DEEPEST_KEY = 32  # parts, a.b.c has three; the parser's time grows with the square of them

_DEEP_KEY = re.compile(rb"""(?<![\w"'.-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){%d}""" % DEEPEST_KEY)

# a setting on one line: its value is a text or holds no space, and a comment may follow
SETTING = re.compile(
    r"""(?P<key>\w+) = (?P<old>"[^"]*"|[^\s"\[]+)(?P<gap>[ ]*)(?P<comment>(\#.*)?)\n"""
)


class Section(BaseModel):
    """A table of a settings file: no key but those declared, no value turned into another type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Labelled(Section):
    """A table with a name to be read by people."""

    label: Text
    label_hi: Text

    def named(self, lang: str) -> str:
        """Its name in a language: en or hi."""
        return self.label_hi if lang == "hi" else self.label


Settings = TypeVar("Settings", bound=Section)


def read_toml(path: Path) -> dict[str, Any]:
    """The values of a TOML file, with or without a byte-order mark.

    Raises Refusal where the file cannot be read, is far too large, or is not TOML in UTF-8.
    """
    fault = ""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)  # no more: a device has no size, and no end
        if len(content) > LARGEST_FILE:
            fault = f"it is larger than {LARGEST_FILE:,} bytes, too large to be a file of settings"
        elif _DEEP_KEY.search(content):
            fault = f"a key in it has more than {DEEPEST_KEY} parts; no setting needs that"
        else:
            return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        fault = "it is not UTF-8 text; save it as UTF-8"
    except tomllib.TOMLDecodeError as error:
        fault = f"it is not valid TOML: {error}"
    except RecursionError:
        fault = "its brackets lie too deep in each other; no setting needs that"
    except ValueError:  # Python turns no text of thousands of digits into a number
        fault = "a number in it is far too long; correct it"
    except OSError as error:
        fault = f"it cannot be read: {error.strerror}"
    raise Refusal(f"{path}: {fault}.")


def checked(model: type[Settings], values: Mapping[str, Any], *, file: str, code: str) -> Settings:
    """The values as the model has them. `file` and `code` go into the findings.

    Raises Refusal, with one finding per fault, where a key is unknown or missing, or a value
    breaks a rule of the model.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        findings = [_finding(file, code, fault) for fault in error.errors(include_url=False)]
        raise Refusal(
            f"{file} cannot be used: {len(findings)} setting(s) are wrong.", findings=findings
        ) from None


def with_values(text: str, values: Mapping[str, Mapping[str, str | int | float]]) -> str:
    """The text of a TOML file with these values, by table and key, in place of its own.

    All else stays as it is, comments too. Raises ValueError where a key has no line of its own.
    """
    lines = text.splitlines(keepends=True)
    wanted = {(table, key): value for table, keys in values.items() for key, value in keys.items()}
    table = ""
    for k, line in enumerate(lines):
        if header := re.match(r"\[+([^\]]+)\]", line):
            table = header[1].strip()
        elif (found := SETTING.match(line)) and (table, found["key"]) in wanted:
            value = json.dumps(wanted.pop((table, found["key"])), ensure_ascii=False)
            if found["comment"]:  # they stay below each other
                value = value.ljust(len(found["old"] + found["gap"]) - 1) + " "
            lines[k] = f"{found['key']} = {value}{found['comment']}\n"
    if wanted:
        missing = ", ".join(f"{table}.{key}" for table, key in wanted)
        raise ValueError(f"no line of its own to put it on: {missing}")
    return "".join(lines)


def _finding(file: str, code: str, fault: Any) -> Finding:
    setting = ".".join(str(part) for part in fault["loc"]) or "(whole file)"
    unknown = fault["type"] == "extra_forbidden"
    return Finding(
        code=code,
        severity=Severity.ERROR,
        subject=setting,
        where=f"{file}, {setting}",
        message="this setting does not exist" if unknown else f"{fault['msg']}",
        remedy="correct its spelling or remove it" if unknown else "correct the value",
    )
