"""Records for tests: complete where a test says nothing, and walked through the real gates, no trigger switched off.

``an_opportunity(session, "studied", batna=None)`` is a complete opportunity that passed every gate up to the stage
Studied and was then edited. Its papers are found with ``part(session, case, Proposal)``.
"""

from tests.company.cases import a_complaint, a_delivery, a_renewal
from tests.company.decisions import a_credit_decision, a_question, an_answer, an_approval, supersede
from tests.company.facts import (
    COMPANY,
    FLEET,
    MONTHLY,
    NOW,
    TERM,
    TODAY,
    a_clabe,
    add,
    an_rfc,
    clabe_digit,
    day,
    number,
    rfc_digit,
    the_company,
    the_rulebook,
)
from tests.company.noise import noise
from tests.company.papers import an_attested, sign
from tests.company.parts import part
from tests.company.people import (
    a_campaign,
    a_contact,
    a_document,
    a_goal,
    a_member,
    a_relation,
    an_account,
    an_activity,
    hire_everybody,
    who,
)
from tests.company.quoting import by_the_quoter
from tests.company.sales import a_lead, a_loss, a_plan, an_opportunity
from tests.company.walking import move, prepare, route, walk

BUILDERS = {"opportunity": an_opportunity, "delivery": a_delivery, "renewal": a_renewal}
"""By record: what builds a complete case of it in a stage."""

__all__ = [
    "BUILDERS",
    "COMPANY",
    "FLEET",
    "MONTHLY",
    "NOW",
    "TERM",
    "TODAY",
    "a_campaign",
    "a_clabe",
    "a_complaint",
    "a_contact",
    "a_credit_decision",
    "a_delivery",
    "a_document",
    "a_goal",
    "a_lead",
    "a_loss",
    "a_member",
    "a_plan",
    "a_question",
    "a_relation",
    "a_renewal",
    "add",
    "an_account",
    "an_activity",
    "an_answer",
    "an_approval",
    "an_attested",
    "an_opportunity",
    "an_rfc",
    "by_the_quoter",
    "clabe_digit",
    "day",
    "hire_everybody",
    "move",
    "noise",
    "number",
    "part",
    "prepare",
    "rfc_digit",
    "route",
    "sign",
    "supersede",
    "the_company",
    "the_rulebook",
    "walk",
    "who",
]  # fmt: skip
