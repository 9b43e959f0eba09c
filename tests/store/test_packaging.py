"""What is installed holds what it needs: scenarios, example saves and the screen's own files, and finds them."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_a_wheel_holds_the_scenarios_and_finds_them(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name in ("exercise", "scenarios", "saves"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "setup.py", "MANIFEST.in", "LICENSE", "README.md"):
        shutil.copy(ROOT / name, source / name)
    (source / "saves" / "example-wheel.jsonl").write_text("{}\n")
    (source / "saves" / "own.jsonl").write_text("{}\n")
    built = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", tmp_path, source], capture_output=True, text=True
    )
    if built.returncode:
        pytest.skip(f"a wheel needs a recent setuptools: {built.stderr[-200:]}")

    wheel = next(tmp_path.glob("*.whl"))
    with zipfile.ZipFile(wheel) as file:
        held = set(file.namelist())
        file.extractall(tmp_path / "installed")
    shipped = {f"exercise/_data/{path.relative_to(ROOT)}" for path in (ROOT / "scenarios").rglob("*.yaml")}
    assert shipped and shipped <= held
    assert "exercise/_data/saves/example-wheel.jsonl" in held
    assert "exercise/_data/saves/own.jsonl" not in held
    assert {f"{path.relative_to(ROOT)}" for path in (ROOT / "exercise").rglob("*.tcss")} <= held

    code = "from exercise.store.scenarios import scenario_titles; print([name for name, _ in scenario_titles()])"
    env = {"PYTHONPATH": str(tmp_path / "installed")}
    told = subprocess.run([sys.executable, "-c", code], env=env, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "'harmony'" in told.stdout
