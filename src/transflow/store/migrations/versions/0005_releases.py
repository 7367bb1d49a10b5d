"""Releases that repeat an earlier one, that say what they are called, and that remember who withdrew them.

Frozen: it says what the schema was then and imports nothing of the house.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_FIXED: Final = (
    "article_id, locale, number, revision, digest, manifest, made_at, made_by, snapshot, restores, title, description"
)


def upgrade() -> None:
    """New columns, and the trigger that keeps releases as they are knows them."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute("DROP TRIGGER releases_no_update" + ("" if sqlite else " ON releases"))
    op.add_column("releases", sa.Column("restores", sa.Integer(), nullable=False, server_default=sa.text("0")))
    for name in ("title", "description", "withdrawn_by", "withdrawn_at"):
        op.add_column("releases", sa.Column(name, sa.String(), nullable=False, server_default=sa.text("''")))
    body = (
        "BEGIN SELECT RAISE(ABORT, 'releases is append-only'); END"
        if sqlite
        else "FOR EACH ROW EXECUTE FUNCTION transflow_append_only()"
    )
    op.execute(f"CREATE TRIGGER releases_no_update BEFORE UPDATE OF {_FIXED} ON releases {body}")
