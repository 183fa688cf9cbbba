"""The message of a notice, in the company's language: a title of our own words, and lines with what the CRM says.

What the CRM says is data. Each place shows plain text, Markdown or HTML; for each the lines are escaped, so that what a client is called
neither formats nor links anything. Titles hold words of ours and numbers only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from config.company import Company
from crm.notices import Facts
from reports import escape
from reports.texts import Texts, pesos

OWN_TITLES = (
    "notify",
    "decision_wanted",
    "decision_escalated",
    "decision_taken",
    "document_expires",
    "complaint_opened",
    "approver_locked",
    "approver_enrolled",
    "deputy_named",
)
_NOT_SAID = ("role", "person", "sent", "request", "stage", "kind", "outcome", "approver")
_LONGEST = 300


@dataclass(frozen=True)
class Message:
    """What a notice says."""

    title: str
    lines: tuple[str, ...]

    def body(self, shown_as: str) -> str:
        """The lines as ``text``, ``markdown`` or ``html``."""
        if shown_as == "html":
            return "<br>\n".join(escape.html(line) for line in self.lines)
        if shown_as == "markdown":
            return "  \n".join(escape.markdown(line) for line in self.lines)
        return "\n".join(escape.plain(line) for line in self.lines)


def message(company: Company, facts: Facts) -> Message:
    """The message of a notice; its last line is the key, so that one that comes twice is known as one."""
    texts = Texts(company.language)
    lines = [*_about(company, texts, facts), texts("notice.key", notice=facts.key)]
    return Message(_title(company, texts, facts), tuple(line[:_LONGEST] for line in lines))


def _title(company: Company, texts: Texts, facts: Facts) -> str:
    kind = facts.kind if facts.kind in OWN_TITLES else "other"
    return texts(
        f"notice.title_{kind}", code=facts.code, question=_question(texts, facts), stage=_stage(company, texts, facts),
        outcome=_outcome(texts, facts),
    ).strip(" ·:")  # fmt: skip


def _about(company: Company, texts: Texts, facts: Facts) -> list[str]:
    lines = [_line(texts, "account", facts.account)]
    asked = facts.asked
    if facts.kind == "decision_taken":
        lines.append(_line(texts, "approver", facts.payload.get("approver")))
        if asked is not None:
            lines += [
                _line(texts, "limit", pesos(asked.limit_mxn)),
                _line(texts, "conditions", asked.conditions),
                _line(texts, "valid_until", asked.valid_until),
            ]
    elif asked is not None:
        share = None if asked.percent is None else f"{asked.percent.normalize():f} %"
        lines += [
            _line(texts, "amount", pesos(asked.amount_mxn)),
            _line(texts, "percent", share),
            _line(texts, "asked_by", asked.asked_by),
            _line(texts, "due_on", asked.due_on),
            texts("notice.how", number=asked.number),
        ]
    lines += [_line(texts, name, value) for name, value in facts.payload.items() if name not in _NOT_SAID]
    if facts.kind in ("approver_enrolled", "deputy_named"):
        lines.append(texts("notice.not_you"))
    if facts.kind == "complaint_opened":
        lines.append(texts("notice.how_complaint"))
    return [line for line in lines if line]


def _line(texts: Texts, name: str, value: Any) -> str:
    if value is None or value == "" or isinstance(value, (dict, list)):
        return ""
    label = texts(f"notice.{name}") if texts.has(f"notice.{name}") else name
    return f"{label}: {value}"


def _question(texts: Texts, facts: Facts) -> str:
    kind = facts.payload.get("kind")
    return texts(f"decide.kind_{kind}") if texts.has(f"decide.kind_{kind}") else ""


def _outcome(texts: Texts, facts: Facts) -> str:
    outcome = facts.payload.get("outcome")
    return texts(f"decide.was_{outcome}") if texts.has(f"decide.was_{outcome}") else ""


def _stage(company: Company, texts: Texts, facts: Facts) -> str:
    lifecycle = company.lifecycles.get(facts.record)
    stage = facts.payload.get("stage")
    if lifecycle is None or stage not in lifecycle.ids:
        return ""
    return texts.of(lifecycle[stage].name)
