"""The installed base: no contract lapses in silence, no loss goes unasked, no way back skips a gate (A11, A12, A15)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import aliased

from checks.expressions import given, past, reached, there_is
from checks.rule import Rule, RuleWriter
from checks.subjects import Successor
from config.company import Company
from crm.model import Activity, Contract, Invoice, LossCause, Renewal, RenewalStep

R = Renewal
Rival = aliased(Renewal, name="rival")


def rules(company: Company) -> Iterator[Rule]:
    yield from _renewal(company)
    yield from _recovery(company)


def _renewal(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "renewal")
    lifecycle = company.lifecycles["renewal"]
    alive = [stage.id for stage in lifecycle.stage if stage.track in ("main", "exit") and not stage.closed]

    for stage in lifecycle.stage:
        if stage.window_days is None:
            continue
        yield rule(
            f"A11-window-{stage.id.replace('_', '-')}", "000/A11",
            says=(f"The contract ends in {stage.window_days} days or fewer: time for the stage {stage.name.en!r}",
                  f"El contrato termina en {stage.window_days} días o menos: es tiempo de la etapa «{stage.name.es}»"),
            mend=("Wait for the date; nothing is wrong.", "Espere la fecha; no hay falla."),
            holds=reached(Contract.ends_on, -stage.window_days), stages=[stage.id], judge=False, weight=1,
        )  # fmt: skip
    offered = ("proposed", "negotiated", "credit_authorised", "contracted", "won")
    of_its_own = and_(
        Successor.account_id == R.account_id,
        Successor.id.is_distinct_from(Contract.opportunity_id),
        ~there_is(Rival, Rival.successor_id == R.successor_id, Rival.id != R.id),
    )
    yield rule(
        "A15-renewal-proposed", "000/A15",
        says=("The renewal has an opportunity of its own whose official quote was delivered", "La renovación tiene una oportunidad propia con cotización oficial entregada"),
        mend=("Take the renewal's opportunity to the stage Proposed.", "Lleve la oportunidad de la renovación a la etapa Propuesta."),
        holds=and_(Successor.stage.in_(offered), of_its_own), stages=["proposed"], weight=20,
    )  # fmt: skip
    yield rule(
        "A15-renewal-negotiated", "000/A15",
        says=("The renewal's own opportunity is negotiated", "La oportunidad propia de la renovación está negociada"),
        mend=("Take the renewal's opportunity to the stage Negotiated.", "Lleve la oportunidad de la renovación a la etapa Negociada."),
        holds=and_(Successor.stage.in_(offered[1:]), of_its_own), stages=["negotiated"], weight=20,
    )  # fmt: skip
    yield rule(
        "A15-renewal-same-gates", "000/A15",
        says=("The renewal was sold through an opportunity of its own that passed every gate: credit, documents, contract",
              "La renovación se vendió con una oportunidad propia que pasó todas las puertas: crédito, documentos, contrato"),
        mend=("Win the renewal's opportunity.", "Gane la oportunidad de la renovación."),
        holds=and_(Successor.stage == "won", of_its_own), stages=["renewed", "expanded"], weight=30,
    )  # fmt: skip
    yield rule(
        "A11-renewed-not-expanded", "000/A11",
        says=("The new contract is of the size of the old one", "El nuevo contrato es del tamaño del anterior"),
        mend=("A larger contract is an expansion: mark it so.", "Un contrato mayor es una ampliación: márquelo así."),
        holds=R.expands.is_(False), stages=["renewed"], judge=False, weight=1,
    )  # fmt: skip
    yield rule(
        "A11-expanded", "000/A11",
        says=("The new contract is larger than the old one", "El nuevo contrato es mayor que el anterior"),
        mend=("Mark the renewal as an expansion.", "Marque la renovación como ampliación."),
        holds=R.expands.is_(True), stages=["expanded"], judge=False, weight=1,
    )  # fmt: skip
    yield rule(
        "A11-direction-informed", "000/A11",
        says=("Direction knows that the contract ends without an agreement", "Dirección sabe que el contrato termina sin acuerdo"),
        mend=("Inform direction and record the date.", "Informe a dirección y capture la fecha."),
        holds=R.direction_informed_on.is_not(None), stages=["escalated"], mender="sales_manager", weight=10,
    )  # fmt: skip
    yield rule(
        "A11-no-silent-lapse", "000/A11",
        says=("No contract has ended without being renewed or lost on the record", "Ningún contrato terminó sin renovarse o registrarse como perdido"),
        mend=("Renew it, or record the loss and its cause.", "Renuévelo o registre la pérdida y su causa."),
        when=Contract.ends_on.is_not(None), holds=~past(Contract.ends_on),
        stages=alive, gate=False, consumers=("renewal", "billing"), weight=40,
    )  # fmt: skip
    for stage_id, following in itertools.pairwise(alive):
        window = lifecycle[following].window_days
        if lifecycle[following].track != "main" or window is None:
            continue
        yield rule(
            f"A11-late-for-{following.replace('_', '-')}", "000/A11",
            says=(f"{window} days before the contract ends the renewal is {lifecycle[following].name.en.lower()}",
                  f"{window} días antes del fin del contrato la renovación está {lifecycle[following].name.es.lower()}"),
            mend=("Take the step that is late.", "Realice el paso atrasado."),
            when=Contract.ends_on.is_not(None), holds=or_(~past(Contract.ends_on, -window), _not_yet_due(following)),
            stages=[stage_id], gate=False, consumers=("renewal",), weight=15,
        )  # fmt: skip
    yield rule(
        "A12-renewal-not-lost", "000/A12",
        says=("A renewal with a cause of loss does not go on", "Una renovación con causa de pérdida no avanza"),
        mend=("Remove the cause of loss if the client stays.", "Retire la causa de pérdida si el cliente se queda."),
        holds=LossCause.id.is_(None), from_stage="planned",
    )  # fmt: skip


def _not_yet_due(stage: str) -> ColumnElement[bool]:
    """The window opened on a closed day: the dated step falls on the business day after it."""
    return there_is(
        RenewalStep, RenewalStep.renewal_id == R.id, RenewalStep.stage == stage, ~past(RenewalStep.due_on)
    )


def _recovery(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "renewal")
    times = company.retention.recovery
    days = times.exit_interview_days
    unpaid = there_is(
        Invoice, Invoice.account_id == R.account_id, past(Invoice.due_on, times.bad_debt_days), Invoice.paid_mxn < Invoice.amount_mxn
    )  # fmt: skip

    yield rule(
        "A12-client-loss-cause", "000/A12",
        says=("The loss of a client names its cause", "La pérdida de un cliente nombra su causa"),
        mend=("Record the cause of the loss.", "Capture la causa de la pérdida."),
        holds=LossCause.id.is_not(None), from_stage="lost", mender="sales_manager", weight=20,
    )  # fmt: skip
    yield rule(
        "A12-exit-interview", "000/A12",
        says=("The client that left was interviewed", "Se entrevistó al cliente que se fue"),
        mend=("Hold the exit interview and record who did it and when.", "Realice la entrevista de salida y capture quién y cuándo."),
        holds=and_(LossCause.interviewed_on.is_not(None), LossCause.interviewed_by_id.is_not(None)),
        from_stage="interviewed", mender="sales_manager", weight=15,
    )  # fmt: skip
    yield rule(
        "A12-exit-interview-late", "000/A12",
        says=(f"The exit interview is held within {days} days", f"La entrevista de salida se realiza en {days} días"),
        mend=("Hold the exit interview now.", "Realice ya la entrevista de salida."),
        when=LossCause.interviewed_on.is_(None), holds=~past(LossCause.lost_on, days),
        stages=["lost"], gate=False, mender="sales_manager", weight=10,
    )  # fmt: skip
    yield rule(
        "A12-cause-closed", "000/A12",
        says=("What drove the client away is mended before going back, and it is written how",
              "Lo que alejó al cliente se corrigió antes de volver y está escrito cómo"),
        mend=("Close the cause; record the date and what closed it.", "Cierre la causa; capture la fecha y qué la cerró."),
        holds=and_(R.cause_closed_on.is_not(None), given(LossCause.remedy)), from_stage="reengaged", mender="sales_manager", weight=15,
    )  # fmt: skip
    yield rule(
        "A12-cause-can-be-closed", "000/A12",
        says=("The cause of the loss is one that can be closed", "La causa de la pérdida es de las que pueden cerrarse"),
        mend=("Close the case for good, with its reason.", "Cierre el caso definitivamente, con su motivo."),
        holds=LossCause.cause.not_in(company.retention.final_causes), from_stage="scheduled", mender="sales_manager", weight=15,
    )  # fmt: skip
    yield rule(
        "A12-reentry-not-early", "000/A12",
        says=("The date of re-entry is not before the one that the loss and the competitor's contract allow",
              "La fecha de reingreso no es anterior a la que permiten la pérdida y el contrato del competidor"),
        mend=("Choose that date or a later one; each sweep computes it.", "Elija esa fecha o una posterior; cada recorrido la calcula."),
        holds=R.reentry_on >= R.reentry_from, stages=["scheduled", "reengaged"], weight=10,
    )  # fmt: skip
    yield rule(
        "D09-still-in-touch", "003/D09",
        says=(f"Who left has heard from us in the last {times.touch_days} days, or will",
              f"Quien se fue supo de nosotros en los últimos {times.touch_days} días, o sabrá"),
        mend=("Plan a call or a visit.", "Programe una llamada o visita."),
        holds=there_is(Activity, Activity.account_id == R.account_id, ~past(Activity.due_on, times.touch_days)),
        stages=["scheduled"], gate=False, weight=5,
    )  # fmt: skip
    yield rule(
        "A12-reentry-due", "000/A12",
        says=("The date of re-entry has come", "Llegó la fecha de reingreso"),
        mend=("Wait for the date; nothing is wrong.", "Espere la fecha; no hay falla."),
        holds=reached(R.reentry_on), stages=["reengaged"], judge=False, weight=1,
    )  # fmt: skip
    yield rule(
        "A12-no-bad-debt", "000/A12",
        says=(f"A client with bad debt is not won back before {times.cured_days} days after it was paid",
              f"No se recupera a un cliente con adeudo incobrable antes de {times.cured_days} días de haberlo pagado"),
        mend=("Have the debt paid and record the date; nothing may be overdue.", "Cobre el adeudo y capture la fecha; nada debe estar vencido."),
        holds=and_(or_(R.has_bad_debt.is_(False), reached(R.debt_cured_on, times.cured_days)), ~unpaid),
        from_stage="scheduled", mender="finance", weight=15,
    )  # fmt: skip
    yield rule(
        "A12-client-wants-us", "000/A12",
        says=("The client answered: the plan of re-entry names the need", "El cliente respondió: el plan de reingreso nombra la necesidad"),
        mend=("Record the client's answer in the plan.", "Capture la respuesta del cliente en el plan."),
        holds=and_(given(R.reentry_plan), or_(R.account_id.is_not(None))), stages=["recovered"], weight=10,
    )  # fmt: skip
    yield rule(
        "A12-closed-for-good", "000/A12",
        says=("A client given up for good says why", "Un cliente dado por perdido dice por qué"),
        mend=("Record the reason.", "Capture el motivo."),
        holds=given(R.closed_for_good_reason), stages=["closed_for_good"], mender="sales_manager",
    )  # fmt: skip
