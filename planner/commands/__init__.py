"""Commands of `mitan` that stand together, a file for each kind; cli.py hangs them in."""
