"""The page on importing knows every word of a mapping."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from config.mapping import Column, ImportMapping, Lookup, Reference, Table

PAGE = Path(__file__).resolve().parents[3] / "docs" / "importing.md"


@pytest.mark.parametrize("model", [ImportMapping, Table, Column, Reference, Lookup])
def test_the_page_on_importing_names_every_word_of_a_mapping(model: type[BaseModel]) -> None:
    text = PAGE.read_text(encoding="utf-8")
    words = [field.alias or name for name, field in model.model_fields.items()]
    assert [word for word in words if f"`{word}`" not in text] == []
