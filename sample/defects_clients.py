"""Defects of accounts, contacts, activities and colleagues; see ``sample.defect`` for what an entry says."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, case, cast, func, literal

from crm.model import Account, Activity, Contact, ContactPlan, Opportunity, ServiceTicket, TaxListEntry
from sample.defect import Defect, Hire
from sample.edits import Ago, add, put, remove
from sample.plan import CONTACTS, VICTIMS

v = VICTIMS.c
case_of = VICTIMS.join(Opportunity.__table__, Opportunity.id == v.id)
account_of = VICTIMS.join(Account.__table__, Account.id == v.account_id)
contact_of = VICTIMS.join(Contact.__table__, Contact.id == v.account_id * CONTACTS)
decider = Contact.buying_role == "decider"
calls = Activity.kind == "call"
body = func.substr(Account.rfc, 1, func.length(Account.rfc) - 1, type_=String)
other_digit = case((func.substr(Account.rfc, func.length(Account.rfc), 1, type_=String) == "A", "1"), else_="A")
copied: dict[str, Any] = {"segment": Account.segment, "market_type": Account.market_type, "country": Account.country, "city": Account.city,
          "time_zone": Account.time_zone, "owner_id": Account.owner_id,
          "territory_id": Account.territory_id, "kind": "prospect"}  # fmt: skip
task: dict[str, Any] = {
    "kind": "task",
    "subject": "Enviar referencias",
    "owner_id": Opportunity.owner_id,
    "opportunity_id": v.id,
}
no_care = remove(Activity, Activity.opportunity_id.is_(None), key=Activity.account_id)
a_plan: dict[str, Any] = {"account_id": v.account_id, "abc_class": "A", "contact_by_on": Ago(20), "next_contact_on": Ago(0),
          "owner_id": Opportunity.owner_id, "reasons": [], "changed_at": Opportunity.moved_at}  # fmt: skip
planned: dict[str, Any] = {"kind": "call", "subject": "Llamada planeada", "owner_id": Opportunity.owner_id, "opportunity_id": v.id,
           "account_id": v.account_id, "contact_id": Opportunity.contact_id, "method": "phone", "objective": "Preguntar qué sigue"}  # fmt: skip

ACCOUNTS = {
    "RFC with a wrong digit": Defect(8, "opportunity:lead", (put(Account, rfc=body + other_digit),), ("A21-account-rfc-digit",)),
    "RFC that is none": Defect(3, "opportunity:lead", (put(Account, rfc=literal("?") + body),), ("A21-account-rfc-format",)),
    "account twice, same RFC": Defect(
        3, "opportunity:lead", (add(Account, account_of, name=Account.name + literal(" (2)"), rfc=Account.rfc, **copied),),
        ("E11-duplicate-rfc", "E11-duplicate-rfc", "C03-account-has-contact"),
    ),
    "account twice, same name": Defect(
        3, "opportunity:lead", (add(Account, account_of, name=Account.name, **copied),),
        ("E11-duplicate-name", "E11-duplicate-name", "C03-account-has-contact"),
    ),
    "listed by the SAT": Defect(
        2, "opportunity:lead", (add(TaxListEntry, account_of, rfc=Account.rfc, name=Account.name, situation="definitive"),),
        ("A21-69b-definitive-account",),
    ),
    "presumed by the SAT": Defect(
        1, "opportunity:credit_authorised", (add(TaxListEntry, account_of, rfc=Account.rfc, name=Account.name, situation="presumed"),),
        ("A21-69b-presumed", "A21-69b-presumed-account"),
    ),
    "account without name": Defect(1, "opportunity:lead", (put(Account, name=" "),), ("E15-account-name",)),
    "CLABE with a wrong digit": Defect(2, "opportunity:lead", (put(Account, clabe="999180000000000001"),), ("A33-account-clabe",)),
    "invoices to no address": Defect(
        4, "opportunity:lead", (put(Account, billing_email="facturas (arroba) cliente"),), ("E15-account-billing-email",)
    ),
    "telephone too short": Defect(4, "opportunity:lead", (put(Account, phone="ext. 12"),), ("E15-account-phone",)),
    "client not verified": Defect(5, "renewal:watched", (put(Account, verified_on=Ago(2_000)),), ("B08-account-fresh",)),
    "nothing planned with the client": Defect(3, "renewal:watched", (put(Account, plan=None),), ("M10-account-plan",)),
    "plan of long ago": Defect(2, "renewal:watched", (put(Account, planned_on=Ago(900)),), ("M10-account-plan",)),
    "ticket left open": Defect(
        2, "renewal:watched",
        (add(ServiceTicket, account_id=v.account_id, subject="Impresora sin red", severity="high", opened_on=Ago(40), due_on=Ago(38)),),
        ("M14-ticket-overdue",),
    ),
    "client without RFC": Defect(
        1, "renewal:watched", (put(Account, rfc=None),),
        ("A33-client-rfc", "A21-opportunity-account-rfc", "A20-contract-party", "M12-party"),
    ),
    "client that never bought": Defect(
        4, "opportunity:lead", (put(Account, kind="client", plan="Venderle este año.", planned_on=Ago(9)),),
        ("B02-client-has-contract", "C16-peers", "C08-communication-plan"),
    ),
    "account keyed in a hurry": Defect(
        14, "opportunity:lead", (put(Account, segment=None, market_type="", country=None, time_zone=None, territory_id=None),),
        ("E17-account-territory-id", "A03-account-segment", "B01-account-market-type", "D10-account-country", "D08-account-time-zone"),
    ),
    "client of class A left alone": Defect(
        3, "renewal:watched", (no_care, add(ContactPlan, case_of, **a_plan)), ("D13-promised-client-contacted",)
    ),
    "former client dropped": Defect(
        2, "renewal:interviewed", (no_care, put(Account, kind="former"), add(ContactPlan, case_of, **(a_plan | {"abc_class": "C"}))),
        ("D09-former-client-followed",), next="debt",
    ),
    "client without a plan": Defect(
        2, "renewal:watched",
        (add(ContactPlan, case_of, **(a_plan | {"contact_by_on": Ago(-9), "next_contact_on": None, "obstacle": "no_contact"})),),
        ("M10-client-has-plan",),
    ),
    "segment of another list": Defect(2, "opportunity:lead", (put(Account, segment="Industria"),), ("A03-segment-of-catalogue",)),
    "market type of another list": Defect(2, "opportunity:lead", (put(Account, market_type="privado"),), ("B01-market-of-catalogue",)),
    "account of nobody": Defect(4, "opportunity:lead", (put(Account, owner_id=None),), ("E17-account-owner-id",)),
}  # fmt: skip

CONTACTS_AND_ACTIVITIES = {
    "business cards nobody linked": Defect(
        9, "opportunity:lead",
        (add(Contact, contact_of, times=3, name="Tarjeta de la expo", function="users", buying_role="user", phone=Contact.phone,
             signs_orders=False),),
        ("A32-orphan-contact",) * 3,
    ),
    "contact nobody can reach": Defect(
        4, "opportunity:qualified", (put(Contact, decider, email=None, phone=""),), ("E15-contact-reachable", "E15-reachable-contact")
    ),
    "e-mail without an at": Defect(
        9, "opportunity:lead", (put(Contact, email=func.replace(Contact.email, "@", " en ")),), ("E15-contact-email",) * 2
    ),
    "telephone of a contact cut off": Defect(5, "opportunity:lead", (put(Contact, decider, phone="555"),), ("E15-contact-phone",)),
    "contact twice": Defect(
        5, "opportunity:lead",
        (add(Contact, contact_of, account_id=v.account_id, name=Contact.name, function="users", buying_role="user",
             email=Contact.email, signs_orders=False),),
        ("E11-duplicate-contact",) * 2,
    ),
    "contacts without a part": Defect(
        18, "opportunity:lead", (put(Contact, buying_role=None, function=None),), ("C03-contact-buying-role", "C15-contact-function") * 2
    ),
    "contact without name": Defect(1, "opportunity:lead", (put(Contact, decider, name=None),), ("E15-contact-name",)),
    "calls without result": Defect(16, "opportunity:qualified", (put(Activity, calls, result=None),), ("E10-activity-result",) * 2),
    "activity of nobody and nothing": Defect(
        4, "opportunity:lead", (put(Activity, calls, owner_id=None, subject=""),), ("M14-activity-owner-id", "E10-activity-subject")
    ),
    "notes linked to nothing": Defect(
        7, "opportunity:lead",
        (add(Activity, case_of, times=3, kind="call", subject="Nota suelta", owner_id=Opportunity.owner_id, done_at=Opportunity.moved_at,
             result="Marcar después."),),
        ("A32-orphan-activity",) * 3,
    ),
    "tasks overdue": Defect(12, "opportunity:lead", (add(Activity, case_of, times=3, due_on=Ago(15), **task),), ("D15-activity-overdue",) * 3),
    "tasks without a date": Defect(8, "opportunity:lead", (add(Activity, case_of, times=2, **task),), ("D14-activity-due-date",) * 2),
    "planned and said nothing of it": Defect(
        3, "opportunity:qualified", (add(Activity, case_of, **(planned | {"objective": None, "origin": "planner", "due_on": Ago(-2)})),),
        ("C12-planned-contact-complete",),
    ),
    "called in the middle of the night": Defect(
        2, "opportunity:qualified",
        (add(Activity, case_of, **planned, done_at=Opportunity.moved_at, result="No contestan.", from_utc_minute=1_000, until_utc_minute=1_400),),
        ("D08-in-their-hours",),
    ),
    "activity of an unknown account": Defect(
        2, "opportunity:lead", (put(Activity, calls, account_id=None, account_ref="Comercial sin registro"),), ("A32-activity-account-known",)
    ),
    "activity with an unknown contact": Defect(
        2, "opportunity:lead", (put(Activity, calls, contact_id=None, contact_ref="Lic. Sin Registro"),), ("A32-activity-contact-known",)
    ),
    "activity of an unknown sale": Defect(
        2, "opportunity:lead",
        (add(Activity, case_of, kind="call", subject="Seguimiento", owner_id=Opportunity.owner_id, account_id=v.account_id,
             opportunity_ref=literal("L-") + cast(v.id, String), done_at=Opportunity.moved_at, result="Sin respuesta."),),
        ("A32-activity-opportunity-known",),
    ),
}  # fmt: skip

HIRES = (
    Hire({"email": None}, ("service",), ("E17-person-email",)),
    Hire({"region": None}, ("technician",), ("E17-person-region",)),
    Hire({}, (), ("E17-person-role",)),
    Hire({"manager_id": None}, ("sales",), ("E17-seller-manager", "E13-seller-goals", "E18-seller-trained")),
)
