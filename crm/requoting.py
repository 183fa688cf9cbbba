"""Stored quotes computed again, of the figures that were kept with them: each must come out the same to the cent (000/A02, A07)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from config.pricing import Quoters
from config.words import Text
from crm.model import CODES, Proposal, ProposalLine, QuoteLine, QuoteVariables
from crm.quoting import OF_PROPOSAL, OF_VARIABLES
from policy.pricing import PARTS, Coverage, Machine, Quote, Rates, Variables, Wanted, quote
from policy.pricing_risk import Risk, Spread, risk

BATCH = 2_000
_RATES, _MACHINE = ([one.name for one in fields(kind)] for kind in (Rates, Machine))
_OF_PROPOSAL = [getattr(Proposal, name) for name in ("opportunity_id", "version", "quoter_version", "term_months", "discount_percent", *OF_PROPOSAL)]  # fmt: skip
_OF_LINE = [
    getattr(ProposalLine, name)
    for name in ("proposal_id", "kind", "model", "location", "quantity", "monthly_mxn", "cost_mxn")
]

FIELDS = {
    "quoter_version": Text(en="version of the quoter", es="versión del cotizador"),
    "rates": Text(en="rates of the version", es="tasas de la versión"),
    "machine": Text(en="costs of the model", es="costos del modelo"),
    "variables": Text(en="variables", es="variables"),
    "line": Text(en="line", es="renglón"),
    "monthly_mxn": Text(en="monthly billing", es="facturación mensual"),
    "cost_mxn": Text(en="cost", es="costo"),
    "finance_mxn": Text(en="finance cost", es="costo financiero"),
    "iva_mxn": Text(en="IVA", es="IVA"),
    "margin_percent": Text(en="margin %", es="margen %"),
    "included_mono_pages": Text(en="mono pages included", es="páginas incluidas en negro"),
    "included_colour_pages": Text(en="colour pages included", es="páginas incluidas en color"),
    "click_mono_mxn": Text(en="price per mono page", es="precio por página en negro"),
    "click_colour_mxn": Text(en="price per colour page", es="precio por página en color"),
    "below_floor_percent": Text(en="risk %", es="riesgo %"),
    "bad_margin_percent": Text(en="margin in a bad case %", es="margen en un mal caso %"),
}


@dataclass(frozen=True)
class Difference:
    """A figure of a quote that is not what it should be."""

    case: str
    version: int
    field: str
    kept: str
    computed: str

    @property
    def name(self) -> Text:
        """What the figure is called."""
        return FIELDS[self.field]

    def to(self, language: str) -> str:
        """The quote, the figure, and both values."""
        return f"{self.case} v{self.version} · {self.name.to(language)}: {self.kept} ≠ {self.computed}"


@dataclass
class Recheck:
    """What came of computing quotes again: how many are the same, how many differ and where, how many can't be computed."""

    same: int = 0
    differ: int = 0
    differences: list[Difference] = field(default_factory=list)
    imported: int = 0
    """Made by no version of the quoter: they came from before it, or by hand."""
    without: int = 0
    """Made by a version of the quoter, and without the figures that it keeps."""
    to_mark: list[int] = field(default_factory=list)
    to_clear: list[int] = field(default_factory=list)
    """The quotes that differ and are not marked so yet, and those that are and come out right, by their number."""


def recheck(session: Session, quoters: Quoters, opportunity_id: int | None = None, shown: int = 100) -> Recheck:
    """Compute every stored quote again (or those of one opportunity); the first ``shown`` differences are kept."""
    found = Recheck()
    for row, lines in _stored(session, opportunity_id):
        different = list(_differences(row, lines, quoters))
        if different and row.differs_on is None:
            found.to_mark.append(row.proposal_id)
        elif not different and row.differs_on is not None:
            found.to_clear.append(row.proposal_id)
        found.differ += bool(different)
        found.same += not different
        found.differences += different[: max(0, shown - len(found.differences))]
    found.imported, found.without = _uncomputed(session, quoters, opportunity_id)
    return found


def mark(session: Session, found: Recheck, today: dt.date) -> None:
    """Write down which quotes differ, and since when; those that come out right again are cleared. A rule reads it."""
    for numbers, value in ((found.to_mark, today), (found.to_clear, None)):
        for first in range(0, len(numbers), BATCH):
            some = QuoteVariables.proposal_id.in_(numbers[first : first + BATCH])
            session.execute(update(QuoteVariables).where(some).values(differs_on=value))


def _uncomputed(session: Session, quoters: Quoters, opportunity_id: int | None) -> tuple[int, int]:
    rows = (
        select(Proposal.quoter_version, func.count())
        .outerjoin(QuoteVariables, QuoteVariables.proposal_id == Proposal.id)
        .where(QuoteVariables.proposal_id.is_(None))
        .group_by(Proposal.quoter_version)
    )
    if opportunity_id is not None:
        rows = rows.where(Proposal.opportunity_id == opportunity_id)
    counts = {version: int(number) for version, number in session.execute(rows)}
    lacking = sum(number for version, number in counts.items() if quoters.named(version) is not None)
    return sum(counts.values()) - lacking, lacking


