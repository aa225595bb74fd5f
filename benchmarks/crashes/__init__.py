"""What is left of a campaign when a command is killed, has no room, may not write, is cut off.

    python -m benchmarks.crashes kills --times 300 --seed 1
    python -m benchmarks.crashes full --cases 60 --seed 1
    python -m benchmarks.crashes readonly
    python -m benchmarks.crashes lost --postgres URL --times 60 --seed 1

Each runs every writing command of `mitan` on a copy of a small made-up campaign, in a process of
its own that is forked from one with all libraries loaded. What ought to be is learnt from two runs
that nobody disturbs.
"""
