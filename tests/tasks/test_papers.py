"""A contract releases equipment when it is what it claims to be, and for no other reason (000/A20, A23)."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from crm.identity import CodeRefused
from crm.model import Acceptance, Contract, ContractLine, Delivery, Document, Equipment, Terms, TermsLine
from papers import Inspector, draft_paper
from tasks.office import NotTaken, Vouching
from tasks.paper_facts import Unwritable
from tests.builders import TODAY, a_delivery, day
from tests.papers.samples import RULES, a_paper
from tests.papers.signing import company, edited, forged, sat, signed, turn_page
from tests.tasks.signing_table import Table, a_table, unsigned
from tests.worlds import World


@pytest.fixture
def table(world: World, tmp_path: Path, settings_of_papers: Path, inspector: Inspector) -> Table:
    return a_table(world, tmp_path, settings_of_papers, inspector)


def codes(table: Table, number: int) -> set[str]:
    """The reasons of a document."""
    with table.world.read() as session:
        return {one["reason"] for one in session.get_one(Document, number).reasons or []}


@cache
def a_scan() -> bytes:
    """A PDF without signatures or facts, as a scanner makes it."""
    import typst

    return typst.compile(b"Contrato firmado a mano", format="pdf")


# --- the gate -----------------------------------------------------------------------------------------------------


def test_a_contract_that_both_signed_opens_the_gate(table: Table) -> None:
    case = table.a_sale()
    assert table.stage(case) == "credit_authorised"
    filed = table.hand_in(case, table.sign(table.draft(case), case))
    assert (filed.state, list(filed.reasons), filed.is_new) == ("proved", [], True)
    with table.world.read() as session:
        contract = session.scalars(sa.select(Contract).where(Contract.opportunity_id == case)).one()
        assert (contract.document_id, contract.signed_on) == (filed.document_id, TODAY)
    assert table.stage(case) == "won"


def _unsigned(table: Table, case: int, pdf: bytes) -> bytes:
    return pdf


def _by_the_client_alone(table: Table, case: int, pdf: bytes) -> bytes:
    return signed(pdf, table.client_of(case), box=None)


def _by_a_stranger(table: Table, case: int, pdf: bytes) -> bytes:
    stranger = sat().issue("Otra Persona", "XOP990909AB1 / OEPA700101AB3")
    return signed(signed(pdf, stranger, box=None), company(), "Empresa", box=None)


def _forged(table: Table, case: int, pdf: bytes) -> bytes:
    return forged(signed(pdf, table.client_of(case), box=None))


def _edited_before(table: Table, case: int, pdf: bytes) -> bytes:
    return table.sign(edited(pdf, turn_page), case)


def _edited_after(table: Table, case: int, pdf: bytes) -> bytes:
    return edited(table.sign(pdf, case), turn_page)


def _one_byte(table: Table, case: int, pdf: bytes) -> bytes:
    whole = bytearray(table.sign(pdf, case))
    whole[len(pdf) // 2] ^= 1
    return bytes(whole)


def _another_paper(table: Table, case: int, pdf: bytes) -> bytes:
    return table.sign(draft_paper(a_paper(), RULES).pdf, case)


def _no_pdf(table: Table, case: int, pdf: bytes) -> bytes:
    return b"PK\x03\x04 contract"


@pytest.mark.parametrize(
    ("tamper", "why"),
    [
        (_unsigned, "unsigned"),
        (_by_the_client_alone, "signer_missing"),
        (_by_a_stranger, "signer_unexpected"),
        (_forged, "not_valid"),
        (_edited_before, "changed_before"),
        (_edited_after, "changed_after"),
        (_another_paper, "other_pages"),
        (_no_pdf, "not_pdf"),
    ],
)
def test_a_contract_that_is_not_what_it_claims_to_be_is_refused_and_says_why(
    table: Table, tamper: Any, why: str
) -> None:
    case = table.a_sale()
    filed = table.hand_in(case, tamper(table, case, table.draft(case)))
    assert filed.state == "refused"
    assert why in codes(table, filed.document_id)
    assert table.stage(case) == "credit_authorised"


def test_an_altered_byte_is_refused(table: Table) -> None:
    case = table.a_sale()
    filed = table.hand_in(case, _one_byte(table, case, table.draft(case)))
    assert filed.state == "refused" and codes(table, filed.document_id)


@pytest.mark.slow
def test_a_contract_that_another_client_signed_proves_nothing_here(table: Table) -> None:
    theirs, ours = table.a_sale(), table.a_sale()
    table.draft(ours)
    paper = table.sign(table.draft(theirs), theirs)
    filed = table.hand_in(ours, paper)
    assert filed.state == "refused"
    assert {"other_pages", "signer_missing", "differs"} <= codes(table, filed.document_id)
    assert table.stage(ours) == "credit_authorised"


def test_nothing_is_proved_without_a_draft(table: Table) -> None:
    case = table.a_sale()
    assert codes(table, table.hand_in(case, a_scan(), "annex_a").document_id) == {"no_draft"}


# --- the record after the signature ---------------------------------------------------------------------------------


def _dearer(session: Any, contract: Contract) -> None:
    contract.sla = "24 h"


def _another_place(session: Any, contract: Contract) -> None:
    session.scalars(
        sa.select(ContractLine).where(ContractLine.contract_id == contract.id)
    ).first().location = "Sótano"


@pytest.mark.parametrize("change", [_dearer, _another_place])
@pytest.mark.slow
def test_a_contract_edited_before_it_comes_back_is_refused_with_the_difference(
    table: Table, change: Any
) -> None:
    case = table.a_sale()
    paper = table.sign(table.draft(case), case)
    table.edit(case, change)
    filed = table.hand_in(case, paper)
    assert filed.state == "refused"
    assert "differs" in codes(table, filed.document_id)
    assert "the record says" in filed.reasons[0].en


@pytest.mark.parametrize("change", [_dearer, _another_place])
def test_a_contract_edited_after_it_was_proved_does_not_release_equipment(table: Table, change: Any) -> None:
    number, case = a_delivery_that_lacks_the_contract(table)
    assert table.stage(number, "delivery") == "ordered"
    table.hand_in(case, table.sign(table.draft(case), case))
    table.edit(case, lambda _, contract: setattr(contract, "sla", "24 h"))
    assert table.stage(number, "delivery") == "ordered"
    table.edit(case, lambda _, contract: setattr(contract, "sla", "4 h"))
    assert table.stage(number, "delivery") != "ordered"


def a_delivery_that_lacks_the_contract(table: Table) -> tuple[int, int]:
    """(delivery, opportunity)."""
    with table.world.write() as session:
        case = a_delivery(session, "ordered")
        unsigned(session, case)
        return case.id, case.opportunity_id


@pytest.mark.slow
def test_a_new_draft_is_signed_when_the_contract_changed(table: Table) -> None:
    case = table.a_sale()
    old = table.sign(table.draft(case), case)
    table.edit(case, _dearer)
    new = table.sign(table.draft(case), case)
    assert table.hand_in(case, old).state == "refused"
    assert table.hand_in(case, new).state == "proved"
    assert table.stage(case) == "won"


# --- what a draft says ------------------------------------------------------------------------------------------------


def test_a_draft_is_numbered_hashed_and_kept_with_what_it_says(table: Table) -> None:
    case = table.a_sale()
    pdf = table.draft(case)
    assert table.draft(case) == pdf
    with table.world.read() as session:
        contract = session.scalars(sa.select(Contract).where(Contract.opportunity_id == case)).one()
        drafts = session.scalars(
            sa.select(Document).where(
                Document.opportunity_id == case, Document.state == "draft", Document.stored_as.is_not(None)
            )
        ).all()
        assert [one.number for one in drafts] == [contract.number]
        terms = session.scalars(sa.select(Terms).where(Terms.document_id == drafts[0].id)).one()
        assert (terms.monthly_mxn, terms.sla, terms.ends_on) == (Decimal(10_000), "4 h", contract.ends_on)
        lines = session.scalars(sa.select(TermsLine.quantity).where(TermsLine.terms_id == terms.id)).all()
        assert sorted(lines) == [1, 2]


def test_a_contract_without_number_gets_that_of_the_company(table: Table) -> None:
    case = table.a_sale()
    table.edit(case, lambda _, contract: setattr(contract, "number", None))
    table.draft(case)
    with table.world.read() as session:
        contract = session.scalars(sa.select(Contract).where(Contract.opportunity_id == case)).one()
        assert contract.number == f"CON-{case:06}"


def test_a_draft_names_what_the_records_lack(table: Table) -> None:
    case = table.a_sale()
    table.edit(case, lambda _, contract: setattr(contract, "notice_days", None))
    with pytest.raises(Unwritable) as why:
        table.draft(case)
    assert "days of notice" in why.value.to("en") and "días de preaviso" in why.value.to("es")


@pytest.mark.parametrize("kind", ["proposal", "annex_a", "annex_b", "annex_c", "annex_d", "annex_e"])
@pytest.mark.slow
def test_every_paper_of_a_sale_is_drafted_signed_and_proved(table: Table, kind: str) -> None:
    case = table.a_sale()
    pdf = table.draft(case, kind)
    paper = signed(pdf, company(), box=None) if kind == "proposal" else table.sign(pdf, case)
    assert table.hand_in(case, paper, kind, f"{kind}.pdf").state == "proved"


@pytest.mark.parametrize("kind", ["acceptance", "training_record"])
@pytest.mark.slow
def test_the_papers_of_a_delivery_are_drafted_signed_and_proved(table: Table, kind: str) -> None:
    with table.world.write() as session:
        delivery = a_delivery(session, "installed")
        case, number = delivery.opportunity_id, delivery.id
        machines = session.scalars(sa.select(Equipment).where(Equipment.delivery_id == number)).all()
        assert machines
    filed = table.hand_in(case, table.sign(table.draft(case, kind), case), kind)
    assert filed.state == "proved"
    if kind == "acceptance":
        with table.world.read() as session:
            accepted = session.scalars(sa.select(Acceptance).where(Acceptance.delivery_id == number)).one()
            assert (accepted.document_id, accepted.signed_on) == (filed.document_id, TODAY)
            assert session.get_one(Delivery, number).stage == "installed"


# --- handwritten signatures -------------------------------------------------------------------------------------------


def test_a_scan_counts_where_a_named_colleague_answers_for_it_and_says_so(table: Table) -> None:
    case = table.a_sale()
    table.draft(case)
    assert table.hand_in(case, a_scan()).state == "refused"
    filed = table.hand_in(case, a_scan(), testimony=table.testimony())
    assert filed.state == "attested"
    assert "attested by" in filed.reasons[0].en and "not verified" in filed.reasons[0].en
    assert table.stage(case) == "won"


@pytest.mark.slow
def test_one_scan_proves_one_contract(table: Table) -> None:
    first, second = table.a_sale(), table.a_sale()
    table.draft(first), table.draft(second)
    assert table.hand_in(first, a_scan(), testimony=table.testimony()).state == "attested"
    again = table.hand_in(second, a_scan(), testimony=table.testimony("direction"))
    assert again.state == "refused" and "of_another_case" in codes(table, again.document_id)


def test_our_own_unsigned_draft_is_not_attested(table: Table) -> None:
    case = table.a_sale()
    pdf = table.draft(case)
    assert table.hand_in(case, pdf, testimony=table.testimony()).state == "refused"


@pytest.mark.slow
def test_nobody_answers_for_the_papers_of_what_they_sell(table: Table) -> None:
    case = table.a_sale()
    table.draft(case)
    with pytest.raises(NotTaken, match="sells this opportunity"):
        table.hand_in(case, a_scan(), testimony=table.testimony("sales"))


def test_an_attestation_needs_the_code_of_who_gives_it(table: Table) -> None:
    case = table.a_sale()
    table.draft(case)
    said = table.testimony()
    with pytest.raises(CodeRefused):
        table.hand_in(case, a_scan(), testimony=Vouching(said.by, said.statement, "000000"))
    assert table.documents(case) == [("contract", "draft")]


@pytest.mark.slow
def test_a_kind_that_is_not_attested_takes_no_attestation(table: Table) -> None:
    case = table.a_sale()
    with pytest.raises(NotTaken, match="not attested"):
        table.hand_in(case, a_scan(), "annex_a", testimony=table.testimony())


@pytest.mark.slow
def test_a_day_of_signature_before_the_draft_is_refused(table: Table) -> None:
    case = table.a_sale()
    table.draft(case)
    said = table.testimony()
    early = Vouching(said.by, said.statement, said.code, day(-3))
    assert codes(table, table.hand_in(case, a_scan(), testimony=early).document_id) == {"signed_on"}


# --- the register -----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_same_file_twice_is_one_document(table: Table) -> None:
    case = table.a_sale()
    paper = table.sign(table.draft(case), case)
    first, again = table.hand_in(case, paper), table.hand_in(case, paper)
    assert (first.document_id, first.is_new, again.is_new) == (again.document_id, True, False)
    scan = [table.hand_in(case, a_scan()).document_id for _ in range(2)]
    assert scan[0] == scan[1]


def test_papers_that_others_issue_are_filed(table: Table) -> None:
    case = table.a_sale()
    kind = next(iter(table.office.company.credit_file.paper))
    assert table.hand_in(case, a_scan(), kind, issued_on=day(-2)).state == "filed"
    assert table.hand_in(case, b"no paper", kind).state == "refused"
    with pytest.raises(NotTaken, match="no such paper"):
        table.hand_in(case, a_scan(), "../contract")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE document SET state = 'refused' WHERE id = {number}",
        "UPDATE document SET sha256 = 'x' WHERE id = {number}",
        "UPDATE document SET opportunity_id = NULL WHERE id = {number}",
        "UPDATE document SET draft_id = NULL WHERE id = {number}",
        "UPDATE document SET reasons = NULL WHERE id = {number}",
        "UPDATE document SET signed_on = '2020-01-01' WHERE id = {number}",
        "DELETE FROM document WHERE id = {number}",
        "DELETE FROM document WHERE state = 'draft'",
        "UPDATE document SET state = 'proved' WHERE state = 'refused'",
        "INSERT INTO document (kind, state, opportunity_id, sha256, created_at) VALUES ('contract', 'proved', {case}, 'x', '2026-11-20')",
        "INSERT INTO document (kind, state, opportunity_id, sha256, draft_id, created_at)"
        " SELECT kind, 'attested', opportunity_id, 'x', draft_id, created_at FROM document WHERE id = {number}",
    ],
)
@pytest.mark.slow
def test_nobody_alters_a_paper_that_counts_whatever_client_they_use(table: Table, statement: str) -> None:
    case = table.a_sale()
    paper = table.sign(table.draft(case), case)
    number = table.hand_in(case, paper).document_id
    table.hand_in(case, a_scan())
    with pytest.raises(DBAPIError, match="refused: document"), table.world.engine.begin() as connection:
        connection.exec_driver_sql(statement.format(number=number, case=case))
