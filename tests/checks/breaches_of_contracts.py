"""How each rule on the contract of an opportunity is broken, and on the paper that was signed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from crm.model import Account, Annex, Contract, ContractLine, Document, Opportunity, Proposal, ProposalLine
from tests.builders import a_document, a_lead, add, an_attested, day, part, sign
from tests.checks.breaches_of_sales import GENERIC, account_of_another, on_new_terms
from tests.checks.edits import Edit, Mend, all_of, breach, bring, change, point, remove


def signed_anew(edit: Edit) -> Edit:
    """The edit, after which the contract is drafted from its record and signed again."""

    def apply(session: Session, case: Any) -> Mend:
        contract = part(session, case, Contract)
        mend, before = edit(session, case), contract.document_id
        sign(session, contract)

        def back() -> None:
            mend()
            contract.document_id = before
            session.flush()

        return back

    return apply


def other_paper(**values: Any) -> Edit:
    """The contract names a file that is not a paper of it that counts."""

    def make(session: Session, case: Any) -> Document:
        sale = case.id if isinstance(case, Opportunity) else case.opportunity_id
        return a_document(session, **({"kind": "contract", "opportunity_id": sale} | values))

    return point(Contract, "document_id", make)


def annex_on(kind: str, **values: Any) -> Edit:
    """Annex A rests on another paper of the case."""

    def make(session: Session, case: Any) -> Document:
        sale = case.id if isinstance(case, Opportunity) else case.opportunity_id
        return an_attested(session, kind, sale, **values)

    return point(Annex, "document_id", make, letter="A")


ANNEX_EDITS = (
    change(Annex, {"letter": "B"}, due_on=day(-1)),
    change(Annex, {"letter": "A"}, signed_on=None),
    change(Annex, {"letter": "A"}, document_id=None),
    annex_on("annex_b"),
    annex_on("annex_a", state="filed"),
    annex_on("contract", state="refused"),
)


def paper_of_another(session: Session, case: Any) -> Document:
    """A contract that another client signed."""
    return an_attested(session, "contract", a_lead(session).id)


def _one_more_machine(session: Session, case: Any) -> ContractLine:
    return add(session, ContractLine(contract_id=part(session, case, Contract).id, model="MX-1", quantity=1))


def _changed_in_both(**values: Any) -> Edit:
    """Contract and quote go on saying the same, and credit was decided on it."""
    return on_new_terms(all_of(change(Contract, **values), change(Proposal, **values)))


def _moved_in_both(place: str | None) -> Edit:
    machine = {"model": "MX-300"}
    return on_new_terms(
        all_of(change(ContractLine, machine, location=place), change(ProposalLine, machine, location=place))
    )


EDITED_AFTER_SIGNING = (
    change(Contract, sla="24 h"),
    change(Contract, sla=None),
    change(Contract, notice_days=30),
    change(Contract, starts_on=day(11)),
    change(Contract, ends_on=day(1106)),
    _changed_in_both(included_mono_pages=20_001),
    _changed_in_both(included_colour_pages=1_999),
    _changed_in_both(click_mono_mxn=Decimal("0.26")),
    _changed_in_both(click_colour_mxn=Decimal("2.01")),
)
"""What no other rule minds."""
_no_contract = change(Contract, opportunity_id=None)

CONTRACT = {
    "A23-contract-signed": breach(
        change(Contract, signed_on=None),
        change(Contract, client_signatory=" "),
        change(Contract, company_signatory=None),
        change(Contract, document_id=None),
        other_paper(state="filed"),
        other_paper(state="refused"),
        other_paper(state="draft"),
        point(Contract, "document_id", lambda s, case: an_attested(s, "acceptance", case.id)),
        point(Contract, "document_id", paper_of_another),
    ),
    "A20-contract-is-the-signed-paper": breach(
        *EDITED_AFTER_SIGNING,
        _moved_in_both("Piso 9"),
        _moved_in_both(None),
        aside=other_paper(state="filed"),
    ),
    "A20-contract-is-the-quote": breach(
        signed_anew(change(Contract, monthly_mxn=Decimal("9999.99"))),
        signed_anew(change(Contract, term_months=None)),
        signed_anew(change(Contract, included_mono_pages=20_001)),
        signed_anew(change(Contract, included_colour_pages=None)),
        signed_anew(change(Contract, click_mono_mxn=Decimal("0.2502"))),
        signed_anew(change(Contract, click_colour_mxn=Decimal("1.99"))),
        aside=_no_contract,
    ),
    "M12-annex-is-the-quote": breach(
        signed_anew(change(ContractLine, quantity=9)),
        signed_anew(change(ContractLine, model="MX-900")),
        signed_anew(change(ContractLine, location="Piso 9")),
        signed_anew(change(ContractLine, location=None)),
        on_new_terms(change(ProposalLine, {"kind": "equipment"}, quantity=9)),
        signed_anew(remove(ContractLine)),
        signed_anew(bring(_one_more_machine)),
        aside=_no_contract,
    ),
    "A20-contract-party": breach(
        point(Contract, "account_id", account_of_another),
        signed_anew(change(Contract, rfc="ABC010203AB1")),
        aside=_no_contract,
    ),
    "A21-generic-rfc": breach(
        signed_anew(on_new_terms(all_of(change(Contract, rfc=GENERIC), change(Account, rfc=GENERIC)))),
        also="A21-identification",  # it has the thirteen characters of a person's
        aside=_no_contract,
    ),
    "A24-annexes-declared": breach(*(remove(Annex, letter=letter) for letter in "ABC"), aside=_no_contract),
    "A24-annexes-in-period": breach(*ANNEX_EDITS, aside=_no_contract),
}
