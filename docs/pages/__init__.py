"""Pages of the documentation that are made from the rules, the records and the lifecycles, never written by hand.

``python -m docs.pages --write`` makes them again; ``--check`` fails where one is no longer true.
"""
