"""Great Expectations: a suite a record type, an expectation a rule, read from the one pass that the audit made.

Importing a module of this package takes seconds; do it only where an audit is shown (``from checks.expectations.docs
import validate`` inside the function that needs it).
"""
