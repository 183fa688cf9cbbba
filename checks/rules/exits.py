"""Leaving the main path takes a reason too: disqualified, lost, on hold, and the way back (M06, 000/A12)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, or_

from checks.expressions import given, in_force, past
from checks.rule import Rule, RuleWriter
from config.company import Company
from crm.model import LossCause, Opportunity

Opp = Opportunity


def rules(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "opportunity")

    yield rule(
        "M06-disqualified-reason", "000/M06",
        says=("A disqualified opportunity says why", "Una oportunidad descalificada dice por qué"),
        mend=("Record the reason.", "Capture el motivo."),
        holds=given(Opp.disqualified_reason), stages=["disqualified"],
    )  # fmt: skip
    yield rule(
        "M06-nurture-date", "000/M06",
        says=("A disqualified opportunity has a date to be looked at again, and it is not over",
              "Una oportunidad descalificada tiene fecha para retomarla, y no ha pasado"),
        mend=("Set the date of the next look.", "Capture la fecha en que se retomará."),
        holds=in_force(Opp.nurture_on), stages=["disqualified"],
    )  # fmt: skip
    yield rule(
        "A12-loss-cause", "000/A12",
        says=("A lost opportunity names its cause", "Una oportunidad perdida nombra su causa"),
        mend=("Record the cause of the loss and, if known, the competitor.", "Capture la causa de la pérdida y, si se conoce, el competidor."),
        holds=LossCause.id.is_not(None), stages=["lost"], weight=15,
    )  # fmt: skip
    yield rule(
        "A12-competitor", "000/A12",
        says=("A sale lost on price or by tender names the competitor", "Una venta perdida por precio o licitación nombra al competidor"),
        mend=("Record who won.", "Capture quién ganó."),
        when=LossCause.cause.in_(("price", "tender")),
        holds=given(LossCause.competitor), stages=["lost"], gate=False, weight=5,
    )  # fmt: skip
    yield rule(
        "M06-hold-reason", "000/M06",
        says=("An opportunity on hold says why and until when, and the date is not over",
              "Una oportunidad en pausa dice por qué y hasta cuándo, y la fecha no ha pasado"),
        mend=("Record reason and date, or take it up again.", "Capture motivo y fecha, o retómela."),
        holds=and_(given(Opp.hold_reason), Opp.hold_until.is_not(None), ~past(Opp.hold_until)), stages=["on_hold"],
    )  # fmt: skip
    yield rule(
        "M06-back-to-work", "000/M06",
        says=("What is taken up again is neither disqualified nor on hold", "Lo que se retoma no está descalificado ni en pausa"),
        mend=("Clear the reason, or wait for the date.", "Retire el motivo o espere la fecha."),
        holds=and_(~given(Opp.disqualified_reason), or_(~given(Opp.hold_reason), past(Opp.hold_until))),
        stages=["lead"], judge=False,
    )  # fmt: skip
    yield rule(
        "A12-not-lost", "000/A12",
        says=("An opportunity with a cause of loss does not go on", "Una oportunidad con causa de pérdida no avanza"),
        mend=("Remove the cause of loss if the sale is alive.", "Retire la causa de pérdida si la venta sigue viva."),
        holds=LossCause.id.is_(None),
        from_stage="qualified",
    )  # fmt: skip
