"""Key: what an encrypted store is opened with, from the environment, a file, or somebody who types.

It is never an option of a command: so it stands in no list of processes and no shell's history.
Nothing shows it: no message, no log, no repr.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import unicodedata
from dataclasses import dataclass
from functools import cache
from getpass import getpass
from pathlib import Path

from planner.findings import ExitCode, Refusal
from planner.stages import asking

ENV, ENV_FILE = "MITAN_KEY", "MITAN_KEY_FILE"
NEW_ENV, NEW_ENV_FILE = "MITAN_NEW_KEY", "MITAN_NEW_KEY_FILE"  # what `mitan db rekey` changes it to
LEAST = 12  # characters of a new key
SALT_BYTES = 16
ROUNDS = 256_000  # with SHA-512, as SQLCipher 4 itself makes a key of a passphrase


@dataclass(frozen=True, repr=False)
class Key:
    """A passphrase, the same whichever keyboard put its letters together."""

    passphrase: str

    def raw(self, salt: bytes) -> str:
        """The key of a file with this salt, as SQLCipher takes one that is worked out already."""
        return f"x'{_derived(self.passphrase, salt).hex()}{salt.hex()}'"

    def __repr__(self) -> str:
        return "Key(***)"


@dataclass
class _State:
    """Of this process: what somebody typed is asked for once."""

    typed: Key | None = None


_state = _State()


def given() -> Key | None:
    """The key that was typed or stands in the environment; None where files are not encrypted.

    Raises Refusal (STORE) where that cannot be used.
    """
    return _state.typed or _from_environment(ENV, ENV_FILE)


def required(shown: str) -> Key:
    """The key to open an encrypted store with; asked for at a terminal. Raises Refusal (STORE)."""
    found = given()
    if found is None:
        if not _at_terminal():
            raise _refusal(
                f"{shown} is encrypted, and there is no key. Set {ENV} or {ENV_FILE}, or run this "
                "at a terminal, which asks for it."
            )
        found = _state.typed = _key(_typed(f"Key of {shown}: "), "what was typed")
    return found


def chosen(shown: str) -> Key:
    """The key of a store that is to be made; asked for twice. Raises Refusal (STORE)."""
    found = given()
    if found is None:
        found = _asked_twice(f"Key for {shown}", ENV, ENV_FILE)
    _state.typed = require_long(found)
    return found


def changed(shown: str) -> Key:
    """The key that a store is to have from now on; asked for twice. Raises Refusal (STORE)."""
    found = _from_environment(NEW_ENV, NEW_ENV_FILE)
    if found is None:
        found = _asked_twice(f"New key for {shown}", NEW_ENV, NEW_ENV_FILE)
    return require_long(found)


def use(key: Key | None) -> None:
    """Open what comes with this key, as if it had been typed; None: with what is set."""
    _state.typed = key


def require_long(key: Key) -> Key:
    """The key itself. Raises Refusal (STORE) where it would be found by trying."""
    if len(key.passphrase) < LEAST:
        raise _refusal(f"The key is too short: take {LEAST} characters at least, say four words.")
    return key


@cache
def fresh_salt() -> bytes:
    """The salt of the files that this process makes; one, as each costs a quarter of a second."""
    return os.urandom(SALT_BYTES)


@cache
def _derived(passphrase: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha512", passphrase.encode(), salt, ROUNDS, 32)


def _from_environment(name: str, file_name: str) -> Key | None:
    text, file = os.environ.get(name), os.environ.get(file_name)
    if text is not None and file is not None:
        raise _refusal(f"{name} and {file_name} are both set. Set one of them.")
    if text is not None:
        return _key(text, name)
    return None if file is None else _key(_read(Path(file), file_name), f"the file of {file_name}")


def _read(file: Path, name: str) -> str:
    """The first line of a file that nobody else can read."""
    try:
        if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
            raise _refusal(f"Others can read the key in {file} ({name}). Run: chmod 600 {file}")
        with file.open(encoding="utf-8-sig") as lines:
            return lines.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
        # its name is not repeated: somebody may have put the key itself there
        raise _refusal(f"The file that {name} names cannot be read: {reason}.") from None


def _key(text: str, whence: str) -> Key:
    if not text.strip():
        raise _refusal(f"The key is empty ({whence}). Give one, or take {whence} away.")
    if "\0" in text:
        raise _refusal(f"The key has a character in it that no key can have ({whence}).")
    return Key(unicodedata.normalize("NFC", text))


def _asked_twice(what: str, name: str, file_name: str) -> Key:
    if not _at_terminal():
        raise _refusal(
            f"There is no key to encrypt with. Set {name} or {file_name}, or run this at a "
            "terminal, which asks for it."
        )
    first = _key(_typed(f"{what}: "), "what was typed")
    if _key(_typed(f"{what}, once more: "), "what was typed") != first:
        raise _refusal("The two keys differ. Nothing was changed; run it again.")
    return first


def _typed(prompt: str) -> str:
    try:
        with asking():
            return getpass(prompt, stream=sys.stderr)
    except EOFError:
        raise _refusal("No key was typed. Nothing was changed.") from None


def _at_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _refusal(message: str) -> Refusal:
    return Refusal(message, exit_code=ExitCode.STORE)
