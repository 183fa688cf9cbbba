"""Study, quote, contract, annex A, delivery order, serials and billing set-up say the same (000/A20, A29, M12).

One declaration (:func:`comparisons`) of which field of which place must equal which. The rules are made of it, and so is the
sentence that names both values and both places.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, literal_column, select
from sqlalchemy.orm import Session

from checks.comparing import Comparison, Datum, Lines, Place
from checks.expressions import given, there_is
from checks.subjects import SUBJECTS
from config.company import Company, Text
from crm.model import (
    Account,
    BillingSetup,
    Contract,
    ContractLine,
    Delivery,
    DeliveryOrder,
    DeliveryOrderLine,
    Equipment,
    FleetLine,
    Opportunity,
    Proposal,
    ProposalLine,
    Study,
)

D = Delivery
STUDY, QUOTE = (
    Place("study", Text(en="study", es="estudio")),
    Place("quote", Text(en="official quote", es="cotización oficial")),
)
CONTRACT, ANNEX = (
    Place("contract", Text(en="contract", es="contrato")),
    Place("annex", Text(en="annex A", es="anexo A")),
)
ORDER, SERIALS = (
    Place("order", Text(en="delivery order", es="orden de entrega")),
    Place("serial", Text(en="machines by serial", es="equipos por serie")),
)
BILLING = Place("billing", Text(en="billing set-up", es="configuración de facturación"))
SALE, ACCOUNT = (
    Place("sale", Text(en="opportunity", es="oportunidad")),
    Place("account", Text(en="account", es="cuenta")),
)
DELIVERY = Place("delivery", Text(en="delivery", es="entrega"))

FIELDS = {
    "account": Text(en="account", es="cuenta"),
    "opportunity": Text(en="opportunity", es="oportunidad"),
    "rfc": Text(en="RFC", es="RFC"),
    "monthly_mxn": Text(en="monthly billing", es="facturación mensual"),
    "term_months": Text(en="term in months", es="plazo en meses"),
    "included_mono_pages": Text(en="mono pages included", es="páginas incluidas en negro"),
    "included_colour_pages": Text(en="colour pages included", es="páginas incluidas en color"),
    "click_mono_mxn": Text(en="price per mono page", es="precio por página en negro"),
    "click_colour_mxn": Text(en="price per colour page", es="precio por página en color"),
}  # fmt: skip
TERMS = (
    "monthly_mxn",
    "term_months",
    "included_mono_pages",
    "included_colour_pages",
    "click_mono_mxn",
    "click_colour_mxn",
)


def comparisons(company: Company) -> tuple[Comparison, ...]:
    """All that must agree, in the order of the business."""
    of_quote = _terms(company, QUOTE, Proposal, TERMS)
    has_contract, has_study = Contract.id.is_not(None), _study_is_whole()
    annexed = Lines(ANNEX, ContractLine, ContractLine.contract_id, Contract.id, ContractLine.quantity)
    released = Lines(ANNEX, ContractLine, ContractLine.contract_id, D.contract_id, ContractLine.quantity)
    quoted = Lines(
        QUOTE, ProposalLine, ProposalLine.proposal_id, Proposal.id, ProposalLine.quantity, ("kind", "equipment")
    )
    ordered = Lines(
        ORDER,
        DeliveryOrderLine,
        DeliveryOrderLine.delivery_order_id,
        DeliveryOrder.id,
        DeliveryOrderLine.quantity,
    )
    standing = Lines(SERIALS, Equipment, Equipment.delivery_id, D.id, None, ("removed_on", None))
    return (
        Comparison("A20-quote-is-the-study", "opportunity", "proposed", _volumes(company), when=has_study),
        Comparison("A20-contract-is-the-quote", "opportunity", "contracted", of_quote, when=has_contract),
        Comparison("M12-annex-is-the-quote", "opportunity", "contracted", lines=(annexed, quoted), when=has_contract),
        Comparison(
            "A20-contract-party", "opportunity", "contracted", when=has_contract, data=(
                Datum("account", CONTRACT, Contract.account_id, SALE, Opportunity.account_id),
                Datum("rfc", CONTRACT, Contract.rfc, ACCOUNT, Account.rfc),
            ),
        ),
        Comparison("A20-released-as-studied", "delivery", "released", _volumes(company), when=has_study),
        Comparison("A20-released-as-quoted", "delivery", "released", of_quote, when=has_contract),
        Comparison("M12-released-as-quoted", "delivery", "released", lines=(released, quoted), when=has_contract),
        Comparison(
            "M12-party", "delivery", "released", data=(
                Datum("account", DELIVERY, D.account_id, SALE, Opportunity.account_id),
                Datum("account", CONTRACT, Contract.account_id, DELIVERY, D.account_id),
                Datum("opportunity", CONTRACT, Contract.opportunity_id, DELIVERY, D.opportunity_id),
                Datum("rfc", CONTRACT, Contract.rfc, ACCOUNT, Account.rfc),
            ),
        ),
        Comparison("M12-order-is-the-annex", "delivery", "released", lines=(ordered, released), when=DeliveryOrder.id.is_not(None),
                   also=~there_is(DeliveryOrderLine, DeliveryOrderLine.delivery_order_id == DeliveryOrder.id, DeliveryOrderLine.location.is_(None))),
        Comparison("M12-serials-are-the-annex", "delivery", "installed", lines=(standing, released),
                   also=~there_is(Equipment, Equipment.delivery_id == D.id, ~given(Equipment.serial))),
        Comparison("A29-billing-is-the-contract", "delivery", "billing", _terms(company, BILLING, BillingSetup, ("rfc", *TERMS)),
                   when=BillingSetup.id.is_not(None)),
    )  # fmt: skip


def _terms(company: Company, place: Place, model: Any, names: tuple[str, ...]) -> tuple[Datum, ...]:
    """What the contract says, compared with what another place says."""
    may_differ = company.congruence.of
    return tuple(
        Datum(name, CONTRACT, getattr(Contract, name), place, getattr(model, name), may_differ(name))
        for name in names
    )


def _volumes(company: Company) -> tuple[Datum, ...]:
    """The pages a month that the study found, compared with those that the quote includes."""
    percent = company.congruence.study_volume_percent

    def found(pages: Any) -> ColumnElement[int]:
        total = select(func.sum(FleetLine.quantity * func.coalesce(pages, literal_column("0")))).where(
            FleetLine.study_id == Study.id
        )
        return total.correlate_except(FleetLine).scalar_subquery()

    return tuple(
        Datum(f"included_{colour}_pages", QUOTE, getattr(Proposal, f"included_{colour}_pages"), STUDY,
              found(getattr(FleetLine, f"{colour}_pages_per_month")), percent=percent)
        for colour in ("mono", "colour")
    )  # fmt: skip


def _study_is_whole() -> ColumnElement[bool]:
    """There are a quote and a study that counts every machine; what lacks there is another rule's."""
    mine = FleetLine.study_id == Study.id
    return and_(
        Proposal.included_mono_pages >= 0, Proposal.included_colour_pages >= 0,
        there_is(FleetLine, mine), ~there_is(FleetLine, mine, FleetLine.mono_pages_per_month.is_(None)),
    )  # fmt: skip


