"""Other programs measured in the same run, where they are at hand: boardgame.io by node, and Posting.

For boardgame.io: `npm install boardgame.io` somewhere, and NODE_PATH set to its node_modules. For Posting: `posting` among the commands,
or its path in EXERCISE_POSTING. Nothing of either is part of this program; without them the figures of ours stand alone.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

BOARDGAME_IO = 65.0
"""Games a second of its reducer on the machine for which absolute figures are meant."""


def boardgame_io(spend: float) -> float:
    """Return how many games a second boardgame.io's reducer plays, of the shape of ours and without any rule; 0 where it is not at hand."""
    node = shutil.which("node")
    if node is None:
        return 0.0
    script = Path(__file__).with_name("peer_reducer.cjs")
    env = {**os.environ, "NODE_ENV": "production"}
    done = subprocess.run([node, str(script), str(spend)], env=env, capture_output=True, text=True, check=False)
    return float(done.stdout) if done.returncode == 0 else 0.0


def posting() -> tuple[list[str], ...]:
    """Return the command that starts Posting, alone in a tuple; an empty one where it is not at hand."""
    found = os.environ.get("EXERCISE_POSTING") or shutil.which("posting")
    return ([found],) if found else ()
