"""Where Alembic enters: one given connection, in the transaction it has already begun."""

from alembic import context

from planner.store.migrating import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
context.run_migrations()
