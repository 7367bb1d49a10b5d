"""What the database itself forbids: changing history. Written once for both dialects, used by schema and migrations."""

from __future__ import annotations

from typing import Final

#: Table → columns that may still change. Rows of these tables are never deleted.
APPEND_ONLY: Final[dict[str, frozenset[str]]] = {
    "events": frozenset(),
    "revisions": frozenset(),
    "releases": frozenset({"withdrawn", "withdrawn_by", "withdrawn_at", "seen_revision", "versions"}),
}

#: Frozen columns of ``releases``; a trigger cannot say "all but these".
_RELEASE_FIXED: Final = (
    "article_id", "locale", "number", "revision", "digest", "manifest", "made_at", "made_by", "snapshot",
    "restores", "title", "description",
)  # fmt: skip

_REFUSAL: Final = "{table} is append-only"


def trigger_statements(dialect: str) -> list[str]:
    """The DDL statements for ``dialect`` (``sqlite`` or ``postgresql``), in order."""
    return _sqlite() if dialect == "sqlite" else _postgresql()


def _update_of(table: str) -> str:
    return " OF " + ", ".join(_RELEASE_FIXED) if APPEND_ONLY[table] else ""


def _sqlite() -> list[str]:
    statements = []
    for table in APPEND_ONLY:
        for verb, clause in (("update", f"UPDATE{_update_of(table)}"), ("delete", "DELETE")):
            statements.append(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {clause} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL.format(table=table)}'); END"
            )
    return statements


def _postgresql() -> list[str]:
    statements = [
        "CREATE FUNCTION transflow_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    ]
    for table in APPEND_ONLY:
        for verb, clause in (
            ("update", f"UPDATE{_update_of(table)}"),
            ("delete", "DELETE"),
            ("truncate", "TRUNCATE"),
        ):
            each = "STATEMENT" if verb == "truncate" else "ROW"
            statements.append(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {clause} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION transflow_append_only()"
            )
    return statements
