"""``seiton kpi`` and ``seiton quota``: how we are doing, and what each seller has reached."""

from __future__ import annotations

from checks.review import gather
from cli import kpi_texts as t
from cli.desk import current_day, desk
from cli.screen import Screen
from config.settings import settings
from crm.goals import LedgerLine, SellerLine, ledger_lines, seller_lines
from crm.quota_ledger import Difference, differing
from crm.requests import find_person
from crm.review import Review, Span
from policy.calendar import month_of
from reports.review import figure_head, figure_row, write_page
from reports.texts import Texts, percent


def kpi(span: Span, language: str | None, as_json: bool) -> None:
    """Print the four blocks and write the manager's page."""
    with desk() as at:
        with at.look() as (session, rules):
            review = gather(session, rules, span, current_day(session) or at.today)
        spoken = language or at.company.language
        path = write_page(settings().var.absolute() / "reports", at.company, review, spoken)
        screen = Screen(spoken, as_json=as_json)
        screen.json({**_for_script(review), "page": path})
        _show(screen, review)
        screen.print()
        screen.say(t.BEHIND, number=sum(goal.is_behind for goal in review.goals))
        screen.say(t.PAGE, path=path)


def _show(screen: Screen, review: Review) -> None:
    words = Texts(screen.language)
    screen.say(t.REVIEW, "bold", first=review.period[0], last=review.period[1])
    for block, figures in review.blocks:
        screen.print()
        rows = [figure_row(figure, words) for figure in figures]
        screen.table(figure_head(words), rows, title=block.name.to(screen.language))


def _for_script(review: Review) -> dict[str, object]:
    blocks = {
        block.id: {
            one.indicator.id: {"value": one.value, "before": one.before, "target": one.indicator.target, "met": one.is_met}
            for one in figures
        }
        for block, figures in review.blocks
    }  # fmt: skip
    return {
        "span": review.span, "first_day": review.period[0], "last_day": review.period[1], "blocks": blocks,
        "narrowest_stage": review.narrowest, "breaks": review.breaks, "deviations": review.deviations,
        "behind": [goal for goal in review.goals if goal.is_behind],
    }  # fmt: skip


def quota(owner: str | None, limit: int, as_json: bool) -> None:
    """Show attainment of the month, or the ledger of one colleague; then what does not agree."""
    with desk() as at, at.look() as (session, _):
        screen = Screen(at.company.language, as_json=as_json)
        month = month_of(current_day(session) or at.today)
        person = None if owner is None else find_person(session, owner)
        sellers = seller_lines(session, at.company, month)
        if person is not None:
            sellers = [one for one in sellers if one.person_id == person]
        lines = [] if person is None else ledger_lines(session, person, limit)
        differ = differing(session, person, limit)
        screen.json({
            "month": month[0].strftime("%Y-%m"),
            "sellers": [{**vars(one), "percent": one.percent, "equipment_percent": one.equipment_percent} for one in sellers],
            "ledger": lines, "differences": differ,
        })  # fmt: skip
        screen.say(t.MONTH, "bold", month=month[0].strftime("%Y-%m"))
        _sellers(screen, sellers)
        if person is not None:
            _ledger(screen, lines)
        _differences(screen, differ)


def _sellers(screen: Screen, sellers: list[SellerLine]) -> None:
    if not sellers:
        screen.say(t.NO_SELLERS)
        return
    rows = [
        (s.name, s.team, s.mps_mxn, s.quota_mxn, percent(s.percent), s.equipment_mxn, percent(s.equipment_percent), s.commission_mxn)
        for s in sellers
    ]  # fmt: skip
    screen.table((t.SELLER, t.TEAM, t.MPS, t.QUOTA, t.ATTAINED, t.EQUIPMENT, t.ATTAINED, t.COMMISSION), rows)


def _ledger(screen: Screen, lines: list[LedgerLine]) -> None:
    screen.print()
    if not lines:
        screen.say(t.NOTHING)
        return
    rows = [
        (one.occurred_on, one.key, t.KINDS[one.kind].to(screen.language), one.client, one.amount_mxn,
         (t.YES if one.account == "quota" else t.NO).to(screen.language))
        for one in lines
    ]  # fmt: skip
    screen.table((t.DAY, t.KEY, t.KIND, t.CLIENT, t.AMOUNT, t.COUNTS), rows)


def _differences(screen: Screen, differ: list[Difference]) -> None:
    screen.print()
    if not differ:
        screen.say(t.AGREES, "green")
        return
    screen.say(t.DIFFER, "yellow")
    why = Texts(screen.language)
    rows = [
        (one.contract, one.client, why(f"review.why_{one.reason}"), one.ledger_mxn, one.bills_mxn, one.since)
        for one in differ
    ]
    screen.table((t.CONTRACT, t.CLIENT, t.WHY, t.LEDGER, t.BILLS, t.SINCE), rows)
