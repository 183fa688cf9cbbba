"""``seiton plan``: what can be asked for; what is done is in a file read when it is called."""

from __future__ import annotations

from typing import Annotated

import typer


def plan(
    case: Annotated[str, typer.Argument(help="OPP-123, or its key in the CRM it came from.")],
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, for a script.")] = False,
) -> None:
    """How a sale is prepared: the grid of its plan, who is who at the client, gaps, and what each phase lacks."""
    from cli.plan import plan

    plan(case, as_json)
