"""Notices reach each place once, whatever breaks on the way; what can't be sent waits, and no secret is told."""

from __future__ import annotations

import datetime as dt
import logging
import multiprocessing
import os
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from config.company import Company
from config.notifications import load_notifications
from crm.database import open_engine
from crm.model import Deputy, Opportunity, Outbox, Person
from crm.outbox import CLAIMED_FOR, claim, state, tally, try_again
from tasks.sending import Post, deliver_all
from tests.builders import COMPANY, NOW, TODAY, a_question, an_opportunity, day, the_company, who
from tests.tasks.mailbox import Mailbox
from tests.worlds import World

NOTIFICATIONS = load_notifications(COMPANY)
LIMITS = NOTIFICATIONS.delivery
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    yield box
    box.close()


class Clerk:
    """Delivers from one CRM, with a clock that a test moves."""

    def __init__(self, world: World, **addresses: str) -> None:
        self.world, self.now = world, NOW
        self.environment = {f"SEITON_{name.upper()}_URL": address for name, address in addresses.items()}

    def deliver(self, company: Company | None = None) -> dict[str, int]:
        post = Post(
            self.world.engine, company or the_company(), NOTIFICATIONS, self.environment, lambda: self.now
        )
        return dict(deliver_all(post, TODAY))

    def put(self, kind: str, payload: dict[str, Any], **values: Any) -> int:
        """A row in the outbox."""
        whole = {"key": f"{kind}:1:1", "record": "opportunity", "record_id": 1, "created_at": NOW} | values
        with self.world.write() as session:
            row = Outbox(kind=kind, payload=payload, **whole)
            session.add(row)
            session.flush()
            return row.id

    def row(self, number: int) -> Outbox:
        with self.world.read() as session:
            found = session.get_one(Outbox, number)
            session.expunge(found)
        return found

    def state(self, number: int) -> str:
        row = self.row(number)
        return "delivered" if row.delivered_at else state(row, LIMITS, self.now)

    def person(self, role: str, other: bool = False) -> Person:
        with self.world.read() as session:
            found = session.get_one(Person, who(session, role, other))
            session.expunge(found)
        return found


def tells(clerk: Clerk, **values: Any) -> int:
    """A notice to one colleague, by mail."""
    person = clerk.person("sales")
    return clerk.put(
        "decision_taken",
        {"person": person.id, "outcome": "approved", "approver": "Ana", "kind": "credit"},
        **values,
    )


# --- once ---------------------------------------------------------------------------------------------------------


def test_a_notice_is_delivered_once(world: World, mailbox: Mailbox) -> None:
    clerk = Clerk(world, mail=mailbox.address("{email}"))
    number = tells(clerk)
    assert clerk.deliver() == {"delivered": 1}
    assert clerk.state(number) == "delivered"
    clerk.now += 600 * MINUTE
    assert clerk.deliver() == {}
    assert len(mailbox.taken) == 1
    assert mailbox.paths[0].split("/")[1].lower() in (
        clerk.person("sales").email,
        clerk.person("sales").email.replace("@", "%40"),
    )


def test_a_receiver_that_was_down_gets_it_later_and_once(world: World, mailbox: Mailbox) -> None:
    clerk = Clerk(world, mail=mailbox.address())
    number, mailbox.answers = tells(clerk), 503
    assert clerk.deliver() == {"failed": 1}
    assert clerk.state(number) == "failed"
    assert clerk.row(number).error == "mail: it was not taken"
    assert clerk.row(number).next_try_at == NOW + LIMITS.wait(1)
    assert clerk.deliver() == {}, "its time has not come"
    clerk.now, mailbox.answers = NOW + LIMITS.wait(1), 200
    assert clerk.deliver() == {"delivered": 1}
    assert (len(mailbox.taken), clerk.row(number).error) == (1, None)


def test_nobody_listens_and_then_somebody_does(world: World, mailbox: Mailbox) -> None:
    closed = Mailbox()
    closed.close()
    clerk = Clerk(world, mail=closed.address())
    tells(clerk)
    assert clerk.deliver() == {"failed": 1}
    clerk.environment["SEITON_MAIL_URL"], clerk.now = mailbox.address(), NOW + LIMITS.wait(1)
    assert clerk.deliver() == {"delivered": 1}


def test_it_is_given_up_after_its_attempts_and_can_be_tried_again(world: World, mailbox: Mailbox) -> None:
    clerk = Clerk(world, mail=mailbox.address())
    number, mailbox.answers = tells(clerk), 500
    for attempt in range(1, LIMITS.attempts + 1):
        assert clerk.deliver() == {"failed": 1}
        clerk.now += LIMITS.wait(attempt)
    assert clerk.deliver() == {}
    assert clerk.state(number) == "given_up"
    with world.write() as session:
        assert tally(session, LIMITS, clerk.now).given_up == 1
        assert try_again(session, LIMITS, clerk.now) == 1
    mailbox.answers = 200
    assert clerk.deliver() == {"delivered": 1}


