"""How the event log of another system is read: which columns say case, activity, instant and who, and which activity is which stage.

Where a row tells of several events (a date of beginning and one of the end), ``event`` names each: the column of its instant and
either the column of its activity or one activity that is always meant.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, model_validator

from config.mapping import Formats, known_encoding, known_zone
from config.words import Unfit, Words, read_toml, validated


class Event(Words):
    """One of several events of a row; a row without its instant does not tell of it."""

    timestamp: str
    activity: str | None = None
    value: str | None = None

    @model_validator(mode="after")
    def _has_one_activity(self) -> Event:
        if (self.activity is None) == (self.value is None):
            raise Unfit("give one of: activity, value", "indique una de: activity, value")
        return self


class LogMapping(Words):
    """The words of a mapping. An activity that ``stages`` makes empty is left out; one it does not name may be a stage of ours."""

    case: str = "case"
    activity: str = "activity"
    timestamp: str = "timestamp"
    resource: str = "resource"
    event: tuple[Event, ...] = ()
    stages: dict[str, str] = {}
    formats: Formats = ()
    time_zone: Annotated[str, AfterValidator(known_zone)] | None = None
    delimiter: str = ","
    encoding: Annotated[str, AfterValidator(known_encoding)] = "utf-8"

    @property
    def events(self) -> tuple[Event, ...]:
        """What each row tells of."""
        return self.event or (Event(timestamp=self.timestamp, activity=self.activity),)


def read_log_mapping(path: Path) -> LogMapping:
    """The mapping of a file. Raises ``ConfigError`` with file and key."""
    return validated(read_toml(path), LogMapping, path, "")
