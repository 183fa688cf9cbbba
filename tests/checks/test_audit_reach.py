"""Nothing that a rule reads can change unseen: every row has its way to the record, every date is known to turn it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Table, and_, or_
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BinaryExpression
from sqlalchemy.sql.visitors import iterate

from checks.expressions import DaysBeforeToday, past
from checks.incremental import table_of, turns
from checks.rule import Rule, standing
from checks.subjects import Subject
from crm.model import Account, FleetLine, Opportunity
from tests.builders import the_rulebook

ASKED = [rule for rule in the_rulebook() if rule.judged is None or rule.judged]
A_HANDFUL = {"deputy"}
"""Tables of a few rows: to look at all of them takes no time."""
Place = tuple[str, str]
"""A column of a row, under the name that the row has in a rule."""


def is_column(node: Any) -> bool:
    return getattr(node, "table", None) is not None


def place(column: Any) -> Place:
    return column.table.name, column.name


def equal_places(expressions: list[Any]) -> list[set[Place]]:
    """Columns that the expressions demand to be equal, together with all that are equal to these."""
    groups: list[set[Place]] = []
    for node in (node for expression in expressions for node in iterate(expression)):
        equal = isinstance(node, BinaryExpression) and node.operator is operators.eq
        if equal and is_column(node.left) and is_column(node.right):
            pair = {place(node.left), place(node.right)}
            near = [group for group in groups if group & pair]
            groups = [group for group in groups if not group & pair] + [pair.union(*near)]
    return groups


def expressions_of(rule: Rule, subject: Subject) -> list[Any]:
    """What a verdict is made of: the rule, the worth and the date of the record, and what joins these rows to it."""
    read = [e for e in (rule.broken, subject.value, subject.due, subject.owner) if e is not None]
    read = [e.__clause_element__() if hasattr(e, "__clause_element__") else e for e in read]
    for joined, condition in reversed(subject.joins):
        if sa.inspect(joined).selectable.name in rows_of(read):
            read.append(condition)
    return read


def rows_of(expressions: list[Any]) -> dict[str, Table]:
    """The rows that expressions look at, by their name there."""
    nodes = [node for expression in expressions for node in iterate(expression) if is_column(node)]
    return {node.table.name: table_of(node) for node in nodes}


def unreached(rule: Rule, subject: Subject) -> set[str]:
    """The rows that a rule looks at and whose edit would not be felt."""
    expressions = expressions_of(rule, subject)
    rows, equal = rows_of(expressions), equal_places(expressions)
    steps = [tuple(side.__clause_element__() for side in way[0]) for way in subject.reach]

    def leads_on(row: str, table: Table) -> bool:
        return any(
            (row, start.name) in group
            and any(
                rows[other] is table_of(end) and column == end.name for other, column in group if other != row
            )
            for start, end in steps
            if table_of(start) is table
            for group in equal
        )

    return {row for row, table in rows.items() if row != subject.table.name and not leads_on(row, table)}


@pytest.mark.parametrize("rule", ASKED, ids=lambda rule: rule.key)
def test_every_row_that_a_rule_reads_leads_back_to_its_record(rule: Rule) -> None:
    assert unreached(rule, rule.subject) == set()


@pytest.mark.parametrize(
    ("key", "start", "row"),
    [
        ("E11-duplicate-name", Account.name, "other_account"),
        ("A16-study-volumes", FleetLine.study_id, "fleet_line"),
        ("B02-client-has-contract", Opportunity.account_id, "opportunity"),
    ],
)
def test_a_way_that_is_forgotten_is_missed(key: str, start: Any, row: str) -> None:
    rule = the_rulebook().by_key[key]
    ways = tuple(way for way in rule.subject.reach if way[0][0] is not start)
    assert len(ways) < len(rule.subject.reach)
    assert unreached(rule, replace(rule.subject, reach=ways)) == {row}


@pytest.mark.parametrize("rule", ASKED, ids=lambda rule: rule.key)
def test_every_look_at_the_calendar_is_known_as_a_date_that_turns_the_rule(rule: Rule) -> None:
    looks = {node.days for node in iterate(rule.broken) if isinstance(node, DaysBeforeToday)}
    assert looks == {turn.days for turn in turns(rule)}


def test_a_date_beside_a_stage_turns_only_the_cases_in_that_stage() -> None:
    place = standing("opportunity")
    rule = the_rulebook().by_key["A02-opportunity-days-in-stage"]
    late = or_(
        and_(place == "lead", past(Opportunity.stage_since, 3)), and_(place == "qualified", past(Opportunity.opened_on, 5))
    )  # fmt: skip
    found = turns(replace(rule, holds=~late, judged=frozenset(("lead", "qualified", "studied"))))
    assert [(turn.column.key, turn.days, turn.stages) for turn in found] == [
        ("stage_since", 3, {"lead"}),
        ("opened_on", 5, {"qualified"}),
    ]


@pytest.mark.parametrize("rule", ASKED, ids=lambda rule: rule.key)
def test_every_date_that_turns_a_rule_is_found_by_an_index(rule: Rule) -> None:
    """Else an audit of what changed would look at every record of the CRM to find those of one day."""
    for turn in turns(rule):
        table = table_of(turn.column)
        indexed = {next(iter(index.columns)).name for index in table.indexes if index.columns}
        assert turn.column.name in indexed or table.name in A_HANDFUL, turn
