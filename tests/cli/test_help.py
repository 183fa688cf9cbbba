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
from tests.config.test_real_company import COMPANY

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


def test_help_costs_little_more_than_the_parser_that_prints_it() -> None:
    """By the processor's time of both in turn, so that neither the machine nor what else it does is counted."""
    ratios = [_cost(HELP) / _cost("import typer, rich.markdown, rich.panel") for _ in range(5)]
    assert statistics.median(ratios) < 2.5


def _cost(program: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", program], stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_every_command_says_what_it_does_and_what_its_options_mean(call: Call) -> None:
    from typer.main import get_command

    commands = list(get_command(app).commands.values())  # type: ignore[attr-defined]
    for command in commands:
        commands += getattr(command, "commands", {}).values()
        assert command.help
        assert [parameter.name for parameter in command.params if not parameter.help] == []


def test_every_tool_that_a_stage_names_is_a_command(call: Call) -> None:
    """000/A35: what the standards of a stage send people to is there."""
    tools = {tool for life in COMPANY.lifecycles.values() for s in life.stage for tool in s.tools}
    for tool in tools:
        assert call(*tool.removeprefix("seiton ").split(), "--help").code == 0, tool


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
