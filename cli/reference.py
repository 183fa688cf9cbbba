"""``python -m cli.reference``: the page of the commands, made from their help."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import typer.main

from cli.exits import MEANING
from cli.main import app

PAGE = Path(__file__).resolve().parent.parent / "docs" / "commands.md"

_OPENING = """\
# The command `seiton`

Made from the help of the commands by `python -m cli.reference`; a test keeps it true. Help is in English; what the commands
say is in the language of `config/company.toml`, or of the terminal (`LC_ALL`, `LC_MESSAGES`, `LANG`) where that can't be loaded.
`--json` writes amounts and dates as text and nothing else to standard output; errors are one sentence on standard error.

| Environment | Meaning |
|---|---|
| `SEITON_DATABASE` | where the CRM is, as `sqlite:////path/crm.sqlite` or `postgresql://user@server/database` (default: a file in `SEITON_VAR`) |
| `SEITON_VAR` | the folder for all that is written (default: `var/`) |
| `SEITON_CONFIG` | the folder of the configuration (default: `config/`) |
| `SEITON_KEY` | the company's key, by which codes are checked and decisions sealed (default: the file `key` in `SEITON_VAR`) |

| Exit code | Meaning |
|---|---|
"""


def page() -> str:
    """The page, as it should be."""
    exits = "".join(f"| {code.value} | {meaning} |\n" for code, meaning in MEANING.items())
    root: Any = typer.main.get_command(app)
    return _OPENING + exits + "".join(_command(name, command) for name, command in root.commands.items())


def _command(name: str, command: Any) -> str:
    if hasattr(command, "commands"):
        inside = "".join(_command(f"{name} {one}", found) for one, found in command.commands.items())
        return f"\n## seiton {name}\n\n{command.help}\n" + inside
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option"]
    named = {p: p.metavar or p.name.upper() for p in arguments}
    words = [named[p] if p.required else f"[{named[p]}]" for p in arguments]
    usage = " ".join(["seiton", name, *words, "[OPTIONS]" if options else ""]).strip()
    lines = [f"\n## seiton {name}\n\n{command.help}\n\n```sh\n{usage}\n```\n"]
    rows = [f"| `{named[p]}` | {_cell(p)} |" for p in arguments]
    rows += [f"| {_names(p)} | {_cell(p)} |" for p in options]
    if rows:
        lines.append("\n| | |\n|---|---|\n" + "\n".join(rows) + "\n")
    return "".join(lines)


def _names(option: Any) -> str:
    names = "`, `".join((*option.opts, *option.secondary_opts))
    return f"`{names}`" if option.metavar is None else f"`{names} {option.metavar}`"


def _cell(parameter: Any) -> str:
    text = (parameter.help or "").replace("|", "\\|")
    shown = parameter.default if not isinstance(parameter.default, bool) else None
    return text if shown is None else f"{text} Default: {shown}."


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(0 if PAGE.read_text(encoding="utf-8") == page() else f"{PAGE.name} is not up to date")
    PAGE.write_text(page(), encoding="utf-8")
