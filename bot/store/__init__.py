"""Store: schema, migrations and the queries per subject; SQL stays in here."""
