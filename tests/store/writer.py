"""A process that writes entries until it is killed: `python writer.py SAVE PIECES`, telling the number of each one that is safe."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from exercise.store.disk import Disk
from exercise.store.journal import Journal
from tests.store.sample import HEADER, entry


class InPieces(Disk):
    """A disk that takes a few bytes at a time, so that a kill falls inside a record."""

    def write(self, handle: int, data: bytes) -> int:
        return os.write(handle, data[:16])


path = Path(sys.argv[1])
journal = Journal.create(path, HEADER, InPieces() if sys.argv[2] == "pieces" else Disk())
n = 0
while True:
    n += 1
    journal.append(entry(n))
    os.write(1, b"%d\n" % n)
