"""What has been done so far, line by line, each with the seconds it took."""

from __future__ import annotations

import time

from cli.run import texts as t
from cli.screen import Screen
from cli.texts import Say


class Steps:
    """The lines that a person sees while the house is put up and the processes run."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.leftover_processes = 0
        self._begun = self._last = time.monotonic()

    @property
    def language(self) -> str:
        """The language of the company."""
        return self.screen.language

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self._begun

    def done(self, sentence: Say, *, began: float | None = None, **facts: object) -> None:
        """A step is done; the seconds are those since the last one (or since ``began``)."""
        self.line(sentence.to(self.language, **facts), began=began)

    def line(self, text: str, *, began: float | None = None, mark: str = "✓") -> None:
        """As ``done``, for a text that is already in the right language."""
        now = time.monotonic()
        took = now - (self._last if began is None else began)
        self._last = now
        self.screen.print(f"{mark} {text}  ({took:.1f} s)", "green" if mark == "✓" else "red")

    def note_leftover_runs(self, closed: int) -> None:
        """Say that an earlier run was cut off, where one was."""
        if closed or self.leftover_processes:
            self.screen.say(t.LEFTOVER, "yellow", processes=self.leftover_processes, runs=closed)
