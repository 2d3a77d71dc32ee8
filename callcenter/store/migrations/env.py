"""What Alembic runs first: the connection comes from `callcenter.store.migrate`."""

from alembic import context

from callcenter.store.every_table import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