def test_of_two_places_only_the_one_that_lacks_it_is_tried_again(world: World, mailbox: Mailbox) -> None:
    down = Mailbox()
    down.answers = 500
    clerk = Clerk(world, mail=mailbox.address("{email}"), credit=down.address())
    number = wanted(clerk)
    assert clerk.deliver() == {"failed": 1}
    told = len(mailbox.taken)
    assert told > 0 and f"mail/{clerk.person('credit').id}" in clerk.row(number).payload["sent"]
    down.answers, clerk.now = 200, NOW + LIMITS.wait(1)
    assert clerk.deliver() == {"delivered": 1}
    assert (len(mailbox.taken), len(down.taken)) == (told, 1)
    down.close()


# --- two at once, and one who dies --------------------------------------------------------------------------------


def test_two_who_deliver_at_once_send_each_once(world: World, mailbox: Mailbox) -> None:
    clerk = Clerk(world, mail=mailbox.address())
    numbers = [tells(clerk, key=f"decision_taken:{number}") for number in range(24)]
    start = threading.Barrier(2)
    mailbox.meanwhile = lambda: threading.Event().wait(0.01)
    done: list[dict[str, int]] = []

    def work() -> None:
        engine = open_engine(world.url)
        post = Post(engine, the_company(), NOTIFICATIONS, clerk.environment, lambda: NOW)
        start.wait()
        done.append(dict(deliver_all(post, TODAY)))
        engine.dispose()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one.get("delivered", 0) for one in done) == len(numbers)
    assert set(Counter(text.splitlines()[-1] for text in mailbox.texts).values()) == {1}
    assert len(mailbox.taken) == len(numbers)
    assert {clerk.state(number) for number in numbers} == {"delivered"}


def test_what_somebody_has_claimed_nobody_else_claims(world: World) -> None:
    clerk = Clerk(world)
    number = tells(clerk)
    with world.write() as session:
        assert [one.number for one in claim(session, LIMITS, NOW)] == [number]
    with world.write() as session:
        assert claim(session, LIMITS, NOW + CLAIMED_FOR - MINUTE) == []
        assert [one.attempt for one in claim(session, LIMITS, NOW + CLAIMED_FOR)] == [2]


def claim_and_die(url: str) -> None:
    """Claim what is due, and be killed before anything is sent."""
    engine = open_engine(url)
    world = World(url, engine, None)  # type: ignore[arg-type]
    with world.write() as session:
        claim(session, LIMITS, NOW)
    os.kill(os.getpid(), signal.SIGKILL)


def test_who_is_killed_between_claim_and_sending_loses_nothing(world: World, mailbox: Mailbox) -> None:
    clerk = Clerk(world, mail=mailbox.address())
    number = tells(clerk)
    process = multiprocessing.get_context("spawn").Process(target=claim_and_die, args=(world.url,))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert clerk.row(number).attempts == 1
    assert clerk.deliver() == {}
    clerk.now += CLAIMED_FOR
    assert clerk.deliver() == {"delivered": 1}
    assert len(mailbox.taken) == 1


def test_who_is_late_with_a_claim_stops_and_leaves_it_to_the_next(world: World, mailbox: Mailbox) -> None:
    clerk = Clerk(world, mail=mailbox.address("{email}"))
    number = wanted(clerk)

    def time_passes() -> None:
        clerk.now = NOW + CLAIMED_FOR

    mailbox.meanwhile = time_passes
    clerk.deliver()
    names = Counter(mailbox.paths)
    assert set(names.values()) == {1} and len(names) == 2, "each colleague has it once"
    assert clerk.state(number) == "delivered"


# --- whom and what ------------------------------------------------------------------------------------------------


def wanted(clerk: Clerk, kind: str = "decision_wanted", **changes: Any) -> int:
    """A question to the credit desk, with its notice."""
    with clerk.world.write() as session:
        sale = an_opportunity(session, "negotiated", **changes)
        asked = a_question(session, sale, "credit")
    payload = {"role": "credit", "request": asked.id, "kind": "credit"}
    return clerk.put(kind, payload, key=f"{kind}:{asked.id}:1", record_id=sale.id)


def test_a_question_goes_to_everybody_of_the_role_and_to_their_room(world: World, mailbox: Mailbox) -> None:
    clerk = Clerk(world, mail=mailbox.address("{email}"), credit=mailbox.address("room"))
    number = wanted(clerk)
    assert clerk.deliver() == {"delivered": 1}
    desk = [clerk.person("credit").id, clerk.person("credit", other=True).id]
    assert clerk.row(number).payload["sent"] == sorted([*(f"mail/{one}" for one in desk), "credit room"])
    assert len(set(mailbox.titles)) == 1 and "A decision is wanted: credit · OPP-" in mailbox.titles[0]
    text = mailbox.texts[0]
    assert "Amount: $360,000" in text and "To answer: seiton decide REQ-" in text and "Answer by: " in text


