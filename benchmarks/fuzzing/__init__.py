"""Fuzzing: every file that Mitan reads, made hostile, and what came of it.

    python -m benchmarks.fuzzing people --inputs 1000000 --seed 1
    python -m benchmarks.fuzzing all --inputs 20000 --log fuzz.jsonl
    python -m benchmarks.fuzzing people --replay found/people-12345.bin

One input is one file handed to the library function that a command hands it to. Half of them are
good files with bytes changed, half are well-formed files whose cells or values are hostile. Input
number n of a seed is always the same. Right is an answer or a plain no (Refusal); wrong is any
other exception, a warning, a word on standard error, a process that ends, an answer that cannot
be printed, more than `SLOWEST` seconds or `LARGEST` bytes, and a store that is no longer sound.
"""
