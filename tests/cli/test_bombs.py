"""A file that unfolds to something enormous, added as a person adds it: one sentence, the exit code of a refusal, little memory."""

from __future__ import annotations

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


BETWEEN = """
import os, sys
telling = os.dup(2)
os.dup2(1, 2)
child = os.spawnv(os.P_NOWAIT, sys.executable, [sys.executable, *sys.argv[1:]])
_, status, used = os.wait4(child, 0)
os.write(telling, str(used.ru_maxrss // 1024).encode())
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""A small process that starts the command: on Linux a process is said to have taken at least what took whoever started it."""


def typed(*words: object) -> tuple[int, str, float, int]:
    """Exit code, what was said, seconds, and the most memory in MB that it or its child took."""
    program = "from cli.main import main; main()"
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-S", "-c", BETWEEN, "-c", program, *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout, time.monotonic() - began, int(done.stderr)


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
