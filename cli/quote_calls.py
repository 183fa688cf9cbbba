"""The group ``seiton quote``: what can be asked for. What each command does is in ``cli.quote``, read when it is called."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperGroup


class Quotes(TyperGroup):
    """``seiton quote OPP-12`` is short for ``seiton quote case OPP-12``."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """A word that names no command names a case."""
        known = args[0] in self.commands or args[0].startswith("-")
        return super().resolve_command(ctx, args if known else ["case", *args])


quotes = typer.Typer(
    cls=Quotes,
    help="Quotes made with the official quoter (config/pricing.toml): seiton quote OPP-123, seiton quote check.",
    no_args_is_help=True,
)

Json = Annotated[bool, typer.Option("--json", help="Write JSON, for a script.")]
Case = Annotated[str, typer.Argument(help="OPP-123, or its key in the CRM it came from.")]


def percent(text: str) -> Decimal:
    """``12`` or ``12.5``: a percentage, to a hundredth of a point."""
    if not re.fullmatch(r"\d{1,3}(\.\d{1,2})?", text.strip(), re.ASCII):
        raise typer.BadParameter(f"{text!r} is no percentage; write it as 12 or 12.5")
    return Decimal(text.strip())


def line(text: str) -> tuple[str, int, str | None]:
    """``Orvale M420:2`` or ``Orvale M420:2:Almacén``: a model, how many, and where they go."""
    model, _, rest = text.partition(":")
    quantity, _, place = rest.partition(":")
    if not model.strip() or not re.fullmatch(r"[1-9]\d{0,3}", quantity.strip(), re.ASCII):
        raise typer.BadParameter(f"{text!r} is no line; write it as 'MODEL:2' or 'MODEL:2:PLACE'")
    return model.strip(), int(quantity), place.strip() or None


@quotes.command()
def case(
    case: Case,
    lines: Annotated[
        list[Any] | None,
        typer.Option(
            "--line", parser=line, metavar="MODEL:N[:PLACE]", help="Equipment to quote, once for each model (default: what replaces the fleet of the study).",
        ),
    ] = None,
    term: Annotated[
        int | None, typer.Option(min=1, metavar="MONTHS", help="Default: that of the official quote, or 36.")
    ] = None,
    discount: Annotated[
        Decimal | None, typer.Option(parser=percent, metavar="PERCENT", help="Off the list price (default: none).")
    ] = None,
    mono: Annotated[
        int | None, typer.Option(min=0, metavar="PAGES", help="Mono pages a month (default: of the study).")
    ] = None,
    colour: Annotated[
        int | None, typer.Option(min=0, metavar="PAGES", help="Colour pages a month (default: of the study).")
    ] = None,
    mono_coverage: Annotated[
        Decimal | None,
        typer.Option(parser=percent, metavar="PERCENT", help="How much of a mono page is inked (default: plan of the quoter)."),
    ] = None,
    colour_coverage: Annotated[
        Decimal | None,
        typer.Option(parser=percent, metavar="PERCENT", help="The same of each colour of a colour page."),
    ] = None,
    a3: Annotated[
        Decimal | None, typer.Option(parser=percent, metavar="PERCENT", help="Share of the pages that are A3.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, max=2**31 - 1, metavar="N", help="For the risk (default: the number of the case).")
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Write it as the new official quote.")] = False,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Price a sale: lines, margins, risk, and who would have to approve it. Nothing is written without --apply."""
    from cli.quote import Asked, quote_case

    wanted = Asked(
        tuple(lines or ()), term, discount, mono, colour, mono_coverage, colour_coverage, a3 or Decimal(0), seed
    )
    quote_case(case, wanted, apply, as_json)


@quotes.command()
def check(
    case: Annotated[str | None, typer.Argument(help="Only the quotes of this opportunity.")] = None,
    as_json: Json = False,
) -> None:
    """Compute every stored quote again, with the figures and the version it was made with; list those that differ."""
    from cli.quote import check_quotes

    raise typer.Exit(check_quotes(case, as_json))


@quotes.command()
def confirm(
    case: Case,
    fact: Annotated[
        Literal["stock", "technician", "sla"],
        typer.Argument(help="There is stock; there is a technician; the service level can be kept."),
    ],
    by: Annotated[str, typer.Option(metavar="PERSON", help="Who answers for it; never who sells.")],
    as_json: Json = False,
) -> None:
    """Record that a part of what is offered can be delivered. With the third the quote is feasible as a whole."""
    from cli.quote import confirm_fact

    confirm_fact(case, fact, by, as_json)
