"""Indexes on the dates that turn a rule, so that the records of a new day are found without looking at all others."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index("ix_account_verified_on", ["verified_on"], unique=False)

    with op.batch_alter_table("approval_decision", schema=None) as batch_op:
        batch_op.create_index("ix_approval_decision_valid_until", ["valid_until"], unique=False)

    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index("ix_document_issued_on", ["issued_on"], unique=False)

    with op.batch_alter_table("loss_cause", schema=None) as batch_op:
        batch_op.create_index("ix_loss_cause_lost_on", ["lost_on"], unique=False)

    with op.batch_alter_table("opportunity", schema=None) as batch_op:
        batch_op.create_index("ix_opportunity_hold_until", ["hold_until"], unique=False)

    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index("ix_proposal_valid_until", ["valid_until"], unique=False)
