"""The translation memory and the terms of a workspace. The memory is filled from what is approved, after the migration.

Frozen: it says what the schema was then and imports nothing of the house.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def upgrade() -> None:
    """New tables."""
    op.create_table(
        "memory_sources",
        sa.Column("id", sa.Integer(), nullable=False),
        *map(_text, ("language", "key", "text")),
        sa.PrimaryKeyConstraint("id", name="pk_memory_sources"),
        sa.UniqueConstraint("language", "key", name="uq_memory_sources_language_key"),
    )
    op.create_table(
        "memory_targets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        *map(_text, ("locale", "text", "unit", "article", "before", "after", "origin", "author", "at", "state")),
        sa.CheckConstraint("state IN ('live', 'retired', 'forgotten')", name=op.f("ck_memory_targets_state")),
        sa.PrimaryKeyConstraint("id", name="pk_memory_targets"),
        sa.ForeignKeyConstraint(["source_id"], ["memory_sources.id"], name="fk_memory_targets_source_id"),
    )
    op.create_index("ix_memory_targets_source_id_locale", "memory_targets", ["source_id", "locale"])
    of_units = sa.text("unit <> ''")
    op.create_index("ix_memory_targets_unit_locale", "memory_targets", ["unit", "locale"], sqlite_where=of_units)
    counted = ["locale", "state", "origin", "article"]
    op.create_index("ix_memory_targets_locale_state_origin_article", "memory_targets", counted)
    op.create_table(
        "terms",
        sa.Column("id", sa.Integer(), nullable=False),
        *map(_text, ("source", "domain")),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("case_sensitive", "keep", "enforce")),
        *map(_text, ("note", "definition", "author", "at")),
        sa.PrimaryKeyConstraint("id", name="pk_terms"),
        sa.UniqueConstraint("source", "domain", name="uq_terms_source_domain"),
    )
    op.create_table(
        "term_targets",
        sa.Column("term_id", sa.Integer(), nullable=False),
        *map(_text, ("locale", "usage")),
        sa.Column("position", sa.Integer(), nullable=False),
        _text("text"),
        sa.PrimaryKeyConstraint("term_id", "locale", "usage", "position", name="pk_term_targets"),
        sa.ForeignKeyConstraint(["term_id"], ["terms.id"], name="fk_term_targets_term_id"),
    )
