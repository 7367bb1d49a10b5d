"""Machine drafting: answers of engines, the risk of a draft, and the effort that drafts cost until they were approved.

Frozen: it says what the schema was then and imports nothing of the house.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """New tables, and columns that are empty for what is older."""
    op.add_column("targets", sa.Column("risk", sa.Float(), nullable=True))
    op.add_column("targets", sa.Column("risks", sa.String(), nullable=False, server_default=sa.text("''")))
    op.create_table(
        "answers",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_answers"),
    )
    op.create_table(
        "effort",
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("character_edits", sa.Integer(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("word_edits", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("unit", "locale", name="pk_effort"),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_effort_unit"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_effort_article_id"),
    )
    counted = ["locale", "engine", "at", "characters", "character_edits", "words", "word_edits"]
    op.create_index("ix_effort_counts", "effort", counted)
    op.create_index("ix_effort_article_id_locale", "effort", ["article_id", "locale"])
