"""The plain edits by which defects are planted: what a hurried colleague or a careless import does to a CRM."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, delete, select, update
from sqlalchemy.sql.expression import Executable

from crm import model as m
from crm.model import Base
from sample.plan import CONTACTS, NUMBERS, VICTIMS
from sample.quotes import QUOTES
from sample.sql import Calendar, fill

v = VICTIMS.c


@dataclass(frozen=True)
class Ago:
    """A date, in days before today."""

    days: int


@dataclass(frozen=True)
class Edit:
    """An edit of the rows of one table that belong to the victims. ``shift``: of the case after the victim's.

    ``where`` may be told from the calendar, where it speaks of days.
    """

    model: type[Base]
    where: ColumnElement[bool] | Callable[[Calendar], ColumnElement[bool]] | None = None
    key: Any = None
    shift: int = 0
    values: Mapping[str, Any] | None = None

    def statement(self, defect: str, calendar: Calendar) -> Executable:
        """``UPDATE``, or ``DELETE`` where no values are given."""
        table = self.model.__table__
        assert isinstance(table, Table)
        rows = _rows_of(self.model, self.key, defect, self.shift)
        which = self.where(calendar) if callable(self.where) else self.where
        condition = rows if which is None else and_(rows, which)
        if self.values is None:
            return delete(table).where(condition)
        values = {table.c[name]: _dated(value, calendar) for name, value in self.values.items()}
        return update(table).where(condition).values(values)


@dataclass(frozen=True)
class Addition:
    """Rows that should not be there, ``times`` for each victim; values may be told from ``source``'s columns."""

    model: type[Base]
    values: Mapping[str, Any] = field(default_factory=dict)
    source: Any = VICTIMS
    times: int = 1

    def statement(self, defect: str, calendar: Calendar) -> Executable:
        values = {name: _dated(value, calendar) for name, value in self.values.items()}
        if hasattr(self.model, "created_at"):
            values.setdefault("created_at", calendar.at(1, 15))
        rows = self.source.join(NUMBERS, NUMBERS.c.n <= self.times)
        return fill(self.model, rows, v.defect == defect, order=(v.id, NUMBERS.c.n), **values)


def put(model: type[Base], where: Any = None, /, *, key: Any = None, shift: int = 0, **values: Any) -> Edit:
    """Write values over those of the victims' rows; ``None`` blanks a field."""
    return Edit(model, where, key, shift, values)


def remove(model: type[Base], where: Any = None, /, *, key: Any = None) -> Edit:
    """Delete the victims' rows."""
    return Edit(model, where, key)


def add(model: type[Base], source: Any = VICTIMS, /, *, times: int = 1, **values: Any) -> Addition:
    """Insert rows that should not be there; ``source`` is what their values are told from, joined to the victims."""
    return Addition(model, values, source, times)


_BY_CASE = {
    m.Opportunity: m.Opportunity.id, m.Study: m.Study.id, m.FleetLine: m.FleetLine.study_id,
    m.Agreement: m.Agreement.opportunity_id, m.Objection: m.Objection.opportunity_id, m.Activity: m.Activity.opportunity_id,
    m.LossCause: m.LossCause.opportunity_id, m.CreditApplication: m.CreditApplication.opportunity_id,
    m.CreditDecision: m.CreditDecision.opportunity_id, m.Contract: m.Contract.id, m.ContractLine: m.ContractLine.contract_id,
    m.Annex: m.Annex.contract_id, m.Delivery: m.Delivery.id, m.DeliveryOrderLine: m.DeliveryOrderLine.delivery_order_id,
    m.Shipment: m.Shipment.delivery_id, m.Equipment: m.Equipment.delivery_id, m.Installation: m.Installation.delivery_id,
    m.Training: m.Training.delivery_id, m.Acceptance: m.Acceptance.delivery_id, m.BillingSetup: m.BillingSetup.delivery_id,
    m.Satisfaction: m.Satisfaction.delivery_id, m.Renewal: m.Renewal.id, m.RenewalRisk: m.RenewalRisk.renewal_id,
    m.NegotiationPlan: m.NegotiationPlan.id, m.PlanRow: m.PlanRow.plan_id,
}  # fmt: skip
_BY_QUOTE = {
    m.Proposal: m.Proposal.id,
    m.ProposalLine: m.ProposalLine.proposal_id,
    m.QuoteVariables: m.QuoteVariables.proposal_id,
}
_BY_MACHINE = {m.MeterReading: m.MeterReading.equipment_id}
_BY_DECIDER = {m.PeerRelation: m.PeerRelation.contact_id}
_BY_ACCOUNT = {
    m.Account: m.Account.id, m.Contact: m.Contact.account_id, m.ClientTrait: m.ClientTrait.account_id,
    m.WalletShare: m.WalletShare.account_id, m.DevelopmentStep: m.DevelopmentStep.account_id, m.Complaint: m.Complaint.account_id,
}  # fmt: skip


def _rows_of(model: type[Base], key: Any, defect: str, shift: int) -> ColumnElement[bool]:
    def among(column: Any, numbers: Any) -> ColumnElement[bool]:
        victims: Select[Any] = select(numbers).where(v.defect == defect)
        return column.in_(victims)  # type: ignore[no-any-return]

    if key is not None:
        return among(key, v.id)
    if model in _BY_CASE:
        return among(_BY_CASE[model], v.id + shift)
    if model in _BY_MACHINE:
        machines = select(m.Equipment.id).where(among(m.Equipment.delivery_id, v.id))
        return _BY_MACHINE[model].in_(machines)
    if model in _BY_QUOTE:
        return among(_BY_QUOTE[model], v.id * QUOTES)
    if model in _BY_DECIDER:
        return among(_BY_DECIDER[model], v.account_id * CONTACTS)
    return among(_BY_ACCOUNT[model], v.account_id)


def _dated(value: Any, calendar: Calendar) -> Any:
    if isinstance(value, Ago):
        return calendar.day(value.days)
    return value


def statements(edits: tuple[Edit | Addition, ...], defect: str, calendar: Calendar) -> Iterator[Executable]:
    """The edits of one defect, as statements, in their order."""
    for edit in edits:
        yield edit.statement(defect, calendar)
