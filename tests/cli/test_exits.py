"""Everything that is expected to go wrong is one sentence and an exit code; a mistake of ours says so."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

import cli.rules
from checks.decisions import DecisionRefused
from checks.held import UnknownCase
from checks.install import NotInstalled
from config.company import ConfigError, Text
from crm.imports import ImportProblem
from crm.requests import UnknownPerson
from crm.unavailable import DatabaseUnavailable
from tests.cli.conftest import Call, House


def locked() -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorname = "SQLITE_BUSY"
    return error


EXPECTED = [
    (ConfigError("company.toml: name: unknown word"), 4, "company.toml: name: unknown word"),
    (DatabaseUnavailable("The disk is full"), 4, "The disk is full"),
    (NotInstalled("the CRM is empty: run 'seiton init' first"), 4, "seiton init"),
    (ImportProblem("deals.csv is not in the folder"), 4, "deals.csv"),
    (PermissionError(13, "Permission denied", "/var/x"), 4, "/var/x: Permission denied"),
    (OperationalError("SELECT 1", {}, locked()), 4, "Another process is writing"),
    (OperationalError("SELECT 1", {}, sqlite3.OperationalError("no such column: x")), 4, "seiton init"),
    (StaleDataError("0 rows matched"), 4, "Somebody else changed this record"),
    (UnknownCase("OPP-9: no such case"), 2, "OPP-9: no such case"),
    (UnknownPerson(Text(en="Zoe: there is no such colleague", es="Zoe: no hay")), 2, "Zoe"),
    (
        DecisionRefused("no_authority", Text(en="Ana may not decide this", es="Ana no puede")),
        3,
        "Ana may not decide this",
    ),
    (
        IntegrityError("UPDATE", {}, sqlite3.IntegrityError("held: A21-x: Credit is authorised")),
        3,
        "A21-x: Credit",
    ),
    (IntegrityError("UPDATE", {}, sqlite3.IntegrityError("refused: no such change")), 3, "no such change"),
]


def fail_with(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def rules(*_: object) -> None:
        raise error

    monkeypatch.setattr(cli.rules, "rules", rules)


@pytest.mark.parametrize(
    ("error", "code", "sentence"), EXPECTED, ids=[type(error).__name__ for error, *_ in EXPECTED]
)
def test_what_is_expected_is_one_sentence_and_a_code(
    call: Call, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int, sentence: str
) -> None:
    fail_with(monkeypatch, error)
    outcome = call("rules")
    assert outcome.code == code
    assert sentence in outcome.err
    assert len(outcome.err.strip().splitlines()) == 1
    assert outcome.out == ""


def test_a_mistake_of_the_program_says_so_and_how_to_see_it(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_with(monkeypatch, ZeroDivisionError("division by zero"))
    outcome = call("rules")
    assert outcome.code == 70
    assert "ZeroDivisionError: division by zero" in outcome.err and "--debug" in outcome.err


def test_with_debug_the_error_shows_where_it_happened(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(monkeypatch, ConfigError("broken"))
    with pytest.raises(ConfigError):
        call("--debug", "rules")


def test_ctrl_c_says_one_sentence(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(monkeypatch, KeyboardInterrupt())
    outcome = call("rules")
    assert outcome.code == 130
    assert outcome.err.startswith("Interrupted.") and len(outcome.err.strip().splitlines()) == 1


def test_the_sentence_is_in_the_language_of_the_company(in_spanish: None, call: Call) -> None:
    outcome = call("held")
    assert outcome.code == 4
    assert outcome.err.startswith("Todavía no hay un CRM")


def test_control_characters_in_an_error_do_nothing(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(monkeypatch, UnknownPerson(Text(en="\x1b]0;owned\x07\x1b[31mZoe", es="-")))
    assert "\x1b" not in call("rules").err


@pytest.mark.parametrize(
    "words",
    [
        ("fly",),
        ("held", "--limit", "0"),
        ("held", "--limit", "many"),
        ("init", "--today", "tomorrow"),
        ("init", "--today", "2026-02-30"),
        ("import", "maven-crm", "no/such/folder"),
        ("import", "maven-crm"),
        ("decide", "REQ-1", "perhaps", "--by", "Ana"),
        ("decide", "REQ-1", "approve", "--limit", "250.000"),
        ("rules", "A99-nothing-like-it"),
        ("rules", "--record", "spaceship"),
        ("rules", "--stage", "orbit"),
    ],
    ids=" ".join,
)
def test_a_wrong_call_ends_with_two_and_does_nothing(call: Call, var: Path, words: tuple[str, ...]) -> None:
    assert call(*words).code == 2
    assert not var.exists()


def test_a_configuration_with_an_unknown_word_names_file_key_and_known_words(
    own_empresa: Path, call: Call
) -> None:
    with (own_empresa / "audit.toml").open("a") as file:
        file.write("\n[depts]\nx = 1\n")
    outcome = call("rules")
    assert outcome.code == 4
    assert "audit.toml: depts: unknown word; known here: debt, report" in outcome.err


def seiton(*words: str) -> list[str]:
    return [sys.executable, "-c", "from cli.main import main; main()", *words]


@pytest.mark.slow
def test_the_process_ends_with_the_code(house: House) -> None:
    assert subprocess.run(seiton("held"), capture_output=True).returncode == 0
    assert subprocess.run(seiton("held", "OPP-999"), capture_output=True).returncode == 2
    house.path.write_bytes(b"no database " * 100)
    done = subprocess.run(seiton("held"), capture_output=True, text=True)
    assert done.returncode == 4
    assert (
        done.stderr.strip()
        == f"{house.path} is no SQLite database: correct SEITON_DATABASE, or move the file away"
    )


@pytest.mark.slow
def test_a_reader_that_stops_reading_is_no_error(house: House) -> None:
    command = subprocess.Popen(seiton("rules", "--json"), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert command.stdout is not None and command.stderr is not None
    command.stdout.read(10)
    command.stdout.close()
    said = command.stderr.read().decode()
    command.stderr.close()
    command.wait()
    assert "Traceback" not in said


@pytest.mark.slow
def test_a_terminal_without_accents_is_no_failure(house: House) -> None:
    done = subprocess.run(
        seiton("rules", "A21-credit-authorised"),
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 0
    assert b"El cr\\xe9dito" in done.stdout


def _until_it_waits(pid: int) -> None:
    """The process has stopped working: it waits its turn."""
    process, worked = psutil.Process(pid), -1.0
    for _ in range(60):
        before, worked = worked, sum(process.cpu_times()[:2])
        if worked > 0.5 and worked - before < 0.05:
            return
        time.sleep(1)
    raise AssertionError("it never came to wait")


@pytest.mark.slow
def test_ctrl_c_in_the_middle_leaves_the_crm_as_it_was(house: House) -> None:
    """While another process writes, ``init`` waits its turn; interrupted there, it says so and changes nothing."""
    other = sqlite3.connect(house.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    command = subprocess.Popen(
        seiton("init", "--today", "2027-01-01"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    _until_it_waits(command.pid)
    os.kill(command.pid, signal.SIGINT)
    other.execute("ROLLBACK")
    _, said = command.communicate(timeout=30)
    assert command.returncode == 130
    assert said.strip().splitlines() == ["Interrupted. What was finished is kept; nothing is half done."]
    assert other.execute("SELECT today FROM business_day").fetchall() == [("2026-11-20",)]
    other.close()
