"""``seiton billing``: a month of previews, one contract in full, and the receipt by which Finance takes a month over."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from checks.held import find_case
from checks.rule import Rulebook
from cli import billing_texts as t
from cli import texts
from cli.desk import Desk, desk, now
from cli.exits import Ends, Stop
from cli.screen import Screen, pesos
from crm.billing_month import (
    Bill,
    BillLine,
    bill_of,
    contract_numbered,
    contract_of_case,
    held_bills,
    latest_month,
    month_of,
    warned_bills,
)
from crm.database import Session
from crm.identity import keeper
from crm.model import BillingLine
from crm.receipts import Takeover, receive_month
from reports.billing import alert_said, line_said, meter_name, reason_said
from reports.texts import Texts


@dataclass(frozen=True)
class Asked:
    """What was typed: which month, whether it is received and by whom."""

    month: dt.date | None
    receive: bool
    by: str | None
    code: str | None
    limit: int


def billing(contract: str | None, asked: Asked, as_json: bool) -> None:
    """Show a month or a contract, or take a month over."""
    with desk() as at:
        screen = Screen(at.company.language, as_json=as_json)
        if asked.receive:
            _receive(screen, at, asked)
            return
        with at.look() as (session, installed):
            month = asked.month or latest_month(session)
            if month is None:
                screen.json({"month": None})
                screen.say(t.NOTHING)
            elif contract is None:
                _Shown(screen, session, installed.rulebook).month(month, asked.limit)
            else:
                _Shown(screen, session, installed.rulebook).contract(month, contract)


class _Shown:
    """What is shown of the billing, in the language of the screen."""

    def __init__(self, screen: Screen, session: Session, rulebook: Rulebook) -> None:
        self.screen, self.session = screen, session
        self.texts = Texts(screen.language)
        self.says = {rule.key: rule.says for rule in rulebook}

    def month(self, month: dt.date, limit: int) -> None:
        """Totals, what is held, whose allowance runs out."""
        screen, found = self.screen, month_of(self.session, month)
        held, warned = held_bills(self.session, month, limit), warned_bills(self.session, month, limit)
        screen.json({
            **asdict(found), "held": [self._for_script(one) for one in held], "warned": [self._for_script(one) for one in warned]
        })  # fmt: skip
        screen.say(t.MONTH, "bold", month=f"{month:%Y-%m}")
        rows = [
            (self.texts(f"billing.status_{line.status}"), line.previews, line.total_mxn)
            for line in found.statuses
        ]
        screen.table((t.STATUS, t.CONTRACTS, t.TOTAL), rows)
        for receipt in found.receipts:
            screen.say(
                t.RECEIVED_BY, name=receipt.received_by, previews=receipt.previews, total=pesos(receipt.total_mxn),
                day=receipt.received_at.date(),
            )  # fmt: skip
        if held:
            screen.print()
            screen.say(t.HELD, "yellow")
            screen.table(
                (t.CONTRACT, texts.CLIENT, t.CERTAIN, t.WHY),
                [(one.contract, one.account, one.total_mxn, "; ".join(self._reasons(one))) for one in held],
            )
            screen.say(t.SEE, contract=held[0].contract)
        if warned:
            screen.print()
            screen.say(t.ALERTS)
            for one in warned:
                screen.print(f"  {one.contract} · {one.account or ''}: {'; '.join(self._alerts(one))}")

    def contract(self, month: dt.date, name: str) -> None:
        """One contract: lines with their reasons, meters, and why it is held."""
        number = contract_numbered(self.session, name)
        if number is None:
            number = contract_of_case(self.session, *find_case(self.session, name))
        if number is None:
            raise Stop(Ends.WRONG_CALL, t.NO_CONTRACT, name=name)
        bill = bill_of(self.session, month, number)
        if bill is None:
            raise Stop(Ends.WRONG_CALL, t.NOT_PREVIEWED, name=name, month=f"{month:%Y-%m}")
        self.screen.json({
            "month": month, **self._for_script(bill.head), "version": bill.version, "subtotal_mxn": bill.subtotal_mxn,
            "iva_mxn": bill.iva_mxn, "meters": bill.meters,
            "lines": [
                {"kind": line.kind, "amount_mxn": line.amount_mxn, "iva_mxn": line.iva_mxn, "why": line_said(self.texts, line)}
                for line in bill.lines
            ],
        })  # fmt: skip
        self._head(bill)
        self._body(bill)

    def _head(self, bill: Bill) -> None:
        head, screen = bill.head, self.screen
        screen.say(
            t.HEAD, "bold", contract=head.contract, client=head.account or "", first=head.first_on, last=head.last_on,
            version=bill.version,
        )  # fmt: skip
        screen.print(self.texts(f"billing.status_{head.status}"))
        if head.reasons:
            screen.say(t.HELD_SINCE, "yellow")
            for said in self._reasons(head):
                screen.print(f"  {said}")
        for said in self._alerts(head):
            screen.print(said, "yellow")

    def _body(self, bill: Bill) -> None:
        screen = self.screen
        rows = [
            (self._kind(line), line.amount_mxn, line.iva_mxn, line_said(self.texts, line))
            for line in bill.lines
        ]
        screen.table((t.KIND, t.AMOUNT, t.IVA, t.WHY), rows)
        screen.say(
            t.SUM, total=pesos(bill.head.total_mxn), subtotal=pesos(bill.subtotal_mxn), iva=pesos(bill.iva_mxn)
        )  # fmt: skip
        meters = [
            (
                one["machine"], meter_name(self.texts, one["meter"]), _counter(one.get("opening")), _counter(one.get("closing")),
                one.get("pages"), "" if one["state"] == "read" else self.texts(f"billing.why_{one['state']}"),
            )
            for one in bill.meters
        ]  # fmt: skip
        screen.print()
        screen.table((t.MACHINE, t.METER, t.OPENING, t.CLOSING, t.PAGES, ""), meters)

    def _kind(self, line: BillingLine) -> str:
        if line.kind == "base":
            return t.BASE.to(self.screen.language)
        return t.OVER.to(self.screen.language, meter=meter_name(self.texts, line.kind.removeprefix("overage_")))

    def _reasons(self, one: BillLine) -> list[str]:
        return [reason_said(self.texts, self.says, reason) for reason in one.reasons]

    def _alerts(self, one: BillLine) -> list[str]:
        return [alert_said(self.texts, alert) for alert in one.alerts]

    def _for_script(self, one: BillLine) -> dict[str, Any]:
        return {**asdict(one), "why": self._reasons(one), "alerts_said": self._alerts(one)}


def _counter(point: list[Any] | None) -> str:
    return "" if point is None else f"{point[1]:,} ({point[0]})"


def _receive(screen: Screen, at: Desk, asked: Asked) -> None:
    if asked.month is None:
        raise Stop(Ends.WRONG_CALL, t.NEEDS_MONTH)
    if asked.by is None:
        raise Stop(Ends.WRONG_CALL, t.NEEDS_BY)
    with at.look():  # refuses a CRM whose rulebook is not the current one
        pass
    code = asked.code or screen.ask(t.CODE, by=asked.by)
    if not code:
        raise Stop(Ends.REFUSED, t.NEEDS_CODE)
    receipt = receive_month(at.engine, at.company, keeper, Takeover(asked.month, asked.by, code), now())
    screen.say(
        t.RECEIVED, "green", previews=receipt.previews, month=f"{asked.month:%Y-%m}", total=pesos(receipt.total_mxn), name=asked.by
    )  # fmt: skip
    screen.json({
        "receipt": receipt.id, "month": asked.month, "previews": receipt.previews, "total_mxn": receipt.total_mxn,
        "received_by": receipt.received_by_id,
    })  # fmt: skip
