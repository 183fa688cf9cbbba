"""Nothing is recorded as sent, arrived, scheduled or installed before its delivery is released (000/A23, M08)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from crm.model import Delivery, Installation, Shipment
from tests.builders import NOW, TODAY, a_lead, add, day
from tests.checks.attempts import Shop

SENT = "A23: equipment leaves only for a prepared delivery whose release still holds"
SCHEDULED = "M08: an installation is scheduled only for a released delivery"
TRUCK = "INSERT INTO shipment (delivery_id, created_at, dispatched_on, delivered_on) VALUES"
VISIT = "UPDATE installation SET"

WAYS = {
    "sent with the record": (SENT, f"{TRUCK} ({{ordered}}, '{{now}}', '{{today}}', NULL)"),
    "sent later": (SENT, "UPDATE shipment SET dispatched_on = '{today}' WHERE delivery_id = {ordered}"),
    "sent long ago": (SENT, "UPDATE shipment SET dispatched_on = '2020-01-01' WHERE delivery_id = {ordered}"),
    "sent all together": (SENT, "UPDATE shipment SET dispatched_on = '{today}'"),
    "sent from a select": (
        SENT, "INSERT INTO shipment (delivery_id, created_at, dispatched_on)"
        " SELECT {ordered}, created_at, '{today}' FROM shipment WHERE delivery_id = {prepared}",
    ),
    "sent for another and passed on": (
        SENT, f"{TRUCK} ({{prepared}}, '{{now}}', '{{today}}', NULL)",
        "UPDATE shipment SET delivery_id = {ordered} WHERE delivery_id = {prepared} AND dispatched_on IS NOT NULL",
    ),
    "sent with credit gone": (SENT, f"{TRUCK} ({{expired}}, '{{now}}', '{{today}}', NULL)"),
    "arrived without being sent": ("A23: equipment arrives only", f"{TRUCK} ({{ordered}}, '{{now}}', NULL, '{{today}}')"),
    "arrived later": ("A23: equipment arrives only", "UPDATE shipment SET delivered_on = '{today}' WHERE delivery_id = {ordered}"),
    "scheduled": (SCHEDULED, f"{VISIT} scheduled_on = '2026-12-24' WHERE delivery_id = {{ordered}}"),
    "installed": ("M08: equipment is installed only", f"{VISIT} installed_on = '{{today}}' WHERE delivery_id = {{ordered}}"),
    "scheduled for another and passed on": (
        SCHEDULED, "DELETE FROM installation WHERE delivery_id = {ordered}",
        f"{VISIT} scheduled_on = '{{today}}' WHERE delivery_id = {{prepared}}",
        f"{VISIT} delivery_id = {{ordered}} WHERE delivery_id = {{prepared}}",
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_equipment_of_an_unreleased_delivery_is_not(shop: Shop, way: str) -> None:
    words, *statements = WAYS[way]
    shop.refuses(words, *statements)


def test_equipment_of_a_prepared_delivery_may_be_sent(shop: Shop) -> None:
    with shop.world.read() as session:
        session.execute(
            sa.update(Shipment).where(Shipment.delivery_id == shop.prepared).values(dispatched_on=TODAY)
        )
        session.execute(
            sa.update(Installation).where(Installation.delivery_id == shop.prepared).values(scheduled_on=day(3))
        )


def test_a_prepared_delivery_whose_credit_is_gone_may_still_be_edited(shop: Shop) -> None:
    with shop.world.read() as session:
        session.execute(sa.update(Shipment).where(Shipment.delivery_id == shop.expired).values(carrier="Other"))


def test_an_imported_history_of_dispatch_is_kept_and_nothing_leaves_on_its_strength(shop: Shop) -> None:
    with shop.world.read() as session:
        sale = a_lead(session)
        claim = add(session, Delivery(
            opportunity_id=sale.id, stage="imported", claimed_stage="prepared", source="old", source_id="7", stage_since=day(-9),
            moved_at=NOW, moved_by="import", created_at=NOW,
        ))  # fmt: skip
        add(
            session, Shipment(delivery_id=claim.id, dispatched_on=day(-8), delivered_on=day(-7), created_at=NOW)
        )
        for late in (TODAY, day(1)):
            with pytest.raises(sa.exc.DBAPIError, match="A23: equipment leaves only"), session.begin_nested():
                add(session, Shipment(delivery_id=claim.id, dispatched_on=late, created_at=NOW))


def test_an_imported_delivery_of_the_future_opens_nothing(shop: Shop) -> None:
    with shop.world.read() as session:
        claim = add(session, Delivery(
            opportunity_id=a_lead(session).id, stage="imported", claimed_stage="ordered", source="old", source_id="8",
            stage_since=TODAY, moved_at=NOW.replace(year=2099), moved_by="import", created_at=NOW,
        ))  # fmt: skip
        with pytest.raises(sa.exc.DBAPIError, match="A23: equipment leaves only"), session.begin_nested():
            add(session, Shipment(delivery_id=claim.id, dispatched_on=TODAY, created_at=NOW))
