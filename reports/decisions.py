"""What an approver reads above the form: what is asked, the facts of that moment, what has changed, who may decide."""

from __future__ import annotations

from crm.questions import Question
from reports.escape import markdown, plain
from reports.markdown import table
from reports.texts import Texts, pesos

LINES_SHOWN = 20
PEOPLE_SHOWN = 8


def run_name(texts: Texts, asked: Question) -> str:
    """``Decide · credit · OPP-123 · $250,000``."""
    parts = [texts("decide.run"), texts(f"decide.kind_{asked.kind}"), asked.case]
    if asked.kind in ("profile", "discount", "margin") and asked.percent is not None:
        parts.append(f"{asked.percent} %")
    elif asked.amount_mxn is not None:
        parts.append(pesos(asked.amount_mxn))
    return " · ".join(parts)


def tags(asked: Question) -> list[str]:
    """By what the run is found: ``gate:credit``, ``case:OPP-123``, ``owner:…``."""
    found = [
        "decision",
        f"gate:{asked.kind}",
        f"case:{asked.case}",
        f"request:REQ-{asked.request_id}",
        f"tier:{asked.tier}",
    ]
    return [*found, f"owner:{plain(asked.seller)}"] if asked.seller else found


def description(texts: Texts, asked: Question) -> str:
    """The facts, as Markdown in which nothing from the CRM formats or links."""
    said = []
    if asked.refused is not None:
        said += [f"**{texts('decide.refused')}** {markdown(texts.of(asked.refused))}", ""]
    said += [f"### {markdown(asked.asked)} · {asked.case}", ""]
    said.append(
        table([texts("decide.fact"), texts("decide.value")], [row for row in _facts(texts, asked) if row[1]])
    )
    who = ", ".join(asked.may_decide[:PEOPLE_SHOWN]) + (" …" if len(asked.may_decide) > PEOPLE_SHOWN else "")
    said += [f"**{texts('decide.may')}:** {markdown(who or texts('decide.nobody'))}", ""]
    if asked.changed:
        said += [f"**{texts('decide.changed')}**", ""]
        said += [f"- {markdown(one.to(texts.language))}" for one in asked.changed]
        said.append("")
    if asked.equipment:
        head = [texts(f"decide.{word}") for word in ("quantity", "model", "place")]
        rows = [(quantity, model, place) for model, place, quantity in asked.equipment[:LINES_SHOWN]]
        said.append(table(head, rows, [True]))
    if asked.earlier:
        head = [texts(f"decide.{word}") for word in ("earlier", "by", "on", "note")]
        rows_before = [
            (texts(f"decide.was_{one.outcome}"), one.approver, one.decided_on, one.note or "")
            for one in asked.earlier
        ]
        said.append(table(head, rows_before))
    return "\n".join(said)


def summary(texts: Texts, asked: Question) -> str:
    """The same in one line, for where there is no room: first why the last answer was not taken."""
    said = [] if asked.refused is None else [f"⚠ {texts('decide.refused')} {texts.of(asked.refused)}"]
    amount = "" if asked.amount_mxn is None else f"${asked.amount_mxn:,}"
    facts = (asked.account, asked.case, amount, asked.percent and f"{asked.percent} %", asked.seller)
    return markdown(" — ".join([*said, " · ".join(str(fact) for fact in facts if fact)]))


def _facts(texts: Texts, asked: Question) -> list[tuple[str, str]]:
    monthly = ""
    if asked.monthly_mxn is not None and asked.term_months is not None:
        monthly = texts("decide.monthly_term", monthly=f"${asked.monthly_mxn:,}", months=asked.term_months)
    return [
        (texts("decide.client"), asked.account or ""),
        (texts("decide.rfc"), asked.rfc or ""),
        (texts("decide.case"), asked.name or ""),
        (texts("decide.amount"), "" if asked.amount_mxn is None else f"${asked.amount_mxn:,}"),
        (texts("decide.monthly"), monthly),
        (texts("decide.margin"), _percent(asked.margin_percent)),
        (texts("decide.discount"), _percent(asked.discount_percent)),
        (texts("decide.seller"), asked.seller or ""),
        (texts("decide.asked_by"), asked.asked_by or ""),
        (texts("decide.due"), str(asked.due_on)),
        (texts("decide.role"), texts.of(asked.role)),
    ]


def _percent(share: object) -> str:
    return "" if share is None else f"{share} %"
