"""A configuration that can't be used is refused with its file, its key and the words that are known there."""

from __future__ import annotations

import itertools
import re
import shutil
from pathlib import Path

import pytest

from checks.rules import rulebook
from config.company import ConfigError, load_company
from config.misfits import OTHERWISE
from tests.builders import COMPANY

ENGLISH = re.compile(r"Input|Value error|Field required|unknown|known:|given|must|should| the | is ")
SALES = "lifecycles/lead_to_close.toml"


class Files:
    """A copy of the invented company's configuration, to spoil."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "company"
        shutil.copytree(COMPANY, self.folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))

    def put(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def refused(self, *words: str) -> None:
        with pytest.raises(ConfigError) as refusal:
            load_company(self.folder)
        for word in words:
            assert word in str(refusal.value)
        told_in_spanish(refusal.value)


def told_in_spanish(refusal: ConfigError) -> None:
    """The same file and key, and nothing of the English; what is wrong is said, and not that something is."""
    english, spanish = refusal.to("en"), refusal.to("es")
    assert english == str(refusal) != spanish
    same = itertools.takewhile(lambda signs: signs[0] == signs[1], zip(english, spanish, strict=False))
    start = "".join(sign for sign, _ in same)
    assert ".toml: " in start or "lifecycles: " in start
    assert not ENGLISH.search(spanish[len(start) :]) and OTHERWISE not in spanish


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


SPOILED = {
    "an unknown word at the top": ("company.toml", 'currency = "MXN"', 'currncy = "MXN"', "company.toml: currncy: unknown word; known here: name, language"),
    "an unknown word in a table": ("company.toml", "quote_days = 21", "quot_days = 21", "company.toml: pricing.quot_days: unknown word; known here: margin_floor_percent, discount_limit_percent, quote_days"),
    "an unknown word in a stage": (SALES, "days = 12", "dyas = 12", "lead_to_close.toml: stage.0.dyas: unknown word; known here: id, name, owner, standard, tools, days"),
    "an unknown word in a text": ("company.toml", 'en = "seller"', 'en = "seller", fr = "vendeur"', "company.toml: roles.sales.fr: unknown word; known here: en, es"),
    "an unknown word in a field": ("crm_fields.toml", 'source = "000/A16"', 'sauce = "000/A16"', "crm_fields.toml: opportunity.name.sauce: unknown word; known here: name, from_stage, gate, mender, source"),
    "an unknown table": ("audit.toml", "[report]", "[reports]", "audit.toml: reports: unknown word; known here: debt, report"),
    "a word that is missing": ("company.toml", "quote_days = 21\n", "", "company.toml: pricing.quote_days: Field required"),
    "a text where a number belongs": ("company.toml", "quote_days = 21", 'quote_days = "many"', "company.toml: pricing.quote_days:", "(given: 'many')"),
    "a number below its bound": ("company.toml", "margin_floor_percent = 30", "margin_floor_percent = -1", "pricing.margin_floor_percent:", "greater than or equal to 0 (given: -1)"),
    "a number above its bound": ("company.toml", "satisfied_score = 6", "satisfied_score = 11", "crm.satisfied_score:", "(given: 11)"),
    "a language that is none of ours": ("company.toml", 'language = "en"', 'language = "fr"', "language: Input should be 'en' or 'es' (given: 'fr')"),
    "a time zone that is none": ("company.toml", "America/Mexico_City", "America/Querétaro", "time_zone:", "no such time zone"),
    "a record without a lifecycle of its kind": (SALES, 'record = "opportunity"', 'record = "sale"', "record: Input should be 'opportunity', 'delivery' or 'renewal'"),
    "an unknown stage to come from": (SALES, 'from = ["qualified"]', 'from = ["qualfied"]', "lead_to_close.toml: ", "unknown stage 'qualfied'; known: lead, qualified"),
    "an unknown stage to begin in": (SALES, 'initial = ["lead"]', 'initial = ["prospect"]', "unknown stage 'prospect'; known: lead"),
    "a stage declared twice": (SALES, 'id = "studied"', 'id = "qualified"', "a stage is declared twice"),
    "a stage that nothing leads to": (SALES, 'from = ["contracted"]', "from = []", "no way leads to the stage 'won'"),
    "a stage that only itself leads to": (SALES, 'from = ["contracted"]', 'from = ["won"]', "no way leads to the stage 'won'"),
    "an open stage that leads nowhere": (SALES, 'from = ["contracted"]\nclosed = true', 'from = ["contracted"]', "no way leads out of the stage 'won', and it is not closed"),
    "an unknown owner": (SALES, 'owner = "credit"', 'owner = "creditt"', "lead_to_close.toml: stage.credit_authorised: unknown word 'creditt'; known: sales, sales_manager, credit"),
    "an unknown role to tell": (SALES, 'notify = ["operations", "finance"]', 'notify = ["everyone"]', "stage.won: unknown word 'everyone'; known: sales"),
    "an unknown follower": (SALES, 'creates = "delivery"', 'creates = "party"', "stage.7.creates: Input should be 'delivery', 'renewal'"),
    "an unknown stage of a field": ("crm_fields.toml", 'from_stage = "lead"', 'from_stage = "prospect"', "crm_fields.toml: opportunity.name.from_stage: unknown word 'prospect'; known: lead, qualified"),
    "a stage for what walks no lifecycle": ("crm_fields.toml", '[account]\nname = { ', '[account]\nname = { from_stage = "lead", ', "account.name.from_stage: unknown word 'lead'"),
    "an unknown mender": ("crm_fields.toml", 'mender = "sales_manager"', 'mender = "boss"', "opportunity.owner_id.mender: unknown word 'boss'; known: sales, sales_manager", "owner"),
    "an unknown consumer": ("crm_fields.toml", 'consumers = ["proposal"]', 'consumers = ["press"]', "opportunity.account_id.consumers.0: Input should be 'proposal', 'installation'"),
    "a field that is no table": ("crm_fields.toml", "[opportunity]", 'odd = 1\n[opportunity]', "crm_fields.toml: odd: expected tables such as [odd.name_of_field]"),
    "a stage without a place in its lifecycle": ("cadence.toml", "qualified = 8", "qualfied = 8", "cadence.toml: stage.opportunity: unknown word 'qualfied'; known: lead, qualified"),
    "a capacity of nobody": ("cadence.toml", "sales = 240", "seller = 240", "cadence.toml: capacity: unknown word 'seller'; known: sales"),
    "no capacity for the rest": ("cadence.toml", "default = 60\n", "", "cadence.toml: capacity: ", "say the capacity of a role that is not named"),
    "a class without days": ("cadence.toml", "C = { contact = 60, visit = 120, review = 240 }\n", "", "cadence.toml: ", "class C has no days"),
    "visits more often than contacts": ("cadence.toml", "visit = 20, review = 40", "visit = 5, review = 40", "cadence.toml: days.A: ", "a visit comes no more often"),
    "hours that end before they begin": ("cadence.toml", 'from = "08:00"', 'from = "18:00"', "cadence.toml: working_hours.company: ", "the day ends before it begins"),
    "hours with a zone of their own": ("cadence.toml", 'from = "08:00"', 'from = "08:00Z"', "cadence.toml: working_hours.company.from: ", "without a time zone"),
    "hours of no place": ("cadence.toml", "Asia/Tokyo", "Asia/Tokio", "cadence.toml: working_hours.Asia/Tokio: no such time zone"),
    "points of no stage": ("cadence.toml", "negotiated = 10", "negociated = 10", "cadence.toml: priority.stage: unknown word 'negociated'"),
    "broken TOML": ("company.toml", "[pricing]", "[pricing", "company.toml: ", "line"),
    "a key twice": ("company.toml", "quote_days = 21", "quote_days = 21\nquote_days = 22", "company.toml: Cannot overwrite a value", "line"),
}  # fmt: skip


@pytest.mark.parametrize("how", SPOILED)
def test_the_configuration_is_refused_for(files: Files, how: str) -> None:
    name, old, new, *words = SPOILED[how]
    files.put(name, old, new)
    files.refused(*words)


def test_a_file_that_is_not_there_is_named(files: Files) -> None:
    (files.folder / "audit.toml").unlink()
    files.refused("audit.toml: there is no such file")


def test_a_folder_without_a_lifecycle_is_refused(files: Files) -> None:
    (files.folder / SALES).unlink()
    files.refused("no lifecycle for the record 'opportunity'")


def test_two_lifecycles_of_one_record_are_refused(files: Files) -> None:
    shutil.copy(files.folder / SALES, files.folder / "lifecycles" / "zz.toml")
    files.refused("zz.toml: record: another file declares the lifecycle of the opportunity")


def test_text_that_is_not_utf_8_is_refused(files: Files) -> None:
    (files.folder / "company.toml").write_bytes(b'name = "Compa\xf1\xeda"')
    files.refused("company.toml: not UTF-8 text", "at byte 13")


def test_a_folder_in_the_place_of_a_file_is_refused(files: Files) -> None:
    (files.folder / "audit.toml").unlink()
    (files.folder / "audit.toml").mkdir()
    files.refused("audit.toml: ")


BEYOND = {
    "an unknown record": ("[person]", "[persona]", "crm_fields.toml: persona: unknown record; known: opportunity, delivery"),
    "an unknown field": ("expected_close_on = {", "close_on = {", "crm_fields.toml: opportunity.close_on: unknown field; known: name, kind"),
    "an unknown field of another record": ('"account.rfc" = {', '"account.tax_id" = {', "opportunity.account.tax_id: unknown field; known:"),
    "a record that the case is not joined to": ('"account.rfc" = {', '"equipment.serial" = {', "unknown record 'equipment'; known: account, contact"),
}  # fmt: skip


@pytest.mark.parametrize("how", BEYOND)
def test_no_rulebook_is_made_of(files: Files, how: str) -> None:
    old, new, words = BEYOND[how]
    files.put("crm_fields.toml", old, new)
    with pytest.raises(ConfigError, match=re.escape(words)) as refusal:
        rulebook(load_company(files.folder))
    told_in_spanish(refusal.value)


def test_a_lifecycle_without_a_stage_that_rules_speak_of_is_refused(files: Files) -> None:
    for old, new in (('id = "studied"', 'id = "surveyed"'), ('from = ["studied"]', 'from = ["surveyed"]')):
        files.put(SALES, old, new)
    files.put("quotas.toml", "studied = 30", "surveyed = 30")
    path = files.folder / SALES
    path.write_text(path.read_text().replace('"studied"', '"surveyed"'))
    with pytest.raises(
        ConfigError, match="the lifecycle of the opportunity has no stage 'studied'; its stages: lead"
    ):
        rulebook(load_company(files.folder))


PAPERS = {
    "an unknown word of a paper": ("says_until = true", "unexpired = true", "credit.toml: paper.identification.unexpired: unknown word; known here: name, required_of"),
    "a taxpayer of no kind": ('required_of = ["company"]', 'required_of = ["firm"]', "paper.articles.required_of.0: Input should be 'company' or 'person'"),
    "a warning before what never expires": ('required_of = ["company"]', 'required_of = ["company"]\nwarning_days = 3', "paper.articles: Value error, it never expires"),
    "a warning that comes with the paper": ("valid_days = 20", "valid_days = 5", "paper.tax_opinion: Value error, the warning would come with the paper"),
    "a paper for nobody": ('required_of = ["company"]', "required_of = []", "paper.articles.required_of: Tuple should have at least 1 item"),
}  # fmt: skip


RETENTION = {
    "an unknown fact": ("[fact.sla_kept]", "[fact.sla_held]", "retention.toml: fact: Value error, unknown word 'sla_held'; known: sla_kept"),
    "a fact without two ends": ("worst = 3\nbest = 8", "worst = 8\nbest = 8", "fact.satisfaction: Value error, worst and best are the same"),
    "a risk that is high before it is watched": ("high_percent = 75", "high_percent = 25", "risk.obsolescence: Value error, watch_percent must be less"),
    "a risk without a fact": ('risk = "collection"', 'risk = "service"', "the risk 'collection' needs its levels and at least one fact"),
    "a step of no stage": ("[step.reviewed]", "[step.review]", "retention.toml: step: unknown word 'review'; known: planned, reviewed"),
    "a window without its step": ('[step.outcome]\nneeds = { en = "an end", es = "un final" }', "", "retention.toml: step: nothing is said of outcome"),
    "a cause that is not in the catalogue": ("[cause.tender]", "[cause.auction]", "retention.toml: cause: unknown word 'auction'"),
    "a cause of which nothing is said": ('[cause.tender]\ncloses = { en = "another tender", es = "otra licitación" }', "", "retention.toml: cause: nothing is said of tender"),
}  # fmt: skip


@pytest.mark.parametrize("how", RETENTION)
def test_no_renewals_are_planned_by(files: Files, how: str) -> None:
    old, new, words = RETENTION[how]
    files.put("retention.toml", old, new)
    files.refused(words)


@pytest.mark.parametrize("how", PAPERS)
def test_the_credit_file_is_refused_for(files: Files, how: str) -> None:
    old, new, words = PAPERS[how]
    files.put("credit.toml", old, new)
    files.refused(words)


MARKET = {
    "a niche of no segment": ('segment = "clinics", name', 'segment = "clinic", name', "niche.dentists.segment: unknown word 'clinic'; known: schools, clinics"),
    "a pain that brings nothing known": ('drivers = ["savings"]', 'drivers = ["fame"]', "pain.hidden_cost.drivers: unknown word 'fame'; known: operations, savings"),
    "a pain that nothing of ours solves": ('solved_by = ["service"]', 'solved_by = ["prayer"]', "pain.downtime.solved_by: unknown word 'prayer'; known: equipment, consumables"),
    "a message about no pain": ('pain = "downtime"', 'pain = "noise"', "message.waiting.pain: unknown word 'noise'"),
    "a message that names what nobody fills in": ("does {company} wait?", "does {firm} wait?", "message.waiting: Value error, unknown word 'firm' in braces; known: contact, company"),
    "braces that do not match": ("does {company} wait?", "does {company wait?", "message.waiting:"),
    "a channel that needs what no contact has": ('needs = "phone"', 'needs = "fax"', "channel.call.needs: Input should be 'email', 'phone' or 'address' (given: 'fax')"),
    "a share above all": ("fit_percent = 40", "fit_percent = 101", "segment.clinics.fit_percent:", "(given: 101)"),
    "bands that fall": ("{ from = 400, percent = 50 }", "{ from = 5, percent = 50 }", "icp: Value error, bands begin at 0 and rise"),
    "a factor without points": ("niche = 4\n", "", "icp.weights.niche: Field required"),
    "a factor that is none": ("niche = 4\n", "niche = 4\nluck = 9\n", "icp.weights.luck: unknown word; known here: segment, niche, size"),
    "a campaign whose database counts for nothing": ("database = 5", "database = 0", "campaign.weights.database:"),
    "a class that is none": ('important_classes = ["A", "B"]', 'important_classes = ["Z"]', "campaign.important_classes.0: Input should be 'A', 'B' or 'C'"),
    "a nurture without end": ("days = 300", "days = 0", "nurture.profile.days:"),
}  # fmt: skip


@pytest.mark.parametrize("how", MARKET)
def test_the_market_is_refused_for(files: Files, how: str) -> None:
    old, new, *words = MARKET[how]
    files.put("market.toml", old, new)
    files.refused("market.toml: ", *words)


CLIENTS = {
    "weights that do not add up": ("size_weight = 60", "size_weight = 50", "clients.toml: abc: Value error, size_weight, recurrence_weight and seniority_weight must add up to 100"),
    "a B that ends before A": ("b_until_percent = 90", "b_until_percent = 70", "abc: Value error, b_until_percent must lie above a_until_percent"),
    "a class that always goes out of date": ("current_days = 32", "current_days = 20", "abc: Value error, current_days must be more than confirm_days"),
    "a word for two things": ('research = {', 'promoter = {', "pro: Value error, a word stands for one trait, power or value"),
    "more traits than there are": ("traits_needed = 2", "traits_needed = 4", "pro: Value error, traits_needed is more than the 3 traits there are"),
    "an importance that falls": ("two_from = 2", "two_from = 5", "importance: Value error, three_from must be more than two_from"),
    "a committee with an unknown market": ("commercial =", "moon =", "clients.toml: development.committees: unknown word 'moon'; known: commercial, institutions"),
    "a committee of no kind": ('"channel_committee"', '"tea_party"', "development.committees.commercial: Input should be 'client_committee' or 'channel_committee'"),
    "an unknown word of a class": ("hours_a_year = 50", "hours = 50", "effort.A.hours: unknown word; known here: hours_a_year, budget_percent"),
}  # fmt: skip


@pytest.mark.parametrize("how", CLIENTS)
def test_the_value_of_clients_is_refused_for(files: Files, how: str) -> None:
    old, new, words = CLIENTS[how]
    files.put("clients.toml", old, new)
    files.refused(words)


QUOTAS = {
    "an unknown indicator": ('id = "leads"', 'id = "calls"', "quotas.toml: block.3.kpi.0.id: Input should be 'new_billing', 'attainment'"),
    "activity before results": ('measures = "results"', 'measures = "activity"', "blocks of results stand before blocks of activity"),
    "a block twice": ('id = "demand"', 'id = "process"', "there are four blocks"),
    "a commission that falls": ("from_percent = 100", "from_percent = 40", "each step of the commission begins above the one before"),
    "a commission that begins in the air": ("from_percent = 0", "from_percent = 1", "the first step of the commission begins at 0"),
    "a chance of a stage that is none": ("lead = 10", "leed = 10", "quotas.toml: funnel.chance_percent: unknown word 'leed'; known: lead, qualified"),
    "a stage without a chance": ("contracted = 90", "", "quotas.toml: funnel.chance_percent: unknown word 'contracted'; known: lead"),
    "a chance that falls on the way": ("contracted = 90", "contracted = 9", "a chance can't be less than that of the stage before"),
    "a chance of nothing": ("lead = 10", "lead = 0", "each chance is above 0"),
    "a cause that is none": ('exempt_causes = ["tender"]', 'exempt_causes = ["weather"]', "counting.exempt_causes: unknown word 'weather'; known: price"),
}  # fmt: skip


@pytest.mark.parametrize("how", QUOTAS)
def test_quotas_are_refused_for(files: Files, how: str) -> None:
    old, new, words = QUOTAS[how]
    files.put("quotas.toml", old, new)
    files.refused(words)
