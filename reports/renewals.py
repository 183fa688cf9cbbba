"""What managers see of the contracts that come to their end: pesos by window, risk with its reason, the next step (000/A11, A29)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from config.company import Company
from crm.standing import RenewalLine, RiskLine, WindowLine
from policy.health import score
from reports.markdown import table
from reports.texts import Texts, percent, pesos, thousands

REASONS_SHOWN = 2


def renewals_markdown(
    company: Company,
    texts: Texts,
    windows: Sequence[WindowLine],
    lines: Sequence[RenewalLine],
    back: int,
    today: dt.date,
) -> str:
    """Two tables, by window and by contract, and the clients won back (001/B35)."""
    said = [windows_table(company, texts, windows)]
    if lines:
        said += [contracts_table(company, texts, lines, today)]
        if len(lines) < sum(window.renewals for window in windows):
            said += [texts("renewals.capped", count=len(lines)) + "\n"]
    said += [texts("renewals.rescued", count=back, year=today.year) + "\n"]
    return "\n".join(said)


def windows_table(company: Company, texts: Texts, windows: Sequence[WindowLine]) -> str:
    """Each window with its contracts, their pesos, and how much of it is at high risk."""
    head = [
        texts(f"renewals.{word}") for word in ("window", "needs", "contracts", "stake", "high", "high_stake")
    ]
    rows = [
        [
            texts("renewals.none_due") if line.step is None else step_name(company, texts, line.step),
            "" if line.step is None else texts.of(company.retention.step[line.step].needs),
            thousands(line.renewals),
            pesos(line.value_mxn),
            thousands(line.at_high_risk) if line.at_high_risk else "",
            pesos(line.high_risk_mxn) if line.at_high_risk else "",
        ]
        for line in windows
    ]
    rows.append(
        [
            texts("renewals.total"), "", thousands(sum(line.renewals for line in windows)),
            pesos(sum((line.value_mxn for line in windows), Decimal(0))), thousands(sum(line.at_high_risk for line in windows)),
            pesos(sum((line.high_risk_mxn for line in windows), Decimal(0))),
        ]
    )  # fmt: skip
    return table(head, rows, [False, False, True, True, True, True])


def contracts_table(company: Company, texts: Texts, lines: Sequence[RenewalLine], today: dt.date) -> str:
    """One row a contract, the next to end first."""
    words = (
        "case",
        "client",
        "ends",
        "days",
        "stake",
        "health",
        "wear",
        "risk",
        "step",
        "offer",
        "more",
        "owner",
    )
    rows = [
        [
            line.code,
            line.account or texts("common.no_name"),
            line.ends_on,
            (line.ends_on - today).days,
            pesos(line.value_mxn),
            percent(line.health_percent) or texts("renewals.unknown"),
            percent(line.wear_percent),
            risk_text(company, texts, line.worst),
            next_step(company, texts, line),
            pesos(line.proposed_monthly_mxn),
            "; ".join(candidate_text(texts, kind, facts) for kind, facts in line.candidates.items()),
            line.owner or texts("common.unassigned"),
        ]
        for line in lines
    ]
    right = [False, False, False, True, True, True, True]
    return table([texts(f"renewals.{word}") for word in words], rows, right)


def step_name(company: Company, texts: Texts, step: str) -> str:
    """The stage of a step, or that the contract has ended."""
    lifecycle = company.lifecycles["renewal"]
    return texts.of(lifecycle[step].name) if step in lifecycle.ids else texts("renewals.outcome")


def next_step(company: Company, texts: Texts, line: RenewalLine) -> str:
    """What comes next and when; of a late step also when it was due."""
    if not line.steps:
        return ""
    step = line.steps[0]
    said = f"{step_name(company, texts, step.stage)} · {step.do_on}"
    return said + texts("renewals.late", day=step.due_on) if step.do_on > step.due_on else said


def risk_text(company: Company, texts: Texts, risk: RiskLine | None) -> str:
    """The risk that is highest and the facts that speak for it most, the worst first."""
    if risk is None:
        return texts("renewals.unknown")
    name = texts.of(company.retention.risk[risk.kind].name)
    reasons = fact_texts(company, texts, risk.facts)[:REASONS_SHOWN]
    said = f"{texts(f'renewals.level_{risk.level}')} · {name} {percent(risk.percent)}"
    return f"{said}: {', '.join(reasons)}" if reasons else said


def fact_texts(company: Company, texts: Texts, facts: Mapping[str, Decimal]) -> list[str]:
    """Facts that have lost some of their score, in words, the worst first."""
    measures = company.retention.fact
    scores = {name: score(value, measures[name]) for name, value in facts.items() if name in measures}
    lost = sorted((name for name in scores if scores[name] < 100), key=lambda name: (scores[name], name))
    return [
        f"{texts.of(measures[name].name)}: {facts[name].normalize():f}{measures[name].unit}" for name in lost
    ]


def candidate_text(texts: Texts, kind: str, facts: Mapping[str, str]) -> str:
    """What may be offered besides, and why (004/E16)."""
    known = dict(facts)
    if "counter" in known:
        known["counter"] = texts(f"renewals.counter_{known['counter']}")
    return texts(f"renewals.more_{kind}", **known)
