"""``seiton policy``: what can be asked for; what is done is in files read when they are called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

policy = typer.Typer(
    name="policy", help="Try a change of policy before it is made.", no_args_is_help=True, add_completion=False
)  # fmt: skip

Json = Annotated[bool, typer.Option("--json", help="Write JSON, for a script.")]


@policy.callback()
def _group() -> None:
    """Keeps ``replay`` a word of its own."""


@policy.command()
def replay(
    folder: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="The draft: a folder like config/, complete.")
    ],
    limit: Annotated[
        int, typer.Option(min=1, max=1_000, metavar="N", help="How many cases are named of each line.")
    ] = 5,
    as_json: Json = False,
) -> None:
    """What a draft policy would have decided differently: held, let go, decided by another role. Nothing is written."""
    from cli.replay import replay

    replay(folder, limit, as_json)
