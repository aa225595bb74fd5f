"""Voice: how what is handed out speaks: in English, in Hindi, or in both, Hindi first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from graphs.words import day, number
from graphs.words import days as span
from planner.policy import Policy
from planner.report.roster_phrases import PHRASES

BOTH = ("hi", "en")
BETWEEN = " / "
Phrases = Mapping[str, Mapping[str, str]]  # by language and key


@dataclass(frozen=True)
class Voice:
    """The languages spoken, "en" or "hi", in order, and the phrases, by language."""

    languages: tuple[str, ...]
    phrases: Phrases = field(default_factory=lambda: PHRASES, repr=False)

    @classmethod
    def of(cls, lang: str, phrases: Phrases = PHRASES) -> Voice:
        """That of an option --lang: en, hi or both."""
        return cls(BOTH if lang == "both" else (lang,), phrases)

    @property
    def main(self) -> str:
        """The language that a page says it is in."""
        return self.languages[0]

    def say(self, phrase: str, **values: object) -> str:
        """A phrase with its values in it: numbers grouped as that language does, days named."""
        said = (
            self.phrases[lang][phrase].format(**{k: _told(v, lang) for k, v in values.items()})
            for lang in self.languages
        )
        return joined(said)

    def number(self, value: int) -> str:
        """A number; in both languages at once it is grouped as in Hindi."""
        return number(value, self.main)

    def day(self, when: date) -> str:
        """A day: '8 सितं / 8 Sep'."""
        return joined(self.day_lines(when))

    def day_lines(self, when: date) -> list[str]:
        """A day in each of the languages."""
        return [day(when, lang) for lang in self.languages]

    def days(self, days: Sequence[date], counts: Sequence[int]) -> str:
        """The days with visits, runs of equally many together: '1–4 Sep, 6 Sep ×2'."""
        return joined(day_runs(days, counts, lang) for lang in self.languages)

    def category(self, policy: Policy, code: str) -> str:
        """What a category is called; its code where the policy does not know it."""
        kind = policy.categories.get(code)
        if kind is None:
            return code
        return joined(kind.named(lang) for lang in self.languages)

    @cached_property
    def labels(self) -> dict[str, str]:
        """The phrases that hold no values."""
        words = self.phrases[self.main]
        return {key: self.say(key) for key, phrase in words.items() if "{" not in phrase}


def day_runs(days: Sequence[date], counts: Sequence[int], lang: str) -> str:
    """The days on which something is done, neighbours with equally many together."""
    return ", ".join(
        f"{span(first, last, lang)}{f' ×{count}' if count > 1 else ''}"
        for first, last, count in _runs(days, counts)
    )


def joined(texts: Iterator[str] | Sequence[str]) -> str:
    """Texts in several languages, side by side; those that are alike once."""
    return BETWEEN.join(dict.fromkeys(texts))


def _runs(days: Sequence[date], counts: Sequence[int]) -> Iterator[tuple[date, date, int]]:
    first = last = None
    before = 0
    for when, count in zip(days, counts, strict=True):
        follows = last is not None and (when - last).days == 1
        if count != before or not follows:
            if first is not None and last is not None and before:
                yield first, last, before
            first = when
        last, before = when, count
    if first is not None and last is not None and before:
        yield first, last, before


def _told(value: object, lang: str) -> object:
    if isinstance(value, int):
        return number(value, lang)
    return day(value, lang) if isinstance(value, date) else value
