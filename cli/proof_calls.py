"""``seiton prove``, ``verify``, ``conformance`` and ``chaos``: what can be asked for; what is done is in files read when they are called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Write JSON, for a script.")]


def prove(
    mutants: Annotated[
        bool, typer.Option("--mutants", help="Weaken every guard in turn: the proof must notice each.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Is there a way round a gate? Every one is tried in a scratch CRM, with every rule broken alone. Exit code 1 where there is."""
    from cli.prove import prove

    raise typer.Exit(prove(mutants, as_json))


def verify(
    roots: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            metavar="FILE",
            help="A copy of the roots (default: var/trail/roots.jsonl).",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Was anything of what happened altered, deleted, slipped in, reordered or cut off? Exit code 1 where it was."""
    from cli.verify import verify

    raise typer.Exit(verify(roots, as_json))


def conformance(
    log: Annotated[
        Path | None,
        typer.Argument(
            exists=True,
            dir_okay=False,
            metavar="FILE",
            help="An event log of another system, CSV or XES (default: the CRM).",
        ),
    ] = None,
    lifecycle: Annotated[
        str, typer.Option(metavar="NAME", help="The lifecycle that a log is held against.")
    ] = "lead_to_close",
    mapping: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, metavar="FILE", help="Which columns and activities of a log are meant."
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option(min=1, max=10_000, metavar="N", help="How many deviations and cases are listed.")
    ] = 10,
    as_json: Json = False,
) -> None:
    """Is what happened what was declared? Every move and decision: skipped stages, wrong order, time limits, four eyes."""
    from cli.conformance import of_a_log, of_the_crm

    if log is None:
        of_the_crm(limit, as_json)
    else:
        of_a_log(log, lifecycle, mapping, limit, as_json)


def chaos(
    kills: Annotated[
        int, typer.Option(min=1, max=100_000, metavar="N", help="At least so many times a process is killed.")
    ] = 200,
    seed: Annotated[
        int, typer.Option(metavar="N", help="Another number kills at other steps; the same one at the same.")
    ] = 7,
    life: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Only this life of the seed, to see a difference again."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Kill what works on a scratch CRM at every kind of step, begin it again, compare the end. Exit code 1 where it differs."""
    from cli.chaos import chaos

    raise typer.Exit(chaos(kills, seed, life, as_json))
