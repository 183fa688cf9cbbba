"""The company's words and the mappings, with one thing spoiled: they load, or are refused with file, key and reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

import config.company
import config.market
import config.negotiation
import config.notifications
import config.paper_terms
import config.papers
import config.quotas
from checks.rules import rulebook
from config.company import ConfigError
from config.mapping import ImportMapping
from config.settings import ROOT
from config.words import read_toml, validated
from crm.imports.plan import plan_tables
from tests.builders import COMPANY
from tests.hostile.fuzzing import Defect, Play, altered, spoiled

Load = Callable[[Path], Any]
_READERS = (
    config.company, config.market, config.negotiation, config.notifications, config.paper_terms, config.papers, config.quotas
)  # fmt: skip
_COMPANY: Load = config.company._load.__wrapped__
_OF_THEIR_OWN: dict[str, Load] = {
    "notifications.toml": config.notifications._load.__wrapped__,
    "paper_terms.toml": config.paper_terms._load.__wrapped__,
    "papers.toml": config.papers._load.__wrapped__,
}
_ONE_RULEBOOK_IN = 40
"""Of so many companies that load, one is written out to its rulebook: that takes as long as loading fifty."""


class Files:
    """Every TOML file of a company and every mapping, read once; a case alters one of them in memory or on disk."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._loaded = folder, 0
        self._trees = {path: read_toml(path) for path in sorted(COMPANY.rglob("*.toml"))}
        self._mappings = {path: read_toml(path) for path in sorted((ROOT / "config/imports").glob("*.toml"))}
        self._now: dict[Path, Any] = {}

    def read(self, path: Path) -> Any:
        """What stands in for reading a file."""
        return self._now[path] if path in self._now else self._trees.get(path) or read_toml(path)

    def play(self, random: Random, cases: int) -> Counter[str]:
        found: Counter[str] = Counter()
        for _ in range(cases):
            try:
                found[self._one(random)] += 1
            except ConfigError as refusal:
                for said in (refusal.to("en"), refusal.to("es")):
                    if ".toml" not in said or not said.partition(".toml")[2].strip(": "):
                        raise Defect(f"a refusal without file or reason: {said!r}") from refusal
                if refusal.to("en") == refusal.to("es"):
                    raise Defect(f"a refusal in English only: {said!r}") from refusal
                found["refused"] += 1
        return found

    def _one(self, random: Random) -> str:
        which = random.random()
        if which < 0.1:
            return self._bytes(random)
        if which < 0.3:
            path = random.choice(list(self._mappings))
            tree = _altered(random, self._mappings[path])
            plan_tables(validated(tree, ImportMapping, path, ""), path)
            return "loads"
        path = random.choice(list(self._trees))
        self._now = {path: _altered(random, self._trees[path])}
        loaded = _OF_THEIR_OWN.get(path.name, _COMPANY)(COMPANY)
        if path.name not in _OF_THEIR_OWN:
            self._loaded += 1
            if self._loaded % _ONE_RULEBOOK_IN == 0:
                rulebook(loaded)
                return "loads, and its rulebook with it"
        return "loads"

    def _bytes(self, random: Random) -> str:
        path = self._folder / "spoiled.toml"
        path.write_bytes(spoiled(random, random.choice(list(self._trees)).read_bytes()))
        tomllib_says = read_toml(path)
        return "loads" if isinstance(tomllib_says, dict) else "no table"


def _altered(random: Random, tree: Any) -> Any:
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        tree = altered(random, tree)
    return tree if isinstance(tree, dict) else {}


@contextmanager
def opened(folder: Path) -> Iterator[Play]:
    """The files of the invented company and the mappings that we ship."""
    files = Files(folder)
    with pytest.MonkeyPatch.context() as patch:
        for reader in _READERS:
            patch.setattr(reader, "read_toml", files.read)
        yield files.play
