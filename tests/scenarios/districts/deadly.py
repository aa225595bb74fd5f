"""Planning that once costs a process its life; apart from `works`, for it loads the solver."""

import os
import signal
from pathlib import Path

from scenarios.districts.planning import plan_district


def plan_deadly(district, terms, marker):
    """Plan a district; the first process that has planned B kills itself before it can say so."""
    answered = plan_district(district, terms)
    if district.code == "B" and not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return answered
