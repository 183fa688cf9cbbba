"""A record type may have more rules than one number has bits."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from checks.audit import audit
from checks.compile import BITS_PER_MASK, MOST_RULES
from checks.gate import Scope
from checks.holds import held_by_rule, held_cases
from checks.install import Installed, NotInstalled, install
from checks.lifecycle import note
from checks.rule import Rule, Rulebook, RuleWriter
from crm.model import Finding, Opportunity
from tests.builders import NOW, an_opportunity, the_company, the_rulebook
from tests.worlds import World

pytestmark = pytest.mark.slow

LAST = "T-rule-{}"


def _more(number: int) -> list[Rule]:
    """So many rules more, of which every even one is broken by every opportunity."""
    write = RuleWriter(the_company(), "opportunity")
    text = ("A rule of the test", "Una regla de la prueba")
    return [
        write(LAST.format(place), "000/A32", text, text, sa.true() if place % 2 else sa.false())
        for place in range(number)
    ]


def _enlarged(world: World, whole: int) -> Installed:
    """The rulebook of the tests, with as many rules of an opportunity as are asked for."""
    book = the_rulebook()
    enlarged = Rulebook(the_company(), [*book, *_more(whole - len(book.of("opportunity")))])
    with world.write() as session:
        return install(session, enlarged)


def test_rules_of_every_page_are_found_by_audit_and_gate(world: World) -> None:
    with world.write() as session:
        number = an_opportunity(session, "qualified").id
    rules = _enlarged(world, 2 * BITS_PER_MASK + 10)
    note(world.engine, rules, "opportunity", Scope((number,)), NOW)
    audit(world.engine, rules, now=NOW)
    broken = {key for key in rules.ids if key.startswith("T-rule") and not int(key.rpartition("-")[2]) % 2}
    assert {rules.bits_of("opportunity")[key] // BITS_PER_MASK for key in broken} == {1, 2}
    with world.read() as session:
        assert set(held_cases(session, rules)[0].rules) == broken
        assert {held.rule.key for held in held_by_rule(session, rules)} == broken
        found = session.scalars(sa.select(Finding.rule_id).where(Finding.record_id == number))
        assert {rules.ids[key] for key in broken} <= set(found)


def test_more_rules_than_there_are_bits_are_refused_by_name(world: World) -> None:
    with pytest.raises(NotInstalled, match="opportunity"):
        _enlarged(world, MOST_RULES + 1)
    assert world.installed.bits_of(Opportunity.__tablename__)
