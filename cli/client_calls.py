"""``seiton client``: what can be asked for; what is done is in a file read when it is called."""

from __future__ import annotations

from typing import Annotated

import typer


def client(
    name: Annotated[str, typer.Argument(help="An account: its number, RFC or name.")],
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, for a script.")] = False,
) -> None:
    """One client: ABC class, rung of the ladder, traits, share, moments, satisfaction, and what is missing."""
    from cli.client import client

    client(name, as_json)
