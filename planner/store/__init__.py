"""Where a campaign is kept: tables, transactions, migrations, imports, history. Knows SQL."""
