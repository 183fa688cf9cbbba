"""``seiton score`` and ``seiton campaigns``: what can be asked for; what is done is in files read when it is called."""

from __future__ import annotations

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Write JSON, for a script.")]


def score(
    case: Annotated[str, typer.Argument(help="OPP-123, or its key in the CRM it came from.")],
    as_json: Json = False,
) -> None:
    """Why an opportunity has its score against the ideal client, and what follows: qualified, ask, or nurture until a date."""
    from cli.score import score

    score(case, as_json)


def campaigns(
    campaign: Annotated[
        str | None, typer.Argument(help="One campaign: its number (CAM-3) or its name. Without it: all.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, metavar="N", help="How many are listed.")] = 20,
    as_json: Json = False,
) -> None:
    """Campaigns with their scores, why one is held, and what came of it; of one its factors and drafts."""
    from cli.campaigns import campaigns

    campaigns(campaign, limit, as_json)
