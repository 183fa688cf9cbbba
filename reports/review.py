"""The manager's page: one HTML file that opens without a network and prints on A4, and its short form for Prefect (000/M09)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from config.company import Company
from config.quotas import Block
from crm.review import Figure, Review
from reports import review_sections as sections
from reports.escape import html
from reports.html import Cell, number, section, table
from reports.markdown import table as markdown_table
from reports.texts import Texts, percent, pesos, thousands

HEAD = ("indicator", "value", "before", "target")
_STYLE = Path(__file__).parent / "page.css"


def page_name(review: Review, language: str) -> str:
    """How the file of a review is called."""
    return f"review-{review.span}-{review.period[1].isoformat()}-{language}.html"


def write_page(folder: Path, company: Company, review: Review, language: str) -> Path:
    """Write the page into a folder, whole or not at all; the one of the same period is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / page_name(review, language)
    part = path.with_suffix(".part")
    part.write_text(page(company, Texts(language), review), encoding="utf-8")
    return part.replace(path)


def page(company: Company, texts: Texts, review: Review) -> str:
    """The whole page in one language."""
    title = f"{html(company.name)} · {texts(f'review.{review.span}')}"
    parts = (
        _blocks(texts, review),
        sections.sellers(texts, review),
        sections.funnel(texts, review),
        sections.retention(texts, review),
        sections.held(texts, review),
        sections.scores(texts, review),
        sections.goals(texts, review),
        sections.deviations(texts, review),
        sections.ledger(texts, review),
    )
    return (
        f'<!doctype html>\n<html lang="{texts.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{_STYLE.read_text(encoding='utf-8')}</style>\n</head>\n<body>\n"
        f'<header>\n<h1>{title}</h1>\n<p class="about">{html(_about(texts, review))}</p>\n</header>\n<main>\n'
        + "\n".join(parts)
        + "\n</main>\n</body>\n</html>\n"
    )


def _about(texts: Texts, review: Review) -> str:
    first, last = review.period
    return f"{texts('review.period', first=first, last=last)} · {texts('review.made', day=review.today)}"


# --- the four blocks --------------------------------------------------------------------------------------------------


def shown(figure: Figure, value: Decimal | None, texts: Texts) -> str:
    """A value with its unit: pesos, percent or a count."""
    if value is None:
        return texts("review.unknown")
    if figure.indicator.unit == "mxn":
        return pesos(value)
    return percent(value) if figure.indicator.unit == "percent" else thousands(int(value))


def figure_row(figure: Figure, texts: Texts) -> tuple[str, str, str, str]:
    """Name, value, the value before, the target and whether it is met."""
    target = ""
    if figure.indicator.target is not None:
        met = {True: "review.met", False: "review.unmet"}.get(figure.is_met)  # type: ignore[arg-type]
        said = shown(figure, figure.indicator.target, texts)
        target = said if met is None else f"{said} · {texts(met)}"
    value, before = (shown(figure, amount, texts) for amount in (figure.value, figure.before))
    return texts.of(figure.indicator.name), value, before, target


def figure_head(texts: Texts) -> list[str]:
    """The head of a block's table."""
    return [texts(f"review.{word}") for word in HEAD]


def _blocks(texts: Texts, review: Review) -> str:
    return '<div class="blocks">\n' + "\n".join(_block(texts, *block) for block in review.blocks) + "\n</div>"


def _block(texts: Texts, block: Block, figures: Sequence[Figure]) -> str:
    rows = []
    for figure in figures:
        name, value, before, target = figure_row(figure, texts)
        tone = {True: "good", False: "bad"}.get(figure.is_met, "")  # type: ignore[arg-type]
        rows.append([Cell(name), number(value), number(before), number(target, tone)])
    return section(texts.of(block.name), table(figure_head(texts), rows))


# --- for Prefect ------------------------------------------------------------------------------------------------------


def review_markdown(texts: Texts, review: Review, pages: Sequence[Path]) -> str:
    """The four blocks, and where the pages lie."""
    parts = [f"{_about(texts, review)}\n"]
    for block, figures in review.blocks:
        rows = [figure_row(figure, texts) for figure in figures]
        parts.append(
            f"## {texts.of(block.name)}\n\n{markdown_table(figure_head(texts), rows, [False, True, True, True])}"
        )
    parts += [f"- `{path}`" for path in pages]
    return "\n".join(parts) + "\n"


def review_message(texts: Texts, review: Review) -> str:
    """One line for the state of a run."""
    figures = {
        figure.indicator.id: shown(figure, figure.value, texts) for _, some in review.blocks for figure in some
    }
    unknown = texts("review.unknown")
    return texts(
        "review.message", billing=figures.get("new_billing", unknown), attainment=figures.get("attainment", unknown),
        pipeline=figures.get("real_pipeline", unknown), behind=thousands(sum(goal.is_behind for goal in review.goals)),
    )  # fmt: skip


def review_outcome(texts: Texts, review: Review) -> str:
    """The same in few words, for the name of the run."""
    for _, figures in review.blocks:
        for figure in figures:
            if figure.indicator.id == "attainment":
                return texts("review.outcome", attainment=shown(figure, figure.value, texts))
    return texts(f"review.{review.span}")
