"""What an MPS contract costs a month and what it is quoted at: rent, pages, service, follow-up (000/A07, A13, A14, M05).

Whatever moves the price is a field of :class:`Variables`; equal variables give equal cents, for ever. Amounts are pesos a
month before IVA where the name says nothing else. Each line is rounded once, to the cent; a total is the sum of its lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import lru_cache
from typing import Literal

PARTS = ("equipment", "consumables", "service", "follow_up")
"""The complete system: what every quote has a line of (000/A14)."""
COLOURS = ("black", "cyan", "magenta", "yellow")
Verdict = Literal["below_floor", "below_target", "on_target"]

_EXACT = Context(prec=34, rounding=ROUND_HALF_UP)
_CENT, _RATE = Decimal("0.01"), Decimal("0.0001")
_ONE, _HUNDRED, _MONTHS = Decimal(1), Decimal(100), Decimal(12)


@dataclass(frozen=True, slots=True)
class Machine:
    """What one machine of a model costs: to buy and install, a month to look after, a page in parts and labour.

    Toner: what a cartridge of a colour costs and how many pages it is rated for; a mono machine has black alone. A page of
    A3 costs ``a3_page_percent`` of one in A4.
    """

    equipment_mxn: Decimal
    install_mxn: Decimal
    delivery_mxn: Decimal
    service_mxn: Decimal
    parts_mxn: Decimal
    labour_mxn: Decimal
    black_mxn: Decimal
    black_pages: int
    cyan_mxn: Decimal | None = None
    cyan_pages: int | None = None
    magenta_mxn: Decimal | None = None
    magenta_pages: int | None = None
    yellow_mxn: Decimal | None = None
    yellow_pages: int | None = None
    a3_page_percent: Decimal = _HUNDRED

    @property
    def prints_colour(self) -> bool:
        """It has more than black toner."""
        return self.cyan_mxn is not None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a page is inked, in percent: as cartridges are rated, as mono pages are, as each colour of a colour page is."""

    rated_percent: Decimal
    mono_percent: Decimal
    colour_percent: Decimal


@dataclass(frozen=True, slots=True)
class Rates:
    """What a quoter's version says of every quote: money, tax, follow-up, and the margin at which each part is listed."""

    finance_percent: Decimal
    residual_percent: Decimal
    iva_percent: Decimal
    monitoring_mxn: Decimal
    follow_up_mxn: Decimal
    equipment_target_percent: Decimal
    consumables_target_percent: Decimal
    service_target_percent: Decimal
    follow_up_target_percent: Decimal


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many machines of a model at a place, and the pages a month that all of them together include."""

    model: str
    location: str | None
    quantity: int
    mono_pages: int
    colour_pages: int
    machine: Machine


@dataclass(frozen=True, slots=True)
class Variables:
    """Everything of which the price follows (000/A07): what is wanted, for how long, how heavily inked, at which rates."""

    lines: tuple[Wanted, ...]
    term_months: int
    discount_percent: Decimal
    coverage: Coverage
    a3_percent: Decimal
    rates: Rates


@dataclass(frozen=True, slots=True)
class PageCost:
    """What one page costs us, in pesos: toner of a mono and of a colour page, and parts with labour of any page."""

    mono_toner_mxn: Decimal
    colour_toner_mxn: Decimal
    upkeep_mxn: Decimal

    @property
    def mono_mxn(self) -> Decimal:
        """A mono page, whole."""
        return self.mono_toner_mxn + self.upkeep_mxn

    @property
    def colour_mxn(self) -> Decimal:
        """A colour page, whole."""
        return self.colour_toner_mxn + self.upkeep_mxn


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a quote: what it costs us and what the client pays for it."""

    kind: str
    model: str
    location: str | None
    quantity: int
    cost_mxn: Decimal
    monthly_mxn: Decimal

    @property
    def margin_percent(self) -> Decimal | None:
        """To a hundredth of a point; none of a line that costs nothing."""
        return margin_percent(self.monthly_mxn, self.cost_mxn)


