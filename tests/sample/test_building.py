"""How the sample comes about: the same again for the same order, through the gates, into an empty CRM only."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.orm import aliased

from checks.guards import edges
from checks.install import open_day
from crm.database import reading, unit_of_work
from crm.model import CASES, Account, Base, Contact, Document, Person, PersonRole, StageHistory, Touched
from sample import SampleRefused, build
from sample.deck import SIZE, deck
from sample.defects import cards
from tests.sample.conftest import COMPANIES, TODAY, Dealer, a_dealer, an_empty_crm

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("dealer")]  # who looks into the same one


def rows_of(engine: Engine) -> dict[str, str]:
    """A hash of each table, row by row in the order of its key; which number a mark of an edit has means nothing."""
    hashes = {}
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            digest = hashlib.sha256()
            marks = table.name == Touched.__tablename__
            told = [table.c.record, table.c.record_id] if marks else [*table.c]
            for row in connection.execute(sa.select(*told).order_by(*(told if marks else table.primary_key))):
                digest.update(repr(tuple(row)).encode())
            hashes[table.name] = digest.hexdigest()
    return hashes


def test_the_same_order_gives_the_same_rows(new_url: Callable[[], str]) -> None:
    first, again = (a_dealer(new_url(), COMPANIES["shipped"], 500) for _ in range(2))
    assert rows_of(first.engine) == rows_of(again.engine)
    assert first.manifest == again.manifest


def test_another_seed_gives_other_clients(new_url: Callable[[], str]) -> None:
    first, other = (a_dealer(new_url(), COMPANIES["shipped"], 500, seed) for seed in (1, 2))
    assert rows_of(first.engine)["contact"] != rows_of(other.engine)["contact"]


def test_what_is_made_does_not_depend_on_how_much_is_written_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = a_dealer(f"sqlite:///{tmp_path / 'whole.sqlite'}", COMPANIES["shipped"], 1_500)
    monkeypatch.setattr("sample.building.DECKS_A_CHUNK", 1)
    parts = a_dealer(f"sqlite:///{tmp_path / 'parts.sqlite'}", COMPANIES["shipped"], 1_500)
    assert parts.manifest == whole.manifest


def test_the_deck_is_of_a_thousand_opportunities() -> None:
    assert sum(card.opportunities for card in deck(cards())) == SIZE


def test_a_crm_with_records_is_refused(crm_url: str) -> None:
    dealer = a_dealer(crm_url, COMPANIES["invented"], 5)
    with pytest.raises(SampleRefused, match="empty CRM"):
        build(dealer.engine, dealer.company, today=TODAY)


def test_a_crm_that_works_already_is_refused_in_the_language_of_the_company(crm_url: str) -> None:
    engine = an_empty_crm(crm_url, COMPANIES["shipped"])
    with unit_of_work(engine) as session:
        open_day(session, TODAY)
    with pytest.raises(SampleRefused, match="ya trabaja en el 2026-11-20"):
        build(engine, COMPANIES["shipped"], today=TODAY)


def test_progress_is_told_to_the_end(crm_url: str) -> None:
    told: list[tuple[str, int, int]] = []
    company = COMPANIES["invented"]
    build(
        an_empty_crm(crm_url, company),
        company,
        opportunities=40,
        today=TODAY,
        progress=lambda *news: told.append(news),
    )
    assert told[0] == ("Sales, deliveries and the installed base", 0, 40)
    assert told[-1] == ("Planted defects", 40, 40)


def test_every_case_went_through_its_lifecycle_edge_by_edge(dealer: Dealer) -> None:
    history = StageHistory
    moves = sa.select(history.record, history.from_stage, history.to_stage).distinct()
    with reading(dealer.engine) as session:
        for record, before, after in session.execute(moves.where(history.from_stage.is_not(None))):
            assert (before, after) in edges(dealer.installed.rulebook, record)


def test_no_case_has_moved_before_it_moved(dealer: Dealer) -> None:
    later = aliased(StageHistory)
    backwards = (
        sa.select(sa.func.count())
        .select_from(StageHistory)
        .join(later, sa.and_(later.record == StageHistory.record, later.record_id == StageHistory.record_id))
        .where(later.version == StageHistory.version + 1, later.moved_at < StageHistory.moved_at)
    )
    with reading(dealer.engine) as session:
        assert session.scalar(backwards) == 0
        latest = session.scalars(sa.select(sa.func.max(StageHistory.moved_at))).one()
        assert latest.date() <= TODAY


def test_every_case_stands_where_its_history_ends(dealer: Dealer) -> None:
    with reading(dealer.engine) as session:
        for record, model in CASES.items():
            last = sa.and_(
                StageHistory.record == record,
                StageHistory.record_id == model.id,
                StageHistory.version == model.version,
            )
            ends = (
                sa.select(sa.func.count())
                .select_from(model)
                .join(StageHistory, last)
                .where(StageHistory.to_stage == model.stage)
            )
            assert session.scalar(ends) == session.scalar(sa.select(sa.func.count()).select_from(model))


def test_nobody_in_the_sample_can_be_written_to(dealer: Dealer) -> None:
    written = (Account.billing_email, Contact.email, Person.email)
    with reading(dealer.engine) as session:
        for column in written:
            real = sa.select(sa.func.count()).where(column.like("%@%"), ~column.like("%.example"))
            assert session.scalar(real) == 0


def test_every_document_has_a_hash_of_its_own(dealer: Dealer) -> None:
    counts = sa.select(
        sa.func.count(), sa.func.count(Document.sha256.distinct()), sa.func.min(sa.func.length(Document.sha256))
    )
    with reading(dealer.engine) as session:
        documents, hashes, shortest = session.execute(counts).one()
    assert (documents, shortest) == (hashes, 64)


def test_every_role_is_held_by_somebody(dealer: Dealer) -> None:
    with reading(dealer.engine) as session:
        assert set(session.scalars(sa.select(PersonRole.role).distinct())) == set(dealer.company.roles)
