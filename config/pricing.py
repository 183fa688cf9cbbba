"""The official quoter in dated versions: what machines cost, at which margins they are listed (``pricing.toml``; 000/A02, A07, M05)."""

from __future__ import annotations

import datetime as dt
import difflib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cached_property
from typing import Annotated

from pydantic import Field, model_validator

from config.words import Text, Told, Unfit, Words
from policy.pricing import COLOURS, Coverage, Machine, Quote, Rates, Variables, Wanted, quote
from policy.pricing_fleet import Offer, fitting
from policy.pricing_risk import Risk, Spread, risk

Mxn = Annotated[Decimal, Field(ge=0, decimal_places=2)]
MxnPerPage = Annotated[Decimal, Field(ge=0, decimal_places=4)]
Percent = Annotated[Decimal, Field(ge=0, decimal_places=2)]
Share = Annotated[Decimal, Field(ge=0, lt=100, decimal_places=2)]
"""Decimal places are those that the CRM keeps: what is stored with a quote is what was computed with."""


class CannotQuote(Told):
    """The quoter does not price this; the sentence says what it prices."""


@dataclass(frozen=True)
class Ask:
    """So many machines of a model at a place, and the pages a month that all of them together shall include."""

    model: str
    location: str | None
    quantity: int
    mono_pages: int
    colour_pages: int


@dataclass(frozen=True)
class Priced:
    """A quote with the version that made it, its variables, and its risk against a floor."""

    quoter: Quoter
    variables: Variables
    quote: Quote
    risk: Risk
    floor_percent: Decimal


class MachineClass(Words):
    """Models that cost the same, and how many pages a month one of them bears."""

    models: tuple[str, ...] = Field(min_length=1)
    pages_per_month: int = Field(gt=0)
    equipment_mxn: Mxn
    install_mxn: Mxn
    delivery_mxn: Mxn
    service_mxn: Mxn
    parts_mxn: MxnPerPage
    labour_mxn: MxnPerPage
    black_mxn: Mxn
    black_pages: int = Field(gt=0)
    cyan_mxn: Mxn | None = None
    cyan_pages: int | None = Field(default=None, gt=0)
    magenta_mxn: Mxn | None = None
    magenta_pages: int | None = Field(default=None, gt=0)
    yellow_mxn: Mxn | None = None
    yellow_pages: int | None = Field(default=None, gt=0)
    a3_page_percent: Decimal = Field(default=Decimal(100), ge=100, decimal_places=2)

    @model_validator(mode="after")
    def _all_inks_or_black(self) -> MachineClass:
        inks = [getattr(self, f"{ink}_{what}") for ink in COLOURS[1:] for what in ("mxn", "pages")]
        if None in inks and any(ink is not None for ink in inks):
            raise Unfit(
                "a machine prints in black, or has the price and pages of every colour",
                "un equipo imprime en negro, o tiene precio y páginas de cada color",
            )
        return self

    @cached_property
    def machine(self) -> Machine:
        """What one of them costs."""
        return Machine(**{field.name: getattr(self, field.name) for field in fields(Machine)})


class Margin(Words):
    """Of one part of the system: below the floor the audit speaks; the target makes the list price."""

    floor: Share
    target: Share

    @model_validator(mode="after")
    def _floor_below_target(self) -> Margin:
        if self.floor > self.target:
            raise Unfit("the floor is not above the target", "el mínimo no puede ser mayor que la meta")
        return self


class Margins(Words):
    """The margins of the four parts (000/A14, M04, M05)."""

    equipment: Margin
    consumables: Margin
    service: Margin
    follow_up: Margin

    def of(self, part: str) -> Margin:
        """Those of a part."""
        found = getattr(self, part)
        assert isinstance(found, Margin), part
        return found


class Simulation(Words):
    """How the risk of a quote is drawn."""

    draws: int = Field(gt=0, le=100_000)
    coverage_percent: Share
    volume_percent: Share

    @property
    def spread(self) -> Spread:
        """How far a month may be from plan."""
        return Spread(self.coverage_percent, self.volume_percent)


