"""What the READMEs name exists: links, paths, commands, deployments; and their examples are true."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from checks import expressions
from checks.rule import Rulebook, RuleWriter
from config.mapping import ImportMapping
from crm import model
from tests.house.conftest import PRODUCT, ROOT

READMES = ("README.md", "README.es.md")
PAGES = (*READMES, "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")


def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text(page), flags=re.DOTALL | re.MULTILINE)


def words(page: str) -> set[str]:
    """Everything set as code: inline, and each line of a shell block without its comment."""
    prose = re.sub(r"^```.*?^```", "", text(page), flags=re.DOTALL | re.MULTILINE)
    shell = [line.split("#")[0].strip() for block in blocks(page, "sh") for line in block.splitlines()]
    return {*re.findall(r"`([^`\n]+)`", prose), *filter(None, shell)}


def commands(page: str, program: str) -> set[str]:
    return {found[1] for word in words(page) if (found := re.match(rf"{program} ([\w.-]+)", word))}


@pytest.mark.parametrize(
    "page", [*PAGES, *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))]
)
def test_every_link_leads_somewhere(page: str) -> None:
    links = re.findall(r"\]\(([^)\s#]+)(?:#[^)]*)?\)", text(page))
    inside = [link for link in links if not link.startswith(("https://", "mailto:"))]
    assert [link for link in inside if not ((ROOT / page).parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_is_named_exists(page: str) -> None:
    named = {
        word
        for word in words(page)
        if re.fullmatch(r"\.?[\w-]+(?:/[\w.-]*)+|[\w.-]+\.(?:py|toml|md|yaml)", word)
    }
    written = {word for word in named if word.split("/")[0] not in ("America", "000")}
    assert [word for word in sorted(written) if not (ROOT / word).exists()] == []


@pytest.mark.parametrize("page", READMES)
def test_every_folder_of_the_product_is_in_the_table(page: str) -> None:
    assert [folder for folder in PRODUCT if f"| `{folder}/` |" not in text(page)] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_make_target_that_is_named_exists(page: str) -> None:
    targets = set(re.findall(r"^([\w-]+):", text("Makefile"), flags=re.MULTILINE))
    assert commands(page, "make") - targets == set()


@pytest.mark.parametrize("page", PAGES)
def test_every_module_that_is_run_exists(page: str) -> None:
    modules = [Path(*name.split(".")) for name in commands(page, "python -m")]
    assert [
        m
        for m in modules
        if not (ROOT / m / "__main__.py").exists() and not (ROOT / m).with_suffix(".py").exists()
    ] == []


@pytest.mark.parametrize("page", [*PAGES, "docs/rulebook.md", "docs/rulebook.es.md"])
def test_every_command_of_seiton_that_is_named_exists(page: str) -> None:
    from typer.main import get_command

    from cli.main import app

    assert commands(page, "seiton") - set(get_command(app).commands) == set()  # type: ignore[attr-defined]


@pytest.mark.parametrize("page", READMES)
def test_every_deployment_is_in_the_readme_and_no_other(page: str) -> None:
    deployments = yaml.safe_load(text("prefect.yaml"))["deployments"]
    section = re.search(r"^## (?:Flows|Flujos)\n(.*?)^## ", text(page), flags=re.DOTALL | re.MULTILINE)
    assert section is not None
    listed = set(re.findall(r"^\| `([\w-]+)` \|", section[1], flags=re.MULTILINE))
    assert listed == {deployment["name"] for deployment in deployments}


@pytest.mark.parametrize("page", READMES)
def test_the_example_of_a_rule_is_a_rule(page: str, book: Rulebook) -> None:
    names = {**vars(expressions), **vars(model), "rule": RuleWriter(book.company, "opportunity"), "made": []}
    (example,) = blocks(page, "python")
    exec(example.replace("yield rule(", "made.append(rule(", 1).rstrip() + ")", names)
    (rule,) = names["made"]
    assert rule.gates >= {"proposed", "won"} and rule.mender in book.company.roles


@pytest.mark.parametrize(("page", "language"), [("README.md", "en"), ("README.es.md", "es")])
def test_the_example_of_a_held_case_speaks_as_the_rules_do(page: str, language: str, book: Rulebook) -> None:
    (example,) = blocks(page, "text")
    said = re.findall(r"^\d+\. (.*)\n   ([\w-]+): (.*)$", example, flags=re.MULTILINE)
    rules = [book.by_key[key] for _, key, _ in said]
    assert [(rule.mend.to(language), rule.key, rule.says.to(language)) for rule in rules] == said != []


@pytest.mark.parametrize("page", READMES)
def test_the_example_of_a_mapping_is_a_mapping(page: str) -> None:
    (example,) = blocks(page, "toml")
    assert ImportMapping.model_validate({"name": "x", "source": "x", **tomllib.loads(example)}).files == (
        "accounts.csv",
    )


def test_the_two_readmes_name_the_same_commands_and_show_the_same_code() -> None:
    assert commands("README.md", "seiton") == commands("README.es.md", "seiton")
    assert commands("README.md", "make") == commands("README.es.md", "make")
    assert blocks("README.md", "python") == blocks("README.es.md", "python")
