"""``seiton credit`` and the group ``seiton lists``: what can be asked for; what is done is in files read when it is called."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from cli.amounts import day

lists = typer.Typer(
    help="Lists of the authorities that decide whom we may sell to: article 69-B of the SAT.",
    no_args_is_help=True,
)

Json = Annotated[bool, typer.Option("--json", help="Write JSON, for a script.")]


def credit(
    name: Annotated[
        str, typer.Argument(help="An opportunity (OPP-12), or an account: its number, RFC or name.")
    ],
    as_json: Json = False,
) -> None:
    """The credit file of a client: exposure, limits and until when they hold, the papers, the 69-B list."""
    from cli.credit import credit

    credit(name, as_json)


@lists.command()
def update(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, readable=True, help="The CSV file of the SAT (Listado completo 69-B)."
        ),
    ],
    listed_on: Annotated[
        dt.date | None,
        typer.Option(
            "--listed-on",
            parser=day,
            metavar="DATE",
            help="The day of the edition (default: what the file says).",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Replace the 69-B list by a newer edition, whole or not at all, and say which of our clients it names."""
    from cli.lists import update

    update(file, listed_on, as_json)


@lists.command()
def show(as_json: Json = False) -> None:
    """Which edition is in force, and which of our clients it names."""
    from cli.lists import show

    show(as_json)
