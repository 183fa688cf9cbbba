"""Who is told what, and by which way (``notifications.toml``). Addresses are secrets and stand elsewhere."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from config.company import load_company
from config.words import Unfit, Words, must_be_known, read_toml, validated

Kind = Literal[
    "notify",
    "decision_wanted",
    "decision_escalated",
    "decision_taken",
    "document_expires",
    "complaint_opened",
    "approver_locked",
    "approver_enrolled",
    "deputy_named",
]
"""What people are told of; ``notify`` is a case that has entered a stage whose ``notify`` names a role."""

_FROM_ENVIRONMENT = re.compile(r"env:[A-Z][A-Z0-9_]*")


class Delivery(Words):
    """How long delivery is tried."""

    attempts: int = Field(gt=0, le=20)
    back_off_minutes: tuple[Annotated[int, Field(gt=0)], ...] = Field(min_length=1)
    oldest_days: int = Field(gt=0)
    most_per_run: int = Field(gt=0, le=5_000)

    def wait(self, attempt: int) -> dt.timedelta:
        """How long to wait after a number of attempts (from 1) have failed."""
        steps = self.back_off_minutes
        return dt.timedelta(minutes=steps[min(attempt, len(steps)) - 1])


class Channel(Words):
    """A way to tell people: one message to ``each`` colleague concerned, or one to a ``room``.

    ``roles`` and ``people`` (e-mail addresses) narrow whom it is for; left empty, it is for all.
    """

    name: str = Field(min_length=1, max_length=40)
    url: str
    to: Literal["each", "room"]
    kinds: tuple[Kind, ...] = Field(min_length=1)
    roles: tuple[str, ...] = ()
    people: tuple[str, ...] = ()

    @property
    def variable(self) -> str:
        """The environment variable that holds the address."""
        return self.url.removeprefix("env:")

    def address(self, environment: Mapping[str, str]) -> str | None:
        """The address, where one is set."""
        return environment.get(self.variable, "").strip() or None

    @model_validator(mode="before")
    @classmethod
    def _no_address_stands_here(cls, given: Any) -> Any:
        # said of the whole table, so that the refusal does not repeat a password
        if isinstance(given, dict) and not _FROM_ENVIRONMENT.fullmatch(str(given.get("url", "env:X"))):
            raise Unfit(
                "url: name the environment variable that holds the address, as env:SEITON_MAIL_URL",
                "url: indique la variable de entorno que guarda la dirección, como env:SEITON_MAIL_URL",
            )
        return given

    def is_for(self, roles: Collection[str], emails: Collection[str]) -> bool:
        """Whether it is for somebody with one of these roles and one of these e-mail addresses."""
        people = {one.casefold() for one in self.people}
        named = not people or any(one.casefold() in people for one in emails)
        return named and (not self.roles or any(role in self.roles for role in roles))


class Notifications(Words):
    """All of notifications.toml."""

    delivery: Delivery
    channel: tuple[Channel, ...] = ()

    @model_validator(mode="after")
    def _names_differ(self) -> Notifications:
        names = [channel.name for channel in self.channel]
        if twice := {name for name in names if names.count(name) > 1}:
            raise Unfit(
                f"two channels have the same name: {', '.join(sorted(twice))}",
                f"dos canales tienen el mismo nombre: {', '.join(sorted(twice))}",
            )
        return self

    def working(self, environment: Mapping[str, str]) -> list[Channel]:
        """The channels whose address is set."""
        return [channel for channel in self.channel if channel.address(environment)]


def load_notifications(folder: Path | None = None) -> Notifications:
    """Read ``notifications.toml`` of a folder (default: this one, or the one that ``SEITON_CONFIG`` names).

    Raises ``ConfigError`` with the file and the key where something is missing, unknown or out of bounds.
    """
    if folder is None:
        from config.settings import settings

        folder = settings().config
    return _load(folder.resolve())


@cache
def _load(folder: Path) -> Notifications:
    path = folder / "notifications.toml"
    found = validated(read_toml(path), Notifications, path, "")
    known = load_company(folder).roles
    for channel in found.channel:
        for role in channel.roles:
            must_be_known(role, known, path, f"channel.{channel.name}.roles")
    return found
