"""Play cases of hostile input and say what came of them; ends with 1 where a promise was broken."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.hostile.fuzzing import Tally, play
from tests.hostile.kinds import KINDS, shared_out


def _show(tally: Tally) -> None:
    rate = tally.cases / tally.seconds if tally.seconds else 0
    print(f"{tally.kind:14} {tally.cases:>9,} cases  {tally.seconds:7.1f} s  {rate:>8,.0f}/s", flush=True)
    for outcome, number in tally.outcomes.most_common():
        print(f"    {number:>9,}  {outcome}", flush=True)
    for defect in tally.defects[:5]:
        print(f"    DEFECT  {defect}", flush=True)


def main() -> int:
    """Read the words of the command line and play."""
    words = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    words.add_argument("--cases", type=int, default=100_000, help="how many cases in all")
    words.add_argument(
        "--seed", type=int, default=7, help="another number plays other cases, the same one the same"
    )
    words.add_argument("--only", choices=[kind.name for kind in KINDS], help="only this kind")
    words.add_argument("--batch", type=int, help="only this batch of the kind, as a defect names it")
    asked = words.parse_args()
    kinds = [kind for kind in KINDS if asked.only in (None, kind.name)]
    tallies = []
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        for kind, cases in shared_out(kinds, asked.cases):
            tally = play(kind, cases, asked.seed, Path(folder) / kind.name, asked.batch)
            _show(tally)
            tallies.append(tally)
    cases, seconds = sum(one.cases for one in tallies), sum(one.seconds for one in tallies)
    broken = sum(len(one.defects) for one in tallies)
    print(f"{'in all':14} {cases:>9,} cases  {seconds:7.1f} s  defects: {broken}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
