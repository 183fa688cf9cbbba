"""What people are told of an open approval question, and of terms that are not what they were."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from config.words import Text
from crm.model import CODES

NAMES = {
    "rfc": Text(en="RFC", es="RFC"),
    "amount_mxn": Text(en="value", es="valor"),
    "monthly_mxn": Text(en="monthly billing", es="facturación mensual"),
    "term_months": Text(en="term in months", es="plazo en meses"),
    "included_mono_pages": Text(en="mono pages included", es="páginas incluidas en negro"),
    "included_colour_pages": Text(en="colour pages included", es="páginas incluidas en color"),
    "click_mono_mxn": Text(en="price per mono page", es="precio por página en negro"),
    "click_colour_mxn": Text(en="price per colour page", es="precio por página en color"),
    "margin_percent": Text(en="margin %", es="margen %"),
    "discount_percent": Text(en="discount %", es="descuento %"),
    "equipment": Text(en="equipment", es="equipo"),
}


@dataclass(frozen=True)
class Difference:
    """A term that is not what it was: its name, as it was decided, as it is now."""

    field: str
    decided: str
    now: str

    @property
    def name(self) -> Text:
        """What people call it."""
        return NAMES[self.field]

    def to(self, language: str) -> str:
        """``monthly billing: 10000.00 → 10001.00``."""
        return f"{self.name.to(language)}: {self.decided or '—'} → {self.now or '—'}"


@dataclass(frozen=True)
class Earlier:
    """How a question about the case was answered before."""

    outcome: str
    approver: str
    decided_on: dt.date
    note: str | None


@dataclass(frozen=True)
class Question:
    """What is asked, about what, by when and of whom; ``attempts`` answers given in the form were refused."""

    request_id: int
    kind: str
    tier: int
    status: str
    asked: str
    opportunity_id: int
    name: str | None
    account: str | None
    rfc: str | None
    seller: str | None
    asked_by: str | None
    due_on: dt.date
    amount_mxn: Decimal | None
    percent: Decimal | None
    monthly_mxn: Decimal | None
    term_months: int | None
    margin_percent: Decimal | None
    discount_percent: Decimal | None
    role: Text
    may_decide: tuple[str, ...]
    equipment: tuple[tuple[str, str, int], ...]
    earlier: tuple[Earlier, ...]
    changed: tuple[Difference, ...]
    until: dt.date
    attempts: int
    refused: Text | None

    @property
    def case(self) -> str:
        """What people call the opportunity: ``OPP-12``."""
        return f"{CODES['opportunity']}-{self.opportunity_id}"
