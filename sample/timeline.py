"""When things happened: ages in days before today, such that every period and window of the company is kept."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from config.company import Company, Lifecycle
from sample.deck import Card
from sample.plan import DeliveryPlan, OpportunityPlan, RenewalPlan

SALE_STAYS = (6, 10, 12, 11, 14, 7, 8)
"""How many days a sale stays in each stage, at most, once it has moved on."""
DELIVERY_STAYS = (2, 4, 2, 3, 4, 3, 4, 16)
RENEWAL_WINDOWS = ("planned", "reviewed", "proposed", "negotiated")
BACK = ("lost", "interviewed", "scheduled", "reengaged", "recovered")
BACK_STAYS = (9, 20, 60, 25)
SLACK_DAYS = 7
"""By which a way back is later than the least, for days on which nobody works."""


def days_of(lifecycle: Lifecycle) -> dict[str, int]:
    """How long a case may stay in each stage; where the company sets no time, a month."""
    return {stage.id: stage.days or 30 for stage in lifecycle.stage}


class Timeline:
    """Ages drawn by chance inside what the company allows."""

    def __init__(self, company: Company, rng: Random) -> None:
        self.company, self.rng = company, rng
        stages = company.lifecycles["renewal"]
        self.windows = {stage.id: stage.window_days or 0 for stage in stages.stage}
        self.limits = days_of(stages)
        self.patience = company.retention.recovery.first_reentry_days + SLACK_DAYS

    def below(self, bound: int) -> int:
        return int(self.rng.random() * max(bound, 1))

    def between(self, least: int, most: int) -> int:
        return least + self.below(most - least + 1)

    def ages(
        self, plan: Any, letter: str, depth: int, last: int, stays: Sequence[int], cap: int | None = None
    ) -> None:
        """Set the age of each stage passed, back from the one it is in (entered ``last`` days ago)."""
        age = last
        for stage in range(depth, -1, -1):
            setattr(plan, f"{letter}{stage}", age if cap is None else min(age, cap))
            if stage:
                age += 1 + self.below(stays[stage - 1])

    # --- sales ------------------------------------------------------------------------------------------------------

    def open_sale(self, plan: OpportunityPlan, days: int, within: int | None) -> None:
        stay = self.below(days if within is None else min(days, within + 1))
        self.ages(plan, "a", plan.depth, stay, SALE_STAYS, within)
        if plan.reach > plan.depth:
            setattr(plan, f"a{plan.reach}", self.below(stay + 1))
        plan.opened = plan.a0
        plan.next_step, plan.closes = -self.between(1, 12), -self.between(15, 90)
        plan.touched = self.below(stay + 1)
        days = self.company.pricing.quote_days
        if plan.a3 is not None:
            renewed = plan.a3 > days - 5
            plan.quote_sent = self.below(days - 10) if renewed else plan.a3
            plan.quotes = 1 + renewed + (plan.salt % 4 == 0)
        plan.exception_until = -self.between(10, 60)
        self._papers(plan)

    def closed_sale(self, plan: OpportunityPlan, age: int) -> None:
        """A sale that is over: won, lost, given up or put on hold, so many days ago."""
        left = plan.depth < 7
        self.ages(plan, "a", plan.depth, age + self.between(1, 12) if left else age, SALE_STAYS)
        plan.opened = plan.a0
        plan.closed = plan.closes = age
        plan.next_step, plan.quote_sent, plan.quotes = plan.a0 - 5, plan.a3, 1 + (plan.salt % 4 == 0)
        plan.exception_until = None if plan.a3 is None else plan.a3 - self.company.credit_file.decision_days
        self._papers(plan)

    def _papers(self, plan: OpportunityPlan) -> None:
        if plan.a5 is not None:
            plan.credit_until = plan.a5 - self.company.credit_file.decision_days
        if plan.a6 is not None:
            plan.starts = plan.a6 - 5 if plan.a7 is None else plan.a7
            plan.ends = plan.starts - plan.term // 12 * 365

    # --- service ----------------------------------------------------------------------------------------------------

    def handed_over(self, plan: DeliveryPlan, won: int) -> None:
        age = won
        for stage in range(9):
            setattr(plan, f"d{stage}", age)
            age -= 1 + self.below((*DELIVERY_STAYS, 1)[stage])
        plan.order_until = won - 60

    # --- renewals ---------------------------------------------------------------------------------------------------

    def end_of_contract(self, card: Card) -> int:
        """The age of the contract's end (negative: it lies ahead) that fits the stage of its renewal."""
        planned, reviewed, proposed, negotiated = (self.windows[stage] for stage in RENEWAL_WINDOWS)
        escalated, exact = self.windows["escalated"], card.next == "ready"
        match card.stage:
            case "watched":
                return -planned if exact else -planned - self.between(5, 500)
            case "planned":
                return -reviewed if exact else -self.between(reviewed + 1, planned - 5)
            case "reviewed":
                return -proposed if exact else -self.between(proposed + 1, proposed + 12)
            case "proposed":
                return -negotiated if exact else -self.between(negotiated + 1, negotiated + 12)
            case "negotiated" if card.next == "ready:escalated":
                return -self.between(5, escalated)
            case "negotiated":
                return -self.between(escalated + 5, negotiated - 5)
            case "escalated":
                return -self.between(2, escalated - 5)
        return self.between(-negotiated + 10, 150)

    def renewal(self, plan: RenewalPlan, card: Card, ends: int) -> None:
        """The ages of the stages on the main track, each after its window opened."""
        plan.expands = card.stage == "expanded" or card.next == "ready:expanded"
        plan.informed = card.stage == "escalated" or card.next == "ready:escalated"
        if card.stage == "watched":
            plan.reach, plan.has_cause = int(card.next == "ready"), card.next == "ready:lost"
            return
        plan.depth = plan.reach = len(RENEWAL_WINDOWS)
        if card.stage in RENEWAL_WINDOWS:
            plan.depth = RENEWAL_WINDOWS.index(card.stage) + 1
            plan.reach = plan.depth + (card.next in ("ready", "window", "health"))
            plan.lacks = "health" if card.next == "health" else None
        else:
            plan.end = card.stage
            plan.ended = self.below(self._since("escalated" if plan.informed else "negotiated", ends))
        age = plan.ended
        for number in range(plan.depth, 0, -1):
            stage = RENEWAL_WINDOWS[number - 1]
            most = self._since(stage, ends)
            age = self.below(min(most + 1, self.limits[stage])) if age is None else self.between(age, most)
            setattr(plan, f"r{number}", age)
        if plan.depth < plan.reach <= len(RENEWAL_WINDOWS):
            setattr(plan, f"r{plan.reach}", 0)

    def _since(self, stage: str, ends: int) -> int:
        return self.windows[stage] + ends

    # --- the way back -----------------------------------------------------------------------------------------------

    def lost_ages(self, card: Card) -> list[int]:
        """The ages of the stages of the way back, from the loss; of one only watched yet, that of the lost sale."""
        if card.stage == "watched":
            return [self.below(10)]
        given_up = card.stage == "closed_for_good"
        depth = 1 if given_up else BACK.index(card.stage)
        if card.stage in ("lost", "interviewed", "reengaged"):
            age = self.below(min(self.limits[card.stage], self.company.retention.recovery.exit_interview_days))
        elif card.stage == "scheduled":
            age = self.between(self.patience, self.patience + 60)
        else:
            age = self.between(10, 200)
        ages = [age]
        for stage in range(depth, 0, -1):
            waits = self.patience if BACK[stage - 1] == "scheduled" else 1
            age += waits + self.below(BACK_STAYS[stage - 1])
            ages.insert(0, age)
        return ages

    def way_back(self, plan: RenewalPlan, card: Card, ages: Sequence[int]) -> None:
        if card.stage == "watched":
            return
        for number, age in enumerate(ages, start=1):
            setattr(plan, f"l{number}", age)
        plan.back = plan.back_reach = len(ages)
        plan.lacks = card.next if card.next in ("debt", "date") else None
        if card.next is not None and card.stage != "reengaged":
            plan.back_reach += 1
            latest = ages[0] - self.patience if BACK[plan.back_reach - 1] == "reengaged" else ages[-1]
            setattr(plan, f"l{plan.back_reach}", self.below(latest + 1))
        if card.stage == "closed_for_good":
            plan.gave_up = self.between(0, ages[-1])
        contacted = plan.l4 is not None and plan.lacks != "date"
        plan.reentry = plan.l4 if contacted else min(-self.between(5, 60), ages[0] - self.patience)
