"""Bringing the export of another CRM into ours, by a declared mapping, with no row lost.

``load_mapping`` reads a mapping (``config/imports/*.toml``), ``run_import`` brings a folder of CSV files in by it.
"""

from crm.imports.plan import load_mapping
from crm.imports.problems import ImportProblem
from crm.imports.run import Progress, TableResult, run_import

__all__ = ["ImportProblem", "Progress", "TableResult", "load_mapping", "run_import"]
