"""Bringing notices to people: whom and by which channel, what was sent, what must wait.

At least once, place by place: what a place took is noted at once, and a message bears its key; only who dies between the
two says it twice. Addresses are secrets: they come from the environment or from Secret blocks, and neither logs nor errors name them.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from config.company import Company
from config.notifications import Channel, Notifications
from crm.database import Bind, unit_of_work
from crm.notices import Addressee, addressees, facts
from crm.outbox import Claim, claim, drop, mark_delivered, mark_failed, note_sent, put_back
from reports.notices import Message, message
from reports.texts import Texts

EMAIL = "{email}"
ASK_AGAIN = dt.timedelta(hours=1)
"""How long a notice rests whose channel is declared but has no address."""

Clock = Callable[[], dt.datetime]

logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # it names the addresses that it can't reach


@dataclass(frozen=True)
class Place:
    """Where one message goes; ``name`` has no secret in it."""

    name: str
    channel: Channel
    address: str


def send(address: str, told: Message) -> str | None:
    """Send one message to one place; what went wrong as a word of the catalogue, without the address."""
    from apprise import Apprise  # takes long to import

    place = Apprise.instantiate(address, suppress_exceptions=True)
    if place is None or isinstance(place, (list, dict)):
        return "unset_address"
    shown_as = place.notify_format
    try:
        taken = place.notify(body=told.body(shown_as.value), title=told.title, body_format=shown_as)
    except Exception:
        return "not_taken"
    return None if taken else "not_taken"


@dataclass(frozen=True)
class Post:
    """Who sends: the company, its channels with the environment that holds their addresses, and the clock."""

    bind: Bind
    company: Company
    notifications: Notifications
    environment: Mapping[str, str]
    clock: Clock
    send: Callable[[str, Message], str | None] = send

    @property
    def texts(self) -> Texts:
        """The catalogue in the company's language."""
        return Texts(self.company.language)


def deliver_all(post: Post, today: dt.date) -> Counter[str]:
    """Deliver what is due: how many were ``delivered``, ``failed``, ``dropped``, or put back (``waiting``).

    Where no channel has an address nothing is touched.
    """
    done: Counter[str] = Counter()
    limits = post.notifications.delivery
    while post.notifications.working(post.environment) and done.total() < limits.most_per_run:
        with unit_of_work(post.bind) as session:
            claims = claim(session, limits, post.clock())
        if not claims:
            break
        for one in claims:
            done[_deliver(post, one, today)] += 1
    return done


def _deliver(post: Post, claim: Claim, today: dt.date) -> str:
    with unit_of_work(post.bind) as session:
        about, people = facts(session, claim), addressees(session, claim, today)
        declared = _channels_for(post.notifications.channel, claim, people)
        working = [channel for channel in declared if channel.address(post.environment)]
        why = "no_news" if about.is_no_news else "" if declared else "not_routed"
        if why:
            drop(session, claim, post.texts(f"notice.{why}"), post.clock())
            return "dropped"
        if not working:
            put_back(session, claim, post.clock() + ASK_AGAIN)
            return "waiting"
        places = [place for channel in working for place in _places(post, channel, claim, people)]
    told = message(post.company, about)
    problems = [] if places else [post.texts("notice.nobody")]
    for place in places:
        if place.name in claim.sent:
            continue
        if post.clock() >= claim.until:
            return "failed"  # the claim has run out: whoever has it now goes on
        problem = post.send(place.address, told)
        if problem:
            problems.append(post.texts(f"notice.{problem}", channel=place.channel.name))
            continue
        with unit_of_work(post.bind) as session:
            note_sent(session, claim, [place.name])
    with unit_of_work(post.bind) as session:
        if not problems:
            mark_delivered(session, claim, post.clock())
            return "delivered"
        reasons = "; ".join(dict.fromkeys(problems))
        mark_failed(session, claim, post.notifications.delivery, reasons, post.clock())
        return "failed"


def _channels_for(channels: tuple[Channel, ...], claim: Claim, people: list[Addressee]) -> list[Channel]:
    roles = _roles(claim, people)
    emails = [one.email for one in people if one.email]
    return [channel for channel in channels if claim.kind in channel.kinds and channel.is_for(roles, emails)]


def _places(post: Post, channel: Channel, claim: Claim, people: list[Addressee]) -> list[Place]:
    address = channel.address(post.environment) or ""
    if channel.to == "room":
        return [Place(channel.name, channel, address)]
    return [
        Place(f"{channel.name}/{one.number}", channel, address.replace(EMAIL, quote(one.email, safe="")))
        for one in people
        if one.email and channel.is_for(_roles(claim, [one]), [one.email])
    ]


def _roles(claim: Claim, people: list[Addressee]) -> set[str]:
    """The role that a notice is for, or else those of the colleagues."""
    role = claim.payload.get("role")
    return {str(role)} if role else {role for one in people for role in one.roles}
