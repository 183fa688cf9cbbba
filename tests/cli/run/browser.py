"""The Prefect UI as a manager uses it: open a run that waits, read the facts, fill the form, press Submit."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_BUSY = 503
"""What Prefect answers on SQLite where two write at once (docs/operations.md)."""


class Form:
    """The form of one run that waits for a decision."""

    def __init__(self, page: Any, address: str) -> None:
        self.page = page
        page.goto(address)
        page.get_by_role("button", name="Resume").click()
        self.form = page.locator(".p-modal")
        self.form.locator(".schema-form-property").first.wait_for()

    @property
    def facts(self) -> str:
        """What stands above the fields."""
        return str(self.form.inner_text())

    def choose(self, label: str, answer: str) -> None:
        """Pick from a list."""
        self._field(label).locator(".p-select-button__control").press("ArrowDown")
        self.page.locator(".p-select-option", has_text=answer).first.click()

    def write(self, label: str, text: str) -> None:
        """Type into a field."""
        self._field(label).locator("textarea, input").first.fill(text)

    def submit(self) -> None:
        """Press the button, and again where the server is busy; the form closes when it takes the answer."""
        for _ in range(5):
            with self.page.expect_response(_is_of_resuming) as told:
                self.form.get_by_role("button", name="Submit").click()
            if told.value.status != _BUSY:
                break
            self.page.wait_for_timeout(1_000)
        try:
            self.form.wait_for(state="detached")
        except Exception as late:
            late.add_note(f"{told.value.status} {told.value.text()}; the form: {self.form.inner_text()}")
            raise

    def _field(self, label: str) -> Any:
        named = self.page.locator(".schema-form-property__label", has_text=label)
        return self.form.locator(".schema-form-property", has=named).last


def _is_of_resuming(response: Any) -> bool:
    return bool(response.request.method == "POST" and response.url.endswith("/resume"))


@contextmanager
def a_browser(login: str) -> Iterator[Any]:
    """A page in a headless Chromium, where somebody has logged in; where there is none the test is left out and says so."""
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed: apt install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1300, "height": 1000})
        page.set_default_timeout(60_000)
        known = base64.b64encode(login.encode()).decode()
        page.add_init_script(f"localStorage.setItem('prefect-password', '{known}')")
        yield page
        chromium.close()
