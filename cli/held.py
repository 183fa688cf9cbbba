"""``seiton held``: who is held, by which rule, what it is worth; and for one case the shortest way through."""

from __future__ import annotations

import datetime as dt
import difflib
from typing import Any

from checks.congruence import mismatches
from checks.differences import since_credit
from checks.held import Explanation, Reason, cleared_of, explain, find_case
from checks.holds import HeldBy, HeldCase, held_by_rule, held_cases, number_held
from checks.install import Installed
from checks.prepared import prepared
from checks.rule import Rule, Rulebook
from cli import credit_texts
from cli import texts as t
from cli.desk import desk
from cli.documents_texts import HELD_ATTESTED
from cli.exits import Ends, Stop
from cli.kpi_texts import CHANCE, CHANCE_ASSUMED
from cli.screen import Screen
from cli.stood import stood
from cli.stood_texts import ON_IS_TO_COME, ON_NEEDS_A_CASE
from config.company import Company, Stage
from crm.base import IMPORTED
from crm.database import Session
from crm.documents import attested_in_force, sale_of
from crm.kpi import chance_of
from crm.model import Opportunity
from crm.requests import Awaiting, awaiting, find_person
from reports.preparation import lacks_named
from reports.texts import Texts, percent

NEAR = 5
RULES_NAMED = 3


def held(
    case: str | None, rule: str | None, owner: str | None, limit: int, on: dt.date | None, as_json: bool
) -> None:
    """Explain one case, today or as it stood on a past day, or list what is held (by one rule, of one owner)."""
    if on is not None:
        _on(case, on, as_json)
        return
    with desk() as at, at.look() as (session, installed):
        screen = Screen(at.company.language, as_json=as_json)
        if case is not None:
            _explain(screen, session, installed, case)
        else:
            chosen = None if rule is None else rule_named(installed.rulebook, rule)
            owner_id = None if owner is None else find_person(session, owner)
            _list(screen, session, installed, chosen, owner_id, limit)


def _on(case: str | None, day: dt.date, as_json: bool) -> None:
    if case is None:
        raise Stop(Ends.WRONG_CALL, ON_NEEDS_A_CASE)
    with desk() as at:
        if day > at.today:
            raise Stop(Ends.WRONG_CALL, ON_IS_TO_COME, day=day)
        stood(Screen(at.company.language, as_json=as_json), at, case, day)


def rule_named(rulebook: Rulebook, key: str) -> Rule:
    """The rule with this key, in any case of letters. An unknown one is refused with those that come near."""
    keys = {known.lower(): known for known in rulebook.by_key}
    if key.lower() in keys:
        return rulebook.by_key[keys[key.lower()]]
    within = [word for word in keys if key.lower() in word]
    near = within or difflib.get_close_matches(key.lower(), keys, cutoff=0.4)
    if near:
        raise Stop(Ends.WRONG_CALL, t.RULE_NEAR, key=key, near=", ".join(keys[word] for word in near[:NEAR]))
    raise Stop(Ends.WRONG_CALL, t.RULE_UNKNOWN, key=key)


def _list(
    screen: Screen, session: Session, installed: Installed, rule: Rule | None, owner_id: int | None, limit: int
) -> None:
    language = screen.language
    total = number_held(session, owner_id)
    by_rule = [held for held in held_by_rule(session, installed, owner_id) if rule in (None, held.rule)]
    cases = held_cases(session, installed, rule, owner_id, limit) if rule or owner_id or screen.as_json else []
    screen.json(
        {"cases": total, "rules": [_rule_for_script(held, language) for held in by_rule], "worst": cases}
    )
    if not by_rule:
        screen.say(t.HELD_NONE)
        return
    columns = (t.RULE, t.CASES, t.VALUE, t.SENTENCE, t.MENDER)
    rows = [
        (h.rule.key, h.cases, h.value_mxn, h.rule.says.to(language), _mender(installed, h, language))
        for h in by_rule
    ]
    screen.table(columns, rows)
    screen.print()
    if rule is None:
        screen.say(t.HELD_TOTAL, cases=total)
    if cases:
        _list_cases(screen, installed.rulebook.company, cases, by_rule[0].cases if rule else total)
    shown = cases or held_cases(session, installed, limit=1)
    screen.say(t.HELD_ASK, case=shown[0].code)


def _list_cases(screen: Screen, company: Company, cases: list[HeldCase], total: int) -> None:
    columns = (t.CASE, t.CLIENT, t.OWNER, t.TARGET, t.SINCE, t.VALUE, t.BY_RULES)
    names = {s.id: s.name.to(screen.language) for life in company.lifecycles.values() for s in life.stage}
    rows = [
        (c.code, c.account, c.owner, names.get(c.target, c.target), c.since, c.value_mxn, _named(c.rules))
        for c in cases
    ]
    screen.table(columns, rows)
    if total > len(cases):
        screen.say(t.AND_MORE, number=total - len(cases))


def _named(rules: tuple[str, ...]) -> str:
    more = len(rules) - RULES_NAMED
    return ", ".join(rules[:RULES_NAMED]) + (f" (+{more})" if more > 0 else "")


def _mender(installed: Installed, held: HeldBy, language: str) -> str:
    return mender_of(installed.rulebook.company, held.rule, language)


def mender_of(company: Company, rule: Rule, language: str) -> str:
    """Who can mend a breach of the rule, by the name of the role."""
    return company.roles[rule.mender].to(language) if rule.mender in company.roles else t.THE_OWNER.to(language)


