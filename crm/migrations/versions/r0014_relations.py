"""The negotiation plan, the buying centre and our relations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sales_strategy",
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("source_id", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_sales_strategy_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_strategy")),
    )
    with op.batch_alter_table("sales_strategy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sales_strategy_decided_by_id"), ["decided_by_id"], unique=False)
        batch_op.create_index("uq_sales_strategy_source", ["source", "source_id"], unique=True)

    op.create_table(
        "value_variable",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("variable", sa.String(length=40), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("source_id", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_value_variable_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_value_variable")),
        sa.UniqueConstraint("account_id", "variable", name=op.f("uq_value_variable_account_id_variable")),
    )
    with op.batch_alter_table("value_variable", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_value_variable_account_id"), ["account_id"], unique=False)
        batch_op.create_index("uq_value_variable_source", ["source", "source_id"], unique=True)

    op.create_table(
        "account_factor",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("factor", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("source_id", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_factor_account_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_account_factor_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_factor")),
    )
    with op.batch_alter_table("account_factor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_factor_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_factor_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index("uq_account_factor_source", ["source", "source_id"], unique=True)

    op.create_table(
        "peer_relation",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("last_contact_on", sa.Date(), nullable=True),
        sa.Column("effectiveness", sa.Integer(), nullable=True),
        sa.Column("efficiency", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("source_id", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_peer_relation_contact_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_peer_relation_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_peer_relation")),
        sa.UniqueConstraint("person_id", "contact_id", name=op.f("uq_peer_relation_person_id_contact_id")),
    )
    with op.batch_alter_table("peer_relation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_peer_relation_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index("ix_peer_relation_last_contact_on", ["last_contact_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_peer_relation_person_id"), ["person_id"], unique=False)
        batch_op.create_index("uq_peer_relation_source", ["source", "source_id"], unique=True)

    op.create_table(
        "competitor",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("company", sa.Text(), nullable=True),
        sa.Column("solutions", sa.Text(), nullable=True),
        sa.Column("brands", sa.Text(), nullable=True),
        sa.Column("sales_staff", sa.Text(), nullable=True),
        sa.Column("services", sa.Text(), nullable=True),
        sa.Column("our_arguments", sa.Text(), nullable=True),
        sa.Column("logistics", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("source_id", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_competitor_opportunity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competitor")),
    )
    with op.batch_alter_table("competitor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_competitor_opportunity_id"), ["opportunity_id"], unique=False)
        batch_op.create_index("uq_competitor_source", ["source", "source_id"], unique=True)

    op.create_table(
        "interest",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("objective", sa.Text(), nullable=True),
        sa.Column("interest", sa.Text(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("source_id", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_interest_contact_id")),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_interest_opportunity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest")),
        sa.UniqueConstraint("opportunity_id", "contact_id", name=op.f("uq_interest_opportunity_id_contact_id")),
    )
    with op.batch_alter_table("interest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interest_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_interest_opportunity_id"), ["opportunity_id"], unique=False)
        batch_op.create_index("uq_interest_source", ["source", "source_id"], unique=True)

    op.create_table(
        "negotiation_plan",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("strategy_id", sa.Integer(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("general_environment", sa.Text(), nullable=True),
        sa.Column("specific_environment", sa.Text(), nullable=True),
        sa.Column("way_in", sa.Text(), nullable=True),
        sa.Column("own_objective", sa.Text(), nullable=True),
        sa.Column("client_objective", sa.Text(), nullable=True),
        sa.Column("client_issue", sa.Text(), nullable=True),
        sa.Column("adviser_issue", sa.Text(), nullable=True),
        sa.Column("supplier_issue", sa.Text(), nullable=True),
        sa.Column("analysis_strategy", sa.Text(), nullable=True),
        sa.Column("formulation_strategy", sa.Text(), nullable=True),
        sa.Column("implementation_strategy", sa.Text(), nullable=True),
        sa.Column("control_strategy", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("source_id", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_negotiation_plan_made_by_id")),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_negotiation_plan_opportunity_id")
        ),
        sa.ForeignKeyConstraint(
            ["strategy_id"], ["sales_strategy.id"], name=op.f("fk_negotiation_plan_strategy_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_negotiation_plan")),
        sa.UniqueConstraint("opportunity_id", name=op.f("uq_negotiation_plan_opportunity_id")),
    )
    with op.batch_alter_table("negotiation_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_negotiation_plan_made_by_id"), ["made_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_negotiation_plan_strategy_id"), ["strategy_id"], unique=False)
        batch_op.create_index("uq_negotiation_plan_source", ["source", "source_id"], unique=True)

    op.create_table(
        "plan_row",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("block", sa.String(length=160), nullable=False),
        sa.Column("topic", sa.String(length=240), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("arguments", sa.Text(), nullable=True),
        sa.Column("documents", sa.Text(), nullable=True),
        sa.Column("concessions", sa.Text(), nullable=True),
        sa.Column("results", sa.Text(), nullable=True),
        sa.Column("observations", sa.Text(), nullable=True),
        sa.Column("evaluation", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("source_id", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["negotiation_plan.id"], name=op.f("fk_plan_row_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_row")),
    )
    with op.batch_alter_table("plan_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_row_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index("uq_plan_row_source", ["source", "source_id"], unique=True)

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("supplier_position", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("supplier_position_on", sa.Date(), nullable=True))

    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.add_column(sa.Column("client_step", sa.String(length=240), nullable=True))
        batch_op.add_column(sa.Column("client_step_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("agenda", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("our_roles", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("positions", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("situation", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("needs", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("interests", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("observations", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("evaluation", sa.Text(), nullable=True))

    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("due_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("fulfilled_on", sa.Date(), nullable=True))
        batch_op.create_index("ix_agreement_due_on", ["due_on"], unique=False)

    with op.batch_alter_table("concession", schema=None) as batch_op:
        batch_op.add_column(sa.Column("plan_row_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_concession_plan_row_id"), ["plan_row_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_concession_plan_row_id"), "plan_row", ["plan_row_id"], ["id"]
        )

    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.add_column(sa.Column("arguments", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("communication_plan", sa.Text(), nullable=True))
