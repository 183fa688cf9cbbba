"""The group ``seiton documents`` and ``seiton dossier``: what can be asked for. What they do is read when they are called."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from cli.amounts import day

documents = typer.Typer(
    help="Papers of a case: drafted from its records, checked when they come back signed, kept by their hash.",
    no_args_is_help=True,
)

Json = Annotated[bool, typer.Option("--json", help="Write JSON, for a script.")]
Case = Annotated[str, typer.Argument(help="OPP-123, DEL-4, or its key in the CRM it came from.")]
Kind = Annotated[
    str, typer.Argument(help="contract, annex_a … annex_e, proposal, acceptance, training_record …")
]


@documents.command("list")
def list_(case: Case, as_json: Json = False) -> None:
    """Every paper of a case: drafted, proved, attested by whom, refused why; and whether its file is still what it was."""
    from cli.documents import list_documents

    list_documents(case, as_json)


@documents.command()
def check(case: Case, as_json: Json = False) -> None:
    """Examine the kept file of every paper that counts once more: signatures, hash, pages and facts of its draft."""
    from cli.documents import check_documents

    check_documents(case, as_json)


@documents.command()
def draft(
    case: Case,
    kind: Kind,
    to: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the PDF here as well (an existing file is kept).")
    ] = None,
    as_json: Json = False,
) -> None:
    """Draft a paper in Spanish from the records of today, number it and keep it by its hash."""
    from cli.documents import draft_document

    draft_document(case, kind, to, as_json)


@documents.command()
def add(
    case: Case,
    kind: Kind,
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file that came in.")
    ],
    attest: Annotated[
        str | None,
        typer.Option(
            "--attest",
            metavar="PERSON",
            help="Who answers for handwritten signatures: a colleague who does not sell.",
        ),
    ] = None,
    statement: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What that person states, as: I saw both sign.")
    ] = None,
    code: Annotated[
        str | None, typer.Option(metavar="NNNNNN", help="Their one-time code (asked for if left out).")
    ] = None,
    signed_on: Annotated[
        dt.date | None, typer.Option(parser=day, metavar="DATE", help="When the paper was signed by hand.")
    ] = None,
    issued_on: Annotated[
        dt.date | None,
        typer.Option(parser=day, metavar="DATE", help="When others issued it, as a tax opinion."),
    ] = None,
    until: Annotated[
        dt.date | None, typer.Option(parser=day, metavar="DATE", help="Until when it says that it holds.")
    ] = None,
    as_json: Json = False,
) -> None:
    """File what came in: signatures verified, compared with the draft and the records; refused with every reason."""
    from cli.documents import Given, add_document

    add_document(case, kind, file, Given(attest, statement, code, signed_on, issued_on, until), as_json)


def dossier(
    case: Case,
    to: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where the dossier goes (default: dossiers in SEITON_VAR)."),
    ] = None,
    as_zip: Annotated[bool, typer.Option("--zip", help="One ZIP file in place of a folder.")] = False,
    as_json: Json = False,
) -> None:
    """One folder or ZIP with papers, decisions, history and hashes of a case, and a script that verifies it offline."""
    from cli.dossier import write_dossier

    write_dossier(case, to, as_zip, as_json)
