"""Desk: what every command is given, and how every command answers.

It is imported to show `--help`, so whatever is heavy is imported where it is used.
"""

from __future__ import annotations

import errno
import functools
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

import click

from planner import stopping
from planner.findings import ExitCode, Finding, Refusal, Severity, legible
from planner.stages import Stage, stage

if TYPE_CHECKING:
    from planner.policy import Policy
    from planner.report.document import Document
    from planner.report.watching import Watch
    from planner.store.database import Store

USUAL_STORE = "campaign.db"
KEY_FILES = ("MITAN_KEY_FILE", "MITAN_NEW_KEY_FILE")  # as in store.key, which takes longer to load
POLICY_FILE = "campaign.toml"
FINDINGS_ON_SCREEN = 25
FORMS = ("table", "json", "csv")  # of every command
NO_TEXT = ("xlsx",)  # forms that are for files only


@dataclass
class Desk:
    """What every command is given: which store, which policy, and how to answer."""

    db: str
    campaign: Path | None
    form: str
    output: Path | None
    watch: Watch | None = None
    answered: bool = False

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The store, open and up to date."""
        from planner.store.database import open_store

        with open_store(self.db) as store:
            yield store

    def policy_file(self) -> Path | None:
        """The campaign.toml that counts: the one named, else the one beside the store, if any."""
        if self.campaign is not None:
            return self.campaign
        path = self.beside_store() / POLICY_FILE
        return path if path.exists() else None

    def beside_store(self) -> Path:
        """The folder of an SQLite file; for a server the folder one stands in."""
        if self.db.startswith("sqlite:///"):
            return Path(self.db.removeprefix("sqlite:///")).parent
        return Path() if "://" in self.db else Path(self.db).parent

    def policy(self) -> Policy:
        """The policy in force."""
        from planner.policy import load

        return load(self.policy_file())

    def show(self, document: Document) -> None:
        """Put the document on stdout, or whole into the file named with -o."""
        self.answered = True
        if self.watch is not None:
            self.watch.answered(document.data)
        if self.form != "table":
            say(*document.lines)
        with stage(Stage.ANSWER):
            self._put_out(document)

    def _put_out(self, document: Document) -> None:
        from planner.files import write_atomically
        from planner.report.document import show

        if self.output is None:
            self._clear()
            try:
                show(document, self.form, sys.stdout)
                sys.stdout.flush()
            except OSError as error:
                _abandon_stdout()
                if isinstance(error, BrokenPipeError):  # whoever read has seen enough
                    raise SystemExit(ExitCode.FINE) from None
                raise Refusal(
                    f"The answer cannot be written: {error.strerror}.", exit_code=ExitCode.STORE
                ) from None
        else:
            write_atomically(self.output, document.content(self.form))
            self._clear()
            say(f"Written: {self.output}")

    def _clear(self) -> None:
        """Take live lines away: what comes now stays, or is a question."""
        if self.watch is not None:
            self.watch.clear()

    def keep_apart(self, written: Path | None, read: list[Path]) -> None:
        """Refuse to write over the store, the policy, a key, a backup or a file that is read."""
        store = Path(self.db.removeprefix("sqlite:///"))
        keys = [Path(named) for name in KEY_FILES if (named := os.environ.get(name))]
        for file in (store, self.beside_store() / POLICY_FILE, self.campaign, *keys, *read):
            if written and file and written.exists() and file.exists() and written.samefile(file):
                raise click.UsageError(f"{written} belongs to this campaign; write elsewhere.")
        if written and written.is_file() and _may_be_a_store(written, store.suffix):
            raise click.UsageError(f"{written} is a campaign or a backup of one; write elsewhere.")


def _may_be_a_store(file: Path, suffix: str) -> bool:
    """An SQLite file; or one with a store's suffix that looks like an encrypted one, as pictures
    by chance may look, too.
    """
    from planner.store.target import Form, form_of

    form = form_of(file)
    return form is Form.PLAIN or (form is Form.SEALED and file.suffix == suffix)


def _abandon_stdout() -> None:
    """Keep Python from writing what is left, and failing over it, when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(*lines: str) -> None:
    """Speak to the person at the terminal, apart from the document."""
    for line in lines:
        click.echo(legible(line), err=True)  # it may hold a name of a file, or a text of one