@dataclass(frozen=True)
class Mismatch:
    """A field of which two places say different things."""

    rule: str
    field: Text
    here: Text
    value: object
    there: Text
    other: object

    def to(self, language: str) -> str:
        """Both values and both places, in a sentence."""
        said = " ≠ ".join(
            f"{place.to(language)}: {'—' if value is None else value}"
            for place, value in ((self.here, self.value), (self.there, self.other))
        )
        return f"{self.field.to(language)}: {said}"


def mismatches(session: Session, company: Company, record: str, record_id: int) -> list[Mismatch]:
    """Every field of a case of which two places differ, by the rule that it breaks."""
    found = []
    for comparison in comparisons(company):
        if comparison.record == record and _is_about(session, comparison, record_id):
            found += _of_data(session, comparison, record_id)
            found += _of_lines(session, comparison, record_id)
    return found


def _is_about(session: Session, comparison: Comparison, record_id: int) -> bool:
    if comparison.when is None:
        return True
    subject = SUBJECTS[comparison.record]
    return bool(session.scalar(subject.select(comparison.when, where=subject.id == record_id)))


def _of_data(session: Session, comparison: Comparison, record_id: int) -> list[Mismatch]:
    if not comparison.data:
        return []
    subject = SUBJECTS[comparison.record]
    columns = [
        column.label(f"c{number}_{part}")
        for number, datum in enumerate(comparison.data)
        for part, column in enumerate((datum.value, datum.other, func.coalesce(datum.agrees, literal(False))))
    ]
    row = session.execute(subject.select(*columns, where=subject.id == record_id)).one()
    return [
        Mismatch(
            comparison.key, FIELDS[datum.field], datum.here.name, row[3 * n], datum.there.name, row[3 * n + 1]
        )
        for n, datum in enumerate(comparison.data)
        if not row[3 * n + 2]
    ]


def _of_lines(session: Session, comparison: Comparison, record_id: int) -> list[Mismatch]:
    """By model and place, how many machines each of the two lists has."""
    if comparison.lines is None:
        return []
    one, other = comparison.lines
    subject = SUBJECTS[comparison.record]
    counted = [_counted(session, subject, lines, record_id) for lines in (one, other)]
    found = []
    for model, location in sorted({*counted[0], *counted[1]}, key=str):
        mine, theirs = (numbers.get((model, location), 0) for numbers in counted)
        if mine != theirs:
            machine = f"{model} · {location or '—'}"
            field = Text(en=f"quantity of {machine}", es=f"cantidad de {machine}")
            found.append(Mismatch(comparison.key, field, one.place.name, mine, other.place.name, theirs))
    return found


def _counted(session: Session, subject: Any, lines: Lines, record_id: int) -> dict[tuple[str, str | None], int]:
    owner = session.scalar(subject.select(lines.owner, where=subject.id == record_id))
    line = lines.line
    rows = session.execute(
        select(line.model, line.location, func.sum(lines.quantity_of(line)))
        .where(*lines.mine(line, owner))
        .group_by(line.model, line.location)
    )
    return {(model, location): int(number) for model, location, number in rows}
