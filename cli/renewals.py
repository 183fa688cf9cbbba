"""``seiton renewals``: the contracts that come to their end, how their clients are, and what comes next."""

from __future__ import annotations

from checks.install import business_day
from cli.desk import desk
from cli.screen import Screen
from cli.texts import RENEWALS_NONE
from config.company import Company
from crm.calendar import closed_days
from crm.renewal_lines import renewal_lines, window_lines
from crm.standing import RenewalLine, WindowLine
from reports.renewals import candidate_text, next_step, risk_text, step_name
from reports.texts import Texts, percent


def renewals(within: int | None, limit: int, as_json: bool) -> None:
    """List the contracts by window: health, highest risk, next dated step, proposal."""
    with desk() as at, at.look() as (session, _):
        company, screen = at.company, Screen(at.company.language, as_json=as_json)
        texts, today = Texts(company.language), business_day(session)
        days = max(company.renewal_windows.values()) if within is None else within
        lines = renewal_lines(session, company, today, closed_days(company, today), days, limit)
        windows = window_lines(session, company, today, days)
        screen.json({"today": today, "windows": windows, "renewals": [_for_script(line) for line in lines]})
        if not lines:
            screen.say(RENEWALS_NONE, days=days)
            return
        _by_window(screen, company, texts, windows)
        screen.print()
        _contracts(screen, company, texts, lines)
        more = sum(window.renewals for window in windows) - len(lines)
        if more > 0:
            screen.print(texts("renewals.capped", count=len(lines)))


def _by_window(screen: Screen, company: Company, texts: Texts, windows: list[WindowLine]) -> None:
    words = ("window", "contracts", "stake", "high", "high_stake")
    rows = [
        (
            texts("renewals.none_due") if line.step is None else step_name(company, texts, line.step),
            line.renewals, line.value_mxn, line.at_high_risk, line.high_risk_mxn,
        )
        for line in windows
    ]  # fmt: skip
    screen.table([texts(f"renewals.{word}") for word in words], rows)


def _contracts(screen: Screen, company: Company, texts: Texts, lines: list[RenewalLine]) -> None:
    words = ("case", "client", "ends", "health", "risk", "step", "offer", "more")
    rows = [
        (
            line.code, line.account, line.ends_on, percent(line.health_percent) or texts("renewals.unknown"),
            risk_text(company, texts, line.worst), next_step(company, texts, line), line.proposed_monthly_mxn,
            "; ".join(candidate_text(texts, kind, facts) for kind, facts in line.candidates.items()),
        )
        for line in lines
    ]  # fmt: skip
    screen.table([texts(f"renewals.{word}") for word in words], rows)


def _for_script(line: RenewalLine) -> dict[str, object]:
    return {**vars(line), "worst_risk": line.worst.kind if line.worst else None}
