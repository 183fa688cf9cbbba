"""Whom we know at a client, who of ours speaks with them, and where we stand as a supplier (002/C04–C09, C13, C16, C17, 001/B16)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, or_

from checks.expressions import given, past, there_is
from checks.preparation import Member, is_known, keeps
from checks.rule import Rule, RuleWriter
from config.company import Company
from crm.model import Account, AccountFactor, Opportunity, PeerRelation

Opp = Opportunity


def rules(company: Company) -> Iterator[Rule]:
    yield from _of_the_sale(company)
    yield from _of_the_client(company)
    yield from _of_the_account(company)


def _of_the_sale(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "opportunity")
    sought = company.negotiation.sought
    client = Opp.account_id.is_not(None)

    for key, source, who, en, es in (
        ("C06-final-decider", "002/C06", "decider", "final decider", "decisor final"),
        ("C04-champion", "002/C04", "champion", "champion", "promotor interno"),
    ):
        yield rule(
            key, source,
            says=(f"The {en} at the client is known by name", f"Se conoce por nombre al {es} del cliente"),
            mend=(f"Record who the {en} is among the account's contacts.", f"Registre quién es el {es} entre los contactos de la cuenta."),
            when=client, holds=is_known(sought[who]),
            from_stage="studied", consumers=("proposal",), weight=15,
        )  # fmt: skip
    yield rule(
        "C07-order-signer", "002/C07",
        says=("Who signs the order at the client is known by name", "Se conoce por nombre a quien firma el pedido"),
        mend=("Mark the contact who signs orders.", "Marque al contacto que firma pedidos."),
        when=client, holds=is_known(sought["signer"]),
        from_stage="negotiated", consumers=("proposal",), weight=15,
    )  # fmt: skip
    yield rule(
        "C05-detractor", "002/C05",
        says=("Whoever opposes the purchase is known by name", "Se conoce por nombre a quien se opone a la compra"),
        mend=("Record the detractor, or that a contact was asked and there is none.", "Registre al detractor entre los contactos."),
        when=client, holds=is_known(sought["opponent"]),
        from_stage="negotiated", gate=False, weight=5,
    )  # fmt: skip


def _of_the_client(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "account")
    circle, days = company.negotiation.circle, company.negotiation.relation_days
    client = Account.kind == "client"
    ours = PeerRelation.contact_id == Member.id

    yield rule(
        "C08-communication-plan", "002/C08",
        says=("Whoever supports us at a client has a plan of communication", "Quien nos apoya en un cliente tiene un plan de comunicación"),
        mend=("Write how and how often we speak with each supporter.", "Escriba cómo y cada cuánto hablamos con cada persona que nos apoya."),
        when=client, holds=~_somebody(Member.stance.in_(circle.supporters), ~given(Member.communication_plan)), weight=3,
    )  # fmt: skip
    yield rule(
        "C09-arguments", "002/C09",
        says=("There are arguments for whoever opposes us at a client", "Hay argumentos para quien se nos opone en un cliente"),
        mend=("Write what answers the doubts of each opponent.", "Escriba qué responde a las dudas de cada persona que se opone."),
        when=client, holds=~_somebody(Member.stance.in_(circle.opponents), ~given(Member.arguments)), weight=5,
    )  # fmt: skip
    yield rule(
        "C16-peers", "002/C16",
        says=("Somebody of ours speaks with whoever decides or signs at a client", "Alguien de los nuestros habla con quien decide o firma en un cliente"),
        mend=("Name who of ours keeps this relation, and what for.", "Indique quién de los nuestros lleva esta relación y para qué."),
        when=client, holds=~_somebody(keeps(company, Member), ~there_is(PeerRelation, ours)), weight=5,
    )  # fmt: skip
    yield rule(
        "C17-relations-planned", "002/C17",
        says=("Each of our relations at a client has a purpose, a plan and a judgement of how well it works",
              "Cada relación nuestra en un cliente tiene propósito, plan y valoración de qué tan bien funciona"),
        mend=("Complete purpose, plan, effectiveness and efficiency of the relation.",
              "Complete propósito, plan, eficacia y eficiencia de la relación."),
        when=client,
        holds=~_somebody(there_is(PeerRelation, ours, or_(
            ~given(PeerRelation.purpose), ~given(PeerRelation.plan), PeerRelation.effectiveness.is_(None), PeerRelation.efficiency.is_(None)
        ))),
        weight=3,
    )  # fmt: skip
    yield rule(
        "C17-relations-kept", "002/C17",
        says=(f"Somebody of ours has spoken in the last {days} days with each contact of a client whom we look after",
              f"Alguien de los nuestros ha hablado en los últimos {days} días con cada contacto que cuidamos en un cliente"),
        mend=("Speak with the contact and record the date.", "Hable con el contacto y capture la fecha."),
        when=client,
        holds=~_somebody(there_is(PeerRelation, ours), ~there_is(PeerRelation, ours, ~past(PeerRelation.last_contact_on, days))),
        weight=5,
    )  # fmt: skip


def _somebody(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """At least one contact of the account is so."""
    return there_is(Member, Member.account_id == Account.id, *conditions)


def _of_the_account(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "account")
    words = company.negotiation
    known = [
        and_(AccountFactor.kind == kind, AccountFactor.factor.in_(list(factors.names)))
        for kind, factors in words.factors.items()
    ]

    yield rule(
        "C13-supplier-position", "002/C13",
        says=("Our position as a supplier of a client is on the ladder", "Nuestra posición como proveedor de un cliente está en la escalera"),
        mend=("Record which rung we are on, from potential supplier to partner.", "Capture en qué peldaño estamos, de proveedor potencial a socio."),
        when=Account.kind == "client", holds=Account.supplier_position.in_(list(words.ladder)), weight=5,
    )  # fmt: skip
    yield rule(
        "B16-no-sensitive-data", "001/B16",
        says=("Of the client only factors of the catalogue are kept: no sensitive personal data",
              "Del cliente solo se guardan factores del catálogo: ningún dato personal sensible"),
        mend=("Delete the note, or move what is of use to a factor of the catalogue.", "Borre la nota, o lleve lo útil a un factor del catálogo."),
        holds=~there_is(AccountFactor, AccountFactor.account_id == Account.id, ~or_(*known)), weight=15,
    )  # fmt: skip