@dataclass(frozen=True, slots=True)
class Quote:
    """A price with its lines: those of equipment as they were wanted, then one of each other part."""

    lines: tuple[Line, ...]
    included_mono_pages: int
    included_colour_pages: int
    click_mono_mxn: Decimal
    click_colour_mxn: Decimal
    finance_mxn: Decimal
    monthly_mxn: Decimal
    cost_mxn: Decimal
    iva_mxn: Decimal

    @property
    def margin_percent(self) -> Decimal:
        """Of the whole contract, to a hundredth of a point."""
        return margin_percent(self.monthly_mxn, self.cost_mxn) or Decimal(0)


def effective_yield(rated_pages: int, rated_percent: Decimal, real_percent: Decimal) -> Decimal:
    """How many pages a cartridge really gives: the rated ones, less as more of each page is inked (000/A07)."""
    if real_percent <= 0 or rated_percent <= 0:
        raise ValueError("a coverage is more than nothing")
    return rated_pages * rated_percent / real_percent


def cost_per_page(machine: Machine, coverage: Coverage, a3_percent: Decimal = Decimal(0)) -> PageCost:
    """What a page of a machine costs at a real coverage, with ``a3_percent`` of the pages in A3; unrounded pesos (000/A07)."""
    factor = _ONE + a3_percent / _HUNDRED * (machine.a3_page_percent / _HUNDRED - _ONE)
    rated, mono, colour = coverage.rated_percent, coverage.mono_percent, coverage.colour_percent
    colour_toner = Decimal(0)
    if machine.prints_colour:
        for ink in COLOURS:
            cartridge, pages = getattr(machine, f"{ink}_mxn"), getattr(machine, f"{ink}_pages")
            colour_toner += cartridge / effective_yield(pages, rated, colour)
    return PageCost(
        machine.black_mxn / effective_yield(machine.black_pages, rated, mono) * factor,
        colour_toner * factor,
        (machine.parts_mxn + machine.labour_mxn) * factor,
    )


def rent(cost_mxn: Decimal, residual_mxn: Decimal, finance_percent: Decimal, term_months: int) -> Decimal:
    """The monthly annuity that pays a cost less what is left at the end, at a yearly rate; unrounded (000/A07)."""
    annuity, left = _annuity(finance_percent, term_months)
    return (cost_mxn - residual_mxn * left) * annuity


@lru_cache(maxsize=512)
def _annuity(finance_percent: Decimal, term_months: int) -> tuple[Decimal, Decimal]:
    """The annuity of one peso, and what a peso at the end of the term is worth today."""
    if term_months <= 0:
        raise ValueError("a term is at least a month")
    with localcontext(_EXACT):
        rate = finance_percent / _HUNDRED / _MONTHS
        if not rate:
            return _ONE / term_months, _ONE
        left = (_ONE + rate) ** -term_months
        return rate / (_ONE - left), left


def quote(variables: Variables) -> Quote:
    """Price a contract (000/A07, A14, M05): each part at its cost and target margin, less the discount.

    More pages, dearer machines and heavier inking never make it cheaper; a longer term never makes the month dearer. Pages
    beyond those included are charged at the click prices, which bear no discount. Raises ``ValueError`` for what can't be.
    """
    _check(variables)
    with localcontext(_EXACT):
        return _priced(variables)


def _check(variables: Variables) -> None:
    if not variables.lines:
        raise ValueError("a quote has equipment")
    if not 0 <= variables.discount_percent < _HUNDRED:
        raise ValueError("a discount is from 0 to less than 100 %")
    for line in variables.lines:
        if line.quantity <= 0 or line.mono_pages < 0 or line.colour_pages < 0:
            raise ValueError(f"{line.model}: a line has at least one machine, and pages that are not negative")
        if line.colour_pages and not line.machine.prints_colour:
            raise ValueError(f"{line.model}: it prints no colour")


