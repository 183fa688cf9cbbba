"""A file that unfolds to something enormous, added as a person adds it: one sentence, the exit code of a refusal, little memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.papers import load_papers
from config.settings import settings
from tests import builders
from tests.cli.conftest import House
from tests.house.conftest import ROOT
from tests.papers import bombs

pytestmark = pytest.mark.slow

BOMBS = {
    "a stream in a stream": (bombs.a_stream_in_a_stream, "se despliega a más"),
    "a tree of pages": (lambda: bombs.a_tree(5_000, b"<</Type/Page>>"), "más de 300 páginas"),
    "an archive": (bombs.a_zip_of_zips, "no es un PDF"),
}
OWN_MB = 400
"""What the command takes without any file, and more than enough."""


def typed(*words: object) -> tuple[int, str, float, int]:
    """Exit code, what was said, seconds, and the most memory in MB that it or its child took."""
    program = "from cli.main import main; main()"
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-c", program, *map(str, words)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, said, time.monotonic() - began, used.ru_maxrss // 1024


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux")
@pytest.mark.parametrize("what", BOMBS)
def test_a_bomb_is_refused_in_a_sentence_within_the_limits_and_nothing_is_kept(
    what: str, house: House, var: Path, tmp_path: Path, own_empresa: Path
) -> None:
    with house.write() as session:
        case = f"OPP-{builders.an_opportunity(session, 'credit_authorised').id}"
    make, sentence = BOMBS[what]
    file = tmp_path / "contract.pdf"
    file.write_bytes(make())
    code, said, seconds, most_mb = typed("documents", "add", case, "contract", file)
    assert (code, sentence in said, "Traceback" in said) == (3, True, False), said
    limits = load_papers(settings().config).limits
    assert seconds < limits.seconds and most_mb < OWN_MB + limits.memory_mb
    assert [path for path in (var / "documents").rglob("*") if path.is_file()] == []
