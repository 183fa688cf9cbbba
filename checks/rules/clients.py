"""Key clients are kept and Pro clients proved: class, share, development, committees, traits (001/B05–B20, 003/D09–D11)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, case, or_

from checks.expressions import given, past, there_is
from checks.rule import Rule, RuleWriter
from config.company import Company
from crm.model import Account, Activity, ClientTrait, DevelopmentStep, Renewal, WalletShare

VALIDATOR_INVITATION = "validator_invitation"
"""The kind of activity by which a Pro client is invited to validate (001/B20)."""


def rules(company: Company) -> Iterator[Rule]:
    yield from _value(company)
    yield from _development(company)
    yield from _traits(company)


def _value(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "account")
    abc, share = company.clients.abc, company.clients.share
    key_client = and_(Account.kind == "client", Account.abc_class.in_(share.key_classes))

    yield rule(
        "D11-class-current", "003/D11",
        says=(f"The ABC class was confirmed in the last {abc.current_days} days",
              f"La clase ABC se confirmó en los últimos {abc.current_days} días"),
        mend=("Have the clients classified: the flow 'clients' does it every night.",
              "Clasifique a los clientes: el flujo 'clients' lo hace cada noche."),
        when=Account.abc_class.is_not(None),
        holds=and_(Account.abc_on.is_not(None), ~past(Account.abc_on, abc.current_days)),
        mender="sales_manager", weight=2,
    )  # fmt: skip
    yield rule(
        "C14-key-share-recorded", "002/C14",
        says=(f"What a key client buys, and how much of it from us, is recorded for a period that ended in the last {share.period_days} days",
              f"Lo que compra un cliente clave, y cuánto de ello a nosotros, está capturado para un periodo que terminó en los últimos {share.period_days} días"),
        mend=("Ask the client what it buys of what we sell, and record potential and supplied.",
              "Pregunte al cliente cuánto compra de lo que vendemos y capture el potencial y lo suministrado."),
        when=key_client,
        holds=there_is(
            WalletShare, WalletShare.account_id == Account.id, WalletShare.potential_mxn > 0,
            ~past(WalletShare.until_on, share.period_days),
        ),
        weight=5,
    )  # fmt: skip
    yield rule(
        "B10-falling-share-planned", "001/B10",
        says=("A key client whose share falls has a plan with a date that is not past",
              "Un cliente clave cuya participación baja tiene un plan con fecha vigente"),
        mend=("Write how the share is won back, and by when.", "Escriba cómo se recupera la participación y para cuándo."),
        when=and_(key_client, Account.share_trend == "falling"),
        holds=and_(given(Account.share_plan), Account.share_plan_due_on.is_not(None), ~past(Account.share_plan_due_on)),
        consumers=("renewal",), weight=15,
    )  # fmt: skip
    yield rule(
        "D09-former-client-not-dropped", "003/D09",
        says=("A client whose service ended is on its way back, or closed for good on the record",
              "Un cliente cuyo servicio terminó está en recuperación o cerrado en definitiva por escrito"),
        mend=("Open its recovery, or call it a prospect.", "Abra su recuperación o llámelo prospecto."),
        when=Account.kind == "former",
        holds=there_is(Renewal, Renewal.account_id == Account.id),
        mender="sales_manager", weight=10,
    )  # fmt: skip


def _development(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "account")
    development = company.clients.development
    key_client = and_(Account.kind == "client", Account.abc_class.in_(company.clients.share.key_classes))
    last_step = list(development.steps)[-1]

    yield rule(
        "B18-development-goes-on", "001/B18",
        says=("A key client has its next step of development with date and owner, or has given its feedback",
              "Un cliente clave tiene su siguiente paso de desarrollo con fecha y responsable, o ya dio su retroalimentación"),
        mend=("Plan the next step of the cycle.", "Planee el siguiente paso del ciclo."),
        when=key_client,
        holds=there_is(
            DevelopmentStep, DevelopmentStep.account_id == Account.id,
            or_(
                and_(DevelopmentStep.done_on.is_(None), DevelopmentStep.owner_id.is_not(None), ~past(DevelopmentStep.planned_on)),
                and_(DevelopmentStep.step == last_step, DevelopmentStep.done_on.is_not(None)),
            ),
        ),
        weight=3,
    )  # fmt: skip
    yield rule(
        "B19-committee-planned", "001/B19",
        says=(f"A committee with the key client was held in the last {development.committee_days} days or is planned",
              f"El comité con el cliente clave se realizó en los últimos {development.committee_days} días o está programado"),
        mend=("Plan the committee as an activity of its kind.", "Programe el comité como actividad de su tipo."),
        when=and_(key_client, Account.market_type.in_(development.committees)),
        holds=there_is(
            Activity, Activity.account_id == Account.id,
            Activity.kind == case(dict(development.committees), value=Account.market_type),
            ~past(Activity.due_on, development.committee_days),
        ),
        weight=3,
    )  # fmt: skip
    yield rule(
        "B20-validator-invited", "001/B20",
        says=(f"A Pro client was invited as a validator in the last {development.validator_days} days",
              f"El cliente Pro fue invitado como validador en los últimos {development.validator_days} días"),
        mend=("Invite it to give its opinion, and record the invitation.", "Invítelo a dar su opinión y registre la invitación."),
        when=Account.relationship.in_(("pro", "strategic")),
        holds=there_is(
            Activity, Activity.account_id == Account.id, Activity.kind == VALIDATOR_INVITATION,
            ~past(Activity.due_on, development.validator_days),
        ),
        weight=3,
    )  # fmt: skip


def _traits(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "client_trait")
    pro = company.clients.pro

    yield rule(
        "B05-trait-known", "001/B05",
        says=("What was noted of the client is a trait, power or value of the catalogue",
              "Lo anotado del cliente es un rasgo, poder o valor del catálogo"),
        mend=("Choose it from config/clients.toml.", "Elíjalo de config/clients.toml."),
        holds=ClientTrait.trait.in_(pro.words), weight=3,
    )  # fmt: skip
    yield rule(
        "B05-trait-evidence", "001/B05",
        says=("A trait says what was seen, and a document or a finished activity proves it",
              "Un rasgo dice qué se observó, y un documento o una actividad terminada lo prueba"),
        mend=("Write what was seen and name the document or activity; without it the trait does not count.",
              "Escriba lo observado e indique el documento o la actividad; sin ello el rasgo no cuenta."),
        holds=and_(given(ClientTrait.evidence), or_(ClientTrait.document_id.is_not(None), Activity.done_at.is_not(None))),
        weight=5,
    )  # fmt: skip
    yield rule(
        "B05-trait-fresh", "001/B05",
        says=(f"A trait was seen in the last {pro.evidence_days} days", f"El rasgo se observó en los últimos {pro.evidence_days} días"),
        mend=("See whether it is still so, and note it anew.", "Verifique si sigue siendo así y anótelo de nuevo."),
        holds=~past(ClientTrait.noted_on, pro.evidence_days), weight=2,
    )  # fmt: skip
