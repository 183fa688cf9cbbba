"""``seiton plan``: how one sale is prepared, who is who at the client, and what each phase lacks (001/B21–B30, 002/C16)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from checks.held import explain
from checks.prepared import prepared
from cli.desk import desk
from cli.documents import sale_named
from cli.screen import Screen
from config.company import Company
from crm.prepared import Prepared
from reports.preparation import grid_sheet, lacks_sheet, lines_sheet, matrix_sheet, summary
from reports.texts import Texts


def plan(case: str, as_json: bool) -> None:
    """Show the plan of an opportunity; it may be named by its delivery."""
    with desk() as at, at.look() as (session, installed):
        screen = Screen(at.company.language, as_json=as_json)
        number = sale_named(session, case)
        sale = explain(session, installed, "opportunity", number)
        found = prepared(session, at.company, number, sale.target)
        screen.json(
            {
                "code": sale.code,
                "account": sale.account,
                "stage": sale.stage,
                "target": sale.target,
                **_fields(found),
            }
        )
        screen.print(
            " · ".join(part for part in (sale.code, sale.name, sale.account, sale.owner) if part), "bold"
        )
        _show(screen, at.company, Texts(at.company.language), found)


def _show(screen: Screen, company: Company, texts: Texts, found: Prepared) -> None:
    for sentence in summary(company, texts, found):
        screen.print(sentence)
    for make in (grid_sheet, matrix_sheet, lines_sheet, lacks_sheet):
        sheet = make(company, texts, found)
        if sheet.rows:
            screen.print()
            screen.table(sheet.head, sheet.rows)
        elif sheet.empty:
            screen.print()
            screen.print(sheet.empty)


def _fields(found: Prepared) -> dict[str, Any]:
    """For a script: the gaps beside the coverage, each with who of ours should go."""
    said = asdict(found)
    said["coverage_percent"] = said.pop("coverage")["percent"]
    said["coverage_needed_percent"] = said.pop("needs")
    said["gaps"] = [
        {
            "sought": line.gap.sought,
            "contact_id": line.gap.member.id if line.gap.member else None,
            "our_role": line.role,
            "through_contact_id": line.through.id if line.through else None,
        }
        for line in found.lines
    ]
    del said["lines"]
    return said
