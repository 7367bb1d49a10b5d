"""Codes of units (inline markup), where the article lies in a saved page, and the units of a revision.

Frozen: it says what the schema was then and imports nothing of the house.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns that are empty for plain text and for what is older, so that every row reads as it did."""
    op.add_column("units", sa.Column("codes", sa.String(), nullable=False, server_default=sa.text("''")))
    op.add_column("revisions", sa.Column("main", sa.String(), nullable=False, server_default=sa.text("''")))
    op.add_column("revisions", sa.Column("units", sa.String(), nullable=False, server_default=sa.text("''")))
    columns = ["article_id", "number", "digest", "added_at", "added_by"]
    op.drop_index(f"ix_revisions_{'_'.join(columns)}", "revisions")
    op.create_index(f"ix_revisions_{'_'.join(columns)}_main", "revisions", [*columns, "main"])
