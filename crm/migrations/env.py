"""Alembic's entry: everything it needs was put into ``config.attributes`` by ``crm.migrate``."""

from __future__ import annotations

from alembic import context

from crm.migrate import OPTIONS
from crm.model import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata, **OPTIONS)
with context.begin_transaction():
    context.run_migrations()
