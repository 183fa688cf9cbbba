"""No stage is reached but through its gate, by whatever statement."""

from __future__ import annotations

import pytest

from crm.model import Opportunity
from tests.builders import NOW, the_company
from tests.checks.attempts import Shop

GATE, STEP = "held: ", "a change of stage takes the next version"
ARROW, VERSION = "no such change of stage", "the version goes one at a time"
UNSIGNED = "held: A23-contract-signed: The contract is signed by both parties"

WAYS = {
    "a stage without the evidence": (UNSIGNED, "UPDATE opportunity SET stage = 'contracted', version = version + 1 WHERE id = {unsigned}"),
    "a stage without a version": (STEP, "UPDATE opportunity SET stage = 'won' WHERE id = {ready}"),
    "a version left out": (VERSION, "UPDATE opportunity SET stage = 'won', version = version + 2 WHERE id = {ready}"),
    "a version back": ("the version never goes back", "UPDATE opportunity SET version = version - 1 WHERE id = {ready}"),
    "a version far ahead": (VERSION, "UPDATE opportunity SET version = 2147483646 WHERE id = {ready}"),
    "a jump over stages": (ARROW, "UPDATE opportunity SET stage = 'won', version = version + 1 WHERE id = {bare}"),
    "a step back": (ARROW, "UPDATE opportunity SET stage = 'negotiated', version = version + 1 WHERE id = {ready}"),
    "out of a closed stage": (ARROW, "UPDATE opportunity SET stage = 'lead', version = version + 1 WHERE id = {won}"),
    "a stage that is not": (ARROW, "UPDATE opportunity SET stage = 'Won', version = version + 1 WHERE id = {ready}"),
    "no stage": ("", "UPDATE opportunity SET stage = NULL, version = version + 1 WHERE id = {ready}"),
    "the evidence blanked in the same statement": (
        "held: B31-batna", "UPDATE opportunity SET batna = ' ', stage = 'won', version = version + 1 WHERE id = {ready}",
    ),
    "another's evidence in the same statement": (
        GATE, "UPDATE opportunity SET account_id = NULL, stage = 'won', version = version + 1 WHERE id = {ready}",
    ),
    "many at once of which one may not": (
        UNSIGNED, "UPDATE opportunity SET stage = CASE stage WHEN 'contracted' THEN 'won' ELSE 'contracted' END,"
        " version = version + 1 WHERE id IN ({ready}, {unsigned})",
    ),
    "all there are": (ARROW, "UPDATE opportunity SET stage = 'won', version = version + 1"),
    "from a select of another": (
        ARROW, "UPDATE opportunity SET stage = (SELECT stage FROM opportunity WHERE id = {won}), version = version + 1 WHERE id = {bare}",
    ),
    "from a joined update": (
        ARROW, "UPDATE opportunity SET stage = o.stage, version = opportunity.version + 1 FROM opportunity AS o"
        " WHERE o.id = {won} AND opportunity.id = {bare}",
    ),
    "another number": ("the number of a case never changes", "UPDATE opportunity SET id = 900000 WHERE id = {ready}"),
    "the number of another": ("the number of a case never changes", "UPDATE opportunity SET id = {bare} WHERE id = {ready}"),
    "moved by somebody else": ("written by the move", "UPDATE opportunity SET moved_by = 'the boss' WHERE id = {ready}"),
    "moved at another time": ("written by the move", "UPDATE opportunity SET moved_at = '2020-01-01 00:00:00.000000' WHERE id = {ready}"),
    "a shorter stay": ("for as long as it has", "UPDATE opportunity SET stage_since = '2030-01-01' WHERE id = {ready}"),
    "a claim": ("a claim belongs to an imported case", "UPDATE opportunity SET claimed_stage = 'won' WHERE id = {ready}"),
    "a stage that is only claimed": (
        ARROW, "UPDATE opportunity SET stage = 'imported', claimed_stage = 'won', version = version + 1 WHERE id = {bare}",
    ),
    "a delivery released without a contract": (GATE, "UPDATE delivery SET stage = 'released', version = version + 1 WHERE id = {ordered}"),
    "a delivery at its end": (ARROW, "UPDATE delivery SET stage = 'handed_over', version = version + 1 WHERE id = {ordered}"),
    "a renewal before its time": ("held: A11-window-planned", "UPDATE renewal SET stage = 'planned', version = version + 1 WHERE id = {watched}"),
    "a renewal without a sale": (ARROW, "UPDATE renewal SET stage = 'renewed', version = version + 1 WHERE id = {watched}"),
    "a case deleted": ("a case is closed, never deleted", "DELETE FROM opportunity WHERE id = {bare}"),
    "a delivery deleted": ("a case is closed, never deleted", "DELETE FROM delivery WHERE id = {ordered}"),
    "a renewal deleted": ("a case is closed, never deleted", "DELETE FROM renewal"),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_no_stage_is_reached_by(shop: Shop, way: str) -> None:
    words, statement = WAYS[way]
    shop.refuses(words, statement)


@pytest.mark.parametrize("stage", [s for s in the_company().lifecycles["opportunity"].ids if s != "lead"])
def test_a_lead_of_which_nothing_is_known_goes_nowhere(shop: Shop, stage: str) -> None:
    shop.refuses("", f"UPDATE opportunity SET stage = '{stage}', version = version + 1 WHERE id = {{bare}}")


def test_a_complete_case_may_be_moved_by_any_client(shop: Shop) -> None:
    with shop.world.read() as session:
        case = session.get_one(Opportunity, shop.ready)
        case.stage, case.moved_at, case.moved_by = "won", NOW, "somebody"
        session.flush()
        assert case.stage == "won"


# --- entering -----------------------------------------------------------------------------------------------------

START, CLAIM = "a case enters at 'lead' or as an imported claim", "a claim belongs to an imported case"

ENTRIES = {
    "in a late stage": (START, "INSERT INTO opportunity {new}, 'won', 1, NULL, NULL)"),
    "in the second stage": (START, "INSERT INTO opportunity {new}, 'qualified', 1, 'old', NULL)"),
    "in a stage that is not": (START, "INSERT INTO opportunity {new}, 'closed', 1, NULL, NULL)"),
    "as a claim of nobody": (START, "INSERT INTO opportunity {new}, 'imported', 1, NULL, 'won')"),
    "as a claim of nothing": (CLAIM, "INSERT INTO opportunity {new}, 'imported', 1, 'old', NULL)"),
    "as a lead that claims": (CLAIM, "INSERT INTO opportunity {new}, 'lead', 1, 'old', 'won')"),
    "as a claim of a stage that is not": ("unknown claimed stage", "INSERT INTO opportunity {new}, 'imported', 1, 'old', 'closed')"),
    "with a later version": ("a case enters with version 1", "INSERT INTO opportunity {new}, 'lead', 7, NULL, NULL)"),
    "as the copy of a won one": (
        START, "INSERT INTO opportunity (stage, version, kind, needs_delivery, stage_since, moved_at, moved_by, created_at)"
        " SELECT stage, 1, kind, needs_delivery, stage_since, moved_at, moved_by, created_at FROM opportunity WHERE id = {won}",
    ),
    "among lawful ones": (
        START, "INSERT INTO opportunity {new}, 'lead', 1, NULL, NULL), ('new', true, '{today}', '{now}', 'me', '{now}', 'won', 1, NULL, NULL)",
    ),
    "as a released delivery": (
        "a case enters at 'ordered' or as an imported claim",
        "INSERT INTO delivery (opportunity_id, stage, version, stage_since, moved_at, moved_by, created_at)"
        " VALUES ({bare}, 'released', 1, '{today}', '{now}', 'me', '{now}')",
    ),
    "as a renewed renewal": (
        "a case enters at 'watched' or as an imported claim",
        "INSERT INTO renewal (stage, version, stage_since, moved_at, moved_by, created_at, expands, has_bad_debt)"
        " VALUES ('renewed', 1, '{today}', '{now}', 'me', '{now}', false, false)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", ENTRIES)
def test_no_case_enters(shop: Shop, way: str) -> None:
    words, statement = ENTRIES[way]
    shop.refuses(words, statement)


# --- imported claims ----------------------------------------------------------------------------------------------

CLAIMS = {
    "straight into what it claims": (GATE, "UPDATE opportunity SET stage = 'won', claimed_stage = NULL, version = version + 1 WHERE id = {claim}"),
    "into a stage before it": (ARROW, "UPDATE opportunity SET stage = 'lead', claimed_stage = NULL, version = version + 1 WHERE id = {claim}"),
    "into an exit": (ARROW, "UPDATE opportunity SET stage = 'lost', claimed_stage = NULL, version = version + 1 WHERE id = {claim}"),
    "out of its claim": (CLAIM, "UPDATE opportunity SET claimed_stage = NULL WHERE id = {claim}"),
    "into a stage that is not": ("unknown claimed stage", "UPDATE opportunity SET claimed_stage = 'closed' WHERE id = {claim}"),
    "with its claim kept": (CLAIM, "UPDATE opportunity SET stage = 'won', version = version + 1 WHERE id = {claim}"),
    "by a smaller claim first": (
        GATE, "UPDATE opportunity SET claimed_stage = 'qualified' WHERE id = {claim}",
        "UPDATE opportunity SET stage = 'qualified', claimed_stage = NULL, version = version + 1 WHERE id = {claim}",
    ),
    "by another moment": ("written by the move", "UPDATE opportunity SET moved_at = '2030-01-01 00:00:00.000000' WHERE id = {claim}"),
}  # fmt: skip


@pytest.mark.parametrize("way", CLAIMS)
def test_an_imported_claim_is_not_got(shop: Shop, way: str) -> None:
    words, *statements = CLAIMS[way]
    shop.refuses(words, *statements)


def test_an_imported_claim_may_be_corrected_and_edited(shop: Shop) -> None:
    with shop.world.read() as session:
        claim = session.get_one(Opportunity, shop.claim)
        claim.claimed_stage, claim.name = "lost", "Better known"
        session.flush()
        assert claim.version == 2
