"""Who is told what is read strictly, and no address can stand in the file."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from config.notifications import Notifications, load_notifications
from config.words import ConfigError
from tests.builders import COMPANY
from tests.house.conftest import ROOT

MAIL = 'url = "env:SEITON_MAIL_URL"'
SPOILED = {
    "an unknown word": ("attempts = 3", "atempts = 3", "delivery.atempts: unknown word; known here: attempts"),
    "an unknown kind": ('kinds = ["approver_locked"]', 'kinds = ["approver_lost"]', "(given: 'approver_lost')"),
    "an unknown role": ('"credit", "finance"', '"credit", "finances"', "unknown word 'finances'; known: sales"),
    "an unknown way": ('to = "each"', 'to = "all"', "Input should be 'each' or 'room'"),
    "no attempt": ("attempts = 3", "attempts = 0", "delivery.attempts"),
    "no time to wait": ("back_off_minutes = [1, 10]", "back_off_minutes = []", "delivery.back_off_minutes"),
    "two of one name": ('name = "boss"', 'name = "mail"', "two channels have the same name: mail"),
}


def spoiled(tmp_path: Path, old: str, new: str) -> str:
    """What is said of the configuration of the invented company with one text changed."""
    folder = tmp_path / "company"
    shutil.copytree(COMPANY, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    path = folder / "notifications.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigError) as refusal:
        load_notifications(folder)
    return str(refusal.value)


@pytest.mark.parametrize("what", SPOILED)
def test_what_will_not_do_is_refused_with_its_place(tmp_path: Path, what: str) -> None:
    old, new, says = SPOILED[what]
    said = spoiled(tmp_path, old, new)
    assert "notifications.toml" in said and says in said


@pytest.mark.parametrize(
    "url", ["mailtos://user:s3cr3t@x.mx", "env:", "env:lower", "SEITON_MAIL_URL", "env:A B"]
)
def test_an_address_in_the_file_is_refused_and_not_repeated(tmp_path: Path, url: str) -> None:
    said = spoiled(tmp_path, MAIL, f'url = "{url}"')
    assert "as env:SEITON_MAIL_URL" in said and "s3cr3t" not in said


def test_the_company_as_it_is_shipped_tells_nobody_until_an_address_is_set() -> None:
    shipped = load_notifications(ROOT / "config")
    assert shipped.channel and shipped.working({}) == []
    assert [
        one.name for one in shipped.working({"SEITON_MAIL_URL": "json://x", "SEITON_FINANCE_URL": " "})
    ] == ["mail"]


def test_one_waits_longer_each_time_and_then_as_long_as_before() -> None:
    limits = load_notifications(COMPANY).delivery
    assert [limits.wait(attempt) for attempt in (1, 2, 3)] == [dt.timedelta(minutes=m) for m in (1, 10, 10)]


def test_a_company_may_have_no_channel() -> None:
    limits = load_notifications(COMPANY).delivery
    assert Notifications(delivery=limits).working({"SEITON_MAIL_URL": "json://x"}) == []
