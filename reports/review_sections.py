"""The sections of the manager's page below its indicators: sellers, funnel, retention, held, score, goals, ledger."""

from __future__ import annotations

from decimal import Decimal

from crm.review import Review
from reports.charts import Bar, bar_chart, line_chart
from reports.html import Cell, heading, how_many_more, number, paragraph, section, table
from reports.texts import Texts, percent, pesos, thousands

SELLERS_DRAWN, SELLERS_SHOWN = 12, 40
LINES_SHOWN = 40
HEADS = {
    "sellers": ("seller", "team", "mps", "quota", "attainment", "equipment", "attainment", "commission"),
    "funnel": ("stage", "cases", "worth", "chance", "real", "onward"),
    "breaks": ("seller", "stage", "conversion", "median", "cases"),
    "held": ("rule", "cases", "worth"),
    "goals": ("dimension", "goal", "measure", "target", "reached", "expected", "attainment"),
    "deviations": ("goal", "attainment", "seen", "cause", "action", "owner", "due"),
    "ledger": ("cause", "contracts", "difference"),
}
"""The columns of each table, by the words of the catalogue."""


def sellers(texts: Texts, review: Review) -> str:
    """What each seller has reached of the month, the best first (000/M01–M04, 004/E19)."""
    month = review.month[0].strftime("%Y-%m")
    title, about = f"{texts('review.sellers')} · {month}", texts("review.sellers_chart", month=month)
    if not review.sellers:
        return section(title, paragraph(texts("review.nobody")))
    bars = [
        Bar(
            s.name,
            s.percent,
            percent(s.percent),
            mark=Decimal(100),
            tone="good" if s.percent >= 100 else "plain",
        )
        for s in review.sellers[:SELLERS_DRAWN]
    ]
    rows = [
        [
            Cell(s.name), Cell(s.team or ""), number(pesos(s.mps_mxn)), number(pesos(s.quota_mxn)), number(percent(s.percent)),
            number(pesos(s.equipment_mxn)), number(percent(s.equipment_percent)), number(pesos(s.commission_mxn)),
        ]
        for s in review.sellers[:SELLERS_SHOWN]
    ]  # fmt: skip
    chart = bar_chart("sellers", texts("review.sellers"), about, bars)
    more = how_many_more(texts, len(review.sellers), SELLERS_SHOWN)
    return section(
        title, paragraph(about), chart, table(_head(texts, "sellers"), rows, tight=True), more, long=True
    )


def funnel(texts: Texts, review: Review) -> str:
    """What is open by stage, what of it is real, and where the funnel breaks (000/A31, 004/E14)."""
    about = texts("review.funnel_chart")
    bars = [
        Bar(texts.of(one.name), one.value_mxn, pesos(one.value_mxn), part=one.real_mxn) for one in review.funnel
    ]
    rows = [
        [
            Cell(texts.of(one.name)), number(thousands(one.cases)), number(pesos(one.value_mxn)),
            number(_chance(texts, one.chance.percent, one.chance.is_proven)), number(pesos(one.real_mxn)),
            number(percent(one.onward_percent) or texts("review.unknown")),
        ]
        for one in review.funnel
    ]  # fmt: skip
    narrowest = [
        paragraph(texts("review.narrowest", stage=texts.of(one.name)))
        for one in review.funnel
        if one.stage == review.narrowest
    ]
    chart = bar_chart("funnel", texts("review.funnel"), about, bars)
    columns = table(_head(texts, "funnel"), rows)
    return section(
        texts("review.funnel"), paragraph(about), chart, columns, *narrowest, *_breaks(texts, review), long=True
    )


def _chance(texts: Texts, chance: Decimal, is_proven: bool) -> str:
    return percent(chance) if is_proven else texts("review.assumed", chance=percent(chance))


def _breaks(texts: Texts, review: Review) -> tuple[str, ...]:
    title = heading(texts("review.breaks"))
    if not review.breaks:
        return title, paragraph(texts("review.no_breaks"))
    rows = [
        [
            Cell(b.seller), Cell(texts.of(b.stage)), number(percent(b.conversion_percent), "bad"),
            number(percent(b.median_percent)), number(thousands(b.cases)),
        ]
        for b in review.breaks[:LINES_SHOWN]
    ]  # fmt: skip
    return title, table(_head(texts, "breaks"), rows), how_many_more(texts, len(review.breaks), LINES_SHOWN)


