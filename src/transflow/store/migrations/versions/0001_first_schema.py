"""The first schema: articles to releases, the events that nobody can change, the tally.

Frozen: it says what the schema was then and imports nothing of the house.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make all tables, then what forbids changing history."""
    _tables_of_articles()
    _tables_of_work()
    _tables_of_results()
    _append_only()


def _tables_of_articles() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("source_locale", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
        sa.UniqueConstraint("name", name="uq_articles_name"),
    )
    op.create_table(
        "revisions",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("added_at", sa.String(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_revisions_article_id"),
        sa.PrimaryKeyConstraint("article_id", "number", name="pk_revisions"),
    )
    op.create_index(
        "ix_revisions_article_id_number_digest_added_at_added_by",
        "revisions",
        ["article_id", "number", "digest", "added_at", "added_by"],
    )
    op.create_table(
        "cuts",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("splits", sa.String(), nullable=False),
        sa.Column("joins", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_cuts_article_id"),
        sa.PrimaryKeyConstraint("article_id", name="pk_cuts"),
    )
    op.create_table(
        "units",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("gap", sa.String(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("links", sa.String(), nullable=False),
        sa.Column("note", sa.Integer(), nullable=True),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("memory_key", sa.String(), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_units_article_id"),
        sa.PrimaryKeyConstraint("id", name="pk_units"),
    )
    op.create_index("ix_units_article_id_present_ordinal", "units", ["article_id", "present", "ordinal"])
    op.create_index("ix_units_memory_key", "units", ["memory_key"], sqlite_where=sa.text("present = 1"))


def _tables_of_work() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("state_before", sa.String(), nullable=False),
        sa.Column("state_after", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_events_article_id"),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_events_unit"),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.UniqueConstraint("unit", "locale", "number", name="uq_events_unit_locale_number"),
    )
    op.create_index("ix_events_article_id_locale", "events", ["article_id", "locale"])
    op.create_table(
        "targets",
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("editor", sa.String(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("approver", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("held", sa.String(), nullable=True),
        sa.Column("waived", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("doubt", sa.Boolean(), nullable=False),
        sa.Column("repaired", sa.String(), nullable=False),
        sa.Column("asks", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_targets_article_id"),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_targets_unit"),
        sa.PrimaryKeyConstraint("unit", "locale", name="pk_targets"),
    )
    op.create_index("ix_targets_article_id_locale_state_unit", "targets", ["article_id", "locale", "state", "unit"])
    op.create_index("ix_targets_asks", "targets", ["asks", "article_id"], sqlite_where=sa.text("asks = 1"))
    op.create_table(
        "tally",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("versions", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_tally_article_id"),
        sa.PrimaryKeyConstraint("article_id", "locale", "state", name="pk_tally"),
    )
    op.create_table(
        "suggestions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("text_key", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("resolved_by", sa.String(), nullable=False),
        sa.Column("resolved_at", sa.String(), nullable=False),
        sa.CheckConstraint("accepted IS NULL OR resolved_by <> ''", name=op.f("ck_suggestions_resolved")),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_suggestions_article_id"),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_suggestions_unit"),
        sa.PrimaryKeyConstraint("id", name="pk_suggestions"),
        sa.UniqueConstraint("unit", "locale", "text_key", name="uq_suggestions_unit_locale_text_key"),
    )
    op.create_index("ix_suggestions_article_id_locale", "suggestions", ["article_id", "locale"])
    op.create_table(
        "people",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("roles", sa.String(), nullable=False),
        sa.Column("locales", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_people"),
    )


def _tables_of_results() -> None:
    op.create_table(
        "findings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("params", sa.String(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=True),
        sa.Column("span_end", sa.Integer(), nullable=True),
        sa.Column("fix", sa.String(), nullable=True),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_findings_article_id"),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_findings_unit"),
        sa.PrimaryKeyConstraint("id", name="pk_findings"),
    )
    op.create_index(
        "ix_findings_article_id_locale_severity_unit", "findings", ["article_id", "locale", "severity", "unit"]
    )
    op.create_table(
        "exports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("base", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("entries", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_exports_article_id"),
        sa.PrimaryKeyConstraint("id", name="pk_exports"),
        sa.UniqueConstraint("article_id", "locale", "base", name="uq_exports_article_id_locale_base"),
    )
    op.create_index("ix_exports_article_id_locale_sequence", "exports", ["article_id", "locale", "sequence"])
    op.create_table(
        "releases",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("manifest", sa.String(), nullable=False),
        sa.Column("made_at", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("withdrawn", sa.String(), nullable=False),
        sa.Column("seen_revision", sa.Integer(), nullable=False),
        sa.Column("versions", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_releases_article_id"),
        sa.PrimaryKeyConstraint("article_id", "locale", "number", name="pk_releases"),
    )


def _append_only() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    if not sqlite:
        op.execute(
            "CREATE FUNCTION transflow_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        )
    fixed = "article_id, locale, number, revision, digest, manifest, made_at, made_by, snapshot"
    for table, columns in (("events", ""), ("revisions", ""), ("releases", f" OF {fixed}")):
        for verb, clause in (("update", f"UPDATE{columns}"), ("delete", "DELETE"), ("truncate", "TRUNCATE")):
            if not sqlite:
                each = "STATEMENT" if verb == "truncate" else "ROW"
                action = f"FOR EACH {each} EXECUTE FUNCTION transflow_append_only()"
            elif verb != "truncate":
                action = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            else:
                continue
            op.execute(f"CREATE TRIGGER {table}_no_{verb} BEFORE {clause} ON {table} {action}")
