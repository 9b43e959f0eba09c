"""The page docs/cli.md, made from the parser: `python -m exercise.cli.page > docs/cli.md`.

`command_line_page` gives the text; a test keeps the page current.
"""

from __future__ import annotations

import argparse

from exercise.cli.parser import ABOUT, CODES, build_parser, commands

HEAD = """# Command line

<!-- Made from the parser by `python -m exercise.cli.page > docs/cli.md`; a test checks that it is current. -->

{about}

stdout is data, stderr is narration. SCENARIO is a name or a folder; SAVE is a name or a file. `--json` prints facts for programs.
A fault is one line on stderr, beginning with `exercise:` (faults of a scenario begin with FILE:LINE:COLUMN).
{codes}
"""


def command_line_page() -> str:
    """Return docs/cli.md as it should be."""
    known = commands()
    parser = build_parser(known, known)
    parts = [HEAD.format(about=ABOUT.replace("\n", " "), codes=CODES)]
    parts.append("## Before the command\n\n" + _options(parser))
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, verb in action.choices.items():
                parts.append(f"## exercise {name}\n\n    {_usage(verb)}\n\n{verb.description}\n\n{_options(verb)}")
    return "\n".join(parts)


def _shown(action: argparse.Action) -> str:
    if not action.option_strings:
        return str(action.metavar or action.dest)
    name = action.option_strings[0]
    if action.nargs == 0:
        return name
    value = action.metavar or ("|".join(action.choices) if action.choices else action.dest.upper())
    return f"{name} {value}"


def _usage(verb: argparse.ArgumentParser) -> str:
    words = [verb.prog]
    for action in verb._actions:
        if isinstance(action, argparse._HelpAction):
            continue
        shown = _shown(action)
        if action.nargs == "+" or isinstance(action, argparse._AppendAction):
            shown += " …"
        words.append(shown if action.required and action.nargs != "?" else f"[{shown}]")
    return " ".join(words)


def _options(parser: argparse.ArgumentParser) -> str:
    lines = []
    for action in parser._actions:
        if isinstance(action, argparse._HelpAction | argparse._SubParsersAction):
            continue
        names = f"`{_shown(action)}`" if len(action.option_strings) < 2 else ", ".join(f"`{name}`" for name in action.option_strings)
        said = action.help or ""
        if action.choices and action.metavar:
            said += f" ({' or '.join(action.choices)})"
        lines.append(f"- {names}: {said}")
    return "\n".join(lines) + "\n" if lines else ""


if __name__ == "__main__":
    print(command_line_page(), end="")
