"""``seiton run`` and ``up``: what can be asked for; what is done is in files read when they are called."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from cli.amounts import day

Today = Annotated[
    dt.date | None,
    typer.Option(
        "--today", parser=day, metavar="DATE", help="The business day, as 2026-11-21 (default: today)."
    ),
]
Opportunities = Annotated[
    int, typer.Option(min=1, max=5_000_000, metavar="N", help="How large the invented dealer is.")
]
Host = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="Where the server listens: an address of this machine, or 0.0.0.0 for all, so that other machines reach it (default: 127.0.0.1).",
    ),
]


def run(
    opportunities: Opportunities = 2_000,
    import_from: Annotated[
        tuple[str, Path] | None,
        typer.Option("--import", metavar="MAPPING FOLDER", help="Run on a CSV export in place of the sample."),
    ] = None,
    today: Today = None,
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65_535, metavar="N", help="The server's port (default: a free one)."),
    ] = None,
    host: Host = None,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the server up when everything has run.")] = False,
) -> None:
    """Run the three lifecycles and the audit once on a Prefect server of their own, and say what came of it."""
    from cli.run import run

    run(port=port, host=host, opportunities=opportunities, import_from=import_from, today=today, keep=keep)


def up(
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65_535, metavar="N", help="The server's port (default: 4200, or a free one)."),
    ] = None,
    host: Host = None,
) -> None:
    """Keep server, worker and schedules up, and print the address of the UI. Ctrl-C stops them."""
    from cli.run import up

    up(port=port, host=host)
