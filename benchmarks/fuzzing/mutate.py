"""Mutate: a good file with its bytes changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from benchmarks.fuzzing.nasty import TOKENS

LONGEST = 200_000  # bytes of a mutant

Change = Callable[[Random, bytearray, Sequence[bytes]], None]


def mutated(rng: Random, good: Sequence[bytes]) -> bytes:
    """One of the good files with one to six changes; now and then in another encoding."""
    data = bytearray(rng.choice(good))
    if rng.random() < 0.03:
        data = bytearray(_recoded(rng, bytes(data)))
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 4, 6))):
        rng.choice(CHANGES)(rng, data, good)
    return bytes(data[:LONGEST])


def _at(rng: Random, data: bytearray) -> int:
    return int(rng.random() * (len(data) + 1))


def _flip(rng: Random, data: bytearray, good: Sequence[bytes]) -> None:
    if data:
        data[_at(rng, data) % len(data)] ^= 1 << rng.randrange(8)


def _replace(rng: Random, data: bytearray, good: Sequence[bytes]) -> None:
    if data:
        data[_at(rng, data) % len(data)] = rng.randrange(256)


def _insert(rng: Random, data: bytearray, good: Sequence[bytes]) -> None:
    at = _at(rng, data)
    data[at:at] = rng.choice(TOKENS)


def _overwrite(rng: Random, data: bytearray, good: Sequence[bytes]) -> None:
    at, token = _at(rng, data), rng.choice(TOKENS)
    data[at : at + len(token)] = token


def _cut(rng: Random, data: bytearray, good: Sequence[bytes]) -> None:
    at = _at(rng, data)
    del data[at : at + int(rng.expovariate(0.05))]


def _end(rng: Random, data: bytearray, good: Sequence[bytes]) -> None:
    del data[_at(rng, data) :]


def _again(rng: Random, data: bytearray, good: Sequence[bytes]) -> None:
    """A piece twice, or very often."""
    at = _at(rng, data)
    piece = bytes(data[at : at + rng.randrange(1, 40)])
    data[at:at] = piece * rng.choice((1, 1, 2, 7, 300))


def _splice(rng: Random, data: bytearray, good: Sequence[bytes]) -> None:
    """The beginning of this one, the end of another."""
    other = rng.choice(good)
    del data[_at(rng, data) :]
    data += other[int(rng.random() * len(other)) :]


def _swap_lines(rng: Random, data: bytearray, good: Sequence[bytes]) -> None:
    lines = bytes(data).split(b"\n")
    if len(lines) > 1:
        rng.shuffle(lines)
        data[:] = b"\n".join(lines)


CHANGES: tuple[Change, ...] = (
    *(_flip, _flip, _replace, _insert, _insert, _insert, _overwrite, _overwrite),
    *(_cut, _end, _again, _splice, _swap_lines),
)


def _recoded(rng: Random, data: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    encoding = rng.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252", "utf-32"))
    return text.encode(encoding, "replace")
