"""Links to other records: exactly one or none, and what links to nothing is kept as text."""

from __future__ import annotations

from crm.model import Account, Opportunity
from tests.crm.imports.conftest import ACCOUNTS, DEALS, NOW, Desk, fates


def links(desk: Desk) -> list[tuple[str | None, str | None]]:
    """For each opportunity, the outside key of its account and the text kept in its place."""
    keys = {account.id: account.source_id for account in desk.records(Account)}
    return [(keys.get(case.account_id), case.account_ref) for case in desk.records(Opportunity)]


def test_a_link_to_one_record_is_made_and_one_to_none_is_kept_as_text(desk: Desk) -> None:
    desk.accounts("7,Acme,,,,")
    desk.deals("1,A,Open,Acme,", "2,B,Open,Acmee,", "3,C,Open,,")
    assert fates(desk.bring(ACCOUNTS, DEALS)) == (3, 0, 0, 0)
    assert links(desk) == [("7", None), (None, "Acmee"), (None, None)]


def test_among_namesakes_nothing_is_guessed(desk: Desk) -> None:
    desk.accounts("7,Acme,,,,", "8,Acme,,,,")
    desk.deals("1,A,Open,Acme,")
    desk.bring(ACCOUNTS, DEALS)
    assert links(desk) == [(None, "Acme")]


def test_namesakes_are_told_apart_by_a_second_field_where_the_mapping_says_so(desk: Desk) -> None:
    accounts = ACCOUNTS.replace('employees = "staff"', 'website = "staff"')
    deals = DEALS.replace('by = "name"', 'by = "name", narrow = { website = "name" }')
    desk.accounts("7,Acme,acme.mx,,,", "8,Acme,acme.com,,,", "9,Solo,solo.mx,,,")
    desk.deals("1,acme.com,Open,Acme,", "2,acme.org,Open,Acme,", "3,else.mx,Open,Solo,")
    desk.bring(accounts, deals)
    assert links(desk) == [("8", None), (None, "Acme"), ("9", None)]


def test_a_namesake_of_the_same_source_goes_before_one_entered_here(desk: Desk) -> None:
    desk.accounts("7,Acme,,,,")
    desk.deals("1,A,Open,Acme,")
    desk.bring(ACCOUNTS)
    desk.edit(Account, source=None, source_id=None)
    desk.bring(ACCOUNTS, DEALS)
    assert links(desk) == [("7", None)]


def test_a_record_entered_here_is_found_by_its_name(desk: Desk) -> None:
    desk.accounts("7,Acme,,,,")
    desk.bring(ACCOUNTS)
    desk.edit(Account, source=None, source_id=None)
    desk.deals("1,A,Open,Acme,")
    desk.bring(DEALS)
    assert desk.records(Opportunity)[0].account_id == desk.records(Account)[0].id


def test_a_text_that_linked_to_nothing_links_once_its_record_is_there(desk: Desk) -> None:
    desk.accounts()
    desk.deals("1,A,Open,Acme,")
    desk.bring(ACCOUNTS, DEALS)
    desk.accounts("7,Acme,,,,")
    assert fates(desk.bring(ACCOUNTS, DEALS)) == (0, 1, 0, 0)
    assert links(desk) == [("7", None)]


def test_a_link_made_once_outlives_the_renaming_of_its_record(desk: Desk) -> None:
    desk.accounts("7,Acme,,,,")
    desk.deals("1,A,Open,Acme,")
    desk.bring(ACCOUNTS, DEALS)
    desk.edit(Account, name="Acme Corporation")
    assert fates(desk.bring(DEALS)) == (0, 0, 1, 0)
    assert links(desk) == [("7", None)]


def test_a_link_made_by_hand_is_not_undone(desk: Desk) -> None:
    desk.accounts("7,Acme,,,,")
    desk.deals("1,A,Open,ACME S.A.,")
    desk.bring(ACCOUNTS, DEALS)
    desk.edit(Opportunity, account_id=desk.records(Account)[0].id, account_ref=None)
    desk.bring(ACCOUNTS, DEALS)
    assert links(desk) == [("7", None)]


def test_a_parent_may_stand_below_its_child_in_the_same_file(desk: Desk) -> None:
    desk.accounts("1,Child,,,,2", "2,Mother,,,,", "3,Orphan,,,,99")
    assert fates(desk.bring()) == (3, 0, 0, 0)
    child, mother, orphan = desk.records(Account)
    assert (child.parent_id, child.parent_ref, child.updated_at) == (mother.id, None, None)
    assert (orphan.parent_id, orphan.parent_ref) == (None, "99")


def test_a_parent_that_changes_updates_the_child(desk: Desk) -> None:
    desk.accounts("1,Child,,,,2", "2,Mother,,,,", "3,Other,,,,")
    desk.bring()
    desk.accounts("1,Child,,,,3", "2,Mother,,,,", "3,Other,,,,")
    assert fates(desk.bring(now=NOW)) == (0, 1, 2, 0)
    assert desk.records(Account)[0].parent_id == desk.records(Account)[2].id


def test_a_required_link_to_nothing_rejects_its_row(desk: Desk) -> None:
    required = DEALS.replace(', keep_as = "account_ref" }', "}, required = true")
    desk.deals("1,A,Open,Nobody,", "2,B,Open,,")
    assert fates(desk.bring(required)) == (0, 0, 0, 2)
    assert [line["reason"] for line in desk.reasons] == [
        "account_id is required and empty",
        "account_id: no account can be told by this name",
    ]


def test_a_link_may_lead_through_another_file(desk: Desk) -> None:
    deals = DEALS.replace(
        'key = "id"', 'key = "id"\nlookup.lead = { file = "leads.csv", key = "lead", by = "name" }'
    )
    desk.accounts("7,Acme,,,,")
    desk.write("leads.csv", "lead,company", "L1,Acme", "L2,Acme", "L2,Other")
    desk.deals("1,L1,Open,,", "2,L2,Open,,", "3,L3,Open,,")
    desk.bring(ACCOUNTS, deals.replace('from = "account"', 'from = "lead.company"'))
    assert links(desk) == [("7", None), (None, None), (None, None)]


def test_a_key_of_another_system_links_to_nothing(desk: Desk) -> None:
    desk.accounts("7,Acme,,,,")
    desk.bring(ACCOUNTS)
    desk.edit(Account, source="other")
    desk.deals("1,A,Open,7,")
    desk.bring(DEALS.replace('by = "name", ', ""))
    assert links(desk) == [(None, "7")]
