"""Defects of deliveries and of the installed base; see ``sample.defect`` for what an entry says."""

from __future__ import annotations

from sqlalchemy import select

from crm.model import (
    Acceptance,
    Activity,
    BillingSetup,
    Complaint,
    Contract,
    Delivery,
    DeliveryOrderLine,
    Equipment,
    Installation,
    Invoice,
    LossCause,
    MeterReading,
    Proposal,
    Renewal,
    RenewalRisk,
    Satisfaction,
    Shipment,
    Training,
)
from sample.defect import Defect
from sample.edits import Ago, add, put, remove
from sample.meters import of_last_month
from sample.plan import VICTIMS

v = VICTIMS.c
machine_of = VICTIMS.join(Equipment.__table__, Equipment.delivery_id == v.id)

OTHER_THAN_SIGNED = ("A20-contract-is-the-signed-paper", "A20-released-on-the-signed-paper")

of_the_hand_over = Complaint.satisfaction_id.in_(
    select(Satisfaction.id).where(Satisfaction.delivery_id.is_not(None))
)

SERVICE = {
    "no start meter": Defect(2, "delivery:installed", (put(Equipment, start_mono_pages=None),), ("A29-start-meters",)),
    "factory password": Defect(1, "delivery:installed", (put(Equipment, admin_password_changed=False),), ("M13-admin-password",)),
    "meters not reported": Defect(1, "delivery:trained", (put(Equipment, reports_meters=False),), ("M13-reports-meters",)),
    "serial at two clients": Defect(
        1, "delivery:trained",
        (add(Equipment, machine_of, delivery_id=v.id + 1, model=Equipment.model, serial=Equipment.serial,
             admin_password_changed=True, reports_meters=True),),
        ("M12-serial-unique",), again="ordered",
    ),
    "test prints not made": Defect(1, "delivery:installed", (put(Installation, test_prints_ok=None),), ("M13-installed",)),
    "acceptance not signed": Defect(2, "delivery:billing", (put(Acceptance, signed_by_id=None),), ("M13-acceptance-signed",)),
    "training not shown": Defect(
        3, "renewal:watched", (put(Training, Training.topic == "failure_report", demonstrated=False),), ("A26-trained-failure-report",)
    ),
    "main user unknown": Defect(
        1, "delivery:billing", (put(Installation, main_user_id=None),),
        ("A25-main-user", "A25-trained-toner-request", "A26-trained-failure-report", "A27-trained-configuration"),
    ),
    "billed otherwise than agreed": Defect(
        2, "renewal:watched", (put(BillingSetup, monthly_mxn=BillingSetup.monthly_mxn + 100),), ("A29-billing-is-the-contract",)
    ),
    "billed to another": Defect(1, "renewal:watched", (put(BillingSetup, rfc="XAXX010101000"),), ("A29-billing-is-the-contract",)),
    "installed at another place": Defect(1, "delivery:trained", (put(Equipment, location="Bodega"),), ("M12-serials-are-the-annex",)),
    "quote changed after the sale": Defect(
        1, "delivery:installed", (put(Proposal, click_mono_mxn=Proposal.click_mono_mxn + 5),),
        ("A20-contract-is-the-quote", "A20-released-as-quoted"),
    ),
    "billed on the 31st": Defect(1, "renewal:watched", (put(BillingSetup, cycle_day=31),), ("A29-billing-set-up",)),
    "no check after the training": Defect(2, "renewal:watched", (put(Delivery, follow_up_result=None),), ("E09-delivery-follow-up-result",)),
    "client not asked": Defect(2, "renewal:watched", (remove(Complaint, of_the_hand_over), remove(Satisfaction)), ("B37-satisfaction-asked",)),
    "dissatisfied and left alone": Defect(
        2, "renewal:watched", (remove(Complaint, of_the_hand_over), put(Satisfaction, score=3, processed_on=None)),
        ("D07-dissatisfaction-processed", "D07-complaint-opened"),
    ),
    "stale delivery": Defect(2, "delivery:dispatched", (put(Delivery, stage_since=Ago(40)),), ("A02-delivery-days-in-stage",)),
    "delivery of nobody": Defect(1, "delivery:ordered", (put(Delivery, owner_id=None),), ("M14-delivery-owner-id",)),
    "sent by nobody knows whom": Defect(1, "delivery:installed", (put(Shipment, carrier=""),), ("M13-shipped",)),
    "arrival not recorded": Defect(1, "delivery:installed", (put(Shipment, delivered_on=None),), ("E08-delivered",)),
    "late without a word": Defect(2, "delivery:trained", (put(Shipment, scheduled_on=Ago(200)),), ("E08-delivery-on-time",)),
    "order is not the annex": Defect(1, "delivery:released", (put(DeliveryOrderLine, quantity=99),), ("M12-order-is-the-annex",)),
    "no toner packed": Defect(1, "delivery:prepared", (put(Delivery, toner_included=False),), ("M13-delivery-toner-included",)),
    "cancelled without reason": Defect(1, "delivery:cancelled", (put(Delivery, cancelled_reason=None),), ("M06-cancelled-reason",)),
    "handed over and forgotten": Defect(1, "delivery:handed_over", (), ("A11-contract-watched",)),
}  # fmt: skip

