"""How each rule of a key client, its traits and its satisfaction is broken."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from crm.model import (
    Account,
    Activity,
    ClientTrait,
    Complaint,
    DevelopmentStep,
    Renewal,
    Satisfaction,
    WalletShare,
)
from tests.builders import NOW, TODAY, a_complaint, add, an_activity, day
from tests.checks.edits import Edit, Mend, all_of, breach, bring, change, change_all, point, remove

COMMITTEE, INVITATION = {"kind": "client_committee"}, {"kind": "validator_invitation"}


def a_key_client(session: Session, account: Account) -> ClientTrait:
    """Make a client one of class A and a Pro, with all that its rules ask for; its one trait."""
    account.abc_class, account.abc_on, account.relationship = "A", TODAY, "pro"
    account.share_plan, account.share_plan_due_on = "Offer the second site", day(30)
    add(session, WalletShare(
        account_id=account.id, from_on=day(-100), until_on=day(-10), potential_mxn=Decimal(100),
        supplied_mxn=Decimal(40), created_at=NOW,
    ))  # fmt: skip
    stamp = {"account_id": account.id, "created_at": NOW}
    add(session, DevelopmentStep(step="recruit", planned_on=day(5), owner_id=account.owner_id, **stamp))
    add(session, Renewal(stage="watched", stage_since=TODAY, moved_at=NOW, moved_by="tests", **stamp))
    for kind in (COMMITTEE, INVITATION):
        an_activity(session, account_id=account.id, due_on=day(9), done_at=None, **kind)
    return add(session, ClientTrait(
        account_id=account.id, trait="promoter", evidence="Recommended us", noted_on=day(-3),
        activity_id=an_activity(session, account_id=account.id).id, created_at=NOW,
    ))  # fmt: skip


def _not_key(**values: Any) -> Edit:
    return change(Account, **({"abc_class": "B"} | values))


def _feedback_given(session: Session, account: Account) -> Mend:
    """The cycle is at its end; then the feedback turns out not to have been given."""
    return all_of(
        change(DevelopmentStep, step="feedback", done_on=day(-2), planned_on=day(-2)),
        change(DevelopmentStep, done_on=None),
    )(session, account)


def an_open_complaint(session: Session, case: Renewal, due: int = 4) -> Complaint:
    """A complaint of the client whose contract is up for renewal."""
    answer = Satisfaction(account_id=case.account_id, asked_on=day(-50), score=1, created_at=NOW)
    return a_complaint(session, add(session, answer), opened_on=day(-50), due_on=day(due))


def _overdue(session: Session, case: Renewal) -> Complaint:
    return an_open_complaint(session, case, due=-1)


def _closed_too(session: Session, case: Renewal) -> Complaint:
    complaint = _overdue(session, case)
    complaint.closed_on = day(-3)
    return complaint


CLIENT = {
    "D11-class-current": breach(
        change(Account, abc_on=day(-33)), change(Account, abc_on=None), aside=change(Account, abc_class=None)
    ),
    "C14-key-share-recorded": breach(
        remove(WalletShare),
        change(WalletShare, until_on=day(-81)),
        change(WalletShare, potential_mxn=Decimal(0)),
        aside=_not_key(),
    ),
    "B10-falling-share-planned": breach(
        change(Account, share_plan=" "),
        change(Account, share_plan=None),
        change(Account, share_plan_due_on=None),
        change(Account, share_plan_due_on=day(-1)),
        given=change(Account, share_trend="falling"),
        aside=_not_key(),
    ),
    "D09-former-client-not-dropped": breach(
        change_all(Renewal, account_id=None),
        given=change(Account, kind="former"),
        aside=change(Account, kind="client"),
    ),
    "B18-development-goes-on": breach(
        remove(DevelopmentStep),
        change(DevelopmentStep, planned_on=day(-1)),
        change(DevelopmentStep, planned_on=None),
        change(DevelopmentStep, owner_id=None),
        change(DevelopmentStep, done_on=day(-1)),
        _feedback_given,
        aside=_not_key(),
    ),
    "B19-committee-planned": breach(
        change(Activity, COMMITTEE, due_on=day(-91)),
        change(Activity, COMMITTEE, kind="channel_committee"),
        change(Activity, COMMITTEE, account_id=None),
        change(Account, market_type="commercial"),
        aside=_not_key(),
    ),
    "B20-validator-invited": breach(
        change(Activity, INVITATION, due_on=day(-201)),
        change(Activity, INVITATION, kind="call"),
        aside=change(Account, relationship="client"),
    ),
}  # fmt: skip

AFTER_THE_SALE = {
    "B05-trait-known": breach(change(ClientTrait, trait="generous")),
    "B05-trait-evidence": breach(
        change(ClientTrait, evidence=None),
        change(ClientTrait, evidence=" "),
        change(ClientTrait, activity_id=None),
        point(ClientTrait, "activity_id", lambda s, _: an_activity(s, done_at=None)),
    ),
    "B05-trait-fresh": breach(change(ClientTrait, noted_on=day(-401))),
    "D07-work-again": breach(
        change(Satisfaction, work_again=None),
        change(Satisfaction, work_again=" "),
        change(Satisfaction, comment=None),
        aside=change(Satisfaction, score=5),
    ),
    "D07-complaint-opened": breach(
        remove(Complaint),
        given=all_of(change(Satisfaction, score=5), bring(a_complaint)),
        aside=change(Satisfaction, score=6),
    ),
    "D07-complaint-cause": breach(change(Complaint, cause=None), change(Complaint, cause="weather")),
    "D07-complaint-answered": breach(
        change(Complaint, closed_on=None),
        change(Complaint, compensation=None),
        change(Complaint, compensation=" "),
        given=change(Complaint, due_on=day(-1), closed_on=day(-2), compensation="A month for free"),
    ),
    "D07-renewal-without-complaint": breach(bring(_overdue), given=bring(_closed_too)),
}  # fmt: skip