def tell(findings: tuple[Finding, ...]) -> None:
    """Name findings on stderr, errors first: what, where, how to mend it; the rest counted."""
    errors_first = sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR)
    for finding in errors_first[:FINDINGS_ON_SCREEN]:
        stop = "" if finding.remedy.endswith("?") else "."
        say(
            f"  {finding.severity} {finding.code} {finding.subject} ({finding.where}): "
            f"{finding.message}. Remedy: {finding.remedy}{stop}"
        )
    if len(findings) > FINDINGS_ON_SCREEN:
        say(f"  ... and {len(findings) - FINDINGS_ON_SCREEN} more; see all with --format json")


def exit_code(error: BaseException | None) -> int:
    """What a command ends with that ended with this error, or with none."""
    if error is None:
        return ExitCode.FINE
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else ExitCode.FINE
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return stopping.exit_code(error)
    if isinstance(error, Refusal):
        return error.exit_code
    usage = isinstance(error, click.ClickException) or is_of_a_name(error)
    return ExitCode.USAGE if usage else ExitCode.BUG


def is_of_a_name(error: BaseException) -> TypeGuard[OSError]:
    """Whether an error says that no file can have the name it was given."""
    return isinstance(error, OSError) and error.errno in (errno.ENAMETOOLONG, errno.ELOOP)


Command = Callable[..., None]


def shared(command: Command) -> Command:
    """Give a command the options that every command has, as a Desk."""
    return sharing()(command)


def sharing(*forms: str, into_folder: bool = False) -> Callable[[Command], Command]:
    """As `shared`, for a command that answers in further `forms`, or that has an option -o of its
    own for the folder that it fills.
    """
    options = [
        click.option(
            "--db",
            envvar="MITAN_DB",
            default=USUAL_STORE,
            show_default=True,
            metavar="FILE|URL",
            help="The campaign's store: an SQLite file, or postgresql+psycopg://... "
            "Also from the environment: MITAN_DB. The key of an encrypted one: MITAN_KEY, "
            "MITAN_KEY_FILE, or it is asked for.",
        ),
        click.option(
            "--campaign",
            envvar="MITAN_CAMPAIGN",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help=f"The policy file. Usual: {POLICY_FILE} beside the store.",
        ),
        click.option(
            "--format",
            "form",
            type=click.Choice([*FORMS, *forms]),
            default="table",
            show_default=True,
            help="Form of the answer on stdout.",
        ),
    ]
    if not into_folder:
        options.append(
            click.option(
                "-o",
                "--output",
                type=click.Path(path_type=Path, dir_okay=False),
                metavar="FILE",
                help="Write the answer into a file instead.",
            )
        )

    options += [
        click.option(
            "--log-file",
            envvar="MITAN_LOG_FILE",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help="Add lines about this run: numbers and codes, no names. "
            "Also from the environment: MITAN_LOG_FILE.",
        ),
        click.option(
            "--profile", is_flag=True, help="Say at the end how long each stage took, and memory."
        ),
    ]

    def share(command: Command) -> Command:
        with_desk = _with_desk(command)
        for option in reversed(options):
            with_desk = option(with_desk)
        return with_desk

    return share


def _with_desk(command: Command) -> Command:
    @functools.wraps(command)
    def with_desk(
        *args: Any,
        db: str,
        campaign: Path | None,
        form: str,
        log_file: Path | None,
        profile: bool,
        output: Path | None = None,
        **kw: Any,
    ) -> None:
        from planner.files import require_writable
        from planner.report.watching import Wanted, at_terminal, watching

        if form in NO_TEXT and output is None:
            raise click.UsageError(f"--format {form} makes no text: name a file with -o FILE.")
        desk = Desk(db, campaign, form, output)
        plot: Path | None = kw.get("plot")
        read = [path for name, path in kw.items() if isinstance(path, Path) and name != "plot"]
        desk.keep_apart(output, read)
        desk.keep_apart(plot, read)
        desk.keep_apart(log_file, [path for path in (*read, output, plot) if path])
        context = click.get_current_context()
        if context.invoked_subcommand is not None:  # it is that one which is watched
            command(desk, *args, **kw)
            return
        if output is not None:
            require_writable(output)  # before anything is changed that cannot be told then
        wanted = Wanted(log_file, profile, at_terminal() and form != "json")
        with watching(wanted, context, db) as desk.watch:
            _carry_out(command, desk, *args, **kw)

    return with_desk


def _carry_out(command: Command, desk: Desk, *args: Any, **kw: Any) -> None:
    """Run it; as JSON a refusal is a document, too, where there is no other."""
    from planner.report.document import refusal_answer

    try:
        command(desk, *args, **kw)
    except Refusal as refusal:
        if desk.form == "json" and not desk.answered:
            desk.show(refusal_answer(refusal))
        raise
