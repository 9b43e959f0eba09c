"""Text on its way to the screen: never markup, never a control character, always within its width; and a guard over all our widgets."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from textual.color import Color

from exercise.ui.text import KEPT, ControlFilter, Item, cut, laid_out, name_in, plain, prose, said, width_of, wrapped

UI = Path(__file__).parents[2] / "exercise" / "ui"
HOSTILE = (
    "[/]",
    "[@click=app.quit]x[/]",
    "[link=http://e]x[/link]",
    "a [b] c",
    "\x1b]0;owned\x07",
    "\x9b2J",
    "x\u202ey",
    "\u2028",
    "日本語",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_person_wrote_is_shown_as_it_stands_but_for_control_characters(text):
    shown = said(text).plain

    assert shown == "".join("�" if plain(char) == "�" else char for char in text)
    assert not said(text).spans


@pytest.mark.parametrize("text", ["\x1b]52;c;aGk=\x07", "\x9b31m", "a\x00b", "\u2066x", "\u200f"])
def test_no_control_character_passes_the_last_gate(text):
    [segment] = ControlFilter().apply([Segment(text)], Color.parse("black"))

    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 or char in "\u2066\u200f" for char in segment.text)
    assert len(segment.text) == len(text)


@given(st.lists(st.tuples(st.text(max_size=40), st.sampled_from(["", "b", "gain", "no such ink"])), max_size=6), st.integers(8, 90))
def test_rows_never_run_over_their_width(parts, width):
    tidy = tuple((plain(text), ink) for text, ink in parts)

    assert width_of(cut(tidy, width)) <= width
    assert all(width_of(row) <= width for row in wrapped(tidy, width, 3))
    rows = laid_out([Item(tidy, (("mark", "accent"),), wrap=True), Item(tidy, rule=True)], width)
    assert all(width_of(row.parts) <= width for row in rows)


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), max_size=200), st.integers(20, 80))
def test_wrapping_loses_no_letter(text, width):
    rows = wrapped(((text, ""),), width)

    kept = "".join(part for row in rows for part, _ in row)
    assert "".join(kept.split()) == "".join(text.split())


def test_help_and_briefings_may_stress_words_and_make_lists():
    items = prose("# Head\nA **strong** word.\n\n- one\n- two `code`\n\n| `x` | what it does |")

    assert [part for entry in items for part, ink in entry.parts if "b" in ink.split()] == ["Head", "strong"]
    assert sum(1 for entry in items if entry.parts and entry.parts[0][0].strip() == "•") == 2


# --- the guard ----------------------------------------------------------------------------------------------------------

READ_AS_MARKUP = {"Static", "Label", "Button", "Checkbox", "RadioButton", "Select", "SelectionList", "OptionList", "Tabs", "Collapsible"}


def _is_safe(node: ast.expr) -> bool:
    """Return whether an expression can only be content: `said(…)`, `Content(…)`, None, or a choice between such."""
    if isinstance(node, ast.IfExp):
        return _is_safe(node.body) and _is_safe(node.orelse)
    if isinstance(node, ast.Constant):
        return node.value is None
    if isinstance(node, ast.Attribute):
        return node.attr == "plain" and _is_safe(node.value)
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("said", "Content")


def unsafe_places(tree: ast.Module) -> list[int]:
    """Return the lines where a text could be read as markup."""
    found: list[int] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
            named = {word.arg: word.value for word in node.keywords}
            off = isinstance(named.get("markup"), ast.Constant) and named["markup"].value is False
            if name in READ_AS_MARKUP and not off and any(not _is_safe(arg) for arg in node.args):
                found.append(node.lineno)
            if name == "notify" and not off:
                found.append(node.lineno)
            if name == "from_markup" or (name == "update" and any(not _is_safe(arg) for arg in node.args) and _on_widget(node)):
                found.append(node.lineno)
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if (
                    isinstance(target, ast.Attribute)
                    and target.attr in ("border_title", "border_subtitle", "tooltip")
                    and not _is_safe(node.value)
                ):
                    found.append(node.lineno)
    return found


def _on_widget(call: ast.Call) -> bool:
    """Return whether `update` is called on what a query gave, as a widget's is; a dict's has a plain name, and `Digits` reads no markup."""
    if not (isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Call)):
        return False
    return not any(isinstance(arg, ast.Name) and arg.id == "Digits" for arg in call.func.value.args)


@pytest.mark.parametrize("path", sorted(UI.rglob("*.py")), ids=lambda path: str(path.relative_to(UI)))
def test_no_text_reaches_a_widget_as_markup(path):
    assert unsafe_places(ast.parse(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "code",
    [
        "Static(text)", "Label(f'{name}')", "self.notify(text)", "panel.border_title = title", "self.query_one('#x').update(text)",
        "Content.from_markup(text)", "panel.tooltip = 'a' + b",
    ],
)  # fmt: skip
def test_the_guard_sees_what_it_is_for(code):
    assert unsafe_places(ast.parse(code)) == [1]


@pytest.mark.parametrize("path", sorted((UI / "screens").glob("*.py")), ids=lambda path: path.stem)
def test_every_binding_has_an_id_and_a_tooltip(path):
    bare = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Binding"
        if not {"id", "tooltip"} <= {word.arg for word in node.keywords}
    ]

    assert bare == []


@pytest.mark.parametrize("path", sorted((UI / "screens").glob("*.py")), ids=lambda path: path.stem)
def test_every_help_page_named_by_a_screen_is_there(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Assign) and any(isinstance(name, ast.Name) and name.id == "HELP_PAGE" for name in node.targets):
            assert isinstance(node.value, ast.Constant)
            assert (UI / "help" / f"{node.value.value}.md").read_text("utf-8").startswith("# ")


@pytest.mark.parametrize(
    ("width", "shown"),
    [(18, "Moscow and Beijing"), (16, "Moscow & Beijing"), (13, "Moscow…"), (9, "Moscow…"), (5, "Mosc…")],
)
def test_a_name_that_does_not_fit_is_cut_after_a_whole_word(width: int, shown: str):
    assert name_in("Moscow and Beijing", width) == shown


@pytest.mark.parametrize("width", range(2, 40))
def test_a_shortened_name_never_takes_more_than_it_may(width: int):
    for name in ("The five republics", "NATO with Germany, France and the EU", "Verylongsinglename", "The", ""):
        assert len(name_in(name, width)) <= width


def test_spaces_keep_their_own_ink_and_a_value_is_not_broken_from_what_it_became():
    pressed = wrapped((("Press ", ""), (" o ", "here"), (" when nobody looks.", "")), 60)
    change = wrapped((("Stability of Tajikistan", "b"), (f"  38{KEPT}→{KEPT}37.4", "dim")), 30)

    assert [part for part in pressed[0] if part[1] == "here"] == [(" ", "here"), ("o", "here"), (" ", "here")]
    assert ["".join(plain(text) for text, _ in row) for row in change] == ["Stability of Tajikistan", "38 → 37.4"]
