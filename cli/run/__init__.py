"""``seiton run`` and ``seiton up``: a Prefect server with a worker on this machine, and the processes on it."""

from cli.run.commands import run, up
from cli.run.place import Place, Running

__all__ = ["Place", "Running", "run", "up"]
