"""The README's console blocks: read, run in a folder of their own, and written anew.

`python tests/readme.py` puts today's true output into README.md.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)
CHANGING = [  # what differs from run to run, and what it is compared as
    (re.compile(r"\b\d+\.\d s\b"), "? s"),
    (re.compile(r"[ ]+$", re.MULTILINE), ""),
]


def commands(block: str) -> list[tuple[str, str]]:
    """Each command of a block with the output printed below it."""
    parts = re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


def steady(text: str) -> str:
    """A text without what may differ from run to run."""
    for pattern, instead in CHANGING:
        text = pattern.sub(instead, text)
    return text.strip()


def run(command: str, folder: Path) -> str:
    """What a command prints, on stdout and stderr as they come."""
    words = shlex.split(command)
    assert words[0] == "mitan", command
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MITAN_")}
    done = subprocess.run(
        [sys.executable, ROOT / "cli.py", *words[1:]],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=folder,
        env={**environment, "PYTHONUNBUFFERED": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode()
    return done.stdout.decode()


def main() -> None:
    """Run every command of the README after the demo, and write down what it printed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run("mitan demo", folder)

        def anew(block: re.Match[str]) -> str:
            told = [(words, run(words, folder)) for words, _ in commands(block.group())]
            return "".join(f"$ {words}\n{output.rstrip()}\n" for words, output in told)

        text = BLOCK.sub(anew, README.read_text(encoding="utf-8"))
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
