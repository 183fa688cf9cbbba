"""Messages have a hook, an anecdote and an offer (000/A06)."""

from __future__ import annotations

import pytest

from policy.message import Parts, compose, unknown_words


def test_a_message_has_its_three_parts_in_order_with_the_words_filled_in() -> None:
    parts = Parts("{contact}, does {company} wait?", "Another one did not.", "{offer} Ask {seller}.")
    values = {"contact": "Ana", "company": "Cobre {y} Sal", "seller": "Luis", "offer": "A free count."}
    assert compose(parts, values).split("\n\n") == [
        "Ana, does Cobre {y} Sal wait?", "Another one did not.", "A free count. Ask Luis."
    ]  # fmt: skip


@pytest.mark.parametrize(("text", "unknown"), [("{contact} {price}", ("price",)), ("{offer}", ()), ("plain", ()), ("{0}", ("0",))])  # fmt: skip
def test_a_word_that_nobody_can_fill_in_is_found(text: str, unknown: tuple[str, ...]) -> None:
    assert unknown_words(text) == unknown
