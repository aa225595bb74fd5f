"""Commands: groups of the `mitan` command that have several words; cli.py hangs them in."""
