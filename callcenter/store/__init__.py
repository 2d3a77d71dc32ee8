"""The database: the append-only ledger and the tables the screens read."""
