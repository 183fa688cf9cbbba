"""The event log of another system is held against a declared lifecycle; what can't be read is told by its line (000/A01)."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from checks.outside import OutsideLog, judge_log, lifecycle_named
from config.company import ConfigError
from config.event_log import LogMapping, read_log_mapping
from crm.imports.problems import FileProblem, NotXes, WrongHeader
from policy.conformance import Conformance
from tests.builders import the_company, the_rulebook

HEAD = "case,activity,timestamp,resource"
GOOD = (
    "A,lead,2026-01-05T09:00:00Z,ana",
    "A,Qualified,2026-01-06T09:00:00-06:00,ana",
    "A,con estudio,2026-01-07,ana",
    "B,lead,2026-01-05,luis",
    "B,studied,2026-01-06,luis",
)
EVENT = '<event><string key="concept:name" value="{}"/><date key="time:timestamp" value="{}"/><string key="org:resource" value="{}"/></event>'
XES = '<?xml version="1.0"?>\n{}<log xmlns="http://www.xes-standard.org/">{}</log>\n'


def judged(path: Path, text: str, mapping: LogMapping | None = None) -> tuple[Conformance, OutsideLog]:
    path.write_text(text)
    sales = the_company().lifecycles["opportunity"]
    return judge_log(the_rulebook(), sales, path, mapping or LogMapping())


def a_csv(folder: Path, *rows: str, mapping: LogMapping | None = None) -> tuple[Conformance, OutsideLog]:
    return judged(folder / "log.csv", "\n".join((HEAD, *rows)) + "\n", mapping)


def a_trace(case: str, *events: str) -> str:
    said = "".join(EVENT.format(*event.split(",")[1:]) for event in events)
    return f'<trace><string key="concept:name" value="{case}"/><string key="other"><string key="concept:name" value="no"/></string>{said}</trace>'


def test_a_log_is_judged_as_our_own_history_is(tmp_path: Path) -> None:
    found, log = a_csv(tmp_path, *GOOD)
    assert (log.events, log.rejected, found.cases, found.fitting_cases) == (5, 0, 2, 1)
    assert found.kinds == {"skipped": 1}


def test_the_order_of_the_rows_does_not_matter(tmp_path: Path) -> None:
    mixed = list(GOOD)
    random.Random(1).shuffle(mixed)
    assert a_csv(tmp_path, *mixed)[0] == a_csv(tmp_path, *GOOD)[0]


def test_a_log_in_xes_says_the_same_as_in_csv(tmp_path: Path) -> None:
    traces = a_trace("A", *GOOD[:3]) + a_trace("B", *GOOD[3:])
    assert judged(tmp_path / "log.xes", XES.format("", traces))[0] == a_csv(tmp_path, *GOOD)[0]


def test_what_cannot_be_read_is_rejected_by_its_line_and_the_rest_is_judged(tmp_path: Path) -> None:
    bad = (
        "C,lead,yesterday,x",
        ",lead,2026-01-05,x",
        "C,lead",
        f"{'C' * 300},lead,2026-01-05,x",
        "C,lead,0001-01-01T00:00:00+14:00,x",
    )
    found, log = a_csv(tmp_path, *GOOD, *bad)
    assert (log.events, log.rejected, found.cases) == (5, 5, 2)
    assert [reject.line for reject in log.rejects] == [7, 8, 9, 10, 11]
    assert "'yesterday'" in log.rejects[0].reason.en


def test_an_event_of_a_trace_without_a_name_is_rejected(tmp_path: Path) -> None:
    nameless = f"<trace>{EVENT.format('lead', '2026-01-05', 'x')}</trace>"
    _, log = judged(tmp_path / "log.xes", XES.format("", "\n" + nameless))
    assert [(reject.line, reject.reason.en) for reject in log.rejects] == [(3, "it has no case")]


def test_several_events_of_one_stage_are_one_stay(tmp_path: Path) -> None:
    calls = LogMapping(stages={"Call": "lead", "Note": ""})
    found, log = a_csv(
        tmp_path, GOOD[0], "A,call,2026-01-05T10:00:00Z,luis", "A,note,2026-01-05T11:00:00Z,luis", mapping=calls
    )
    assert (found.moves, log.events, log.left_out) == (1, 2, 1)


def test_a_row_may_tell_of_two_events(tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(
        'case = "id"\nformats = ["%d/%m/%Y"]\ntime_zone = "UTC"\n[[event]]\nvalue = "lead"\ntimestamp = "from"\n'
        '[[event]]\nactivity = "end"\ntimestamp = "until"\n[stages]\nBad = "lost"\n'
    )
    text = "id,end,from,until\n1,Bad,01/02/2026,03/02/2026\n2,Bad,01/02/2026,\n"
    found, log = judged(tmp_path / "log.csv", text, read_log_mapping(path))
    assert (log.events, found.cases, found.moves, found.kinds) == (3, 2, 3, {})


def test_who_took_the_step_before_may_not_decide(tmp_path: Path) -> None:
    stages = ("lead", "qualified", "studied", "proposed", "negotiated", "credit_authorised")
    rows = [f"A,{stage},2026-01-0{day},ana" for day, stage in enumerate(stages, 1)]
    assert a_csv(tmp_path, *rows)[0].kinds == {"four_eyes": 1}
    assert a_csv(tmp_path, *rows[:-1], rows[-1].replace("ana", "luis"))[0].kinds == {}


def test_an_activity_that_is_no_stage_is_told(tmp_path: Path) -> None:
    found, _ = a_csv(tmp_path, GOOD[0], "A,handshake,2026-01-06,x")
    assert [(arrow.kind, arrow.to_stage) for arrow in found.arrows] == [("unknown", "handshake")]


BOMB = "<!DOCTYPE log [" + '<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
) + "]>\n"  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        XES.format(BOMB, '<trace><string key="concept:name" value="&i;"/></trace>'),
        XES.format('<!DOCTYPE log SYSTEM "file:///etc/passwd">\n', ""),
        XES.format("", "<trace>"),
        "<html></html>",
        XES.format("", f'<trace><string key="concept:name" value="{"x" * 3_000_000}"/></trace>'),
        XES.format("", "&undeclared;"),
    ],
    ids=[
        "entities",
        "document type",
        "cut short",
        "another document",
        "one endless tag",
        "an entity from nowhere",
    ],
)
def test_xml_that_is_not_safe_or_no_log_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(NotXes):
        judged(tmp_path / "log.xes", text)


def test_a_file_without_the_columns_is_refused_with_those_it_has(tmp_path: Path) -> None:
    with pytest.raises(WrongHeader, match="column missing: case; columns there: id"):
        judged(tmp_path / "log.csv", "id,activity,timestamp\n1,lead,2026-01-01\n")
    with pytest.raises(FileProblem):
        judged(tmp_path / "log.csv", "")


def test_an_unknown_stage_or_lifecycle_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"stages\.Won: unknown stage 'wonn'"):
        a_csv(tmp_path, mapping=LogMapping(stages={"Won": "wonn"}))
    with pytest.raises(ConfigError, match=r"there are: .*lead_to_close"):
        lifecycle_named(the_company(), "hire_to_retire")
    assert (
        lifecycle_named(the_company(), "lead-to-close").record
        == lifecycle_named(the_company(), "opportunity").record
    )
