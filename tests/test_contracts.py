"""The rooms' contracts: who imports whom, what start-up loads, and which words the world's code must not contain."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "exercise"
WORLD = ("model", "rules", "engine", "words")
OUTSIDE = {"textual", "rich", "yaml", "pathlib", "os", "random", "time", "datetime"}
READERS = {"open", "read_text", "read_bytes", "write_text", "write_bytes"}


def modules_of(*rooms: str) -> list[Path]:
    found: list[Path] = []
    for room in rooms:
        folder = PACKAGE / room
        found += sorted(folder.rglob("*.py")) if folder.is_dir() else [PACKAGE / f"{room}.py"]
    return found


def trees(*rooms: str) -> list[tuple[str, ast.Module]]:
    return [(str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8"))) for path in modules_of(*rooms)]


def imported(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def loaded_by(code: str) -> set[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    told = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print('\\n'.join(sys.modules), file=sys.stderr)"],
        env=env, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(told.stderr.split())


def test_rooms_import_downwards_only():
    told = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True
    )

    assert told.returncode == 0, told.stdout + told.stderr


def test_the_world_imports_no_screen_file_clock_or_dice():
    found = {f"{name}: {module}" for name, tree in trees(*WORLD) for module in imported(tree) if module.split(".")[0] in OUTSIDE}

    assert not found


def test_the_world_counts_in_whole_numbers():
    found = [
        f"{name}:{node.lineno}"
        for name, tree in trees("model", "rules", "engine")
        for node in ast.walk(tree)
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div))
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("float", "round"))
    ]

    assert not found


def test_the_world_never_walks_a_set_in_its_own_order():
    def is_set(node: ast.expr) -> bool:
        named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("set", "frozenset")
        return isinstance(node, ast.Set | ast.SetComp) or named

    found = []
    for name, tree in trees(*WORLD, "bots"):
        for node in ast.walk(tree):
            walked = []
            if isinstance(node, ast.For):
                walked = [node.iter]
            elif isinstance(node, ast.ListComp | ast.GeneratorExp | ast.DictComp):
                walked = [part.iter for part in node.generators]
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("tuple", "list") and node.args:
                walked = [node.args[0]]
            found += [f"{name}:{place.lineno}" for place in walked if is_set(place)]

    assert not found


def test_nothing_turns_text_into_code_but_the_rule_compiler():
    found = {
        f"{name}:{node.lineno}"
        for name, tree in [(str(p.relative_to(ROOT)), ast.parse(p.read_text("utf-8"))) for p in sorted(PACKAGE.rglob("*.py"))]
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("eval", "exec", "__import__")
    }

    assert {place.split(":")[0] for place in found} <= {"exercise/rules/compile.py"}


def test_only_the_store_reads_and_writes_files():
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.relative_to(PACKAGE).parts[0] == "store":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func
                name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
                opens = name == "open" and (isinstance(called, ast.Name) or _is_named(called, "os", "io"))
                if opens or name in READERS - {"open"}:
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno}")

    # The one exception points stdout at the null device when its reader has gone.
    assert [place for place in found if not place.startswith("exercise/cli/__init__.py")] == []


def _is_named(node: ast.expr, *names: str) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names


def test_importing_the_session_loads_no_screen():
    loaded = loaded_by("import exercise.session")

    assert not {name for name in loaded if name.split(".")[0] in ("textual", "rich", "asyncio")}


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["run", "--help"]])
def test_help_and_version_load_nothing_heavy(words: list[str]):
    loaded = loaded_by(f"from exercise.cli import main\ntry: main({words!r})\nexcept SystemExit: pass")

    assert not {name for name in loaded if name.split(".")[0] in ("pydantic", "yaml", "textual", "rich", "asyncio", "json")}


def test_a_command_without_the_app_loads_no_screen():
    loaded = loaded_by("from exercise.cli import main\nmain(['check', 'practice'])")

    assert not {name for name in loaded if name.split(".")[0] in ("textual", "rich", "asyncio")}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_opens_with_at_most_three_sentences(path: Path):
    text = ast.get_docstring(ast.parse(path.read_text("utf-8")))

    assert text
    assert len(text.split("\n\n")[0].splitlines()) <= 2


def test_no_public_class_name_stands_twice_in_the_package():
    places: dict[str, list[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(f"{path.relative_to(PACKAGE)}:{node.lineno}")

    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def _edges() -> dict[str, set[str]]:
    """Return which module imports which, also inside functions; what only the type checker reads is left out."""
    names = {".".join(path.with_suffix("").relative_to(ROOT).parts).removesuffix(".__init__"): path for path in PACKAGE.rglob("*.py")}
    edges: dict[str, set[str]] = {}
    for name, path in names.items():
        tree = ast.parse(path.read_text("utf-8"))
        unread = {
            inner
            for node in ast.walk(tree)
            if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
            for part in node.body
            for inner in ast.walk(part)
        }
        found: set[str] = set()
        for node in ast.walk(tree):
            if node in unread:
                continue
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                below = {f"{node.module}.{alias.name}" for alias in node.names}
                found |= {one if one in names else node.module for one in below}
        edges[name] = {one for one in found if one in names and one != name}
    return edges


def test_no_module_imports_itself_by_way_of_others():
    edges = _edges()
    reached: dict[str, set[str]] = {}
    for name in edges:
        seen: set[str] = set()
        todo = list(edges[name])
        while todo:
            one = todo.pop()
            if one not in seen:
                seen.add(one)
                todo += edges[one]
        reached[name] = seen

    assert sorted(name for name in edges if name in reached[name]) == []


def test_screens_know_neither_the_app_nor_each_other():
    edges = _edges()
    screens = {name for name in edges if name.startswith("exercise.ui.screens.")}
    others = {"exercise.ui.app", "exercise.ui.palette", *screens}

    assert {name: sorted(edges[name] & others) for name in screens if edges[name] & others} == {}


def test_every_route_leads_to_a_screen_and_every_screen_has_one():
    from exercise.ui.routes import SCREENS, STAGES

    made = {f"{path.stem}.{node.name}" for path in (PACKAGE / "ui" / "screens").glob("*.py")
            for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.ClassDef)}  # fmt: skip
    modules = {path.stem for path in (PACKAGE / "ui" / "screens").glob("*.py")} - {"__init__"}

    assert set(SCREENS.values()) <= made
    assert {target.partition(".")[0] for target in SCREENS.values()} == modules
    assert set(STAGES.values()) <= set(SCREENS)
