"""What Finance sees of a month of billing: totals, what is held and why, alerts, the four consequences (000/A13, A29, A30)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from config.company import Text
from crm.billing_month import BillLine, Month, ReasonLine
from crm.model import BillingLine
from crm.standing import OutcomeLine
from reports.escape import cell
from reports.markdown import table
from reports.texts import Texts, days_since, pesos, thousands

REASONS_SHOWN = 3

Says = Mapping[str, Text]
"""The sentence of each rule, by its key."""


def cents(amount: Decimal) -> str:
    """``$1,234.50``: what is billed is shown to the cent."""
    return f"${amount:,.2f}"


def meter_name(texts: Texts, meter: str | None) -> str:
    """``mono`` or ``colour`` in the words of the reader."""
    return texts(f"billing.meter_{meter}") if meter else ""


def reason_said(texts: Texts, says: Says, reason: Mapping[str, Any]) -> str:
    """Why a preview is held, with the machine and the meter that it is about."""
    word = reason["word"]
    if word in says:
        return texts.of(says[word])
    about = [part for part in (reason.get("machine"), meter_name(texts, reason.get("meter"))) if part]
    sentence = texts(f"billing.why_{word}")
    return f"{sentence} ({', '.join(about)})" if about else sentence


def line_said(texts: Texts, line: BillingLine) -> str:
    """Why an amount is what it is."""
    days = texts("billing.days", days=line.days, of=line.of_days) if line.days < line.of_days else ""
    if line.rate_mxn is None:
        return days or texts("billing.whole_period")
    counted, included = line.counted_pages or 0, line.included_pages or 0
    said = texts(
        "billing.pages",
        counted=thousands(counted),
        included=thousands(included),
        over=thousands(counted - included),
        rate=f"${line.rate_mxn:,.4f}",
    )
    if line.estimated_pages:
        said += f" · {texts('billing.estimated', pages=thousands(line.estimated_pages))}"
    return f"{said} · {days}" if days else said


def alert_said(texts: Texts, alert: Mapping[str, Any]) -> str:
    """So much of the allowance is used."""
    return texts(
        "billing.alert",
        meter=meter_name(texts, alert["meter"]),
        percent=alert["percent"],
        counted=thousands(alert["counted_pages"]),
        included=thousands(alert["included_pages"]),
    )


def billing_message(texts: Texts, month: Month) -> str:
    """One line for the state of a run: how much is billed, how much waits and what it is worth at least."""
    good, held = month.of("previewed", "approved", "invoiced"), month.of("held")
    said = [
        texts("billing.good", count=good.previews, total=cents(good.total_mxn)),
        texts("billing.held", count=held.previews, total=cents(held.total_mxn)),
    ]
    if month.alerts:
        said.append(texts("billing.alerts", count=month.alerts))
    return " · ".join(said)


def held_table(texts: Texts, says: Says, lines: Sequence[BillLine]) -> list[dict[str, str]]:
    """One row a held preview, for a Prefect table."""
    return [
        {
            texts("billing.contract"): cell(line.contract),
            texts("billing.client"): cell(line.account or texts("common.no_name")),
            texts("billing.period"): f"{line.first_on} – {line.last_on}",
            texts("billing.certain"): cents(line.total_mxn),
            texts("billing.why"): cell(
                texts.listed([reason_said(texts, says, one) for one in line.reasons], REASONS_SHOWN)
            ),
        }
        for line in lines
    ]


def held_description(texts: Texts, month: Month, shown: int) -> str:
    """The sentence above the table."""
    held = month.of("held")
    if not held.previews:
        return texts("billing.none_held", month=f"{month.month:%Y-%m}")
    said = [texts("billing.held", count=held.previews, total=cents(held.total_mxn))]
    if shown < held.previews:
        said.append(texts("held.capped", count=shown))
    return " · ".join(said)


def month_markdown(
    texts: Texts,
    says: Says,
    month: Month,
    reasons: Sequence[ReasonLine],
    warned: Sequence[BillLine],
    outcomes: Sequence[OutcomeLine],
    today: dt.date,
) -> str:
    """The page for Finance: totals by status, what holds, whose allowance runs out, receipts, consequences."""
    parts = [_totals(texts, month)]
    if month.estimated_pages:
        parts.append(texts("billing.estimated", pages=thousands(month.estimated_pages)) + "\n")
    if reasons:
        head = [texts(f"billing.{word}") for word in ("why", "contracts", "certain")]
        rows = [
            [reason_said(texts, says, {"word": line.word}), thousands(line.previews), cents(line.total_mxn)]
            for line in reasons
        ]
        parts.append(f"## {texts('billing.held_by')}\n\n{table(head, rows, [False, True, True])}")
    if warned:
        head = [texts(f"billing.{word}") for word in ("contract", "client", "allowance")]
        rows = [
            [line.contract, line.account or "", "; ".join(alert_said(texts, one) for one in line.alerts)]
            for line in warned
        ]
        parts.append(f"## {texts('billing.alerts', count=month.alerts)}\n\n{table(head, rows)}")
    if month.receipts:
        head = [texts(f"billing.{word}") for word in ("received_by", "received_at", "contracts", "total")]
        rows = [
            [one.received_by, f"{one.received_at:%Y-%m-%d %H:%M} UTC", thousands(one.previews), cents(one.total_mxn)]
            for one in month.receipts
        ]  # fmt: skip
        parts.append(f"## {texts('billing.receipts')}\n\n{table(head, rows, [False, False, True, True])}")
    parts.append(_consequences(texts, outcomes, today))
    return "\n".join(parts)


def _totals(texts: Texts, month: Month) -> str:
    head = [texts(f"billing.{word}") for word in ("status", "contracts", "subtotal", "iva", "total")]
    rows = [
        [
            texts(f"billing.status_{line.status}"), thousands(line.previews), cents(line.subtotal_mxn),
            cents(line.iva_mxn), cents(line.total_mxn),
        ]
        for line in month.statuses
    ]  # fmt: skip
    return table(head, rows, [False, True, True, True, True])


def _consequences(texts: Texts, outcomes: Sequence[OutcomeLine], today: dt.date) -> str:
    head = [texts(f"billing.{word}") for word in ("consequence", "noticed", "resolved", "open", "oldest")]
    rows = [
        [
            texts(f"billing.consequence_{line.consequence}"),
            thousands(line.noticed),
            thousands(line.resolved),
            thousands(line.open),
            thousands(days_since(line.oldest, today)) if line.oldest else "",
        ]
        for line in outcomes
    ]
    return f"## {texts('billing.consequences')}\n\n{table(head, rows, [False, True, True, True, True])}"


def outcome_of(texts: Texts, month: Month) -> str:
    """What came of the run in few words, for its name."""
    good, held = month.of("previewed", "approved", "invoiced"), month.of("held")
    return texts(
        "billing.outcome", count=good.previews, held=thousands(held.previews), total=pesos(good.total_mxn)
    )
