"""Migrations: the steps by which the tables of a store came to be what they are (Alembic)."""