def test_a_deputy_is_asked_too_and_who_sells_is_not(world: World, mailbox: Mailbox) -> None:
    clerk = Clerk(world, mail=mailbox.address("{email}"))
    number = wanted(clerk)
    analyst, deputy = clerk.person("credit"), clerk.person("finance")
    with world.write() as session:
        named = {"person_id": analyst.id, "deputy_id": deputy.id, "from_on": day(0), "until_on": day(3)}
        session.add(Deputy(created_at=NOW, **named))
        session.execute(
            sa.update(Opportunity)
            .where(Opportunity.id == clerk.row(number).record_id)
            .values(owner_id=analyst.id)
        )
    clerk.deliver()
    assert clerk.row(number).payload["sent"] == sorted(
        f"mail/{one}" for one in (deputy.id, clerk.person("credit", other=True).id)
    )


@pytest.mark.parametrize("status", ["approved", "superseded"])
def test_a_question_that_was_answered_meanwhile_is_brought_to_nobody(
    world: World, mailbox: Mailbox, status: str
) -> None:
    clerk = Clerk(world, mail=mailbox.address())
    number = wanted(clerk)
    with world.write() as session:
        session.execute(sa.text("UPDATE approval_request SET status = :s WHERE status = 'open'"), {"s": status})
    assert clerk.deliver() == {"dropped": 1}
    assert mailbox.taken == [] and "answered" in str(clerk.row(number).error)


def test_what_no_channel_is_for_is_put_aside(world: World, mailbox: Mailbox) -> None:
    clerk = Clerk(world, mail=mailbox.address())
    number = clerk.put("notify", {"role": "billing", "stage": "won"})
    assert clerk.deliver() == {"dropped": 1}
    assert clerk.row(number).error == "no channel is for it"


def test_a_notice_for_one_person_goes_to_the_room_of_that_person(world: World, mailbox: Mailbox) -> None:
    clerk = Clerk(world, boss=mailbox.address())
    boss = clerk.person("direction")
    with world.write() as session:
        session.get_one(Person, boss.id).email = "Boss@imaginarias.mx"
    clerk.put("approver_locked", {"person": boss.id, "name": "Ana"}, record="person", record_id=boss.id)
    clerk.put(
        "approver_locked", {"person": clerk.person("credit").id, "name": "Luis"}, key="other", record="person"
    )
    clerk.deliver()
    assert [text.splitlines()[0] for text in mailbox.texts] == ["Colleague: Ana"]


def test_nobody_with_an_address_is_a_failure_that_is_told(world: World, mailbox: Mailbox) -> None:
    clerk = Clerk(world, mail=mailbox.address())
    number = tells(clerk)
    with world.write() as session:
        session.get_one(Person, clerk.person("sales").id).email = None
    assert clerk.deliver() == {"failed": 1}
    assert "nobody to tell" in str(clerk.row(number).error)


# --- no channel ---------------------------------------------------------------------------------------------------


def test_where_no_channel_has_an_address_everything_stays(world: World) -> None:
    clerk = Clerk(world)
    number = tells(clerk)
    assert clerk.deliver() == {}
    assert (clerk.state(number), clerk.row(number).attempts) == ("waiting", 0)


def test_what_waits_for_a_channel_that_is_off_is_not_tried_and_goes_when_it_is_on(
    world: World, mailbox: Mailbox
) -> None:
    clerk = Clerk(world, boss=mailbox.address())
    number = tells(clerk)
    assert clerk.deliver() == {"waiting": 1}
    assert (clerk.state(number), clerk.row(number).attempts) == ("waiting", 0)
    clerk.environment["SEITON_MAIL_URL"], clerk.now = mailbox.address(), NOW + 61 * MINUTE
    assert clerk.deliver() == {"delivered": 1}


def test_what_is_too_old_is_no_news(world: World, mailbox: Mailbox) -> None:
    clerk = Clerk(world, mail=mailbox.address())
    number = tells(clerk, created_at=NOW - dt.timedelta(days=LIMITS.oldest_days, minutes=1))
    assert clerk.deliver() == {}
    assert clerk.state(number) == "too_old"


# --- secrets ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["json://clerk:s3cr3t-word@127.0.0.1:9/x", "nonsense://s3cr3t-word", "mailto://s3cr3t-word"]
)
def test_no_error_and_no_log_names_an_address(
    world: World, address: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    clerk = Clerk(world, mail=address)
    number = tells(clerk)
    with caplog.at_level(logging.DEBUG):
        assert clerk.deliver() == {"failed": 1}
    said = f"{clerk.row(number).error}{clerk.row(number).payload}{caplog.text}{capfd.readouterr()}"
    assert "s3cr3t-word" not in said


def test_no_message_carries_a_secret(world: World, mailbox: Mailbox) -> None:
    clerk = Clerk(world, mail=mailbox.address("{email}"), credit=mailbox.address())
    wanted(clerk)
    tells(clerk)
    clerk.deliver()
    assert len(mailbox.taken) == 4
    assert not any("s3cr3t-word" in str(one) for one in mailbox.taken)
