"""The rulebook: each rule written once, as SQL, and everything that is made of it.

``rules/`` holds declarations only. From them come the gate, the sweep, the database's own guards, the nightly
audit, the Great Expectations suites, the rulebook page and the sentence that a held user reads.
"""
