"""From the records of a case to what a paper says: each fact from one field, and a refusal that names what is lacking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from config.paper_terms import PaperTerms
from config.papers import Kind, PaperCompany
from config.words import Text, Told
from crm.model import CODES, Account, Contract
from crm.paperwork import Delivered, Paperwork
from papers import facts as f
from papers.labels import FIELDS, TITLES, label

Said = dict[str, Any]


class Unwritable(Told):
    """The records do not say enough for this paper; the sentence names what is lacking."""


def facts_of(kind: Kind, work: Paperwork, terms: PaperTerms) -> f.AnyFacts:
    """What the paper says today. Raises ``Unwritable`` where a record lacks a datum or there is none of them yet."""
    model, gather = _KINDS[kind]
    try:
        facts: f.AnyFacts = model.model_validate(gather(work, terms))
    except ValidationError as error:
        raise _lacking(kind, error) from None
    return facts


def company_party(company: PaperCompany) -> f.Party:
    """The company as its papers name it."""
    return f.Party.model_validate(company.model_dump())


def number_of(kind: Kind, work: Paperwork, terms: PaperTerms) -> str:
    """The number of a paper; a contract that has one keeps it, and so do the papers that refer to it."""
    contract = work.agreed.contract
    if kind == "contract" and contract is not None and contract.number:
        return contract.number
    return terms.number(kind, work.sale.case.id)


def terms_of(facts: f.AnyFacts) -> tuple[Said, list[tuple[str, str | None, int]]]:
    """What a draft says in the words of ``crm.approvals.Terms``: its terms and its equipment."""
    names = (
        "monthly_mxn", "term_months", "included_mono_pages", "included_colour_pages", "click_mono_mxn", "click_colour_mxn",
        "starts_on", "ends_on", "notice_days", "sla",
    )  # fmt: skip
    said = {name: getattr(facts, name) for name in names if hasattr(facts, name)}
    said["rfc"] = getattr(facts.client, "rfc", None)
    lines: list[tuple[str, str | None, int]] = []
    if isinstance(facts, f.Contract | f.AnnexA):
        lines = [(line.model, line.location, line.quantity) for line in facts.equipment]
    elif isinstance(facts, f.Proposal):
        lines = [(ln.model, ln.location, ln.quantity) for ln in facts.lines if ln.kind == "equipment"]
    elif isinstance(facts, f.Acceptance):
        lines = [(machine.model, machine.location, 1) for machine in facts.machines]
    return said, lines


def _lacking(kind: Kind, error: ValidationError) -> Unwritable:
    said: dict[str, Text] = {}
    for problem in error.errors():
        names = [str(part) for part in problem["loc"] if isinstance(part, int) or part in FIELDS]
        path = "".join(f"[{name}]" if name.isdecimal() else f".{name}" for name in names).lstrip(".")
        what = label(path) if path else Text(en=problem["msg"], es=problem["msg"])
        said.setdefault(what.en, what)
    return Unwritable(
        Text(
            en=f"{TITLES[kind].en} can't be drafted; complete in the CRM: {'; '.join(one.en for one in said.values())}",
            es=f"{TITLES[kind].es}: no se puede elaborar; complete en el CRM: {'; '.join(one.es for one in said.values())}",
        )
    )


def _lacks(en: str, es: str) -> Unwritable:
    lacks = Text(en=en, es=es)
    return Unwritable(f"{lacks.en}: record it in the CRM first", f"{lacks.es}: captúrelo primero en el CRM")


def _contract(work: Paperwork) -> tuple[Contract, Account]:
    contract, account = work.agreed.contract, work.sale.account
    if contract is None:
        raise _lacks("The opportunity has no contract", "La oportunidad no tiene contrato")
    if account is None:
        raise _lacks("The opportunity has no account", "La oportunidad no tiene cuenta")
    return contract, account


def _client(work: Paperwork) -> Said:
    contract, account = _contract(work)
    address = ", ".join(part for part in (account.address, account.postal_code, account.city) if part)
    return {
        "name": account.name, "legal_name": account.legal_name, "rfc": contract.rfc, "representative": contract.client_signatory,
        "representative_rfc": contract.client_signatory_rfc, "address": address or None,
    }  # fmt: skip


def _price(record: Any, terms: PaperTerms) -> Said:
    names = ("monthly_mxn", "term_months", "included_mono_pages", "included_colour_pages", "click_mono_mxn", "click_colour_mxn")  # fmt: skip
    return {name: getattr(record, name) for name in names} | {"vat_percent": terms.vat_percent}


def _of_the_contract(work: Paperwork, terms: PaperTerms) -> Said:
    return {"contract_number": number_of("contract", work, terms), "client": _client(work)}


def _equipment(work: Paperwork) -> list[Said]:
    return [
        {"model": line.model, "quantity": line.quantity, "location": line.location}
        for line in work.agreed.lines
    ]


def _proposal(work: Paperwork, terms: PaperTerms) -> Said:
    sale = work.sale
    if sale.quote is None:
        raise _lacks("The opportunity has no official quote", "La oportunidad no tiene cotización oficial")
    account, contact = sale.account, sale.contact
    client = {
        "name": account and account.name,
        "legal_name": account and account.legal_name,
        "contact": contact and contact.name,
        "address": account and account.address,
    }
    lines = [
        {
            "kind": line.kind, "model": line.model, "quantity": line.quantity, "location": line.location,
            "monthly_mxn": line.monthly_mxn,
        }
        for line in sale.offer
    ]  # fmt: skip
    return {
        "opportunity": f"{CODES['opportunity']}-{sale.case.id}", "version": sale.quote.version, "client": client,
        "seller": sale.seller and sale.seller.name, "need": sale.case.value_impact, "valid_until": sale.quote.valid_until,
        "lines": lines, **_price(sale.quote, terms),
    }  # fmt: skip


def _master(work: Paperwork, terms: PaperTerms) -> Said:
    contract, account = _contract(work)
    days = account.payment_terms_days
    return {
        "opportunity": f"{CODES['opportunity']}-{work.sale.case.id}", "client": _client(work), "place": terms.place,
        "starts_on": contract.starts_on, "ends_on": contract.ends_on, "payment_days": terms.payment_days if days is None else days,
        "notice_days": contract.notice_days, "sla": contract.sla, "jurisdiction": terms.jurisdiction,
        "annexes": [annex.letter for annex in work.agreed.annexes], "equipment": _equipment(work), **_price(contract, terms),
    }  # fmt: skip


def _annex_a(work: Paperwork, terms: PaperTerms) -> Said:
    return {"equipment": _equipment(work), **_of_the_contract(work, terms)}


def _annex_b(work: Paperwork, terms: PaperTerms) -> Said:
    contract, account = _contract(work)
    days, billing = account.payment_terms_days, work.agreed.billing
    return {
        "cycle_day": (billing and billing.cycle_day) or terms.cycle_day, "payment_days": terms.payment_days if days is None else days,
        **_of_the_contract(work, terms), **_price(contract, terms),
    }  # fmt: skip


def _annex_c(work: Paperwork, terms: PaperTerms) -> Said:
    contract, _ = _contract(work)
    service = terms.service
    return {
        "sla": contract.sla, "service_hours": service.hours, "levels": [level.model_dump() for level in service.level],
        "escalation": [step.model_dump() for step in service.escalation], **_of_the_contract(work, terms),
    }  # fmt: skip


def _annex_d(work: Paperwork, terms: PaperTerms) -> Said:
    said = terms.consumables.model_dump()
    return {"supplies": said.pop("supply"), **said, **_of_the_contract(work, terms)}


def _annex_e(work: Paperwork, terms: PaperTerms) -> Said:
    said = terms.privacy.model_dump()
    return {"privacy_contact": said.pop("contact"), **said, **_of_the_contract(work, terms)}


def _delivery(work: Paperwork) -> Delivered:
    if work.delivered.case is None:
        raise _lacks("The opportunity has no delivery", "La oportunidad no tiene entrega")
    return work.delivered


def _acceptance(work: Paperwork, terms: PaperTerms) -> Said:
    seen = _delivery(work)
    assert seen.case is not None
    arrived = [truck.delivered_on for truck in seen.shipments if truck.delivered_on]
    incidents = "\n".join(truck.incident for truck in seen.shipments if truck.incident)
    receives = seen.signed_by or seen.main_user
    machines = [
        {
            "model": one.model, "serial": one.serial, "location": one.location, "start_mono_pages": one.start_mono_pages,
            "start_colour_pages": one.start_colour_pages, "admin_password_changed": one.admin_password_changed,
        }
        for one in seen.machines
    ]  # fmt: skip
    return {
        "order_number": seen.order and seen.order.number, "site": seen.case.site_address, "delivered_on": max(arrived, default=None),
        "installed_on": seen.visit and seen.visit.installed_on, "technician": seen.technician and seen.technician.name,
        "received_by": receives and receives.name, "machines": machines, "toner_included": seen.case.toner_included,
        "network_ok": seen.visit and seen.visit.network_ok, "test_prints_ok": seen.visit and seen.visit.test_prints_ok,
        "incidents": incidents or None, **_of_the_contract(work, terms),
    }  # fmt: skip


def _training(work: Paperwork, terms: PaperTerms) -> Said:
    seen = _delivery(work)
    assert seen.case is not None
    topics = [
        {
            "topic": one.training.topic, "user": one.user, "trained_on": one.training.trained_on,
            "demonstrated": one.training.demonstrated,
        }
        for one in seen.taught
    ]  # fmt: skip
    return {
        "site": seen.case.site_address, "trainer": next((one.trainer for one in seen.taught if one.trainer), None),
        "main_user": seen.main_user and seen.main_user.name, "topics": topics, "follow_up_on": seen.case.follow_up_on,
        **_of_the_contract(work, terms),
    }  # fmt: skip


_KINDS: dict[Kind, tuple[type[Any], Callable[[Paperwork, PaperTerms], Said]]] = {
    "proposal": (f.Proposal, _proposal),
    "contract": (f.Contract, _master),
    "annex_a": (f.AnnexA, _annex_a),
    "annex_b": (f.AnnexB, _annex_b),
    "annex_c": (f.AnnexC, _annex_c),
    "annex_d": (f.AnnexD, _annex_d),
    "annex_e": (f.AnnexE, _annex_e),
    "acceptance": (f.Acceptance, _acceptance),
    "training_record": (f.TrainingRecord, _training),
}
