"""The command ``seiton``: what can be asked for. What each command does is in a file of its own, read when it is called.

Nothing heavy is imported here, so that help is there at once.
"""

from __future__ import annotations

import datetime as dt
import io
import sys
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperGroup

from cli.amounts import day, pesos
from cli.billing_calls import billing
from cli.client_calls import client
from cli.credit_calls import credit, lists
from cli.documents_calls import documents, dossier
from cli.exits import MEANING, Ends, told
from cli.kpi_calls import kpi, quota
from cli.market_calls import campaigns, score
from cli.people_calls import people
from cli.plan_calls import plan
from cli.policy_calls import policy
from cli.proof_calls import chaos, conformance, prove, verify
from cli.quote_calls import quotes
from cli.run_calls import Opportunities, Today, run, up

EXITS = "Exit codes: " + " · ".join(f"{code.value} {meaning}" for code, meaning in MEANING.items()) + "."


class Commands(TyperGroup):
    """The commands, with one place where an error becomes a sentence and an exit code."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Refuse words that are bytes of another encoding: nothing in the CRM is called so."""
        for word in args:
            if not word.isascii() and _is_no_text(word):
                raise typer.BadParameter(_no_text(word))
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; with ``--debug`` an error shows where it happened."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise typer.Exit(_interrupted()) from None
        except Exception as error:
            by_typer = isinstance(error, (typer.Exit, typer.Abort, BrokenPipeError)) or hasattr(
                error, "format_message"
            )
            if by_typer or ctx.params.get("debug"):
                raise
            raise typer.Exit(_said(error)) from None


app = typer.Typer(
    name="seiton",
    cls=Commands,
    help="The commercial operations of a managed-print dealer: gates that hold, from lead to recovery.",
    epilog=EXITS,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Json = Annotated[bool, typer.Option("--json", help="Write JSON, for a script.")]


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"seiton {version('seiton')}")
        raise typer.Exit


