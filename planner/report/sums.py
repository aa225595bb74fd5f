"""Sums: the list of a pack's files with the SHA-256 of each, as `sha256sum` writes it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from planner.findings import Refusal

SUMS = "SHA256SUMS"
LINE = re.compile(r"([0-9a-f]{64})  (\S+)")
NAME = re.compile(r"[a-z0-9][a-z0-9.-]*")


def sums_of(files: Mapping[str, bytes]) -> bytes:
    """The list of these files, by name."""
    return listed({name: hashlib.sha256(content).hexdigest() for name, content in files.items()})


def listed(digests: Mapping[str, str]) -> bytes:
    """The list of digests by name, as bytes."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())).encode()


def read_sums(content: bytes) -> dict[str, str] | None:
    """Digests by name; None where the list is not byte for byte as `listed` writes it.

    Raises Refusal where a name leads out of the folder, or into one.
    """
    digests: dict[str, str] = {}
    for line in content.decode(errors="replace").splitlines():
        name = line[66:]
        if "/" in name or "\\" in name or name.startswith(".."):
            raise Refusal(
                f"{SUMS} names {name[:80]!r}, which is no file of the pack itself: this list was "
                "not written by Mitan. Nothing was read from there."
            )
        fits = LINE.fullmatch(line)
        if fits is None or not NAME.fullmatch(fits[2]):
            return None
        digests[fits[2]] = fits[1]
    return digests if listed(digests) == content else None
