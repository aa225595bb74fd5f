"""Finding: the one shape of whatever can be wrong, in imports, inputs and audits alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from enum import IntEnum, StrEnum

MOST_GUESSED = 5  # wrong ids for which others that look alike are sought: that takes time

# What gives orders to a terminal, turns the direction of a line, or is half a character.
UNFIT = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


class ExitCode(IntEnum):
    """What the `mitan` command hands back to the shell; scripts rely on it."""

    FINE = 0
    BUG = 1
    USAGE = 2
    REJECTED = 3
    IMPOSSIBLE = 4
    AUDIT_FAILED = 5
    STORE = 6
    INTERRUPTED = 130  # by Ctrl-C
    TERMINATED = 143  # by the system


class Severity(StrEnum):
    """How much a finding matters: an error blocks or fails, a warning is only said."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Outcome(StrEnum):
    """What became of one thing looked at: it fails by an error; warnings alone leave it passed."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    IGNORED = "ignored"  # somebody gave a reason for not counting it


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: what, where, and how to mend it.

    `subject` is an id (a rakshak, an area, a plan number), never a name or a phone;
    `where` is a place a person can go to (file, sheet, row, column; zone; table).
    All four are made `legible`.
    """

    code: str
    severity: Severity
    subject: str
    where: str
    message: str
    remedy: str

    def __post_init__(self) -> None:
        for name in ("subject", "where", "message", "remedy"):
            text = getattr(self, name)
            if not text.isprintable():  # it may repeat what stands in a file
                object.__setattr__(self, name, legible(text))

    def as_dict(self) -> dict[str, str]:
        """The finding as plain strings, as JSON and CSV show it."""
        return {key: str(value) for key, value in asdict(self).items()}


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. `message` says what was seen, or how to mend it."""

    name: str
    outcome: Outcome
    message: str
    exit_code: ExitCode = ExitCode.FINE


class Refusal(Exception):  # noqa: N818 - an answer to the user, not a failure of the program
    """A plain 'no' with its reasons: raised when a request cannot be carried out.

    Nothing has been written when it is raised. `exit_code` is what the command line
    returns for it.
    """

    def __init__(
        self,
        message: str,
        *,
        exit_code: ExitCode = ExitCode.REJECTED,
        findings: Sequence[Finding] = (),
    ) -> None:
        self.message = legible(message)
        super().__init__(self.message)
        self.exit_code = exit_code
        self.findings = tuple(findings)


def legible(text: str) -> str:
    """A text as it can be shown: signs that would act on a screen or on the text are spelt out."""
    return UNFIT.sub(lambda sign: sign[0].encode("unicode_escape").decode(), text)


def meant(wrong: str, known: Iterable[str]) -> str:
    """A remedy for an id that is nobody's: those of the known ones that are spelt like it."""
    folded = {one.casefold(): one for one in sorted(known)}
    alike = [folded[one] for one in get_close_matches(wrong.casefold(), folded)]
    return f"do you mean {' or '.join(alike)}?" if alike else "write its id as in the sheet"


def meant_by_each(wrong: Sequence[str], known: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each wrong id with such a remedy; ids that look alike are sought for the first few only."""
    among = list(known)
    for k, one in enumerate(wrong):
        yield one, meant(one, among if k < MOST_GUESSED else ())


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Those findings that block or fail."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]
