"""What is computed rather than judged: plain functions of plain values. No database, no clock, no Prefect."""
