"""``seiton kpi`` and ``seiton quota``: what can be asked for; what is done is in files read when it is called."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

Json = Annotated[bool, typer.Option("--json", help="Write JSON, for a script.")]


def kpi(
    month: Annotated[
        bool, typer.Option("--month/--week", help="The last month that is over, or the last week.")
    ] = False,
    language: Annotated[
        Literal["en", "es"] | None,
        typer.Option(metavar="LANGUAGE", help="en or es (default: that of the company)."),
    ] = None,
    as_json: Json = False,
) -> None:
    """The four blocks of indicators, results before activity, and the manager's page to read or print."""
    from cli.kpi import kpi

    kpi("month" if month else "week", language, as_json)


def quota(
    owner: Annotated[
        str | None, typer.Option(metavar="NAME", help="The ledger of this colleague: name, e-mail or number.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, metavar="N", help="How many lines are listed.")] = 20,
    as_json: Json = False,
) -> None:
    """What each seller has reached of this month's quotas and what it pays; for one, the lines of the ledger."""
    from cli.kpi import quota

    quota(owner, limit, as_json)
