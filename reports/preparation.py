"""What people see of how a sale is prepared: the grid, the matrix of the buying centre, gaps, and what each phase lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from config.company import Company
from crm.prepared import Prepared
from policy.buying_centre import PlanLine
from reports.escape import markdown
from reports.markdown import table
from reports.texts import Texts


@dataclass(frozen=True)
class Sheet:
    """A table, for the terminal or a page."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    empty: str = ""
    """What is said where there is no row."""


def summary(company: Company, texts: Texts, found: Prepared) -> list[str]:
    """The sentences above the tables: depth, coverage, position on the ladder, meetings held."""
    words = company.negotiation
    known = texts("plan.coverage", percent=found.coverage.percent)
    if found.needs is not None:
        known += " · " + texts("plan.needed", percent=found.needs)
    rung = texts.of(words.ladder[found.position]) if found.position else texts("plan.unknown")
    place = texts("plan.position", rung=rung)
    if found.next_rung is not None:
        place += " · " + texts("plan.next", rung=texts.of(words.ladder[found.next_rung]))
    depth = texts("plan.depth", depth=texts.of(words.depth[found.depth].name))
    return [depth, known, place, texts("plan.meetings", count=found.meetings)]


def lacks_sheet(company: Company, texts: Texts, found: Prepared) -> Sheet:
    """What the plan lacks, phase by phase, and the stage that waits for it (001/B21)."""
    words, sales = company.negotiation, company.lifecycles["opportunity"]
    rows = [
        [
            texts.of(phase.name),
            texts.of(sales[phase.before].name),
            "; ".join(lacks_named(company, texts, found, key)),
        ]
        for key, phase in words.phase.items()
        if key in found.lacks
    ]
    return Sheet([texts("plan.phase"), texts("plan.before"), texts("plan.lacks")], rows, texts("plan.complete"))


def lacks_named(company: Company, texts: Texts, found: Prepared, phase: str) -> list[str]:
    """What the plan lacks for one phase, in words."""
    lacks = found.lacks.get(phase, ())
    return [texts.of(part.name) for key, part in company.negotiation.part.items() if key in lacks]


def matrix_sheet(company: Company, texts: Texts, found: Prepared) -> Sheet:
    """Who of theirs, and who of ours speaks with them (002/C16, 001/B17)."""
    words = company.negotiation
    rows = []
    for one in found.members:
        priority = found.priorities.get(one.id)
        named = ((words.functions, one.function), (words.roles, one.role), (words.stances, one.stance))
        rows.append([
            one.name or texts("common.no_name"),
            *(texts.of(known[word]) if word in known else word or "" for known, word in named),
            texts("plan.yes") if one.signs_orders else "",
            "" if priority is None else str(priority),
            ", ".join(one.peers) or texts("common.unassigned"),
        ])  # fmt: skip
    head = ("contact", "function", "role", "stance", "signs", "priority", "peers")
    return Sheet([texts(f"plan.{word}") for word in head], rows, texts("plan.nobody"))


def lines_sheet(company: Company, texts: Texts, found: Prepared) -> Sheet:
    """For each gap of the buying centre, who of ours should go, and through whom (002/C10, C17)."""
    rows = [
        [_gap(company, texts, line), texts.of(company.roles[line.role]), (line.through.name or "") if line.through else ""]
        for line in found.lines
    ]  # fmt: skip
    return Sheet([texts("plan.gap"), texts("plan.goes"), texts("plan.through")], rows)


def grid_sheet(company: Company, texts: Texts, found: Prepared) -> Sheet:
    """The plan in its nine columns (001/B30)."""
    columns = company.negotiation.column
    rows = [["" if row[key] is None else str(row[key]) for key in columns] for row in found.grid]
    return Sheet([texts.of(name) for name in columns.values()], rows, texts("plan.no_grid"))


def preparation_markdown(company: Company, texts: Texts, found: Prepared) -> str:
    """The part of a case's page that says how well it is prepared."""
    said = [
        f"### {markdown(texts('plan.title'))}",
        "",
        markdown(" · ".join(summary(company, texts, found))),
        "",
    ]
    for sheet in (lacks_sheet(company, texts, found), lines_sheet(company, texts, found)):
        if sheet.rows:
            said += [table(sheet.head, sheet.rows), ""]
    return "\n".join(said)


def _gap(company: Company, texts: Texts, line: PlanLine) -> str:
    if line.gap.member is not None:
        return texts("plan.alone", name=line.gap.member.name or texts("common.no_name"))
    return texts("plan.unmet", who=texts.of(company.negotiation.sought[line.gap.sought or ""].name))
