"""``seiton import``: the CSV export of another CRM, by a declared mapping."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from cli import texts as t
from cli.desk import desk, now, prepare
from cli.exits import Ends, Stop
from cli.screen import Bar, Screen
from config.settings import settings
from crm.imports import Progress, TableResult, load_mapping, run_import


def import_(name: str, folder: Path, as_of: dt.date | None, as_json: bool) -> None:
    """Import a folder of CSV files. A new CRM is created for it, with the day of the export as business day."""
    mapping = load_mapping(name)
    if as_of is not None:
        mapping = mapping.model_copy(update={"as_of": as_of})
    with desk(create=True) as at:
        screen = Screen(at.company.language, as_json=as_json)
        prepare(at, None, open_now=mapping.as_of is None)
        with screen.progress(t.IMPORT_READING, name=mapping.name) as bar:
            results = run_import(
                at.engine,
                mapping,
                folder,
                rejects=settings().var / "rejects",
                now=now(),
                language=at.company.language,
                progress=_on(bar),
            )
        _report(screen, results)
        screen.json(_for_script(results))
        _end(results)


def _on(bar: Bar) -> Callable[[Progress], None]:
    def show(progress: Progress) -> None:
        bar.at(
            progress.done_bytes, progress.total_bytes, f"{progress.file} → {progress.record} {progress.rows:,}"
        )

    return show


def _report(screen: Screen, results: list[TableResult]) -> None:
    columns = (t.FILE, t.RECORD, t.ROWS, t.CREATED, t.UPDATED, t.UNCHANGED, t.REJECTED, t.LEFT_OUT)
    screen.table(
        columns,
        [
            (r.file, r.record, r.rows, r.created, r.updated, r.unchanged, r.rejected, r.left_out)
            for r in results
        ],
    )
    rejected = sum(result.rejected for result in results)
    if rejected:
        screen.say(t.IMPORT_REJECTS, "yellow", number=rejected, path=_rejects(results))
    if sum(result.created + result.updated for result in results):
        screen.say(t.IMPORT_STAGES)
    elif sum(result.unchanged for result in results):
        screen.say(t.IMPORT_SAME)


def _for_script(results: list[TableResult]) -> dict[str, object]:
    return {"tables": [asdict(result) for result in results], "rejects": _rejects(results)}


def _rejects(results: list[TableResult]) -> Path | None:
    return next((result.rejects for result in results if result.rejects), None)


def _end(results: list[TableResult]) -> None:
    """An import of which nothing came in is no success."""
    if not sum(result.rows for result in results):
        raise Stop(Ends.NOTHING_DONE, t.IMPORT_NO_ROWS)
    if not sum(result.created + result.updated + result.unchanged for result in results):
        raise Stop(Ends.NOTHING_DONE, t.IMPORT_ALL_REJECTED)
