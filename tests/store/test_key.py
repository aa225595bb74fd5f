"""Where a key comes from, and that it is shown to nobody."""

import io
import os

import pytest

from planner.findings import ExitCode, Refusal
from planner.store import key
from planner.store.key import ENV, ENV_FILE, NEW_ENV, Key
from tests.store.conftest import PASSPHRASE

LONG = "four words are enough"


@pytest.fixture(autouse=True)
def nothing_typed(monkeypatch):
    monkeypatch.setattr(key, "_state", key._State())
    for name in (ENV, ENV_FILE, NEW_ENV, key.NEW_ENV_FILE):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO())


@pytest.fixture
def type_(monkeypatch):
    """Somebody at a terminal who types these words."""
    monkeypatch.setattr(key, "_at_terminal", lambda: True)
    asked = []

    def type_(*words):
        left = iter(words)
        monkeypatch.setattr(
            key, "getpass", lambda prompt, stream: asked.append(prompt) or next(left)
        )
        return asked

    return type_


def refused(ask, *words):
    with pytest.raises(Refusal) as caught:
        ask()
    assert caught.value.exit_code is ExitCode.STORE
    for word in words:
        assert word in caught.value.message
    assert LONG not in caught.value.message
    return caught.value.message


def test_without_a_key_nothing_is_encrypted():
    assert key.given() is None
    refused(lambda: key.required("campaign.db"), "campaign.db is encrypted", ENV, ENV_FILE)
    refused(lambda: key.chosen("campaign.db"), "no key to encrypt with", ENV)
    refused(lambda: key.changed("campaign.db"), NEW_ENV)


def test_from_the_environment(monkeypatch):
    monkeypatch.setenv(ENV, LONG)
    assert key.given() == key.required("x") == key.chosen("x") == Key(LONG)


def test_from_a_file_of_the_owner(monkeypatch, tmp_path):
    file = tmp_path / "key"
    file.write_text(f"{LONG}\r\nand more\n", encoding="utf-8")
    file.chmod(0o600)
    monkeypatch.setenv(ENV_FILE, str(file))
    assert key.given() == Key(LONG)
    monkeypatch.setenv(ENV, LONG)
    refused(key.given, ENV, ENV_FILE, "both")


@pytest.mark.skipif(os.name != "posix", reason="file rights of POSIX")
def test_a_file_that_others_can_read_is_no_place_for_a_key(monkeypatch, tmp_path):
    file = tmp_path / "key"
    file.write_text(LONG, encoding="utf-8")
    file.chmod(0o644)
    monkeypatch.setenv(ENV_FILE, str(file))
    refused(key.given, f"chmod 600 {file}")


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff\xfe", b"a\0b\n"])
def test_a_file_without_a_key(monkeypatch, tmp_path, content):
    file = tmp_path / "key"
    if content is not None:
        file.write_bytes(content)
        file.chmod(0o600)
    monkeypatch.setenv(ENV_FILE, str(file))
    assert str(file) not in refused(key.given, ENV_FILE)  # the key itself may stand there


@pytest.mark.parametrize("text", ["", "   "])
def test_a_variable_that_a_script_left_empty_is_not_taken_for_none(monkeypatch, text):
    monkeypatch.setenv(ENV, text)
    refused(key.given, ENV, "empty")


def test_who_opens_is_asked_once(type_):
    asked = type_(LONG)
    assert key.required("campaign.db") == key.required("backup.db") == key.given() == Key(LONG)
    assert asked == ["Key of campaign.db: "]


def test_who_makes_is_asked_twice(type_):
    asked = type_(LONG, LONG)
    assert key.chosen("campaign.db") == key.given() == Key(LONG)
    assert len(asked) == 2
    type_(LONG, "four words are enouhg")
    refused(lambda: key.changed("campaign.db"), "differ")
    assert key.given() == Key(LONG)


def test_who_types_nothing(type_, monkeypatch):
    type_("")
    refused(lambda: key.required("campaign.db"), "empty")

    def ended(prompt, stream):
        raise EOFError

    monkeypatch.setattr(key, "getpass", ended)
    refused(lambda: key.required("campaign.db"), "No key was typed")


def test_a_new_key_is_no_short_one(monkeypatch, type_):
    type_("short", "short")
    refused(lambda: key.chosen("campaign.db"), "too short", "12")
    assert key.given() is None
    monkeypatch.setenv(NEW_ENV, "short")
    refused(lambda: key.changed("campaign.db"), "too short")
    monkeypatch.setenv(ENV, "short")  # one that is in use already opens what it opened
    assert key.required("campaign.db") == Key("short")


def test_letters_put_together_otherwise_are_the_same_key(monkeypatch):
    for text in (
        "\u0929\u0940\u0932\u0947 आम हैं क\u093c",
        "\u0928\u093c\u0940\u0932\u0947 आम हैं \u0958",
    ):
        monkeypatch.setenv(ENV, text)
        assert key.given().passphrase == "\u0929\u0940\u0932\u0947 आम हैं क\u093c"


def test_a_key_is_not_shown():
    for shown in (repr(Key(LONG)), str(Key(LONG)), f"{[Key(LONG)]}"):
        assert LONG not in shown
    assert LONG not in Key(PASSPHRASE).raw(bytes(16))


def test_the_same_passphrase_is_another_key_for_another_salt():
    one, other = Key(LONG).raw(bytes(16)), Key(LONG).raw(b"1" * 16)
    assert len(one) == len("x''") + 2 * (32 + 16)
    assert one[:67] != other[:67]
    assert one.endswith("00" * 16 + "'")
