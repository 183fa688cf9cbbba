"""What each paper says: immutable facts, refused where they can't be printed exactly. Nothing here knows how they look.

The names are those of the records (``crm``). A ``Paper`` is one paper in full: its facts, number, date and the company. Its JSON
travels inside the PDF, so that a signed paper is compared with the record it came from.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from papers.values import Count, Line, Pages, Paragraphs, Percent, Pesos, Rate, Rfc, Some

Item = TypeVar("Item")
Few = Annotated[tuple[Item, ...], Field(max_length=200)]
Many = Annotated[tuple[Item, ...], Field(min_length=1, max_length=2000)]


class Facts(BaseModel):
    """Immutable, and without a word that is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Party(Facts):
    """Somebody whom a paper binds, and who signs in their name."""

    name: Line
    legal_name: Line
    rfc: Rfc
    representative: Line
    representative_rfc: Rfc | None = None
    address: Line | None = None


class Prospect(Facts):
    """Somebody to whom something is offered: they need no tax number yet."""

    name: Line
    legal_name: Line | None = None
    contact: Line | None = None
    address: Line | None = None


class EquipmentLine(Facts):
    """Machines of one model in one place; with a serial number it is one machine."""

    model: Line
    quantity: Some
    location: Line | None = None
    serial: Line | None = None

    @model_validator(mode="after")
    def _a_serial_is_one_machine(self) -> EquipmentLine:
        if self.serial is not None and self.quantity != 1:
            raise ValueError("a line with a serial number is one machine")
        return self


class OfferLine(Facts):
    """A part of a complete system: equipment, consumables, service or follow-up (000/A14)."""

    kind: Literal["equipment", "consumables", "service", "follow_up"]
    model: Line
    quantity: Some
    location: Line | None = None
    monthly_mxn: Pesos


class Proposal(Facts):
    """The official quote, as the client receives it (000/M05)."""

    kind: Literal["proposal"] = "proposal"
    opportunity: Line
    version: Some
    client: Prospect
    seller: Line
    need: Paragraphs | None = None
    valid_until: dt.date
    term_months: Some
    monthly_mxn: Pesos
    vat_percent: Percent
    included_mono_pages: Pages
    included_colour_pages: Pages
    click_mono_mxn: Rate
    click_colour_mxn: Rate
    lines: Many[OfferLine]


class Contract(Facts):
    """The master contract (000/A23: signed before equipment is sent)."""

    kind: Literal["contract"] = "contract"
    opportunity: Line
    client: Party
    place: Line
    term_months: Some
    starts_on: dt.date
    ends_on: dt.date
    monthly_mxn: Pesos
    vat_percent: Percent
    payment_days: Count
    notice_days: Count
    included_mono_pages: Pages
    included_colour_pages: Pages
    click_mono_mxn: Rate
    click_colour_mxn: Rate
    sla: Line
    jurisdiction: Line
    annexes: Few[Literal["A", "B", "C", "D", "E"]]
    equipment: Few[EquipmentLine] = ()
    """What annex A will list, so that whoever signs the contract signs for it."""

    @model_validator(mode="after")
    def _it_ends_after_it_starts(self) -> Contract:
        if self.ends_on <= self.starts_on:
            raise ValueError("ends_on must be later than starts_on")
        return self


class Annex(Facts):
    """What every annex says: whose it is and to which contract it belongs (000/A24)."""

    contract_number: Line
    client: Party


class AnnexA(Annex):
    """What equipment goes where."""

    kind: Literal["annex_a"] = "annex_a"
    equipment: Many[EquipmentLine]


class AnnexB(Annex):
    """What it costs: rent, volumes, pages beyond them."""

    kind: Literal["annex_b"] = "annex_b"
    term_months: Some
    monthly_mxn: Pesos
    vat_percent: Percent
    included_mono_pages: Pages
    included_colour_pages: Pages
    click_mono_mxn: Rate
    click_colour_mxn: Rate
    cycle_day: Annotated[int, Field(ge=1, le=31)]
    payment_days: Count


class ServiceLevel(Facts):
    """How soon we answer and solve what kind of failure, in business hours."""

    failure: Line
    response_hours: Some
    solution_hours: Some


class Escalation(Facts):
    """Who hears of a failure that is not solved after some business hours."""

    after_hours: Some
    to: Line


class AnnexC(Annex):
    """The service levels."""

    kind: Literal["annex_c"] = "annex_c"
    sla: Line
    service_hours: Line
    levels: Many[ServiceLevel]
    escalation: Few[Escalation] = ()


class Supply(Facts):
    """A consumable: what it yields at the agreed coverage, and whether the rent includes it."""

    name: Line
    yield_pages: Some | None = None
    included: bool


class AnnexD(Annex):
    """Consumables and the coverage that they are reckoned with."""

    kind: Literal["annex_d"] = "annex_d"
    coverage_percent: Percent
    delivery_days: Count
    supplies: Many[Supply]
    exclusions: Few[Line] = ()


class AnnexE(Annex):
    """Privacy: what data of the client's people we see, what for and for how long."""

    kind: Literal["annex_e"] = "annex_e"
    privacy_contact: Line
    data: Many[Line]
    purposes: Many[Line]
    retention_days: Count
    incident_hours: Some
    wipes_storage: bool


class Machine(Facts):
    """A machine as it was handed over, with the meters it starts from."""

    model: Line
    serial: Line
    location: Line
    start_mono_pages: Count
    start_colour_pages: Count | None = None
    admin_password_changed: bool


class Acceptance(Facts):
    """Delivery and acceptance (D&A): what was installed and that it works (M13)."""

    kind: Literal["acceptance"] = "acceptance"
    contract_number: Line
    order_number: Line
    client: Party
    site: Line
    delivered_on: dt.date
    installed_on: dt.date
    technician: Line
    received_by: Line
    machines: Many[Machine]
    toner_included: bool
    network_ok: bool
    test_prints_ok: bool
    incidents: Paragraphs | None = None


class TopicTaught(Facts):
    """One topic taught to one user, who showed that they can do it (000/A25–A27)."""

    topic: Line
    user: Line
    trained_on: dt.date
    demonstrated: bool


class TrainingRecord(Facts):
    """Who was taught what."""

    kind: Literal["training_record"] = "training_record"
    contract_number: Line
    client: Party
    site: Line
    trainer: Line
    main_user: Line
    topics: Many[TopicTaught]
    follow_up_on: dt.date | None = None


AnyFacts = Proposal | Contract | AnnexA | AnnexB | AnnexC | AnnexD | AnnexE | Acceptance | TrainingRecord
"""The facts of any paper that is drafted here."""


class Paper(Facts):
    """A paper in full."""

    format: Literal["seiton-paper-1"] = "seiton-paper-1"
    number: Line
    issued_on: dt.date
    company: Party
    facts: Annotated[AnyFacts, Field(discriminator="kind")]

    def to_json(self) -> str:
        """One text for the same facts, always: keys in order, amounts as text."""
        return json.dumps(
            self.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )

    @classmethod
    def from_json(cls, text: str | bytes) -> Paper:
        """Read it back. Raises ``ValueError`` where it is not such a paper, or says a key twice."""
        return cls.model_validate(json.loads(text, object_pairs_hook=_once, parse_float=str))


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) != len(pairs):
        raise ValueError("a key is said twice")
    return said
