"""What Alembic runs first: the connection comes from `callcenter.store.migrate`."""

from alembic import context

from callcenter.store import caller_tables, duty_tables, probe_tables, ticket_tables  # noqa: F401 - they add their tables to METADATA
from callcenter.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
