"""Help is there at once and is true."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys

import pytest

from cli.main import app
from cli.reference import PAGE, page
from tests.cli.conftest import Call

HEAVY = (
    "sqlalchemy",
    "alembic",
    "pydantic",
    "pydantic_settings",
    "pandas",
    "numpy",
    "prefect",
    "great_expectations",
    "holidays",
)
HELP = "import sys; sys.argv = ['seiton', '--help']\nfrom cli.main import main\ntry: main()\nexcept SystemExit: pass\n"


def test_help_imports_nothing_heavy() -> None:
    program = HELP + f"print('heavy:', *[name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "heavy:"


def test_help_answers_in_under_half_a_second() -> None:
    """By the processor's time, so that what else the machine does is not counted."""
    seconds = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", HELP], stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert statistics.median(seconds) < 0.5


def test_every_command_says_what_it_does_and_what_its_options_mean(call: Call) -> None:
    from typer.main import get_command

    commands = list(get_command(app).commands.values())  # type: ignore[attr-defined]
    for command in commands:
        commands += getattr(command, "commands", {}).values()
        assert command.help
        assert [parameter.name for parameter in command.params if not parameter.help] == []


@pytest.mark.parametrize(
    "command",
    [
        "init",
        "sample",
        "import",
        "run",
        "up",
        "audit",
        "held",
        "plan",
        "decide",
        "rules",
        "doctor",
        "people",
        "documents",
        "dossier",
        "score",
        "campaigns",
        "credit",
        "lists",
    ],
)
def test_every_command_has_help(call: Call, command: str) -> None:
    assert call(command, "--help").code == 0


def test_the_exit_codes_are_in_the_help(call: Call) -> None:
    said = " ".join(call("--help").out.split())
    assert "5 nothing was done" in said and "130 interrupted" in said


def test_the_page_of_the_commands_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "make it again with: python -m cli.reference"


def test_the_version_is_told(call: Call) -> None:
    assert call("--version").out.startswith("seiton 0.")


def test_no_command_shows_the_help_and_is_a_wrong_call(call: Call) -> None:
    outcome = call()
    assert "doctor" in outcome.out + outcome.err
    assert outcome.code == 2
