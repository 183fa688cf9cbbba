"""``seiton quote``: a sale priced with the official quoter, stored quotes computed again, what can be delivered confirmed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal

from checks.held import find_case
from checks.install import business_day, installed
from cli import quote_texts as t
from cli.desk import Desk, desk, now
from cli.exits import Ends, Stop
from cli.screen import Screen, pesos
from config.pricing import Ask, Priced, Quoter
from crm.database import Session, reading, unit_of_work
from crm.model import CODES, Account, Opportunity, Person
from crm.quoting import confirm, fleet_of, official_of, pages_of, replacing, sharing, write_quote
from crm.requests import find_person
from crm.requoting import recheck
from policy.pricing import Line, Verdict, verdict

USUAL_TERM = 36


@dataclass(frozen=True)
class Asked:
    """What was typed; what was not comes from the study, the official quote and the quoter."""

    lines: tuple[tuple[str, int, str | None], ...]
    term: int | None
    discount: Decimal | None
    mono: int | None
    colour: int | None
    mono_coverage: Decimal | None
    colour_coverage: Decimal | None
    a3: Decimal
    seed: int | None


def quote_case(name: str, asked: Asked, apply: bool, as_json: bool) -> None:
    """Show what a sale is quoted at; with ``apply`` it becomes the official quote."""
    with desk() as at:
        screen = Screen(at.company.language, as_json=as_json)
        with unit_of_work(at.engine) if apply else reading(at.engine) as session:
            installed(session, at.rulebook)
            sale, today = _sale(session, name), business_day(session)
            _refuse_closed(at, sale)
            priced = _price(session, at, sale, at.company.quoters.in_force(today), asked)
            version = write_quote(session, at.company, sale, priced, today, now()).version if apply else None
            client = session.get(Account, sale.account_id) if sale.account_id else None
            code, name = _code(sale), (client.name if client else None) or "–"
        screen.json(_for_script(at, code, priced, version))
        _show(screen, at, f"{code} · {name}", priced)
        if version is None:
            screen.say(t.PREVIEW)
        else:
            screen.say(t.APPLIED, "green", version=version, case=code)


def check_quotes(name: str | None, as_json: bool) -> Ends:
    """Compute stored quotes again; something is wrong where one differs."""
    with desk() as at, at.look() as (session, _):
        screen = Screen(at.company.language, as_json=as_json)
        number = None if name is None else _sale(session, name).id
        found = recheck(session, at.company.quoters, number)
        counts = {name: getattr(found, name) for name in ("same", "differ", "imported", "without")}
        screen.json(counts | {"differences": [asdict(one) for one in found.differences]})
        screen.say(t.CHECKED, "red" if found.differ else "green", same=found.same, differ=found.differ)
        if found.imported or found.without:
            screen.say(t.NOT_CHECKED, imported=found.imported, without=found.without)
        for one in found.differences:
            screen.print(f"  {one.to(screen.language)}")
    return Ends.UNWELL if found.differ else Ends.DONE


def confirm_fact(name: str, fact: str, by: str, as_json: bool) -> None:
    """Record who answers for a fact of what is offered."""
    with desk() as at:
        screen = Screen(at.company.language, as_json=as_json)
        with unit_of_work(at.engine) as session:
            installed(session, at.rulebook)
            sale = _sale(session, name)
            person = session.get_one(Person, find_person(session, by))
            quote = official_of(session, sale.id)
            if quote is None:
                raise Stop(Ends.REFUSED, t.NO_QUOTE, case=_code(sale))
            if person.id == sale.owner_id:
                raise Stop(Ends.REFUSED, t.SELLS, name=person.name, case=_code(sale))
            whole = confirm(quote, fact, person.id, business_day(session), now())
        screen.json({"case": _code(sale), "fact": fact, "by": person.name, "feasible": whole})
        screen.say(t.CONFIRMED, case=_code(sale), fact=t.FACTS[fact].to(screen.language), name=person.name)
        if whole:
            screen.say(t.FEASIBLE, "green")


def _sale(session: Session, name: str) -> Opportunity:
    record, number = find_case(session, name)
    if record != "opportunity":
        raise Stop(Ends.WRONG_CALL, t.NO_SALE, case=name)
    return session.get_one(Opportunity, number)


def _code(sale: Opportunity) -> str:
    return f"{CODES['opportunity']}-{sale.id}"


def _refuse_closed(at: Desk, sale: Opportunity) -> None:
    stages = {stage.id: stage for stage in at.company.lifecycles["opportunity"].stage}
    stage = stages.get(sale.stage)
    if stage is not None and stage.closed:
        raise Stop(Ends.REFUSED, t.CLOSED, case=_code(sale), stage=at.company.text(stage.name))


def _price(session: Session, at: Desk, sale: Opportunity, quoter: Quoter, asked: Asked) -> Priced:
    official = official_of(session, sale.id)
    variables = quoter.variables(
        _asks(session, sale, quoter, asked),
        term_months=asked.term or (official.term_months if official else None) or USUAL_TERM,
        discount_percent=asked.discount or Decimal(0),
        mono_coverage_percent=asked.mono_coverage,
        colour_coverage_percent=asked.colour_coverage,
        a3_percent=asked.a3,
    )
    floor = Decimal(at.company.pricing.margin_floor_percent)
    return quoter.price(variables, floor, sale.id if asked.seed is None else asked.seed)


def _asks(session: Session, sale: Opportunity, quoter: Quoter, asked: Asked) -> list[Ask]:
    if asked.lines and asked.mono is not None and asked.colour is not None:
        return sharing(quoter, asked.lines, asked.mono, asked.colour)
    fleet = fleet_of(session, sale.id)
    asks = replacing(quoter, fleet)
    if not asked.lines and asked.mono is None and asked.colour is None:
        return asks
    mono, colour = pages_of(fleet)
    return sharing(
        quoter,
        asked.lines or [(ask.model, ask.quantity, ask.location) for ask in asks],
        mono if asked.mono is None else asked.mono,
        colour if asked.colour is None else asked.colour,
    )


def _verdict(priced: Priced, line: Line) -> Verdict:
    margin = priced.quoter.margin.of(line.kind)
    return verdict(line.margin_percent, margin.floor, margin.target)


def _whole(priced: Priced) -> Verdict:
    return verdict(priced.quote.margin_percent, priced.floor_percent, priced.quoter.target_percent)


def _for_script(at: Desk, code: str, priced: Priced, version: int | None) -> dict[str, object]:
    quoted, variables = priced.quote, priced.variables
    lines = [
        asdict(line) | {"margin_percent": line.margin_percent, "verdict": _verdict(priced, line)}
        for line in quoted.lines
    ]
    return {
        "case": code, "quoter": priced.quoter.version, "term_months": variables.term_months,
        "discount_percent": variables.discount_percent, **asdict(quoted), "lines": lines, "margin_percent": quoted.margin_percent,
        "verdict": _whole(priced), "risk": asdict(priced.risk),
        "approvals": [asdict(one) for one in at.company.exceptions(quoted.margin_percent, variables.discount_percent)],
        "applied_version": version,
    }  # fmt: skip


def _show(screen: Screen, at: Desk, title: str, priced: Priced) -> None:
    quoted, variables, language = priced.quote, priced.variables, screen.language
    screen.say(
        t.HEAD, "bold", title=title, term=variables.term_months, quoter=priced.quoter.version,
        discount=variables.discount_percent,
    )  # fmt: skip
    rows = [
        (
            t.PARTS[line.kind].to(language), line.model or at.company.text(at.company.quoters.part[line.kind]), line.location,
            line.quantity, line.monthly_mxn, line.cost_mxn, "–" if line.margin_percent is None else f"{line.margin_percent} %",
            t.VERDICTS[_verdict(priced, line)].to(language),
        )
        for line in quoted.lines
    ]  # fmt: skip
    screen.table((t.PART, t.MODEL, t.PLACE, t.NUMBER, t.MONTHLY, t.COST, t.MARGIN, t.STANDING), rows)
    screen.print()
    screen.say(
        t.TOTAL, monthly=pesos(quoted.monthly_mxn), with_iva=pesos(quoted.monthly_mxn + quoted.iva_mxn), cost=pesos(quoted.cost_mxn),
        finance=pesos(quoted.finance_mxn),
    )  # fmt: skip
    screen.say(
        t.INCLUDED, mono=quoted.included_mono_pages, colour=quoted.included_colour_pages, click_mono=f"${quoted.click_mono_mxn}",
        click_colour=f"${quoted.click_colour_mxn}",
    )  # fmt: skip
    found = _whole(priced)
    screen.say(
        t.WHOLE, "red" if found == "below_floor" else "", margin=quoted.margin_percent, verdict=t.VERDICTS[found].to(language),
        floor=priced.floor_percent, target=priced.quoter.target_percent,
    )  # fmt: skip
    drawn = priced.risk
    screen.say(t.RISK, chance=drawn.below_floor_percent, draws=drawn.draws, bad=drawn.bad_margin_percent)
    needed = at.company.exceptions(quoted.margin_percent, variables.discount_percent)
    for one in needed:
        question, role = at.company.approvals.of(one.kind).question, at.company.roles[one.role]
        screen.say(t.NEEDS, "yellow", question=question.to(language), role=role.to(language))
    if not needed:
        screen.say(t.NEEDS_NOTHING, "green")
