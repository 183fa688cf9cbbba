"""Addresses of channels that the environment does not hold: they may stand in Secret blocks of Prefect's server.

The environment comes first. Neither a log nor an error names what a block holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from prefect.blocks.system import Secret
from prefect.exceptions import ObjectNotFound

from config.notifications import Channel
from reports.texts import Texts
from tasks.work import CannotRun


def block_name(variable: str) -> str:
    """What the block for a variable is called: ``SEITON_MAIL_URL`` is ``seiton-mail-url``."""
    return variable.lower().replace("_", "-")


def with_blocks(
    channels: Iterable[Channel], environment: Mapping[str, str], texts: Texts
) -> tuple[dict[str, str], list[str]]:
    """The environment, and for each channel without an address there the Secret block of its name, where there is one.

    Beside it a sentence for each block that holds no text: its channel stays off, the others work. Raises ``CannotRun``
    where the server can't be asked.
    """
    missing = sorted({channel.variable for channel in channels if not channel.address(environment)})
    found = {variable: _held(block_name(variable), texts) for variable in missing}
    texts_held = {variable: held for variable, held in found.items() if isinstance(held, str)}
    wrong = [
        texts("notice.block_no_text", name=block_name(variable))
        for variable, held in found.items()
        if held is not None and not isinstance(held, str)
    ]
    return {**environment, **texts_held}, wrong


def _held(name: str, texts: Texts) -> object:
    try:
        block: Any = Secret.load(name, _sync=True)  # type: ignore[call-arg]
        held: object = block.get()
    except Exception as reason:  # whatever is wrong, what it says may hold the secret
        if isinstance(reason.__cause__, ObjectNotFound):
            return None
        raise CannotRun(texts("notice.block_unread", name=name, what=type(reason).__name__)) from None
    return held
