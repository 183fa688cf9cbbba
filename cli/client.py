"""``seiton client``: one client by its value, its closeness, its share and its satisfaction, and what is missing."""

from __future__ import annotations

from checks.client_report import AnswerLine, ClientReport, client_report
from checks.held import find_account
from checks.rule import Rulebook
from cli import client_texts as t
from cli.desk import current_day, desk
from cli.screen import Screen, pesos
from policy.clients import Lack
from reports.texts import percent


def client(name: str, as_json: bool) -> None:
    """Show a client by number, RFC or name."""
    with desk() as at, at.look() as (session, _):
        screen = Screen(at.company.language, as_json=as_json)
        today = current_day(session) or at.today
        found = client_report(session, at.rulebook, find_account(session, name), today)
        screen.json({**vars(found), "points": {**vars(found.points), "total": found.points.total}})
        _head(screen, found)
        _lists(screen, found, at.rulebook)
        _missing(screen, found, at.rulebook)


def _head(screen: Screen, found: ClientReport) -> None:
    language = screen.language
    screen.print(f"{found.account or ''} ({found.account_id})", "bold")
    total = found.points.total
    if found.abc_class is None:
        screen.say(t.NO_CLASS, "yellow", points=total)
    else:
        parts = {name: getattr(found.points, name) for name in ("size", "recurrence", "seniority")}
        screen.say(t.CLASS, abc_class=found.abc_class, day=found.abc_on, points=total, **parts)
    screen.say(t.SIZE, size=pesos(found.size_mxn), owner=found.owner or "?")
    screen.say(t.ALLOWANCE, hours=found.allowance.hours, budget=pesos(found.allowance.budget_mxn))
    rung = t.RUNGS[found.place.rung].to(language)
    if found.place.next is None:
        screen.say(t.LADDER, rung=rung)
    else:
        lacks = ", ".join(_lack(lack, language) for lack in found.place.lacks)
        screen.say(t.LADDER_NEXT, rung=rung, next=t.RUNGS[found.place.next].to(language), lacks=lacks)
    if found.shares:
        trend = t.TRENDS[found.share_trend].to(language)
        style = "yellow" if found.share_trend == "falling" else ""
        screen.say(t.SHARE, style, share=percent(found.shares[-1].percent), trend=trend)
    if found.share_plan:
        screen.say(t.SHARE_PLAN, day=found.share_plan_due_on or "?", plan=found.share_plan)


def _lack(lack: Lack, language: str) -> str:
    one, several = t.LACKS[lack.what]
    return (one if lack.number == 1 else several).to(language, number=lack.number)


def _role(role: str | None, language: str) -> str | None:
    return t.ROLES[role].to(language) if role in t.ROLES else role


def _lists(screen: Screen, found: ClientReport, rulebook: Rulebook) -> None:
    language, clients = screen.language, rulebook.company.clients
    if found.traits:
        words = clients.pro.words
        traits = [
            (
                words[one.trait].to(language) if one.trait in words else one.trait, t.DOUBTS[one.doubt].to(language),
                one.noted_on, one.evidence,
            )
            for one in found.traits
        ]  # fmt: skip
        screen.table((t.TRAIT, t.STATE, t.SEEN, t.EVIDENCE), traits, t.TRAITS.to(language))
    if found.shares:
        shares = [
            (str(one.until_on), one.potential_mxn, one.supplied_mxn, percent(one.percent))
            for one in found.shares
        ]
        screen.table((t.UNTIL, t.POTENTIAL, t.SUPPLIED, t.PART), shares, t.SHARES.to(language))
    if found.sales:
        head = (t.SALE, t.NEED, t.ANSWERED, t.BOUGHT, t.USED, t.TO_ANSWER, t.TO_PURCHASE, t.TO_USE)
        sales = [(one.code, *vars(one.moments).values(), *vars(one.lapses).values()) for one in found.sales]
        screen.table(head, sales, t.MOMENTS.to(language))
    if found.answers:
        causes = clients.complaints.causes
        answers = [
            (
                one.asked_on, one.score, one.comment, causes[one.cause].to(language) if one.cause in causes else one.cause,
                _compensation(one, language),
            )
            for one in found.answers
        ]  # fmt: skip
        screen.table((t.ASKED, t.SCORE, t.COMMENT, t.CAUSE, t.COMPENSATION), answers, t.ANSWERS.to(language))
    if found.contacts:
        people = [(one.name, _role(one.buying_role, language), one.importance) for one in found.contacts]
        screen.table((t.PERSON, t.ROLE, t.IMPORTANCE), people, t.CONTACTS.to(language))


def _compensation(one: AnswerLine, language: str) -> str | None:
    if one.due_on is not None and one.closed_on is None:
        return t.OPEN_UNTIL.to(language, day=one.due_on)
    return one.compensation


def _missing(screen: Screen, found: ClientReport, rulebook: Rulebook) -> None:
    if not found.missing:
        screen.say(t.NOTHING_MISSING, "green")
        return
    rules = [(rulebook.by_key[key], number) for key, number in found.missing.items()]
    rules.sort(key=lambda one: -one[0].weight)
    language = screen.language
    rows = [(rule.says.to(language), number, rule.mend.to(language)) for rule, number in rules]
    screen.table((t.RULE, t.RECORDS, t.MEND), rows, t.MISSING.to(language))
