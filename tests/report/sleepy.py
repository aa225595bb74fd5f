"""Work for processes that set files: they take their time to load it, and to do it."""

import multiprocessing
import os
import time

if multiprocessing.parent_process() is not None:
    os.write(1, b"loading\n")  # in one piece: there are others
    time.sleep(1)


def set_slowly(common, team):
    time.sleep(0.1)
    return team.encode()
