"""``python -m docs.pages --check | --write``: are the generated pages up to date, or make them so."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from checks.rule import Rulebook
from checks.rules import rulebook
from config.company import load_company
from docs.pages import coverage, fields, lifecycles
from docs.pages import rulebook as rulebook_page

ROOT = Path(__file__).resolve().parent.parent.parent

PAGES: dict[str, Callable[[Rulebook], str]] = {
    "docs/rulebook.md": lambda book: rulebook_page.page(book, "en"),
    "docs/rulebook.es.md": lambda book: rulebook_page.page(book, "es"),
    "docs/fields.md": fields.page,
    "docs/lifecycles.md": lifecycles.page,
    "docs/coverage.md": lambda book: coverage.page(book, ROOT),
}


def stale(root: Path = ROOT) -> dict[str, str]:
    """The pages that are missing or no longer true, with the text that they should have."""
    book = rulebook(load_company(root / "config"))
    wanted = {name: make(book) for name, make in PAGES.items()}
    return {name: text for name, text in wanted.items() if _read(root / name) != text}


def main() -> int:
    """0 when every page is up to date (or has been made so), 1 when one is not."""
    parser = argparse.ArgumentParser(prog="python -m docs.pages", description=__doc__)
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--check", action="store_true", help="fail where a page is not up to date")
    action.add_argument("--write", action="store_true", help="make the pages again")
    write = parser.parse_args().write
    changed = stale()
    for name, text in changed.items():
        if write:
            (ROOT / name).write_text(text, encoding="utf-8")
        print(f"{name}: {'written' if write else 'not up to date'}")
    if changed and not write:
        print("Make them again with: python -m docs.pages --write", file=sys.stderr)
        return 1
    if not changed:
        print(f"{len(PAGES)} generated pages are up to date")
    return 0


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
