"""Approvals bound to terms, papers that are examined, the credit file."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tax_list",
        sa.Column("file_name", sa.String(length=240), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("listed_on", sa.Date(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_list")),
    )
    op.create_table(
        "tax_list_entry",
        sa.Column("rfc", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=240), nullable=False),
        sa.Column("situation", sa.String(length=20), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("rfc", name=op.f("pk_tax_list_entry")),
    )
    op.create_table(
        "deputy",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("person_id <> deputy_id", name=op.f("ck_deputy_another")),
        sa.ForeignKeyConstraint(["deputy_id"], ["person.id"], name=op.f("fk_deputy_deputy_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_deputy_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
    )
    with op.batch_alter_table("deputy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deputy_deputy_id"), ["deputy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deputy_person_id"), ["person_id"], unique=False)

    op.create_table(
        "enrolment",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_enrolment_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_enrolment")),
    )
    op.create_table(
        "concession",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("worth_centavos", sa.BigInteger(), nullable=False),
        sa.Column("planned", sa.Boolean(), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_concession_opportunity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concession")),
    )
    with op.batch_alter_table("concession", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_concession_opportunity_id"), ["opportunity_id"], unique=False)

    op.create_table(
        "decision_form",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["approval_request.id"], name=op.f("fk_decision_form_request_id")
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_decision_form")),
    )
    op.create_table(
        "refused_answer",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("approver", sa.String(length=160), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("sentence_en", sa.Text(), nullable=False),
        sa.Column("sentence_es", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("refused_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_refused_answer_person_id")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["approval_request.id"], name=op.f("fk_refused_answer_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refused_answer")),
    )
    with op.batch_alter_table("refused_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_refused_answer_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_refused_answer_request_id"), ["request_id"], unique=False)

    op.create_table(
        "terms",
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("rfc", sa.String(length=20), nullable=True),
        sa.Column("amount_centavos", sa.BigInteger(), nullable=True),
        sa.Column("monthly_centavos", sa.BigInteger(), nullable=True),
        sa.Column("term_months", sa.Integer(), nullable=True),
        sa.Column("included_mono_pages", sa.Integer(), nullable=True),
        sa.Column("included_colour_pages", sa.Integer(), nullable=True),
        sa.Column("click_mono_mxn_e4", sa.BigInteger(), nullable=True),
        sa.Column("click_colour_mxn_e4", sa.BigInteger(), nullable=True),
        sa.Column("margin_basis_points", sa.BigInteger(), nullable=True),
        sa.Column("discount_basis_points", sa.BigInteger(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("notice_days", sa.Integer(), nullable=True),
        sa.Column("sla", sa.String(length=40), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_terms_document_id")),
        sa.ForeignKeyConstraint(["request_id"], ["approval_request.id"], name=op.f("fk_terms_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
        sa.UniqueConstraint("document_id", name=op.f("uq_terms_document_id")),
        sa.UniqueConstraint("request_id", name=op.f("uq_terms_request_id")),
    )
    op.create_table(
        "invoice",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount_centavos", sa.BigInteger(), nullable=False),
        sa.Column("paid_centavos", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("source_id", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_invoice_account_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_invoice_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
    )
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invoice_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoice_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index("ix_invoice_due_on", ["due_on"], unique=False)
        batch_op.create_index("uq_invoice_source", ["source", "source_id"], unique=True)

    op.create_table(
        "terms_line",
        sa.Column("terms_id", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=120), nullable=False),
        sa.Column("location", sa.String(length=160), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["terms_id"], ["terms.id"], name=op.f("fk_terms_line_terms_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms_line")),
    )
    with op.batch_alter_table("terms_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_terms_line_terms_id"), ["terms_id"], unique=False)

    with op.batch_alter_table("approval_decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("on_behalf_of_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("conditions", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("channel", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("code_step", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("sha256", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("seal", sa.String(length=64), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_approval_decision_on_behalf_of_id"), ["on_behalf_of_id"], unique=False
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_approval_decision_approver_id_code_step"), ["approver_id", "code_step"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_approval_decision_on_behalf_of_id"), "person", ["on_behalf_of_id"], ["id"]
        )

    with op.batch_alter_table("approval_request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tier", sa.Integer(), nullable=False, server_default="1"))

    with op.batch_alter_table("billing_setup", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rfc", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("term_months", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("included_mono_pages", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("included_colour_pages", sa.Integer(), nullable=True))

    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.add_column(sa.Column("client_signatory_rfc", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("company_signatory_rfc", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("included_mono_pages", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("included_colour_pages", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("click_mono_mxn_e4", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("click_colour_mxn_e4", sa.BigInteger(), nullable=True))

    with op.batch_alter_table("credit_decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("on_behalf_of_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("request_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_credit_decision_on_behalf_of_id"), ["on_behalf_of_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_credit_decision_request_id"), ["request_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_credit_decision_request_id"), "approval_request", ["request_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_credit_decision_on_behalf_of_id"), "person", ["on_behalf_of_id"], ["id"]
        )

    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("state", sa.String(length=12), nullable=False, server_default="filed"))
        batch_op.add_column(sa.Column("draft_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("stored_as", sa.String(length=240), nullable=True))
        batch_op.add_column(sa.Column("inspected_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("reasons", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("attested_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("attested_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("statement", sa.Text(), nullable=True))
        batch_op.create_index(batch_op.f("ix_document_attested_by_id"), ["attested_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_draft_id"), ["draft_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_document_draft_id"), "document", ["draft_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_document_attested_by_id"), "person", ["attested_by_id"], ["id"]
        )

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("next_try_at", sa.DateTime(), nullable=True))
