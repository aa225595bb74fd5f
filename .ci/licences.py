"""The licences of all that Mitan is installed, built and tested with, as docs/licences.md.

    uv run --isolated --all-extras --all-groups python .ci/licences.py > docs/licences.md

Names and versions are those of uv.lock, licences those that each package itself says. What it says
in words is put as an SPDX expression; what it does not say, or is for other systems only, was read
in its source, see BY_HAND. Ends with 1 where a licence is not among ALLOWED.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]

# With these a program under MIT may be installed beside them. Copyleft is in the second row: of
# the file (MPL), of the library (LGPL, of psycopg, which is an extra and replaceable), of a font.
ALLOWED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "MIT", "MIT-CMU", "PSF-2.0",
    "Zlib", "LGPL-3.0-only", "MPL-2.0", "OFL-1.1",
}  # fmt: skip
COPYLEFT = {"LGPL-3.0-only", "MPL-2.0", "OFL-1.1"}

# Said in words, or in ways of long ago.
WORDS = {
    "Apache Software License": "Apache-2.0", "Apache 2.0": "Apache-2.0",
    "BSD": "BSD-3-Clause", "BSD License": "BSD-3-Clause",
    "3-Clause BSD License": "BSD-3-Clause",
    "MIT License": "MIT", "MIT license": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0", "MPL-2.0 AND MIT": "MPL-2.0 AND MIT",
    "Python Software Foundation License": "PSF-2.0",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
}  # fmt: skip
BY_HAND = {
    "colorama": "BSD-3-Clause",  # Windows only, as the next five are macOS only
    **dict.fromkeys(("beniget", "gast", "ply", "pythran"), "BSD-3-Clause"),
    "setuptools": "MIT",
    "sqlcipher3": "Zlib AND BSD-3-Clause AND Apache-2.0",  # with SQLCipher and OpenSSL built in
}

USES = ("always", "extra", "development", "benchmarks")
HEAD = f"""# Licences

Mitan is under MIT. This is what it is installed and tested with, as `uv.lock` has it, made by

    uv run --isolated --all-extras --all-groups python .ci/licences.py > docs/licences.md

A test keeps it in step with the lock, and refuses every licence but these:
{", ".join(sorted(ALLOWED))}.
Copyleft are {", ".join(sorted(COPYLEFT))}: of a library, of a file, of a font. None binds a
program that uses the package as it is. Libraries that a wheel has built in (OpenSSL, OpenBLAS,
libpq, ...) are told of in the wheel's own licence files. Building needs hatchling (MIT), too.

| package | version | licence | used |
|---|---|---|---|
"""


def main() -> None:
    """Print the page."""
    sys.stdout.write(HEAD)
    installed = {canonical(one.name): one for one in distributions()}
    strange = []
    for name, versions, use in packages():
        licence = BY_HAND.get(name) or licence_of(installed[name])
        if not allowed(licence):
            strange.append(f"{name}: {licence}")
        sys.stdout.write(f"| {name} | {', '.join(versions)} | {licence} | {use} |\n")
    if strange:
        sys.exit("not among the allowed licences: " + "; ".join(strange))


def packages() -> list[tuple[str, tuple[str, ...], str]]:
    """What the lock has but Mitan itself: names with their versions, and what for, first use."""
    locked: list[dict[str, Any]] = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]
    needs: dict[str, set[str]] = {}
    versions: dict[str, set[str]] = {}
    for one in locked:
        asked = [one.get("dependencies", []), *one.get("optional-dependencies", {}).values()]
        needs.setdefault(one["name"], set()).update(each["name"] for part in asked for each in part)
        versions.setdefault(one["name"], set()).add(one["version"])
    (ours,) = [one for one in locked if one["name"] == "mitan"]
    roots: dict[str, Iterable[list[dict[str, Any]]]] = {
        "always": [ours["dependencies"]],
        "extra": ours["optional-dependencies"].values(),
        "development": [ours["dev-dependencies"]["dev"]],
        "benchmarks": [ours["dev-dependencies"]["benchmark"]],
    }
    use: dict[str, str] = {}
    for word in USES:
        left = [each["name"] for part in roots[word] for each in part]
        while left:
            name = left.pop()
            if name not in use:
                use[name] = word
                left.extend(needs[name])
    return [(name, tuple(sorted(versions[name])), use[name]) for name in sorted(use)]


def licence_of(one: Distribution) -> str:
    """What a package says of its licence, as an SPDX expression where WORDS knows it."""
    told = one.metadata.get("License-Expression") or ""
    classes = [c.split(" :: ")[-1] for c in one.metadata.get_all("Classifier") or ()
               if c.startswith("License :: ")]  # fmt: skip
    words = (one.metadata.get("License") or "").strip()
    if not told and len(words) < 60 and allowed(WORDS.get(words, words)):
        told = words  # a classifier says BSD for any of them
    told = told or " AND ".join(WORDS.get(c, c) for c in classes) or words[:60]
    return WORDS.get(told, told)


def allowed(licence: str) -> bool:
    """Whether each part of an expression is allowed, or one of those to choose from."""
    return any(
        all(part in ALLOWED for part in re.split(r" AND ", way)) for way in licence.split(" OR ")
    )


def canonical(name: str) -> str:
    """A name as the lock writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    main()
