"""``seiton score``: why an opportunity has its score, factor by factor, and what follows from it (000/A03, 004/E03)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from checks.held import find_case
from checks.icp import Explained, explain_score
from cli import market_texts as t
from cli.desk import current_day, desk
from cli.exits import Ends, Stop
from cli.screen import Screen, pesos
from config.company import Company
from config.market import Named
from crm.model import CODES
from policy.icp import PROFILE, TO_ASK, Facts
from reports.texts import Texts, percent, thousands

OF_FACTOR = {"size": "employees", "worth": "worth_mxn", "solution": "pain", "decision_maker": "function"}
"""Which fact a factor looks at, where they have not the same name."""


def score(case: str, as_json: bool) -> None:
    """Explain the score of one opportunity, computed now; it writes nothing."""
    with desk() as at, at.look() as (session, _):
        screen = Screen(at.company.language, as_json=as_json)
        record, number = find_case(session, case)
        if record != "opportunity":
            raise Stop(Ends.WRONG_CALL, t.NO_OPPORTUNITY, case=case)
        found = explain_score(session, at.company, number, current_day(session) or at.today)
        code = f"{CODES['opportunity']}-{number}"
        screen.json({
            "code": code, "name": found.name, "account": found.account, "percent": found.fit.percent,
            "minimum_percent": at.company.market.icp.minimum_percent, "factors": [one._asdict() for one in found.fit.factors],
            "facts": found.facts._asdict(), "kept_percent": found.kept_percent, "kept_on": found.kept_on,
            "selling": found.selling, "verdict": found.qualification.verdict, "lacking": found.qualification.lacking,
            "nurture_on": found.qualification.nurture_on,
        })  # fmt: skip
        _show(screen, at.company, code, found)


def _show(screen: Screen, company: Company, code: str, found: Explained) -> None:
    language, words = screen.language, Texts(screen.language)
    screen.print(" · ".join(part for part in (code, found.name, found.account) if part), "bold")
    rows = [
        (
            words(f"icp.factor_{one.name}"), f"{one.points.normalize():f}", f"{one.of}", words(f"icp.why_{one.why}"),
            _said(company, language, one.name, found.facts),
        )
        for one in found.fit.factors
    ]  # fmt: skip
    screen.table((t.FACTOR, t.POINTS, t.OF, t.WHY, t.SAID), rows)
    screen.print()
    screen.say(t.FIT, percent=percent(found.fit.percent), least=company.market.icp.minimum_percent)
    if found.kept_percent is None:
        screen.say(t.NOT_KEPT)
    elif found.kept_percent != found.fit.percent:
        screen.say(t.KEPT, day=found.kept_on, percent=percent(found.kept_percent))
        screen.say(t.STALE, "yellow")
    screen.say(t.VERDICTS[found.qualification.verdict], **_verdict(company, language, found))
    screen.say(t.SELLING[found.selling])
    if found.nurture_on is not None:
        screen.say(t.NURTURED, day=found.nurture_on)


def _said(company: Company, language: str, factor: str, facts: Facts) -> str:
    value = getattr(facts, OF_FACTOR.get(factor, factor))
    if value is None:
        return ""
    if isinstance(value, bool):
        return (t.YES if value else t.NO).to(language)
    if isinstance(value, Decimal):
        return pesos(value)
    if isinstance(value, int):
        return thousands(value)
    market = company.market
    words: dict[str, Mapping[str, Named]] = {
        "segment": market.segment, "niche": market.niche, "solution": market.pain, "decision_maker": market.decision_maker
    }  # fmt: skip
    known = words[factor].get(value)
    return known.name.to(language) if known else str(value)


def _verdict(company: Company, language: str, found: Explained) -> dict[str, Any]:
    words, nurture = Texts(language), company.market.nurture
    if found.qualification.verdict == "ask":
        asked = [one.name for one in found.fit.factors if one.why in TO_ASK]
        return {"what": ", ".join(words(f"icp.factor_{name}") for name in asked)}
    reasons = [nurture.of(what or PROFILE).reason.to(language) for what in found.qualification.lacking]
    return {"what": "; ".join(reasons), "day": found.qualification.nurture_on}
