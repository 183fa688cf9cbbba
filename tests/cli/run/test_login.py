"""The server's login is made once, kept for its owner alone, or taken from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.exits import Stop
from cli.run.login import VARIABLE, login
from cli.run.place import Place


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.delenv(VARIABLE, raising=False)
    place = Place(tmp_path / "var")
    place.prepare()
    return place


def test_it_is_made_once_and_only_its_owner_may_read_it(place: Place) -> None:
    made = login(place)
    name, _, password = made.partition(":")
    assert name == "seiton" and len(password) >= 32
    assert place.login.stat().st_mode & 0o777 == 0o600
    assert login(place) == made


def test_no_two_are_alike(place: Place, tmp_path: Path) -> None:
    other = Place(tmp_path / "other")
    other.prepare()
    assert login(place) != login(other)


@pytest.mark.parametrize("kept", ["", "seiton", ":password", "seiton:"])
def test_what_is_no_login_is_made_anew(place: Place, kept: str) -> None:
    place.login.write_text(kept)
    assert len(login(place)) > 32


def test_a_file_that_others_could_read_is_closed_to_them(place: Place) -> None:
    place.login.write_text("seiton:kept\n")
    place.login.chmod(0o644)
    assert login(place) == "seiton:kept"
    assert place.login.stat().st_mode & 0o777 == 0o600


def test_the_environment_comes_first_and_nothing_is_written(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "ana:a:b")
    assert login(place) == "ana:a:b"
    assert not place.login.exists()


@pytest.mark.parametrize("given", ["ana", ":", "ana:", ":x", "ana:contraseña"])
def test_what_the_environment_says_must_be_name_and_password(
    place: Place, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv(VARIABLE, given)
    with pytest.raises(Stop, match="name:password") as refusal:
        login(place)
    assert given == ":" or given not in refusal.value.to("es")


def test_a_login_that_can_not_be_kept_is_said(place: Place) -> None:
    place.login.mkdir()
    with pytest.raises(Stop, match="login"):
        login(place)
