"""The door: the `mitan` command."""
