"""The group ``seiton people``: what can be asked for. What each command does is in ``cli.people``, read when it is called."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from cli.amounts import day

people = typer.Typer(
    help="Colleagues: who may decide and proves it how, who stands in for whom, are duties kept apart.",
    no_args_is_help=True,
)

Json = Annotated[bool, typer.Option("--json", help="Write JSON, for a script.")]
PERSON_HELP = "Name, e-mail address or number of the colleague."
Colleague = Annotated[str, typer.Argument(metavar="PERSON", help=PERSON_HELP)]


@people.command("list")
def list_(as_json: Json = False) -> None:
    """Who works here: roles, one-time codes, locks, and whom each decides for today."""
    from cli.people import list_people

    list_people(as_json)


@people.command()
def enrol(
    person: Colleague,
    again: Annotated[
        bool,
        typer.Option("--again", help="Give a new secret to who has one: the old one is dead from then on."),
    ] = False,
    check: Annotated[
        bool,
        typer.Option("--check/--no-check", help="Ask for a first code, as proof that the telephone has it."),
    ] = True,
) -> None:
    """Give an approver one-time codes: shows a QR code for the telephone, and the secret for typing."""
    from cli.enrolling import enrol

    enrol(person, again, check)


@people.command()
def unlock(person: Colleague) -> None:
    """Let an approver who is locked after wrong codes try again at once."""
    from cli.people import unlock

    unlock(person)


@people.command()
def deputy(
    principal: Annotated[str, typer.Argument(help="Who is away.")],
    deputy: Annotated[str, typer.Argument(help="Who decides in their name: nobody who sells.")],
    first: Annotated[
        dt.date | None,
        typer.Option("--from", parser=day, metavar="DATE", help="The first day (default: today)."),
    ] = None,
    until: Annotated[
        dt.date | None, typer.Option("--until", parser=day, metavar="DATE", help="The last day.")
    ] = None,
    end: Annotated[bool, typer.Option("--end", help="End it now, whenever it was to end.")] = False,
) -> None:
    """Name who decides for a colleague from one day to another, or end it."""
    from cli.people import deputy as name_or_end

    name_or_end(principal, deputy, first, until, end)


@people.command()
def key() -> None:
    """Print a new key for SEITON_KEY; nothing is stored."""
    from crm.identity import new_key

    typer.echo(new_key())


@people.command()
def check(as_json: Json = False) -> None:
    """Prove that nobody both sells and decides, and verify the seal of every decision."""
    from cli.people import check

    raise typer.Exit(check(as_json))
