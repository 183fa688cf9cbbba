"""A case that nobody pushes is lost to a competitor: next steps, dates, probabilities, days in a stage."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, or_

from checks.expressions import given, looks_like_email, past, there_is
from checks.preparation import MEETINGS
from checks.rule import Rule, RuleWriter, any_of, standing
from config.company import Company
from crm.model import Activity, Contact, Delivery, Opportunity, Renewal

Opp = Opportunity


def rules(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "opportunity")
    working = [s for s in company.lifecycles["opportunity"].open_stages if s != "on_hold"]
    planned = and_(
        Activity.opportunity_id == Opp.id,
        Activity.next_step_on.is_not(None),
        Activity.next_step_owner_id.is_not(None),
    )

    yield rule(
        "M07-next-step", "000/M07",
        says=("There is a next step with a date and an owner", "Hay un siguiente paso con fecha y responsable"),
        mend=("Agree the next step with the client and record it with its date and owner.",
              "Acuerde el siguiente paso con el cliente y captúrelo con fecha y responsable."),
        holds=there_is(Activity, planned),
        stages=[s for s in working if s != "lead"], weight=15,
    )  # fmt: skip
    yield rule(
        "M07-next-step-overdue", "000/M07",
        says=("The next step is not overdue", "El siguiente paso no está vencido"),
        mend=("Do the step, or agree a new date.", "Realice el paso o acuerde una nueva fecha."),
        when=there_is(Activity, planned),
        holds=there_is(Activity, planned, ~past(Activity.next_step_on, company.crm.next_step_grace_days)),
        stages=working, gate=False, weight=10,
    )  # fmt: skip
    yield rule(
        "M07-close-date-past", "000/M07",
        says=("The expected close date is not in the past", "La fecha estimada de cierre no está en el pasado"),
        mend=("Close the opportunity, or set the date that the client has confirmed.",
              "Cierre la oportunidad o capture la fecha que el cliente confirmó."),
        when=Opp.expected_close_on.is_not(None),
        holds=~past(Opp.expected_close_on),
        stages=working, gate=False, weight=15,
    )  # fmt: skip
    yield rule(
        "M08-not-yet-certain", "000/M08",
        says=("An open opportunity is not certain: its probability is below 100 %",
              "Una oportunidad abierta no es segura: su probabilidad es menor a 100 %"),
        mend=("Set the real probability, or win the opportunity.", "Capture la probabilidad real o gane la oportunidad."),
        when=Opp.probability.is_not(None), holds=Opp.probability < 100,
        stages=working, gate=False,
    )  # fmt: skip
    yield rule(
        "M08-not-hopeless", "000/M08",
        says=("An open opportunity is not hopeless: its probability is above 0 %",
              "Una oportunidad abierta no es imposible: su probabilidad es mayor a 0 %"),
        mend=("Set the real probability, or close the opportunity.", "Capture la probabilidad real o cierre la oportunidad."),
        when=Opp.probability.is_not(None), holds=Opp.probability > 0,
        stages=working, gate=False,
    )  # fmt: skip
    yield rule(
        "D04-lead-not-followed", "003/D04",
        says=(f"A lead has been contacted in the last {company.crm.untouched_lead_days} days",
              f"El prospecto fue contactado en los últimos {company.crm.untouched_lead_days} días"),
        mend=("Call or visit now: a lead not followed goes to the competition.",
              "Llame o visite ya: el prospecto sin seguimiento se va con la competencia."),
        holds=or_(
            ~past(Opp.stage_since, company.crm.untouched_lead_days),
            there_is(
                Activity, Activity.opportunity_id == Opp.id, Activity.done_at.is_not(None),
                ~past(Activity.due_on, company.crm.untouched_lead_days),
            ),
        ),
        stages=["lead"], gate=False, weight=15,
    )  # fmt: skip
    yield rule(
        "A16-known-product", "000/A16",
        says=("The product is one of the catalogue", "El producto está en el catálogo"),
        mend=("Choose the product from the catalogue.", "Elija el producto del catálogo."),
        when=given(Opp.product_ref), holds=Opp.product_id.is_not(None),
        stages=company.lifecycles["opportunity"].ids, gate=False, consumers=("proposal", "billing"),
    )  # fmt: skip
    yield rule(
        "A32-known-account", "000/A32",
        says=("The account that the opportunity names exists in the CRM", "La cuenta que nombra la oportunidad existe en el CRM"),
        mend=("Register the account, or choose the right one.", "Registre la cuenta o elija la correcta."),
        when=given(Opp.account_ref), holds=Opp.account_id.is_not(None),
        stages=company.lifecycles["opportunity"].ids, gate=False, consumers=("proposal", "billing"), weight=20,
    )  # fmt: skip
    yield rule(
        "E15-reachable-contact", "004/E15",
        says=("The main contact can be reached by e-mail or telephone", "El contacto principal tiene correo o teléfono"),
        mend=("Record the contact's e-mail or telephone.", "Capture el correo o teléfono del contacto."),
        when=Opp.contact_id.is_not(None),
        holds=or_(looks_like_email(Contact.email), given(Contact.phone)),
        from_stage="qualified", consumers=("proposal", "service"),
    )  # fmt: skip
    yield rule(
        "A17-dates-in-order", "000/A17",
        says=("The opportunity was opened before it was closed", "La oportunidad se abrió antes de cerrarse"),
        mend=("Correct the dates.", "Corrija las fechas."),
        when=and_(Opp.opened_on.is_not(None), Opp.closed_on.is_not(None)),
        holds=Opp.opened_on <= Opp.closed_on,
        stages=company.lifecycles["opportunity"].ids, gate=False,
    )  # fmt: skip
    yield rule(
        "C12-visits-documented", "002/C12",
        says=("Every meeting held has an objective, a method and a result",
              "Toda reunión realizada tiene objetivo, método y resultado"),
        mend=("Complete the meetings' objective, method and result.", "Complete objetivo, método y resultado de las reuniones."),
        holds=~there_is(
            Activity, Activity.opportunity_id == Opp.id, Activity.done_at.is_not(None),
            Activity.kind.in_(MEETINGS),
            or_(~given(Activity.objective), ~given(Activity.method), ~given(Activity.result)),
        ),
        from_stage="studied",
    )  # fmt: skip
    for record, model in (("opportunity", Opp), ("delivery", Delivery), ("renewal", Renewal)):
        yield _stale(company, record, model)


def _stale(company: Company, record: str, model: type[Opportunity] | type[Delivery] | type[Renewal]) -> Rule:
    lifecycle = company.lifecycles[record]
    timed = [stage for stage in lifecycle.stage if stage.days is not None]
    return RuleWriter(company, record)(
        f"A02-{record}-days-in-stage", "000/A02",
        says=("The case has not stayed in its stage beyond the established time",
              "El caso no ha permanecido en su etapa más del plazo establecido"),
        mend=("Move the case on, put it on hold, or close it.", "Avance el caso, páuselo o ciérrelo."),
        holds=~any_of(and_(standing(record) == s.id, past(model.stage_since, s.days or 0)) for s in timed),
        stages=[stage.id for stage in timed], gate=False, weight=5,
    )  # fmt: skip
