"""What went wrong with a second pass: a code, and the sentence beside it."""

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | None = None
depends_on: str | None = None

_passes = sa.table("second_passes", sa.column("state"), sa.column("problem"), sa.column("detail"))
_HEARD_NOW = "recording in several parts"  # left alone before: they are asked for again like calls nobody heard


def upgrade() -> None:
    """Sentences told so far become the detail of a problem without a code of its own."""
    op.add_column("second_passes", sa.Column("detail", sa.Text(), nullable=False, server_default=""))
    op.execute(_passes.delete().where(_passes.c.problem == _HEARD_NOW))
    op.execute(_passes.update().where(_passes.c.problem != "").values(detail=_passes.c.problem, problem="other"))


def downgrade() -> None:
    """The sentence alone."""
    op.execute(_passes.update().where(_passes.c.detail != "").values(problem=_passes.c.detail))
    op.drop_column("second_passes", "detail")
