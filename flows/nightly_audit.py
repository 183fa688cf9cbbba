"""Every rule over every record, each night."""

from __future__ import annotations

from prefect import flow


@flow(name="nightly-audit")
async def nightly_audit() -> None:
    """Every rule over every record, each night."""
