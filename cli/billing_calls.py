"""``seiton billing``: what can be asked for; what is done is in a file read when it is called."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated

import typer


def month(text: str) -> dt.date:
    """``2026-10``, as the first day of the month."""
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text.strip(), re.ASCII):
        raise typer.BadParameter(f"{text!r} is no month; write it as 2026-10")
    return dt.date.fromisoformat(f"{text.strip()}-01")


def billing(
    contract: Annotated[
        str | None, typer.Argument(help="A contract by its number, or its case: OPP-12, DEL-4.")
    ] = None,
    of: Annotated[
        dt.date | None,
        typer.Option(
            "--month", parser=month, metavar="MONTH", help="As 2026-10 (default: the latest previewed)."
        ),
    ] = None,
    receive: Annotated[
        bool, typer.Option("--receive", help="Finance takes over every preview of the month that is not held.")
    ] = False,
    by: Annotated[
        str | None, typer.Option(metavar="PERSON", help="Who receives: name, e-mail address or number.")
    ] = None,
    code: Annotated[
        str | None,
        typer.Option(metavar="NNNNNN", help="The one-time code of who receives (asked for if left out)."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, metavar="N", help="How many are listed.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, for a script.")] = False,
) -> None:
    """What a month will be billed, what is held and why; one contract line by line; or Finance's receipt."""
    from cli.billing import Asked, billing

    billing(contract, Asked(of, receive, by, code, limit), as_json)
