#!/usr/bin/env bash
# Everything a change must pass: style, types, import contracts, tests, and a game in a real terminal.
# Makes its own virtual environment in .venv-tests; needs Python 3.11 or newer, and tmux for the last step.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
env=.venv-tests
[ -x "$env/bin/python" ] || "$python" -m venv "$env"
"$env/bin/python" -m pip install --quiet --disable-pip-version-check -e '.[dev]'

step() { printf '\n== %s\n' "$1" >&2; shift; "$@"; }

step "style" "$env/bin/ruff" check exercise tests
step "types" "$env/bin/mypy"
step "import contracts" "$env/bin/lint-imports" --no-logo --no-cache
step "tests" "$env/bin/python" -m pytest -n "${JOBS:-auto}"
step "scenarios" "$env/bin/exercise" check $(cd scenarios && ls -d */scenario.yaml | cut -d/ -f1)
if command -v tmux >/dev/null; then
    step "a game in a terminal" "$env/bin/python" tests/smoke.py "$env/bin/exercise"
else
    echo "tmux is not here: the game in a terminal was not played" >&2
fi
