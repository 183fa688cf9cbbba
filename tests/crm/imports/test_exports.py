"""Two real exports come in whole, their defects as data, on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from crm.base import Base
from crm.database import open_engine
from crm.imports import TableResult, load_mapping, run_import
from crm.model import Account, Activity, Contact, Opportunity, Person, PersonRole
from tests.crm.imports.conftest import NOW, export_of

pytestmark = pytest.mark.slow

OPEN = ("lead", "qualified", "studied", "proposed", "negotiated")
Count = Callable[..., int]


def bring(engine: Engine, name: str, rejects: Path) -> list[TableResult]:
    return run_import(engine, load_mapping(name), export_of(name), rejects=rejects, now=NOW)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A CRM with both exports in it."""
    folder = tmp_path_factory.mktemp("exports")
    url = f"sqlite:///{folder / 'crm.sqlite'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres").another()
    engine = open_engine(url)
    Base.metadata.create_all(engine)
    for name in ("maven-crm", "zoho-crm"):
        bring(engine, name, folder)
    yield engine
    engine.dispose()


@pytest.fixture
def count(both: Engine) -> Count:
    def counted(model: type[Base], *conditions: sa.ColumnElement[bool]) -> int:
        with both.connect() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(model).where(*conditions)) or 0

    return counted


MAVEN = Opportunity.source == "maven"
DEAL = sa.and_(Opportunity.source == "zoho", Opportunity.amount_mxn.is_not(None))
OPEN_DEAL = sa.and_(DEAL, Opportunity.claimed_stage.in_(OPEN))


def test_every_maven_opportunity_comes_in(count: Count) -> None:
    assert count(Opportunity, MAVEN, Opportunity.stage == "imported") == 8800


def test_maven_products_outside_the_catalogue_stay_as_text(count: Count) -> None:
    assert count(Opportunity, MAVEN, Opportunity.product_id.is_(None)) == 1480
    assert count(Opportunity, MAVEN, Opportunity.product_ref == "GTXPro") == 1480


def test_maven_open_opportunities_without_an_account_come_in_without(count: Count) -> None:
    nothing = sa.and_(Opportunity.account_id.is_(None), Opportunity.account_ref.is_(None))
    assert count(Opportunity, MAVEN, nothing, Opportunity.claimed_stage.in_(OPEN)) == 1425
    assert count(Opportunity, MAVEN, nothing) == 1425


def test_maven_people_have_a_manager_and_a_role(count: Count) -> None:
    assert count(Person, Person.source == "maven", Person.manager_id.is_not(None)) == 35
    assert count(PersonRole, PersonRole.source_id.like("sales:%"), PersonRole.source == "maven") == 35
    assert count(PersonRole, PersonRole.role == "sales_manager") == 6


def test_maven_subsidiaries_have_a_parent_and_misspelt_words_are_mended(count: Count) -> None:
    assert count(Account, Account.parent_id.is_not(None)) == 15
    assert (
        count(Account, Account.segment == "technolgy") == count(Account, Account.country == "Philipines") == 0
    )


def test_every_zoho_deal_comes_in_and_no_lead_twice(count: Count) -> None:
    assert count(Opportunity, DEAL) == 3632
    assert count(Opportunity, Opportunity.source == "zoho") == 3900


def test_zoho_open_deals_past_their_date_and_sure_of_nothing_come_in_as_they_are(count: Count) -> None:
    assert count(Opportunity, OPEN_DEAL) == 1722
    assert count(Opportunity, OPEN_DEAL, Opportunity.expected_close_on < dt.date(2021, 4, 16)) == 1540
    assert count(Opportunity, OPEN_DEAL, Opportunity.probability == 100) == 662


def test_zoho_calls_to_accounts_that_do_not_exist_keep_the_number(count: Count) -> None:
    lost = sa.and_(Activity.account_id.is_(None), Activity.account_ref.is_not(None))
    assert count(Activity, Activity.kind == "call", lost) == 20
    assert count(Activity, lost) == 20


def test_no_zoho_task_is_lost_though_most_repeat_another(count: Count) -> None:
    assert count(Activity, Activity.kind == "task") == 2978
    assert count(Activity) == 4100 + 2978 + 2978


def test_every_zoho_lead_is_one_contact_and_every_deal_has_one(count: Count) -> None:
    assert count(Contact) == 3900
    assert count(Opportunity, Opportunity.source == "zoho", Opportunity.contact_id.is_(None)) == 0


def test_zoho_deals_whose_account_is_not_certain_keep_the_name(count: Count) -> None:
    uncertain = count(Opportunity, DEAL, Opportunity.account_id.is_(None))
    assert uncertain == count(Opportunity, DEAL, Opportunity.account_ref.is_not(None)) > 0


@pytest.mark.parametrize("name", ["maven-crm", "zoho-crm"])
def test_an_export_imported_again_changes_nothing(both: Engine, name: str, tmp_path: Path) -> None:
    for result in bring(both, name, tmp_path):
        assert result.unchanged + result.left_out == result.rows


def test_no_row_of_either_export_is_rejected(crm: Engine, tmp_path: Path) -> None:
    for name in ("maven-crm", "zoho-crm"):
        for result in bring(crm, name, tmp_path):
            assert (result.rejected, result.rejects) == (0, None)