def _stored(session: Session, opportunity_id: int | None) -> Iterator[tuple[Any, list[Any]]]:
    """Each quote of which the figures are kept, with its lines; a few thousand at a time, so that memory stays small."""
    quotes = select(*QuoteVariables.__table__.c, *_OF_PROPOSAL).join_from(
        QuoteVariables, Proposal, Proposal.id == QuoteVariables.proposal_id
    )
    if opportunity_id is not None:
        quotes = quotes.where(Proposal.opportunity_id == opportunity_id)
    key, last = QuoteVariables.proposal_id, 0
    while rows := session.execute(quotes.where(key > last).order_by(key).limit(BATCH)).all():
        first, last = rows[0].proposal_id, rows[-1].proposal_id
        lines = defaultdict(list)
        for line in session.execute(
            select(*_OF_LINE, *QuoteLine.__table__.c)
            .outerjoin_from(ProposalLine, QuoteLine, QuoteLine.proposal_line_id == ProposalLine.id)
            .where(ProposalLine.proposal_id.between(first, last))
            .order_by(ProposalLine.id)
        ):
            lines[line.proposal_id].append(line)
        for row in rows:
            yield row, lines[row.proposal_id]


def _differences(row: Any, lines: list[Any], quoters: Quoters) -> Iterator[Difference]:
    code = f"{CODES['opportunity']}-{row.opportunity_id}"

    def differs(what: str, kept: object, computed: object) -> Difference:
        return Difference(code, row.version, what, str(kept), str(computed))

    try:
        variables = _variables(row, [line for line in lines if line.kind == "equipment"])
        again = quote(variables)
        drawn = _drawn(row, variables, again)
    except (ValueError, TypeError, ArithmeticError) as reason:  # a figure was blanked or makes no sense
        yield differs("variables", "?", reason)
        return
    yield from (
        differs(what, kept, computed) for what, kept, computed in _against_version(row, variables, quoters)
    )
    for name in (*OF_PROPOSAL, *OF_VARIABLES):
        if getattr(row, name) != getattr(again, name):
            yield differs(name, getattr(row, name), getattr(again, name))
    yield from (differs("line", kept, computed) for kept, computed in _other_lines(lines, again))
    if drawn is not None:
        for name in ("below_floor_percent", "bad_margin_percent"):
            if getattr(row, name) != getattr(drawn, name):
                yield differs(name, getattr(row, name), getattr(drawn, name))


def _variables(row: Any, equipment: list[Any]) -> Variables:
    wanted = (
        Wanted(
            line.model, line.location, line.quantity, line.mono_pages, line.colour_pages,
            Machine(*(getattr(line, name) for name in _MACHINE)),
        )
        for line in equipment
    )  # fmt: skip
    coverage = Coverage(row.rated_coverage_percent, row.mono_coverage_percent, row.colour_coverage_percent)
    rates = Rates(*(getattr(row, name) for name in _RATES))
    return Variables(tuple(wanted), row.term_months, row.discount_percent, coverage, row.a3_percent, rates)


def _drawn(row: Any, variables: Variables, again: Quote) -> Risk | None:
    if row.draws is None:
        return None
    spread = Spread(row.coverage_spread_percent, row.volume_spread_percent)
    return risk(variables, again, row.floor_percent, spread, row.draws, row.seed)


def _against_version(row: Any, variables: Variables, quoters: Quoters) -> Iterator[tuple[str, object, object]]:
    """The figures that were kept, against those that the version says today."""
    quoter = quoters.named(row.quoter_version)
    if quoter is None:
        yield "quoter_version", row.quoter_version, "–"
        return
    rated = variables.coverage.rated_percent
    if rated != quoter.rated_coverage_percent:
        yield "rates", f"rated_coverage_percent {rated}", quoter.rated_coverage_percent
    for name, kept, declared in _unlike(variables.rates, quoter.rates, _RATES):
        yield "rates", f"{name} {kept}", declared
    for line in variables.lines:
        for name, kept, declared in _unlike(line.machine, quoter.machines.get(line.model), _MACHINE):
            yield "machine", f"{line.model} {name} {kept}", declared


def _unlike(one: object, other: object, names: Sequence[str]) -> Iterator[tuple[str, object, object]]:
    if one == other:
        return
    for name in names:
        kept, declared = getattr(one, name), getattr(other, name, None)
        if kept != declared:
            yield name, kept, declared


def _other_lines(lines: Iterable[Any], again: Quote) -> Iterator[tuple[str, str]]:
    """Lines whose price or cost is another, by their order: equipment as it was wanted, then each other part."""
    in_order = sorted(lines, key=lambda line: PARTS.index(line.kind) if line.kind in PARTS else len(PARTS))
    kept = [(line.kind, line.monthly_mxn, line.cost_mxn) for line in in_order]
    computed = [(line.kind, line.monthly_mxn, line.cost_mxn) for line in again.lines]
    for number in range(max(len(kept), len(computed))):
        one, other = kept[number : number + 1], computed[number : number + 1]
        if one != other:
            yield _said(one), _said(other)


def _said(line: Sequence[tuple[str, Decimal, Decimal | None]]) -> str:
    return " ".join(map(str, line[0])) if line else "–"