@app.callback()
def start(
    debug: Annotated[bool, typer.Option("--debug", help="On an error, show where it happened.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Options before any command; ``--debug`` is read by ``Commands``."""
    del debug, version


@app.command()
def init(
    database: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Where the CRM is (default: SEITON_DATABASE, or a file in var/)."),
    ] = None,
    today: Today = None,
    as_json: Json = False,
) -> None:
    """Create the CRM or bring it up to date, install the rulebook, open the business day. Safe to run again."""
    from cli.init import init

    init(database, today, as_json)


@app.command()
def sample(
    opportunities: Opportunities = 2_000,
    seed: Annotated[
        int, typer.Option(metavar="N", help="Another number gives another dealer; the same one the same rows.")
    ] = 7,
    today: Today = None,
    as_json: Json = False,
) -> None:
    """Fill an empty CRM with an invented dealer, and say which defects were planted in it."""
    from cli.sampling import sample

    sample(opportunities, seed, today, as_json)


@app.command("import")
def import_(
    mapping: Annotated[
        str, typer.Argument(help="The name of a mapping (config/imports/…) or the path of one.")
    ],
    folder: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, readable=True, help="The folder with the CSV files.")
    ],
    as_of: Annotated[
        dt.date | None,
        typer.Option(
            parser=day, metavar="DATE", help="The day of the export (default: what the mapping says)."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Bring the CSV export of another CRM in. No row is lost: each is imported, updated or rejected with a reason."""
    from cli.importing import import_

    import_(mapping, folder, as_of, as_json)


app.command()(run)
app.command()(up)


@app.command()
def audit(
    incremental: Annotated[
        bool, typer.Option("--incremental", help="Judge only what can have changed.")
    ] = False,
    data_docs: Annotated[
        bool, typer.Option("--data-docs/--no-data-docs", help="Write the Data Docs of Great Expectations.")
    ] = True,
    owner: Annotated[
        str | None, typer.Option(metavar="NAME", help="Show the worklist of this colleague.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Judge every record by every rule: score, debt in pesos, what is new and what was resolved."""
    from cli.auditing import audit

    audit(incremental, data_docs, owner, as_json)


@app.command()
def held(
    case: Annotated[
        str | None, typer.Argument(help="OPP-123, DEL-4, REN-5, or its key in the CRM it came from.")
    ] = None,
    rule: Annotated[str | None, typer.Option(metavar="KEY", help="Only what this rule holds.")] = None,
    owner: Annotated[str | None, typer.Option(metavar="NAME", help="Only the cases of this colleague.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, metavar="N", help="How many cases are listed.")] = 20,
    on: Annotated[
        dt.date | None,
        typer.Option(parser=day, metavar="DATE", help="The case as it stood on a past day, as 2026-10-01."),
    ] = None,
    as_json: Json = False,
) -> None:
    """What is held, by which rule and for how many pesos; for one case why, and the shortest way through."""
    from cli.held import held

    held(case, rule, owner, limit, on, as_json)


@app.command()
def today(
    owner: Annotated[str | None, typer.Option(metavar="NAME", help="Only the list of this colleague.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, metavar="N", help="How many are listed.")] = 40,
    as_json: Json = False,
) -> None:
    """Whom to contact today: when, how, with whom and why; and which A clients go beyond their limit."""
    from cli.today import today

    today(owner, limit, as_json)


@app.command()
def renewals(
    within: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=3_650,
            metavar="DAYS",
            help="Contracts that end within so many days (default: the first window).",
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option(min=1, max=10_000, metavar="N", help="How many contracts are listed.")
    ] = 30,
    as_json: Json = False,
) -> None:
    """The contracts that come to their end, by window: health, risk with its reason, next dated step, proposal."""
    from cli.renewals import renewals

    renewals(within, limit, as_json)


@app.command()
def decide(
    request: Annotated[
        str | None, typer.Argument(help="REQ-12, or the case: OPP-123. Without it: what awaits a decision.")
    ] = None,
    answer: Annotated[
        Literal["approve", "decline", "more"] | None,
        typer.Argument(help="The decision; more: ask for more first."),
    ] = None,
    by: Annotated[
        str | None, typer.Option(metavar="PERSON", help="Who decides: name, e-mail address or number.")
    ] = None,
    limit: Annotated[
        Decimal | None,
        typer.Option(parser=pesos, metavar="PESOS", help="Credit: at most this may be owed, as 250000."),
    ] = None,
    code: Annotated[
        str | None,
        typer.Option(metavar="NNNNNN", help="The one-time code of who decides (asked for if left out)."),
    ] = None,
    conditions: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What the approval depends on.")
    ] = None,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="A reason, or what is wanted.")] = None,
    until: Annotated[
        dt.date | None, typer.Option(parser=day, metavar="DATE", help="Until when the decision holds.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Give a decision that only a person may give, or list what awaits one."""
    from cli.decide import Given, decide_

    decide_(request, Given(answer, by, code, limit, conditions, note, until), as_json)


@app.command()
def rules(
    key: Annotated[str | None, typer.Argument(help="One rule, such as A21-credit-authorised.")] = None,
    record: Annotated[str | None, typer.Option(metavar="RECORD", help="Only the rules on this record.")] = None,
    stage: Annotated[
        str | None, typer.Option(metavar="STAGE", help="Only what bars the way into this stage.")
    ] = None,
    sql: Annotated[bool, typer.Option("--sql", help="Show the SQL that decides.")] = False,
    as_json: Json = False,
) -> None:
    """The rulebook: what must hold, where it bars the way, who can mend it and how."""
    from cli.rules import rules

    rules(key, record, stage, sql, as_json)


@app.command()
def doctor(as_json: Json = False) -> None:
    """Is everything in order: Python, configuration, database, guards, calendar, outbox, server? With what to do."""
    from cli.doctor import doctor

    raise typer.Exit(doctor(as_json))


@app.command()
def notices(
    limit: Annotated[int, typer.Option(min=1, max=10_000, metavar="N", help="How many are listed.")] = 20,
    again: Annotated[
        bool, typer.Option("--again", help="Let those that were given up be tried again.")
    ] = False,
    as_json: Json = False,
) -> None:
    """What people were not told yet: notices that wait for a channel, failed or were given up, and why."""
    from cli.noticing import notices

    notices(limit, again, as_json)


for command in (prove, verify, conformance, chaos):
    app.command()(command)
app.add_typer(policy, name="policy")
app.add_typer(quotes, name="quote")
app.command()(score)
app.command()(campaigns)
app.command()(client)
app.command()(kpi)
app.command()(quota)
app.command()(credit)
app.command()(plan)
app.command()(billing)
app.add_typer(lists, name="lists")
app.add_typer(people, name="people")
app.add_typer(documents, name="documents")
app.command()(dossier)


def main() -> None:
    """The entry of the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a name that the terminal can't show is no failure
    app(prog_name="seiton")


def _interrupted() -> Ends:
    from cli import texts

    typer.echo(texts.INTERRUPTED.to(_language()), err=True)
    return Ends.INTERRUPTED


def _said(error: Exception) -> Ends:
    from cli import texts
    from cli.screen import plain

    language = _language()
    expected = told(error, language)
    if expected is not None:
        code, sentence = expected
    else:
        code = Ends.MISTAKE
        sentence = texts.MISTAKE.to(language, kind=type(error).__name__, said=error)
    typer.echo(plain(sentence), err=True)
    return code


def _is_no_text(word: str) -> bool:
    from config.words import is_text

    return not is_text(word)


def _no_text(word: str) -> str:
    from cli import texts
    from cli.screen import plain

    return texts.NO_TEXT.to(_language(), word=plain(word.encode("utf-8", "backslashreplace").decode()))


def _language() -> str:
    from config.company import spoken_language

    return spoken_language()
