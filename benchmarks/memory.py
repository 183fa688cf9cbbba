"""How much memory a process took at most."""

from __future__ import annotations

import resource
from pathlib import Path


def peak_mib() -> float:
    """MiB of this process alone: what the system counts for it from its beginning includes the one that began it."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
