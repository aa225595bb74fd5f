"""Trial: an old workbook (.xls) is opened by a process of its own first, which may end badly.

An archive is measured before it is opened. An old workbook cannot be, and the library that reads
it ends the whole process, or writes pages of its own about itself, where one is damaged.
"""

from __future__ import annotations

import subprocess
import sys

LONGEST = 120  # seconds; the largest that Excel 97 can hold takes some
LARGEST = 1024**3  # bytes of memory, twice what a full sheet takes; not every system sets a limit

# What the library raises by itself is left to whoever opens the workbook after that.
_PROGRAM = f"""
import io, sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, ({LARGEST}, {LARGEST}))
except (ImportError, ValueError, OSError):
    pass
import python_calamine
try:
    book = python_calamine.load_workbook(io.BytesIO(sys.stdin.buffer.read()))
    for sheet in book.sheets_metadata:
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet:
            book.get_sheet_by_name(sheet.name)
except Exception:
    pass
"""


def opens(data: bytes) -> bool:
    """Whether a workbook can be opened without harm; whether it is a sound one is not said."""
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", _PROGRAM],
            input=data,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0
