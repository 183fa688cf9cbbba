"""``seiton credit``: what a client owes, what was granted, which papers hold until when."""

from __future__ import annotations

from checks.credit_report import CreditReport, credit_report
from cli import credit_texts as t
from cli import texts
from cli.desk import desk
from cli.screen import Screen, pesos


def credit(name: str, as_json: bool) -> None:
    """Show the credit file of an account, or of an opportunity with what is owed besides it."""
    with desk() as at, at.look() as (session, _):
        screen = Screen(at.company.language, as_json=as_json)
        found = credit_report(session, at.company, name)
        papers = [{**vars(one), "name": one.name.to(screen.language)} for one in found.papers]
        screen.json({**vars(found), "papers": papers})
        _show(screen, found)


def _show(screen: Screen, found: CreditReport) -> None:
    language = screen.language
    screen.print(" · ".join(part for part in (found.account, found.rfc, found.case) if part), "bold")
    screen.say(
        t.EXPOSURE, exposure=pesos(found.exposure_mxn), contracted=pesos(found.contracted_mxn), open=pesos(found.open_mxn)
    )  # fmt: skip
    if found.case is None:
        screen.say(t.GRANTED, limit=pesos(found.limit_mxn))
    else:
        screen.say(t.BESIDES, case=found.case, asked=pesos(found.asked_mxn), limit=pesos(found.limit_mxn))
    if found.situation is None:
        screen.say(t.NOT_LISTED)
    else:
        situation = t.SITUATIONS[found.situation].to(language)
        screen.say(t.LISTED, "yellow", situation=situation, day=found.published_on or "?")
    screen.print()
    if found.limits:
        rows = [
            (one.case, one.limit_mxn, one.expires_on, (t.YES if one.in_use else t.NO).to(language))
            for one in found.limits
        ]
        screen.table((texts.CASE, t.LIMIT, t.UNTIL, t.IN_USE), rows)
    else:
        screen.say(t.NO_LIMITS)
    screen.print()
    if not found.papers:
        screen.say(t.NO_PAPERS)
        return
    papers = [(one.name.to(language), t.STATES[one.state].to(language), one.expires_on) for one in found.papers]
    screen.table((t.PAPER, t.STATE, t.UNTIL), papers)
