"""What alembic runs for each migration: always on a connection that is given, inside its transaction."""

from __future__ import annotations

from alembic import context

from transflow.store.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
