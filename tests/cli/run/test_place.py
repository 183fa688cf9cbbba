"""One server at a time in one folder, and nothing left of a killed one."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.exits import Ends, Stop
from cli.run.place import Place, Running, taken

SLEEPER = "import sys, time; time.sleep(60)"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    found = Place(tmp_path / "var")
    found.prepare()
    return found


@pytest.fixture
def sleepers() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes that a test starts; whatever is left of them is ended."""
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for process in started:
        process.kill()
        process.wait()


def a_sleeper(sleepers: list[subprocess.Popen[bytes]], *arguments: str) -> int:
    process = subprocess.Popen([sys.executable, "-c", SLEEPER, *arguments], start_new_session=True)
    sleepers.append(process)
    return process.pid


def test_a_second_one_in_the_same_folder_is_refused_and_told_where_the_first_is(place: Place) -> None:
    with taken(place):
        place.write(Running(123, 4200, (124,)))
        with pytest.raises(Stop, match=r"123.*http://127\.0\.0\.1:4200") as refused, taken(place):
            pass
    assert refused.value.code == Ends.UNAVAILABLE


def test_it_is_told_by_the_address_that_the_first_listens_on(place: Place) -> None:
    with taken(place):
        place.write(Running(123, 4200, (124,), "fd00::2"))
        with pytest.raises(Stop, match=r"http://\[fd00::2\]:4200"), taken(place):
            pass


def test_a_notice_of_a_release_that_knew_only_this_machine_is_read(place: Place) -> None:
    place.notice.write_text('{"pid": 1, "port": 4200, "children": [2]}')
    assert place.read() == Running(1, 4200, (2,), "127.0.0.1")


def test_when_it_ends_the_folder_is_free_again(place: Place) -> None:
    with taken(place):
        place.write(Running(1, 2))
    assert place.read() is None
    with taken(place) as leftover:
        assert leftover == 0


def test_what_a_killed_one_left_running_is_stopped(
    place: Place, sleepers: list[subprocess.Popen[bytes]]
) -> None:
    pid = a_sleeper(sleepers, "prefect server start")
    place.write(Running(1, 4200, (pid,)))
    with taken(place) as leftover:
        assert leftover == 1
    assert sleepers[0].poll() is not None


def test_a_process_that_got_the_number_of_ours_is_left_alone(
    place: Place, sleepers: list[subprocess.Popen[bytes]]
) -> None:
    pid = a_sleeper(sleepers, "somebody else's")
    place.write(Running(1, 4200, (pid,)))
    with taken(place) as leftover:
        assert leftover == 0
    time.sleep(0.2)
    assert sleepers[0].poll() is None


@pytest.mark.parametrize(
    "said", ["", "{", "[]", '{"pid": 1}', json.dumps({"pid": "x", "port": 1, "children": []})]
)
def test_a_notice_that_can_not_be_read_is_no_notice(place: Place, said: str) -> None:
    place.notice.write_text(said)
    assert place.read() is None


def test_a_folder_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Stop, match="SEITON_VAR"):
        Place(tmp_path / "file" / "var").prepare()