def _rule_for_script(held: HeldBy, language: str) -> dict[str, object]:
    return {
        "rule": held.rule.key,
        "record": held.rule.record,
        "cases": held.cases,
        "value_mxn": held.value_mxn,
        "sentence": held.rule.says.to(language),
        "mender": held.rule.mender,
    }


def _explain(screen: Screen, session: Session, installed: Installed, name: str) -> None:
    record, number = find_case(session, name)
    found = explain(session, installed, record, number)
    requests = (
        awaiting(session, installed.rulebook.company.may_decide, opportunity_id=number)
        if record == "opportunity"
        else []
    )
    cleared = cleared_of(session, record, number)
    differ = mismatches(session, installed.rulebook.company, record, number)
    for_script = [
        {**vars(one), **{name: getattr(one, name).to(screen.language) for name in ("field", "here", "there")}}
        for one in differ
    ]
    screen.json(
        {
            "held": bool(found.reasons),
            **_fields(found),
            "requests": requests,
            "tax_list": cleared,
            "mismatches": for_script,
        }
    )
    _where(screen, installed.rulebook.company, found)
    if record == "opportunity":
        _say_how_likely(screen, session, found, number)
    _say_what_is_attested(screen, session, record, number)
    if cleared is not None:
        screen.say(credit_texts.NOTE, "yellow", situation=credit_texts.SITUATIONS[cleared].to(screen.language))
    if found.target is None:
        return
    if not found.reasons:
        screen.say(t.HELD_FREE, "green")
        return
    screen.say(t.HELD_WAY)
    changed = since_credit(session, number) if record == "opportunity" else []
    lacks = _lacks_of_plan(session, installed.rulebook.company, found) if record == "opportunity" else {}
    for step, reason in enumerate(way_through(found.reasons), start=1):
        _step(screen, step, reason, requests)
        for mismatch in differ:
            if mismatch.rule == reason.rule:
                screen.print(f"   {mismatch.to(screen.language)}", "yellow")
        for named in lacks.get(reason.rule, ()):
            screen.print(f"   - {named}")
        if reason.rule == "A21-credit-on-these-terms":
            for one in changed:
                screen.print(f"   {one.to(screen.language)}")


def _say_what_is_attested(screen: Screen, session: Session, record: str, number: int) -> None:
    """A paper that nobody could verify is never taken for one that was (000/A23)."""
    sale = sale_of(session, record, number)
    for one in attested_in_force(session, sale) if sale is not None else []:
        screen.say(
            HELD_ATTESTED, kind=one.kind, name=one.attested_by, day=one.attested_on, statement=one.statement
        )


def _lacks_of_plan(session: Session, company: Company, found: Explanation) -> dict[str, list[str]]:
    """What the plan lacks, by the rule of its phase."""
    ready = prepared(session, company, found.record_id, found.target)
    texts = Texts(company.language)
    return {f"B21-{phase}": lacks_named(company, texts, ready, phase) for phase in ready.lacks}


def _say_how_likely(screen: Screen, session: Session, found: Explanation, number: int) -> None:
    """The real chance beside what the seller says (000/M08)."""
    chance = chance_of(session, found.claimed_stage or found.stage)
    if chance is not None:
        said = session.get_one(Opportunity, number).probability
        sentence = CHANCE if chance.is_proven else CHANCE_ASSUMED
        screen.say(
            sentence, chance=percent(chance.chance_percent), cases=chance.cases, said="?" if said is None else f"{said} %"
        )  # fmt: skip


def way_through(reasons: tuple[Reason, ...]) -> list[Reason]:
    """The steps in the order to take them: a decision is asked for only when nothing else is lacking."""
    return sorted(reasons, key=lambda reason: reason.decision is not None)


def _where(screen: Screen, company: Company, found: Explanation) -> None:
    stages = {stage.id: stage.name.to(screen.language) for stage in company.lifecycles[found.record].stage}
    title = " · ".join(part for part in (found.code, found.name, found.account, found.owner) if part)
    screen.print(title, "bold")
    facts: dict[str, Any] = {
        "code": found.code,
        "stage": stages.get(found.stage, found.stage),
        "target": stages.get(found.target or "", found.target),
    }
    if found.target is None:
        screen.say(t.HELD_END, **facts)
    else:
        screen.say(t.HELD_CLAIMS if found.stage == IMPORTED else t.HELD_STANDS, **facts)
    if found.held_since and found.reasons:
        screen.say(t.HELD_SINCE, day=found.held_since)
    if found.target is not None:
        say_how_it_is_done(screen, company.lifecycles[found.record][found.target])


def say_how_it_is_done(screen: Screen, stage: Stage) -> None:
    """What good work is in a stage, and with which commands it is done (000/A35)."""
    if stage.standard is not None:
        facts = {"target": stage.name.to(screen.language), "standard": stage.standard.to(screen.language)}
        screen.say(t.HELD_STANDARD, "dim", **facts)
    if stage.tools:
        screen.say(t.HELD_TOOLS, "dim", tools=", ".join(stage.tools))


def _step(screen: Screen, number: int, reason: Reason, requests: list[Awaiting]) -> None:
    screen.print(f"{number}. {reason.mend}", "bold")
    screen.print(f"   {reason.rule}: {reason.sentence}")
    screen.say(t.HELD_STEP_WHO, who=reason.mender)
    for request in requests:
        if request.kind == reason.decision:
            screen.say(t.HELD_DECIDE, number=request.request_id)


def _fields(found: Explanation) -> dict[str, object]:
    return {
        "code": found.code, "name": found.name, "account": found.account, "owner": found.owner, "stage": found.stage,
        "claimed_stage": found.claimed_stage, "target": found.target, "held_since": found.held_since,
        "way_through": way_through(found.reasons),
    }  # fmt: skip
