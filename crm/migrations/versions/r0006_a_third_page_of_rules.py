"""A record type may have more than 124 rules: a third mask says which of them are broken."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("hold", "verdict"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("mask_2", sa.BigInteger(), nullable=False, server_default="0"))
