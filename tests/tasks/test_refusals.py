"""A run whose configuration can't be used ends with the sentence, in the language that its readers have."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.settings import settings
from tasks.notices import deliver_the_notices
from tasks.work import Call, CannotRun, crm, work_on_all
from tests.builders import COMPANY, NOW
from tests.worlds import World


@pytest.fixture
def empresa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The configuration of the invented company, which reads Spanish, to spoil."""
    folder = Path(shutil.copytree(COMPANY, tmp_path / "empresa"))
    words = folder / "company.toml"
    words.write_text(words.read_text().replace('language = "en"', 'language = "es"'))
    monkeypatch.setenv("SEITON_CONFIG", str(folder))
    settings.cache_clear()
    yield folder
    settings.cache_clear()


@pytest.mark.parametrize(("terminal", "said"), [("es_MX.UTF-8", "falta esta palabra"), ("C", "Field required")])
def test_a_configuration_that_cannot_be_loaded_is_told_in_the_language_of_the_machine(
    empresa: Path, monkeypatch: pytest.MonkeyPatch, terminal: str, said: str
) -> None:
    monkeypatch.setenv("LC_ALL", terminal)
    words = empresa / "company.toml"
    words.write_text(words.read_text().replace("quote_days = 21\n", ""))
    with pytest.raises(CannotRun, match=f"company.toml: pricing.quote_days: {said}"), crm():
        pass


def test_what_only_one_run_reads_is_told_in_the_language_of_the_company(busy: World, empresa: Path) -> None:
    with (empresa / "notifications.toml").open("a") as file:
        file.write("\n[chanel]\n")
    with (
        work_on_all(Call(NOW, "test")) as work,
        pytest.raises(CannotRun, match=r"notifications.toml: chanel: palabra desconocida"),
    ):
        deliver_the_notices.fn(work)
