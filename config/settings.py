"""Where things are on this machine, from the environment (``SEITON_…``); nothing here is a rule of the business."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """``SEITON_DATABASE`` (an SQLAlchemy URL), ``SEITON_VAR`` (the folder for all that is written), ``SEITON_CONFIG``.

    ``SEITON_KEY`` seals decisions and encrypts the secrets of approvers; without it, the file ``var/key`` is used.
    """

    model_config = SettingsConfigDict(env_prefix="SEITON_")

    var: Path = ROOT / "var"
    config: Path = ROOT / "config"
    database: str = ""
    key: str = Field(default="", repr=False)

    @property
    def roots(self) -> Path:
        """Where the roots of the trail are written down; see docs/trail.md for whom to copy it to."""
        return self.var / "trail" / "roots.jsonl"

    @property
    def database_url(self) -> str:
        """Where the CRM is: the one that was named, or an SQLite file under ``var``."""
        return self.database or f"sqlite:///{self.var / 'crm.sqlite'}"


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()


def terminal_language() -> str:
    """What whoever works at this machine reads, ``es`` or else ``en``, as ``LC_ALL``, ``LC_MESSAGES`` or ``LANG`` say."""
    said = next((word for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (word := os.environ.get(name))), "")
    return "es" if re.split(r"[_.@]", said)[0] == "es" else "en"