def _priced(variables: Variables) -> Quote:
    rates, term = variables.rates, variables.term_months
    equipment: list[Line] = []
    toner = service = interest = Decimal(0)
    machines = 0
    paid = _ONE - variables.discount_percent / _HUNDRED
    costs = [cost_per_page(line.machine, variables.coverage, variables.a3_percent) for line in variables.lines]
    for line, page in zip(variables.lines, costs, strict=True):
        machine, quantity = line.machine, line.quantity
        whole = (machine.equipment_mxn + machine.install_mxn + machine.delivery_mxn) * quantity
        residual = machine.equipment_mxn * quantity * rates.residual_percent / _HUNDRED
        cost = rent(whole, residual, rates.finance_percent, term)
        equipment.append(
            _line("equipment", line.model, line.location, quantity, cost, rates.equipment_target_percent, paid)
        )
        interest += cost - (whole - residual) / term
        toner += page.mono_toner_mxn * line.mono_pages + page.colour_toner_mxn * line.colour_pages
        service += page.upkeep_mxn * (line.mono_pages + line.colour_pages) + machine.service_mxn * quantity
        machines += quantity
    follow_up = rates.follow_up_mxn + rates.monitoring_mxn * machines
    lines = (
        *equipment,
        _line("consumables", "", None, 1, toner, rates.consumables_target_percent, paid),
        _line("service", "", None, 1, service, rates.service_target_percent, paid),
        _line("follow_up", "", None, 1, follow_up, rates.follow_up_target_percent, paid),
    )
    monthly = sum((line.monthly_mxn for line in lines), Decimal(0))
    mono, colour = _clicks(variables, costs)
    return Quote(
        lines=lines,
        included_mono_pages=sum(line.mono_pages for line in variables.lines),
        included_colour_pages=sum(line.colour_pages for line in variables.lines),
        click_mono_mxn=mono,
        click_colour_mxn=colour,
        finance_mxn=_cents(interest),
        monthly_mxn=monthly,
        cost_mxn=sum((line.cost_mxn for line in lines), Decimal(0)),
        iva_mxn=_cents(monthly * rates.iva_percent / _HUNDRED),
    )


def _line(
    kind: str,
    model: str,
    location: str | None,
    quantity: int,
    cost: Decimal,
    target_percent: Decimal,
    paid: Decimal,
) -> Line:
    listed = cost * _HUNDRED / (_HUNDRED - target_percent)
    return Line(kind, model, location, quantity, _cents(cost), _cents(listed * paid))


def _clicks(variables: Variables, costs: list[PageCost]) -> tuple[Decimal, Decimal]:
    """The price of a further page, mono and colour: its cost at the target margins, by the pages of each machine."""
    rates = variables.rates
    toner = _HUNDRED / (_HUNDRED - rates.consumables_target_percent)
    upkeep = _HUNDRED / (_HUNDRED - rates.service_target_percent)

    def click(colour: bool) -> Decimal:
        total = weight = Decimal(0)
        pages_of = [line.colour_pages if colour else line.mono_pages for line in variables.lines]
        for line, cost, pages in zip(variables.lines, costs, pages_of, strict=True):
            if colour and not line.machine.prints_colour:
                continue
            share = pages if any(pages_of) else line.quantity
            page = cost.colour_toner_mxn if colour else cost.mono_toner_mxn
            total += share * (page * toner + cost.upkeep_mxn * upkeep)
            weight += share
        return (total / weight if weight else total).quantize(_RATE, ROUND_HALF_UP)

    return click(colour=False), click(colour=True)


def margin_percent(price_mxn: Decimal, cost_mxn: Decimal) -> Decimal | None:
    """What is left of a price, in percent to a hundredth of a point; none where there is no price (000/M05)."""
    if not price_mxn:
        return None
    return ((price_mxn - cost_mxn) * _HUNDRED / price_mxn).quantize(_CENT, ROUND_HALF_UP)


def verdict(margin: Decimal | None, floor_percent: Decimal, target_percent: Decimal) -> Verdict:
    """How a margin stands to its floor and its target; of no price nothing is wrong (000/M05)."""
    if margin is None or margin >= target_percent:
        return "on_target"
    return "below_floor" if margin < floor_percent else "below_target"


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)
