"""Texts: what a campaign says to people, in both languages. The usual ones stand in texts.toml."""

from __future__ import annotations

import string
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator

from planner.report.document import Document, Table
from planner.settings import Section, checked, read_toml

USUAL_TEXTS = Path(__file__).with_name("texts.toml")
TEXTS_FILE = "campaign-texts.toml"  # beside campaign.toml
MOST_SIGNS = 200  # of a line, so that a page holds it

COMMON = (
    *("campaign", "plan", "id", "name", "zone", "leader", "visits", "days", "quota", "enrolled"),
    *("remaining", "pledge_day"),
)
PLACES = {  # what may stand in braces
    "message_rakshak": (*COMMON, "areas"),
    "message_leader": (*COMMON, "rakshaks", "team"),
}

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_SIGNS)]
Message = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4_000)]


class Words(Section):
    """The texts in one language."""

    say: Annotated[tuple[Line, ...], Field(strict=False, max_length=10)]
    pledge_opening: Line
    pledge: Annotated[tuple[Line, ...], Field(strict=False, min_length=1, max_length=20)]
    message_rakshak: Message
    message_leader: Message

    @model_validator(mode="after")
    def _places_exist(self) -> Self:
        for key, places in PLACES.items():
            _check_places(key, getattr(self, key), places)
        return self


class Texts(Section):
    """All of a campaign's texts. Immutable; `load_texts` reads them."""

    en: Words
    hi: Words

    def of(self, lang: str) -> Words:
        """Those in a language, "en" or "hi"."""
        return self.hi if lang == "hi" else self.en


def load_texts(path: Path | None = None) -> Texts:
    """Read a campaign's texts over the usual ones; the usual ones alone where `path` is None.

    Raises Refusal, with one finding per fault, where the file cannot be read, is not TOML, or
    holds an unknown key, a text that is too long, or a place in braces that nothing fills.
    """
    values = read_toml(USUAL_TEXTS)
    for lang, given in ({} if path is None else read_toml(path)).items():
        usual: Any = values.get(lang)
        if isinstance(usual, dict) and isinstance(given, dict):
            given = {**usual, **given}
        values[lang] = given
    return checked(Texts, values, file=(path or USUAL_TEXTS).name, code="TXT001")


def texts_answer(texts: Texts, path: Path | None) -> Document:
    """The texts: on a screen the file itself, to be edited; as JSON and CSV those that count."""
    data = texts.model_dump(mode="json")
    rows = [
        (lang, key, k, line)
        for lang, words in data.items()
        for key, given in words.items()
        for k, line in enumerate(given if isinstance(given, list) else [given], start=1)
    ]
    table = Table("Texts", ("lang", "text", "line", "words"), rows)
    told = f"The texts of {path}." if path else "The usual texts; this campaign has no others."
    page = (path or USUAL_TEXTS).read_bytes
    return Document(data, (table,), (told,), {"table": page})


def _check_places(key: str, message: str, places: tuple[str, ...]) -> None:
    try:
        found = list(string.Formatter().parse(message))
    except ValueError:
        raise ValueError(f"{key}: a brace is opened and not closed; write {{{{ or }}}}") from None
    for _, name, form, turn in found:
        if name is not None and (name not in places or form or turn):
            wrong = f"{name}{f'!{turn}' if turn else ''}{f':{form}' if form else ''}"
            known = ", ".join(f"{{{place}}}" for place in places)
            raise ValueError(f"{key}: nothing fills {{{wrong}}}; there are {known}")
