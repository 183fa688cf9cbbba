"""Sellers have goals set ahead, are trained to a job description; deviations are corrected and taught; the ledger agrees.

All of it is asked by the audit; no case waits for it (004/E12, E13, E18; 001/B36, B39, B40; 000/M02, M03).
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, or_

from checks.expressions import given, in_force, past, reached, there_is
from checks.rule import Rule, RuleWriter
from config.company import Company
from crm.model import (
    Contract,
    Deviation,
    Goal,
    JobDescription,
    Lesson,
    LossCause,
    Person,
    PersonRole,
    PersonTraining,
    QuotaDifference,
    Renewal,
)
from crm.people import SELLS

MANAGER = "sales_manager"


def rules(company: Company) -> Iterator[Rule]:
    yield from _of_sellers(company)
    yield from _of_goals(company)
    yield from _of_deviations(company)
    yield from _of_the_ledger(company)


def _of_sellers(company: Company) -> Iterator[Rule]:
    rule, days = RuleWriter(company, "person"), company.quotas.people.training_days
    sells = there_is(PersonRole, PersonRole.person_id == Person.id, PersonRole.role == SELLS)
    described = there_is(JobDescription, JobDescription.role == PersonRole.role)
    seller = and_(Person.active.is_(True), sells)

    yield rule(
        "E13-seller-goals", "004/E13",
        says=("A seller has a goal for today", "Un vendedor tiene una meta vigente"),
        mend=("Set the seller's goals for the period.", "Fije las metas del vendedor para el periodo."),
        when=seller,
        holds=there_is(Goal, Goal.person_id == Person.id, reached(Goal.starts_on), in_force(Goal.ends_on)),
        mender=MANAGER, weight=20,
    )  # fmt: skip
    yield rule(
        "E18-job-description", "004/E18",
        says=("The role of a seller has a job description", "El puesto del vendedor tiene una descripción"),
        mend=("Write the job description with its traits.", "Redacte la descripción del puesto con sus rasgos."),
        when=seller,
        holds=there_is(PersonRole, PersonRole.person_id == Person.id, PersonRole.role == SELLS, described),
        mender="direction", weight=5,
    )  # fmt: skip
    yield rule(
        "E18-seller-trained", "004/E18",
        says=(f"A seller was trained in the last {days} days", f"El vendedor se capacitó en los últimos {days} días"),
        mend=("Train the seller for what the job description asks, and record it.",
              "Capacite al vendedor en lo que pide su descripción de puesto y regístrelo."),
        when=seller,
        holds=there_is(PersonTraining, PersonTraining.person_id == Person.id, ~past(PersonTraining.trained_on, days)),
        mender=MANAGER, weight=5,
    )  # fmt: skip


def _of_goals(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "goal")
    yield rule(
        "E12-goal-set-ahead", "004/E12",
        says=("A goal was set before its period began", "La meta se fijó antes de que iniciara su periodo"),
        mend=("Set the goals of the next period now.", "Fije desde ahora las metas del siguiente periodo."),
        holds=Goal.set_on < Goal.starts_on, mender=MANAGER,
    )  # fmt: skip
    yield rule(
        "B36-goal-serves", "001/B36",
        says=("A goal names the aim of the company or of the marketing plan that it serves",
              "La meta nombra el objetivo de la empresa o del plan de mercadotecnia al que sirve"),
        mend=("Name the aim, or drop the goal.", "Nombre el objetivo o retire la meta."),
        holds=given(Goal.serves), mender=MANAGER, weight=5,
    )  # fmt: skip


def _of_deviations(company: Company) -> Iterator[Rule]:
    rule, days = RuleWriter(company, "deviation"), company.quotas.goals.correct_days
    planned = and_(
        given(Deviation.cause), given(Deviation.action), Deviation.owner_id.is_not(None), Deviation.due_on.is_not(None)
    )  # fmt: skip
    yield rule(
        "B39-deviation-corrected", "001/B39",
        says=(f"Within {days} days a deviation has its cause, a corrective action, who does it and until when",
              f"A los {days} días, una desviación tiene causa, acción correctiva, responsable y fecha"),
        mend=("Write why the goal is behind and what is done, by whom and until when.",
              "Anote por qué va atrás la meta y qué se hará, quién y para cuándo."),
        holds=or_(~past(Deviation.seen_on, days), planned), mender=MANAGER, weight=15,
    )  # fmt: skip
    yield rule(
        "B39-action-overdue", "001/B39",
        says=("A corrective action is not overdue", "La acción correctiva no está vencida"),
        mend=("Do it, or agree a new date.", "Realícela o acuerde una nueva fecha."),
        when=and_(Deviation.due_on.is_not(None), Deviation.done_on.is_(None)),
        holds=~past(Deviation.due_on), mender=MANAGER,
    )  # fmt: skip
    yield rule(
        "B40-lesson-shared", "001/B40",
        says=("What a corrected deviation taught is written, has a programme and was shared",
              "Lo que enseñó una desviación corregida está escrito, tiene programa y se compartió"),
        mend=("Write the lesson with its programme, and share it with the team.",
              "Escriba la lección con su programa y compártala con el equipo."),
        when=Deviation.done_on.is_not(None),
        holds=there_is(Lesson, Lesson.deviation_id == Deviation.id, given(Lesson.programme), Lesson.shared_on.is_not(None)),
        mender=MANAGER, weight=5,
    )  # fmt: skip


def _of_the_ledger(company: Company) -> Iterator[Rule]:
    exempt = company.quotas.counting.exempt_causes
    lost = [stage.id for stage in company.lifecycles["renewal"].stage if stage.track in ("recovery", "closed")]
    yield RuleWriter(company, "contract")(
        "M02-ledger-agrees", "000/M02",
        says=("The quota ledger holds what the contract bills", "El libro de cuotas contiene lo que factura el contrato"),
        mend=("seiton quota says why: name the seller or the rent, or say whether it was renewed or lost.",
              "seiton quota dice por qué: capture vendedor o renta, o indique si se renovó o se perdió."),
        holds=~there_is(QuotaDifference, QuotaDifference.contract_id == Contract.id),
        mender=MANAGER, weight=15,
    )  # fmt: skip
    yield RuleWriter(company, "renewal")(
        "M03-tender-by-price", "000/M03",
        says=("Of a lost tender it is known whether price alone decided",
              "De una licitación perdida se sabe si sólo decidió el precio"),
        mend=("Read the ruling and record whether price alone decided.",
              "Lea el fallo y capture si sólo decidió el precio."),
        when=and_(Renewal.contract_id.is_not(None), LossCause.cause.in_(exempt)),
        holds=LossCause.by_price_alone.is_not(None),
        stages=lost, gate=False, mender=MANAGER,
    )  # fmt: skip
