"""The sales themselves and the work on them: opportunities, studies with their fleet, activities, causes of loss."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Insert, and_, case, false, func, literal, null, or_, true
from sqlalchemy.sql.expression import Executable

from config.company import Company
from crm.model import IMPORTED, Account, Activity, FleetLine, LossCause, Opportunity, Study
from sample import words
from sample import words_of_plans as said
from sample.plan import CONTACTS, NUMBERS, OPPORTUNITIES
from sample.pricing import colour_pages, found_at_client, mono_pages
from sample.sql import Calendar, fill, pick
from sample.worth import Worth

P = OPPORTUNITIES
p = OPPORTUNITIES.c
LEAD, QUALIFIED, STUDIED, PROPOSED, NEGOTIATED, CREDIT, CONTRACTED, WON = range(8)
UNWILLING = "unwilling"
DUE = "due"
"""What a lead lacks that does not want to hear of us, and a discarded one whose time to be asked again has come."""
COMPETED = ("price", "tender", "service")


def statements(company: Company, calendar: Calendar) -> Iterator[Executable]:
    """Everything that is known of the sales before any of them moves."""
    yield _opportunities(company, calendar)
    yield _studies(calendar)
    yield _fleet()
    meeting = _meeting(company)
    yield _first_calls(calendar)
    yield _visits(calendar, meeting)
    yield _demos(calendar, meeting)
    yield _meetings(calendar, meeting)
    yield _last_touches(calendar)
    yield _open_tasks(calendar)


def _opportunities(company: Company, calendar: Calendar) -> Insert:
    qualified = p.reach >= QUALIFIED
    yes = case((qualified, true()), else_=null())
    return fill(
        Opportunity, P.join(Account.__table__, Account.id == p.account_id), order=(p.id,),
        id=p.id, name=pick(("Renta de impresión", "Parque de multifuncionales", "Impresión administrada"), p.salt)
        + literal(" - ") + Account.name,
        kind=p.kind, account_id=p.account_id, contact_id=case((qualified, p.account_id * CONTACTS), else_=null()),
        owner_id=p.owner_id, product_id=p.salt % len(words.MODELS) + 1,
        campaign_id=case((_source() == "campaign", p.salt % 10 + 1), else_=null()), lead_source=_source(),
        amount_mxn=case((qualified, p.monthly * p.term), else_=null()),
        monthly_mxn=case((p.reach >= STUDIED, p.monthly), else_=null()),
        probability=_probability(), need_felt_on=calendar.day(p.opened + 1 + p.salt % 20), opened_on=calendar.day(p.opened),
        expected_close_on=case((qualified, calendar.day(p.closes)), else_=null()), closed_on=_closed_on(calendar),
        has_need=case((p.reach + p.salt % 2 >= QUALIFIED, true()), else_=null()), has_purchasing_power=yes,
        is_receptive=case((p.lacks == UNWILLING, false()), else_=yes), is_accessible=yes,
        niche=case((qualified, _niche(company)), else_=null()),
        approach_plan=case((qualified, pick(words.APPROACHES, p.salt // 13)), else_=null()),
        main_pain=case((qualified, pick(tuple(company.market.pain), p.salt // 3)), else_=null()),
        interest_confirmed_on=calendar.day(p.a3),
        value_impact=case((p.reach >= PROPOSED, pick(words.IMPACTS, p.salt // 5)), else_=null()),
        value_differentiators=case((p.reach >= PROPOSED, pick(words.DIFFERENTIATORS, p.salt // 7)), else_=null()),
        framework_agreement=case((p.reach >= NEGOTIATED, pick(words.FRAMEWORKS, p.salt // 5)), else_=null()),
        batna=case((p.reach >= NEGOTIATED, pick(words.BATNAS, p.salt // 7)), else_=null()),
        disqualified_reason=case((p.exit == "disqualified", pick(words.DISQUALIFIED, p.salt)), else_=null()),
        nurture_on=case(
            (p.lacks == DUE, calendar.day(0)), (p.exit == "disqualified", calendar.day(-30 - p.salt % 150)), else_=null()
        ),
        hold_reason=case((p.exit == "on_hold", pick(words.ON_HOLD, p.salt)), else_=null()),
        hold_until=case((p.exit == "on_hold", calendar.day(-5 - p.salt % 60)), else_=null()),
        needs_delivery=p.needs_delivery, stage=func.coalesce(case((p.claimed.is_not(None), IMPORTED)), "lead"),
        claimed_stage=p.claimed, stage_since=calendar.day(p.a0), moved_at=calendar.at(p.a0, 15),
        moved_by=p.mover, version=1, source=p.source, source_id=p.source_id, created_at=calendar.at(p.a0, 15),
    )  # fmt: skip


def _niche(company: Company) -> Any:
    """One of the niches of the account's segment, if there is any."""
    niches: dict[str, list[str]] = {}
    for key, niche in company.market.niche.items():
        niches.setdefault(niche.segment, []).append(key)
    picked = {segment: pick(keys, p.salt // 17) for segment, keys in niches.items()}
    return case(*((Account.segment == segment, niche) for segment, niche in picked.items()), else_=null())


def _source() -> Any:
    return case(
        (p.kind != "new", p.kind),
        else_=pick(("web", "referral", "cold_call", "campaign", "event"), p.salt // 11),
    )


def _probability() -> Any:
    standing = pick((10, 25, 40, 50, 65, 80, 90, 100), p.depth)
    return case((and_(p.gone, p.exit == "on_hold"), 20), (p.gone, 0), else_=standing)


def _closed_on(calendar: Calendar) -> Any:
    return case((and_(p.gone, p.exit == "on_hold"), null()), else_=calendar.day(p.closed))


def _studies(calendar: Calendar) -> Insert:
    return fill(
        Study, P, p.reach >= STUDIED, order=(p.id,),
        id=p.id, opportunity_id=p.id, done_on=case((p.lacks == "study", null()), else_=calendar.day(p.a2)),
        done_by_id=p.owner_id, cost_today_mxn=p.monthly + p.monthly // 5, buying_process=pick(words.BUYING, p.salt),
        needs_demo=p.salt % 5 == 0, created_at=calendar.at(p.a1, 17),
    )  # fmt: skip


def _fleet() -> Insert:
    """What stands at the client today; of a study under way the last machine is not counted yet."""
    last = and_(p.lacks == "study", NUMBERS.c.n == p.lines)
    return fill(
        FleetLine, P.join(NUMBERS, NUMBERS.c.n <= p.lines), p.reach >= STUDIED, order=(p.id, NUMBERS.c.n),
        study_id=p.id, model=pick(words.OLD_MODELS, p.salt + NUMBERS.c.n), location=pick(words.PLACES, p.salt // 3 + NUMBERS.c.n),
        quantity=found_at_client(p.salt, NUMBERS.c.n),
        mono_pages_per_month=case((last, null()), else_=mono_pages(p.salt)),
        colour_pages_per_month=case((last, null()), else_=colour_pages(p.salt)),
    )  # fmt: skip


# --- the work on a sale ---------------------------------------------------------------------------------------------


def _activity(calendar: Calendar, where: Any, age: Any, hour: int, **values: Any) -> Insert:
    done = {
        "opportunity_id": p.id, "account_id": p.account_id, "contact_id": p.account_id * CONTACTS, "owner_id": p.owner_id,
        "due_on": calendar.day(age), "done_at": calendar.at(age, hour), "created_at": calendar.at(age, hour - 1),
        "next_step": pick(words.NEXT_STEPS, p.salt // 7 + hour), "next_step_on": calendar.day(age - 4), "next_step_owner_id": p.owner_id,
    }  # fmt: skip
    return fill(Activity, P, and_(p.claimed.is_(None), where), order=(p.id,), **(done | values))


def _at_work() -> Any:
    return and_(p.gone.is_(False), p.depth < WON)


def _first_calls(calendar: Calendar) -> Insert:
    return _activity(
        calendar, true(), p.a0, 16,
        kind="call", subject="Primer contacto", objective="Conocer su parque y su contrato actual", method="phone",
        result=pick(words.CALL_RESULTS, p.salt), next_step_on=calendar.day(case((p.depth == LEAD, p.next_step), else_=p.a0 - 4)),
    )  # fmt: skip


def _meeting(company: Company) -> dict[str, Any]:
    """Every meeting is judged afterwards; for a sale that needs a plan it is prepared, and both sides have something to do."""
    prepared = Worth(company).planned()
    written = {
        "agenda": said.AGENDAS, "our_roles": said.OUR_ROLES, "positions": said.POSITIONS, "situation": said.SITUATIONS,
        "needs": said.NEEDS, "interests": said.STAKES, "client_step": said.CLIENT_STEPS,
    }  # fmt: skip
    judged = {"observations": said.OBSERVATIONS, "evaluation": said.EVALUATIONS}
    return {
        name: case((prepared, pick(phrases, p.salt // 3)), else_=null()) for name, phrases in written.items()
    } | {name: pick(phrases, p.salt // 5) for name, phrases in judged.items()}


def _visits(calendar: Calendar, meeting: dict[str, Any]) -> Insert:
    return _activity(
        calendar, and_(p.reach >= STUDIED, func.coalesce(p.lacks, "") != "study"), p.a2, 17,
        kind="visit", subject="Levantamiento del parque", objective="Contar equipos y medir volúmenes", method="in_person",
        result=pick(words.VISIT_RESULTS, p.salt), **meeting,
    )  # fmt: skip


def _demos(calendar: Calendar, meeting: dict[str, Any]) -> Insert:
    return _activity(
        calendar, and_(p.reach >= PROPOSED, p.salt % 5 == 0), p.a3, 16,
        kind="demo", subject="Demostración de escaneo y control de acceso", objective="Mostrar el flujo de sus documentos",
        method="in_person", result="Probaron con sus propios documentos; piden propuesta.", **meeting,
    )  # fmt: skip


def _meetings(calendar: Calendar, meeting: dict[str, Any]) -> Insert:
    return _activity(
        calendar, p.reach >= NEGOTIATED, p.a4, 18,
        kind="meeting", subject="Negociación de condiciones", objective="Acordar plazo, volumen y nivel de servicio",
        method="video", result="Acordaron las condiciones; quedan los documentos.", **meeting,
    )  # fmt: skip


def _last_touches(calendar: Calendar) -> Insert:
    return _activity(
        calendar, and_(_at_work(), p.depth > LEAD), p.touched, 19,
        kind="call", subject="Seguimiento", objective="Confirmar el siguiente paso", method="phone",
        result=pick(words.CALL_RESULTS, p.salt // 5), next_step_on=calendar.day(p.next_step),
    )  # fmt: skip


def _open_tasks(calendar: Calendar) -> Insert:
    return _activity(
        calendar, and_(_at_work(), p.salt % 4 == 0), p.a0, 19,
        kind="task", subject="Preparar documentos para la siguiente reunión", due_on=calendar.day(p.next_step),
        done_at=null(), next_step=null(), next_step_on=null(), next_step_owner_id=null(),
    )  # fmt: skip


def causes_of_loss(company: Company, calendar: Calendar) -> Insert:
    """Written when a sale has come as far as it came: a sale with a cause of loss goes no further."""
    cause = pick(company.catalogues.loss_causes, p.salt // 3)
    return fill(
        LossCause, P, p.exit == "lost", order=(p.id,),
        opportunity_id=p.id, cause=cause, lost_on=calendar.day(func.coalesce(p.closed, 0)),
        competitor=case((or_(cause.in_(COMPETED), p.salt % 2 == 0), pick(words.COMPETITORS, p.salt // 7)), else_=null()),
        by_price_alone=case((cause == "tender", p.salt % 2 == 0)), note="Lo dijo el cliente al cerrar.", created_at=calendar.at(func.coalesce(p.closed, 0), 18),
    )  # fmt: skip
