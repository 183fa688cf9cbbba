"""Telling the cards: each becomes a client with its sales, deliveries and renewals, dated and priced."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from config.company import Company
from sample.accounts import Naming, is_person, person_letters
from sample.deck import Card
from sample.identity import clabe, file_hash, rfc
from sample.people import Staff, person_name
from sample.plan import (
    AccountPlan,
    DeliveryPlan,
    OpportunityPlan,
    QuoteLinePlan,
    RenewalPlan,
    Victim,
)
from sample.pricing import Pricer
from sample.sales import PROPOSED
from sample.timeline import BACK, DELIVERY_STAYS, Timeline, days_of
from sample.words import FULL_NAMES

YEAR = 365
BUSY = 97 * 41
"""Of a salt that is one below a multiple of it, the study finds as many pages as can be (``sample.pricing``)."""


@dataclass
class Chapter:
    """The plans of some thousand opportunities."""

    accounts: list[AccountPlan] = field(default_factory=list)
    opportunities: list[OpportunityPlan] = field(default_factory=list)
    quote_lines: list[QuoteLinePlan] = field(default_factory=list)
    deliveries: list[DeliveryPlan] = field(default_factory=list)
    renewals: list[RenewalPlan] = field(default_factory=list)
    victims: list[Victim] = field(default_factory=list)
    told: list[Card] = field(default_factory=list)


class Teller:
    """Tells one deck after another; what is told depends on company, staff size, seed and the deck's number only."""

    def __init__(self, company: Company, staff: Staff, naming: Naming, pricer: Pricer, seed: int) -> None:
        self.company, self.staff, self.naming, self.pricer, self.seed = company, staff, naming, pricer, seed
        self.sellers = staff.of_role["sales"]
        self.sales = [stage.id for stage in company.lifecycles["opportunity"].stage if stage.track == "main"]
        self.deliveries = [stage.id for stage in company.lifecycles["delivery"].stage if stage.track == "main"]
        self.limits = {record: days_of(lifecycle) for record, lifecycle in company.lifecycles.items()}
        leads = self.limits["opportunity"]
        leads[self.sales[0]] = min(leads[self.sales[0]], company.crm.untouched_lead_days)

    def tell(self, number: int, cards: Iterable[Card], first_id: int, chapter: Chapter) -> int:
        """Add the stories of a deck to the chapter; the number that follows the last opportunity."""
        self.rng = Random(f"{self.seed}/story/{number}")
        self.timeline = Timeline(self.company, self.rng)
        self.chapter = chapter
        for card in cards:
            chapter.told.append(card)
            self.id = self.account_id = first_id
            first_id += card.opportunities
            self.owner, self.large = self.sellers[self._below(len(self.sellers))], card.large
            before = len(chapter.opportunities)
            getattr(self, f"_{card.record}")(card)
            if card.again is not None:
                self._again(card.again, first_id - 1)
            self._account(card, chapter.opportunities[before:])
            if card.defect is not None:
                self._without_exceptions(chapter.opportunities[before:])
                chapter.victims.append(Victim(self.account_id, self.account_id, card.defect))
            for sale in chapter.opportunities[before:]:
                if sale.reach >= PROPOSED:
                    chapter.quote_lines += self.pricer.price(sale)
        return first_id

    def _without_exceptions(self, sales: list[OpportunityPlan]) -> None:
        """A planted change of terms would void an exception too: where one is planted there is none."""
        for sale in sales:
            if sale.exception is not None and sale.lacks != "margin":
                sale.exception, sale.discount = None, 0

    def _again(self, stage: str, number: int) -> None:
        if stage in self.sales:
            self._open(stage, None, number)
        else:
            self.id = number
            self._delivery(Card(1, "delivery", stage))

    def _below(self, bound: int) -> int:
        return int(self.rng.random() * bound)

    def _one_of(self, role: str) -> int:
        people = self.staff.of_role[role]
        return people[self._below(len(people))].id

    # --- sales ------------------------------------------------------------------------------------------------------

    def _sale(self, depth: int, reach: int, number: int | None = None) -> OpportunityPlan:
        owner = self.owner
        plan = OpportunityPlan(
            self.id if number is None else number, self.account_id, owner.id, owner.email, owner.manager_id or owner.id,
            self._one_of("operations"), depth=depth, reach=reach,
        )  # fmt: skip
        plan.salt = self._below(2**30)
        plan.sha = file_hash(self.seed, plan.id)
        plan.lines = (1, 1, 1, 2, 2, 3)[self._below(6)]
        plan.term = (12, 24, 36, 36, 48)[self._below(5)]
        if self.large:
            plan.salt, plan.lines, plan.term = plan.salt // BUSY * BUSY - 1 + BUSY, 3, 48
        plan.monthly = (2_500 + self._below(240) * 125) * plan.lines * 100
        floor, limit = self.company.pricing.margin_floor_percent, self.company.pricing.discount_limit_percent
        plan.discount = (0, 0, 0, limit)[self._below(4)] * 100
        if self.rng.random() < 0.08:
            plan.exception, plan.margin = "margin", floor * 100 - 50 - self._below(600)
        elif self.rng.random() < 0.08:
            plan.exception, plan.discount = "discount", (limit + 1 + self._below(8)) * 100
        self.chapter.opportunities.append(plan)
        return plan

    def _open(
        self, stage: str, next_: str | None, number: int | None = None, within: int | None = None
    ) -> OpportunityPlan:
        """A sale at work; ``within``: it was opened at most so many days ago."""
        if stage == "won":
            return self._won(0 if within is None else min(within, 20), number)
        depth = self.sales.index(stage)
        way_out = next_.partition(":")[2] if next_ else ""
        reach = depth if next_ is None or way_out else depth + 1
        plan = self._sale(depth, reach, number)
        plan.lacks = None if next_ is None or next_.startswith("ready") else next_
        plan.exit = way_out or None
        if plan.lacks == "margin":
            plan.exception, plan.margin = "margin", self.company.pricing.margin_floor_percent * 100 - 300
        self.timeline.open_sale(plan, self.limits["opportunity"][stage], within)
        return plan

    def _won(self, age: int, number: int | None = None) -> OpportunityPlan:
        plan = self._sale(7, 7, number)
        self.timeline.closed_sale(plan, age)
        return plan

    def _opportunity(self, card: Card) -> None:
        if card.stage in self.sales:
            self._open(card.stage, card.next)
        else:
            left = self._leave(card.stage, card.left, 5 + self._below(40 if card.stage == "on_hold" else 600))
            left.lacks = card.next

    def _leave(self, stage: str, left: str, age: int) -> OpportunityPlan:
        depth = self.sales.index(left)
        plan = self._sale(depth, depth)
        plan.exit, plan.gone = stage, True
        self.timeline.closed_sale(plan, age)
        return plan

    def _imported(self, card: Card) -> None:
        """A claim of another system: it names the case and where it stands, and brings no evidence."""
        plan = self._sale(0, 0)
        plan.claimed, plan.source, plan.source_id = card.stage, "legacy", f"L-{plan.id:07d}"
        plan.opened = 90 + self._below(300)
        plan.a0, plan.next_step, plan.closes = self._below(5), -5, -30

    # --- service ----------------------------------------------------------------------------------------------------

    def _delivery(self, card: Card) -> None:
        cancelled = card.stage == "cancelled"
        depth = self._below(3) if cancelled else self.deliveries.index(card.stage)
        way_out = card.next.partition(":")[2] if card.next else ""
        plan = self._shipping(depth, depth if card.next is None or way_out else depth + 1)
        plan.lacks = None if card.next is None or card.next.startswith("ready") else card.next
        plan.exit = "cancelled" if cancelled else way_out or None
        plan.gone = cancelled
        stay = 10 + self._below(300) if cancelled else self._below(self.limits["delivery"][card.stage])
        if cancelled:
            plan.closed, stay = stay, stay + 2
        self.timeline.ages(plan, "d", depth, stay, DELIVERY_STAYS)
        if plan.reach > depth:
            setattr(plan, f"d{plan.reach}", self._below(stay + 1))
        plan.order_until = min(plan.d0 - 60, -10)
        sale = self._won(plan.d0)
        if plan.lacks == "credit":
            sale.credit_until = 1 + self._below(3)

    def _shipping(self, depth: int, reach: int) -> DeliveryPlan:
        plan = DeliveryPlan(
            self.id, self.account_id, self._one_of("operations"), self._one_of_mail("operations"), self._one_of("warehouse"),
            self._one_of("technician"), self._one_of("trainer"), self._one_of("billing"), depth, reach,
        )  # fmt: skip
        plan.salt = self._below(2**30)
        self.chapter.deliveries.append(plan)
        return plan

    def _one_of_mail(self, role: str) -> str:
        people = self.staff.of_role[role]
        return people[self._below(len(people))].email

    def _handed_over(self, starts: int, ends: int) -> int:
        """A client that works with the equipment, under a contract from and to these days; the age of the hand-over."""
        sale = self._won(starts)
        sale.starts, sale.ends, sale.term = starts, ends, (starts - ends) // 30
        plan = self._shipping(8, 8)
        self.timeline.handed_over(plan, starts)
        return plan.d8 or 0

    # --- renewals ---------------------------------------------------------------------------------------------------

    def _renewal(self, card: Card) -> None:
        lost = self.timeline.lost_ages(card) if card.stage in (*BACK, "closed_for_good") else None
        ends = self.timeline.end_of_contract(card) if lost is None else lost[0] + self.timeline.between(-20, 20)
        years = max((1, 2, 3, 4)[self._below(4)], (100 - ends) // YEAR + 1)
        handed_over = self._handed_over(years * YEAR + ends, ends)
        plan = self._watch(self.id, handed_over)
        plan.contract_id = self.id
        if lost is None:
            self.timeline.renewal(plan, card, ends)
        else:
            plan.depth = plan.reach = 1
            plan.has_cause, plan.r1 = True, lost[0] + self.timeline.between(10, 40)
            self.timeline.way_back(plan, card, lost)
        if card.successor is not None:
            self._succeed(plan, card, ends)

    def _watch(self, number: int, age: int) -> RenewalPlan:
        owner = self.owner
        plan = RenewalPlan(number, self.account_id, owner.id, owner.email, owner.manager_id or owner.id)
        plan.r0, plan.salt = age, self._below(2**30)
        self.chapter.renewals.append(plan)
        return plan

    def _succeed(self, plan: RenewalPlan, card: Card, ends: int) -> None:
        number, recovered = self.id + 1, plan.back > 0
        within = plan.l5 if recovered else plan.r2
        if card.successor == "won" and plan.end in ("renewed", "expanded"):
            sale = self._won(plan.ended or 0, number)
            sale.term, sale.starts = (24, 36)[self._below(2)], ends
            sale.ends = ends - sale.term // 12 * YEAR
            self._watch(number, plan.ended or 0).contract_id = number
        else:
            sale = self._open(card.successor or "lead", None, number, within)
        sale.kind = "recovery" if recovered else "renewal"
        sale.source, sale.source_id = f"seiton:{sale.kind}", str(plan.id)
        sale.needs_delivery = recovered
        plan.successor_id = number

    def _recovery(self, card: Card) -> None:
        """The orderly way back to a client that bought elsewhere."""
        lost = self.timeline.lost_ages(card)
        self._leave("lost", card.left, lost[0]).recovers = True
        plan = self._watch(self.id, lost[0])
        plan.lost_opportunity_id = self.id
        self.timeline.way_back(plan, card, lost)
        if card.successor is not None:
            self._succeed(plan, card, 0)

    # --- the client -------------------------------------------------------------------------------------------------

    def _account(self, card: Card, sales: list[OpportunityPlan]) -> None:
        reach = max(sale.reach for sale in sales)
        bought = any(sale.depth == 7 for sale in sales)
        left = card.record == "renewal" and self.chapter.renewals[-1].back > 0
        who, salt = self.naming.of(self.account_id), self._below(2**30)
        letters = person_letters(person_name(salt % FULL_NAMES)) if is_person(salt) else who.letters
        self.chapter.accounts.append(
            AccountPlan(
                self.account_id, self.owner.id, "prospect" if not bought else "former" if left else "client",
                reach >= 4 or card.defect is not None, not any(sale.lacks == "invoices" for sale in sales),
                who.name, who.segment, who.market, who.town, who.domain, rfc(letters, self.account_id),
                clabe(self.account_id) if bought else "", (2, 2, 3, 3, 4)[min(reach, 4)],
                max(sale.opened for sale in sales) + salt % 20, salt,
            )
        )  # fmt: skip
