"""Great Expectations: a suite a record type, an expectation a rule, read from the one pass that the audit made.

Importing a module of this package takes seconds; do it only where an audit is shown (``from checks.expectations.docs
import validate`` inside the function that needs it), and call ``read_in_early`` before judging where it will be.
"""

from __future__ import annotations

import os
from importlib import import_module
from threading import Thread

os.environ["GX_ANALYTICS_ENABLED"] = "false"


def read_in_early() -> None:
    """Begin to read Great Expectations in, beside the database that judges meanwhile; whoever needs it first waits."""
    Thread(target=import_module, args=(f"{__name__}.rule_holds",), daemon=True).start()