METERS = {  # no rule of the record is broken: the billing preview holds the contract (or, where a reading only lacks, estimates)
    "a zero too many": Defect(1, "renewal:planned", (put(MeterReading, of_last_month, mono_pages=MeterReading.mono_pages * 10),), ()),
    "counter went back": Defect(1, "renewal:planned", (put(MeterReading, of_last_month, mono_pages=0),), ()),
    "never read": Defect(1, "renewal:planned", (remove(MeterReading),), ()),
    "not read last month": Defect(1, "renewal:planned", (remove(MeterReading, of_last_month),), ()),
}  # fmt: skip

RENEWALS = {
    "lapsed in silence": Defect(
        2, "renewal:negotiated", (put(Contract, ends_on=Ago(12)),),
        ("A11-no-silent-lapse", "M02-ledger-agrees", *OTHER_THAN_SIGNED), successor="negotiated",
    ),
    "late to plan": Defect(2, "renewal:watched", (put(Contract, ends_on=Ago(-100)),), ("A11-late-for-planned", *OTHER_THAN_SIGNED)),
    "health unknown": Defect(
        1, "renewal:proposed", (put(Renewal, health_percent=None),), ("M10-renewal-health-percent",), successor="proposed"
    ),
    "left and not asked why": Defect(
        1, "renewal:lost", (put(LossCause, key=LossCause.renewal_id, lost_on=Ago(50)),), ("A12-exit-interview-late",)
    ),
    "tender lost, nobody read the ruling": Defect(
        1, "renewal:lost", (put(LossCause, key=LossCause.renewal_id, cause="tender", by_price_alone=None),), ("M03-tender-by-price",)
    ),
    "back in spite of bad debt": Defect(1, "renewal:scheduled", (put(Renewal, has_bad_debt=True),), ("A12-no-bad-debt",), next="date"),
    "renewal of nobody": Defect(1, "renewal:watched", (put(Renewal, owner_id=None),), ("M10-renewal-owner-id",)),
    "way back grown stale": Defect(1, "renewal:interviewed", (put(Renewal, stage_since=Ago(200)),), ("A02-renewal-days-in-stage",)),
    "health grown old": Defect(
        1, "renewal:reviewed", (put(Renewal, health_on=Ago(200)),), ("M10-health-current",), successor="qualified"
    ),
    "high risk left alone": Defect(
        2, "renewal:proposed", (put(RenewalRisk, RenewalRisk.kind == "service", level="high", percent=88, action=None),),
        ("M10-high-risk-answered",), successor="proposed",
    ),
    "risk not told": Defect(
        1, "renewal:reviewed", (remove(RenewalRisk, RenewalRisk.kind == "perception"),), ("M10-risks-told",), successor="qualified"
    ),
    "back too early": Defect(1, "renewal:scheduled", (put(Renewal, reentry_on=Ago(80)),), ("A12-reentry-not-early",), next="date"),
    "back over an unpaid invoice": Defect(
        1, "renewal:scheduled",
        (add(Invoice, account_id=v.account_id, number="F-0", issued_on=Ago(260), due_on=Ago(230), amount_mxn=8_000, paid_mxn=0),),
        ("A12-no-bad-debt",), next="date",
    ),
    "back to a company that is no more": Defect(
        1, "renewal:scheduled", (put(LossCause, key=LossCause.renewal_id, cause="closure"),), ("A12-cause-can-be-closed",), next="date"
    ),
    "left and forgotten": Defect(
        1, "renewal:scheduled", (put(Activity, key=Activity.account_id, due_on=Ago(300)),), ("D09-still-in-touch",), next="date"
    ),
    "given up without reason": Defect(
        1, "renewal:closed_for_good", (put(Renewal, closed_for_good_reason=""),), ("A12-closed-for-good",)
    ),
}  # fmt: skip
