"""Alembic's scripts: each version of the schema, oldest first."""
