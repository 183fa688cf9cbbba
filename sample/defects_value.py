"""Defects of the value of clients and of what is asked after the sale; see ``sample.defect`` for what an entry says."""

from __future__ import annotations

from crm.model import (
    Account,
    Activity,
    ClientTrait,
    Complaint,
    Delivery,
    DevelopmentStep,
    Opportunity,
    Satisfaction,
    WalletShare,
)
from sample.defect import Defect
from sample.edits import Ago, add, put, remove
from sample.plan import VICTIMS

v = VICTIMS.c
committees = Activity.kind.in_(("client_committee", "channel_committee"))

VALUE = {
    "key client left alone": Defect(
        1, "renewal:watched",
        (put(Account, abc_class="A", abc_on=Ago(1), market_type="commercial"), remove(WalletShare),
         put(DevelopmentStep, planned_on=Ago(30)), put(Activity, committees, key=Activity.account_id, kind="meeting")),
        ("C14-key-share-recorded", "B18-development-goes-on", "B19-committee-planned"),
    ),
    "share that falls without a plan": Defect(
        1, "renewal:watched",
        (put(Account, abc_class="A", abc_on=Ago(400), share_trend="falling", share_plan=None, share_plan_due_on=None),),
        ("D11-class-current", "B10-falling-share-planned"),
    ),
    "Pro by hearsay": Defect(
        1, "renewal:watched",
        (remove(ClientTrait), put(Account, relationship="pro"),
         add(ClientTrait, account_id=v.account_id, trait="nice", evidence="Se dice que es buen cliente.", noted_on=Ago(2_000))),
        ("B20-validator-invited", "B05-trait-known", "B05-trait-evidence", "B05-trait-fresh"),
    ),
    "former client forgotten": Defect(1, "opportunity:lead", (put(Account, kind="former"),), ("D09-former-client-not-dropped",)),
    "need never asked": Defect(1, "opportunity:qualified", (put(Opportunity, need_felt_on=None),), ("B03-opportunity-need-felt-on",)),
    "nothing asked after the sale": Defect(
        1, "renewal:watched",
        (put(Satisfaction, score=9, work_again=None), put(Delivery, promised_on=None, performs_as_promised=None)),
        ("D07-work-again", "E08-delivery-promised-on", "E09-delivery-performs-as-promised"),
    ),
    "promise broken": Defect(
        1, "renewal:watched",
        (put(Delivery, promised_on=Ago(3_900), late_reason=None, performs_as_promised=False, performance_note=""),),
        ("E08-promise-kept", "E09-what-does-not-perform"),
    ),
    "complaint nobody answers": Defect(
        1, "renewal:reviewed", (add(Complaint, account_id=v.account_id, opened_on=Ago(40), due_on=Ago(30)),),
        ("D07-complaint-cause", "D07-complaint-answered", "D07-renewal-without-complaint"), successor="qualified",
    ),
}  # fmt: skip
