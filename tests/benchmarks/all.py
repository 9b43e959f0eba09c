"""Every benchmark, one after the other: `python tests/benchmarks/all.py`. Leave the machine alone meanwhile."""

from __future__ import annotations

import commands
import games
import journal
import keys
import replaying
import start


def main() -> None:
    """Print every figure."""
    for part in (commands, start, keys, replaying, games, journal):
        print(f"\n{part.__name__}: {(part.__doc__ or '').splitlines()[0]}")
        part.main()


if __name__ == "__main__":
    main()
