"""``seiton notices`` and the doctor say what people were not told, and why."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from crm.model import Outbox
from tests.cli.conftest import Call, House

VARIABLES = ("SEITON_MAIL_URL", "SEITON_CREDIT_URL", "SEITON_BOSS_URL")
NOW = dt.datetime.now(dt.UTC)


@pytest.fixture(autouse=True)
def no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever this machine tells its own people."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def put(house: House, key: str, **values: Any) -> None:
    whole = {"kind": "notify", "record": "opportunity", "record_id": 1, "created_at": NOW} | values
    with house.write() as session:
        session.add(Outbox(key=key, **whole))


def channels(call: Call) -> dict[str, Any]:
    (line,) = (one for one in call("doctor", "--json").json["lines"] if one["check"] == "channels")
    return dict(line)


def test_an_empty_outbox_says_so(call: Call, house: House) -> None:
    outcome = call("notices")
    assert outcome.code == 0
    assert "No channel has an address" in outcome.out and "0 wait · 0 given up · 0 too old" in outcome.out


def test_each_notice_says_how_it_stands(call: Call, house: House) -> None:
    put(house, "one")
    put(house, "two", attempts=1, error="mail: it was not taken", next_try_at=NOW + dt.timedelta(hours=1))
    put(house, "three", attempts=3, error="mail: it was not taken")
    put(house, "four", created_at=NOW - dt.timedelta(days=30))
    put(house, "five", delivered_at=NOW)
    found = call("notices", "--json").json
    states = {one["key"]: one["state"] for one in found["notices"]}
    assert states == {"four": "too_old", "one": "waiting", "two": "failed", "three": "given_up"}
    assert found["counts"] | {"oldest": None} == {
        "waiting": 2, "given_up": 1, "too_old": 1, "failed_before": 1, "oldest": None,
    }  # fmt: skip
    said = call("notices", "--limit", "2").out
    assert "… and 2 more" in said and "too old to be news" in said


def test_what_was_given_up_is_tried_again(call: Call, house: House) -> None:
    put(house, "one", attempts=3, error="mail: it was not taken")
    assert "1 that were given up are tried again" in call("notices", "--again").out
    assert call("notices", "--json").json["counts"]["waiting"] == 1


def test_the_channels_that_work_are_named_and_their_addresses_are_not(
    call: Call, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEITON_MAIL_URL", "json://clerk:s3cr3t@127.0.0.1:9")
    for words in (("notices",), ("notices", "--json"), ("doctor",), ("doctor", "--json")):
        said = call(*words)
        assert "s3cr3t" not in said.out + said.err
    assert call("notices", "--json").json["channels"] == ["mail"]
    line = channels(call)
    assert (line["level"], line["found"]) == (
        "ok",
        "mail; without an address in the environment: credit room, boss",
    )


def test_without_a_channel_the_doctor_says_which_variables_to_set(call: Call, house: House) -> None:
    line = channels(call)
    assert line["level"] == "warn" and "Secret block" in line["do"]
    assert all(name in line["do"] for name in VARIABLES)


def test_the_doctor_tells_of_what_was_given_up(call: Call, house: House) -> None:
    put(house, "one", attempts=3, error="mail: it was not taken")
    (line,) = (one for one in call("doctor", "--json").json["lines"] if one["check"] == "outbox")
    assert line["level"] == "warn" and "1 given up" in line["found"] and "seiton notices" in line["do"]


def test_it_speaks_spanish(in_spanish: None, call: Call, house: House) -> None:
    put(house, "one")
    assert "Ningún canal tiene dirección" in call("notices").out