def retention(texts: Texts, review: Review) -> str:
    """What was kept, what left and who came back (000/A11, A12)."""
    kept, lost, about = review.kept.kept_mxn, review.kept.lost_mxn, texts("review.retention_chart")
    bars = [
        Bar(texts("review.kept"), kept, pesos(kept), tone="good"),
        Bar(texts("review.lost"), lost, pesos(lost), tone="bad"),
    ]
    chart = bar_chart("retention", texts("review.retention"), about, bars)
    back = paragraph(texts("review.recovered", count=review.recovered))
    return section(texts("review.retention"), paragraph(about), chart, back)


def held(texts: Texts, review: Review) -> str:
    """The rules that hold cases, the most pesos first (000/A28)."""
    if not review.held:
        return section(texts("review.held"), paragraph(texts("review.none_held")))
    about = texts("review.held_chart")
    bars = [Bar(texts.of(h.sentence), h.value_mxn, pesos(h.value_mxn)) for h in review.held]
    rows = [
        [Cell(texts.of(h.sentence)), number(thousands(h.cases)), number(pesos(h.value_mxn))]
        for h in review.held
    ]
    chart = bar_chart("held", texts("review.held"), about, bars)
    return section(texts("review.held"), paragraph(about), chart, table(_head(texts, "held"), rows), long=True)


def scores(texts: Texts, review: Review) -> str:
    """The course of the CRM score."""
    if not review.scores:
        return section(texts("review.scores"), paragraph(texts("review.no_scores")))
    if len(review.scores) == 1:
        day, score = review.scores[0]
        return section(texts("review.scores"), paragraph(f"{day.isoformat()}: {percent(score)}"))
    about = texts("review.scores_chart")
    points = [(day.isoformat(), score, percent(score)) for day, score in review.scores]
    chart = line_chart("scores", texts("review.scores"), about, points)
    return section(texts("review.scores"), paragraph(about), chart)


def goals(texts: Texts, review: Review) -> str:
    """The goals that are not of a seller, beside what the days gone by ask for (001/B34–B36)."""
    lines = [goal for goal in review.goals if goal.dimension != "consultant"]
    if not lines:
        return section(texts("review.goals"), paragraph(texts("review.no_goals")))
    rows = []
    for goal in lines[:LINES_SHOWN]:
        amounts = (goal.target, goal.attained, goal.expected)
        late = (
            f"{percent(goal.percent)} · {texts('review.behind')}" if goal.is_behind else percent(goal.percent)
        )
        rows.append([
            Cell(texts(f"review.dim_{goal.dimension}")), Cell(_named(texts, goal.name)),
            Cell(texts(f"review.measure_{goal.measure}")),
            *(number(pesos(a) if goal.measure != "clients" else thousands(int(a)) if a == int(a) else f"{a:.1f}") for a in amounts),
            number(late, "bad" if goal.is_behind else ""),
        ])  # fmt: skip
    more = how_many_more(texts, len(lines), LINES_SHOWN)
    return section(texts("review.goals"), table(_head(texts, "goals"), rows), more, long=True)


def _named(texts: Texts, name: str) -> str:
    return texts(f"review.key_{name}") if texts.has(f"review.key_{name}") else name


def deviations(texts: Texts, review: Review) -> str:
    """The goals that fell behind, with cause, action, who and until when (001/B39)."""
    if not review.deviations:
        return section(texts("review.deviations"), paragraph(texts("review.no_deviations")))
    rows = [
        [
            Cell(_named(texts, d.name) or texts("review.dim_company")), number(percent(d.attained_percent)), Cell(d.seen_on.isoformat(), tone="when"),
            Cell(d.cause or ""), Cell(d.action or texts("review.no_action"), tone="" if d.action else "bad"),
            Cell(d.owner or texts("common.unassigned")), Cell(d.due_on.isoformat() if d.due_on else "", tone="when"),
        ]
        for d in review.deviations[:LINES_SHOWN]
    ]  # fmt: skip
    more = how_many_more(texts, len(review.deviations), LINES_SHOWN)
    return section(texts("review.deviations"), table(_head(texts, "deviations"), rows), more, long=True)


def ledger(texts: Texts, review: Review) -> str:
    """Why the quota ledger and the contracts do not agree, where they don't (000/M02)."""
    if not review.differences:
        return section(texts("review.ledger"), paragraph(texts("review.ledger_agrees")))
    rows = [
        [Cell(texts(f"review.why_{reason}")), number(thousands(contracts)), number(pesos(amount))]
        for reason, (contracts, amount) in review.differences.items()
    ]
    return section(texts("review.ledger"), table(_head(texts, "ledger"), rows))


def _head(texts: Texts, name: str) -> list[str]:
    return [texts(f"review.{word}") for word in HEADS[name]]
