"""What each import changed, so that it can be taken back.

Frozen: it says what the schema was then and imports nothing of the house.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def upgrade() -> None:
    """A new table."""
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        *map(_text, ("locale", "path", "translator", "actor", "at", "changes", "undone_at", "undone_by", "taken_back")),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_imports_article_id"),
    )
    op.create_index("ix_imports_run", "imports", ["run"])
    op.create_index("ix_imports_article_id_locale_undone_at", "imports", ["article_id", "locale", "undone_at"])