class Quoter(Words):
    """One version of the quoter: in force from a day, until a day or until further notice."""

    version: str = Field(min_length=1, max_length=40)
    from_: dt.date = Field(alias="from")
    until: dt.date | None = None
    terms: tuple[Annotated[int, Field(gt=0)], ...] = Field(min_length=1)
    finance_percent: Percent
    residual_percent: Share
    iva_percent: Share
    rated_coverage_percent: Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)]
    mono_coverage_percent: Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)]
    colour_coverage_percent: Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)]
    monitoring_mxn: Mxn
    follow_up_mxn: Mxn
    discount_percent: Share
    """The most that this version allows, whoever approves it."""
    target_percent: Share
    """The margin that a whole contract aims at."""
    margin: Margins
    risk: Simulation
    class_: dict[str, MachineClass] = Field(alias="class", min_length=1)

    @model_validator(mode="after")
    def _each_model_once(self) -> Quoter:
        models = [model for one in self.class_.values() for model in one.models]
        if twice := sorted({model for model in models if models.count(model) > 1}):
            raise Unfit(
                f"a model is of one class only: {', '.join(twice)}",
                f"un modelo pertenece a una sola clase: {', '.join(twice)}",
            )
        if self.until is not None and self.until < self.from_:
            raise Unfit("a version ends after it begins", "una versión termina después de empezar")
        return self

    def in_force(self, day: dt.date) -> bool:
        """Whether a quote of that day is made with this version."""
        return self.from_ <= day and (self.until is None or day <= self.until)

    @cached_property
    def machines(self) -> dict[str, Machine]:
        """What each model costs."""
        return {model: one.machine for one in self.class_.values() for model in one.models}

    @cached_property
    def rates(self) -> Rates:
        """What holds for every quote of this version."""
        own = {"finance_percent", "residual_percent", "iva_percent", "monitoring_mxn", "follow_up_mxn"}
        targets = {f"{part}_target_percent": self.margin.of(part).target for part in Margins.model_fields}
        return Rates(**{name: getattr(self, name) for name in own}, **targets)

    @cached_property
    def offers(self) -> tuple[Offer, ...]:
        """The classes, for choosing among them."""
        return tuple(Offer(name, one.pages_per_month, one.machine) for name, one in self.class_.items())

    def offer(self, mono_pages: int, colour_pages: int) -> MachineClass:
        """The class to offer for the pages a month of one machine (000/A22). Raises ``CannotQuote``."""
        try:
            return self.class_[fitting(self.offers, mono_pages, colour_pages).name]
        except ValueError:
            raise CannotQuote(
                f"No model of the quoter {self.version} prints colour",
                f"Ningún modelo del cotizador {self.version} imprime a color",
            ) from None

    def variables(
        self,
        asks: Sequence[Ask],
        *,
        term_months: int,
        discount_percent: Decimal = Decimal(0),
        mono_coverage_percent: Decimal | None = None,
        colour_coverage_percent: Decimal | None = None,
        a3_percent: Decimal = Decimal(0),
    ) -> Variables:
        """All that a quote is computed of; the coverage is that of plan where none is given. Raises ``CannotQuote``."""
        if term_months not in self.terms:
            known = ", ".join(map(str, self.terms))
            raise CannotQuote(
                f"{term_months} months is no term of the quoter {self.version}; it has {known}",
                f"{term_months} meses no es un plazo del cotizador {self.version}; tiene {known}",
            )
        if not 0 <= discount_percent <= self.discount_percent:
            raise CannotQuote(
                f"A discount of {discount_percent} % is none of the quoter {self.version}; at most {self.discount_percent} %",
                f"El cotizador {self.version} no permite un descuento de {discount_percent} %; máximo {self.discount_percent} %",
            )
        coverage = Coverage(
            self.rated_coverage_percent,
            mono_coverage_percent or self.mono_coverage_percent,
            colour_coverage_percent or self.colour_coverage_percent,
        )
        wanted = tuple(self._wanted(ask) for ask in asks)
        return Variables(wanted, term_months, discount_percent, coverage, a3_percent, self.rates)

    def price(self, variables: Variables, floor_percent: Decimal, seed: int) -> Priced:
        """The quote, and the chance that its margin falls below a floor (000/A07)."""
        quoted = quote(variables)
        drawn = risk(variables, quoted, floor_percent, self.risk.spread, self.risk.draws, seed)
        return Priced(self, variables, quoted, drawn, floor_percent)

    def _wanted(self, ask: Ask) -> Wanted:
        machine = self.machines.get(ask.model)
        if machine is None:
            near = (
                difflib.get_close_matches(ask.model, self.machines, n=4, cutoff=0.2)
                or sorted(self.machines)[:4]
            )
            raise CannotQuote(
                f"The quoter {self.version} has no model {ask.model!r}; near it: {', '.join(near)} (config/pricing.toml)",
                f"El cotizador {self.version} no tiene el modelo {ask.model!r}; parecidos: {', '.join(near)} (config/pricing.toml)",
            )
        if ask.colour_pages and not machine.prints_colour:
            raise CannotQuote(f"{ask.model} prints no colour", f"{ask.model} no imprime a color")
        return Wanted(ask.model, ask.location, ask.quantity, ask.mono_pages, ask.colour_pages, machine)


class Imported(Words):
    """Quotes from before this quoter: kept as they were agreed, and recomputed by nobody."""

    versions: tuple[str, ...] = Field(min_length=1)
    until: dt.date


class Quoters(Words):
    """All of config/pricing.toml."""

    part: dict[str, Text]
    """What the lines are called that are no equipment."""
    imported: Imported
    quoter: tuple[Quoter, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_at_a_time(self) -> Quoters:
        names = [*self.imported.versions, *(one.version for one in self.quoter)]
        if len(set(names)) != len(names):
            raise Unfit("a version is declared twice", "una versión está declarada dos veces")
        for one, following in itertools.pairwise(self.quoter):
            if one.until is None or one.until >= following.from_:
                raise Unfit(
                    f"the version {one.version} ends before {following.version} begins",
                    f"la versión {one.version} debe terminar antes de que empiece {following.version}",
                )
        return self

    def in_force(self, day: dt.date) -> Quoter:
        """The version that quotes of a day are made with. Raises ``CannotQuote``."""
        for one in self.quoter:
            if one.in_force(day):
                return one
        raise CannotQuote(
            f"No version of the quoter is in force on {day}: see config/pricing.toml",
            f"Ninguna versión del cotizador está vigente el {day}: vea config/pricing.toml",
        )

    def named(self, version: str | None) -> Quoter | None:
        """A version by its name; none where it is not declared (any more)."""
        return next((one for one in self.quoter if one.version == version), None)
