"""The one step of building that pyproject.toml cannot say: scenarios and example saves go inside the package.

In a checkout they stay where people edit them; `exercise.store.places.shipped` finds them in either place.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent
SHIPPED = {"scenarios": "**/*", "saves": "example-*.jsonl"}


def shipped() -> list[tuple[Path, Path]]:
    """Return each file that ships and where it goes inside the package."""
    found = [
        (path, Path("exercise", "_data", path.relative_to(ROOT))) for folder in SHIPPED for path in (ROOT / folder).glob(SHIPPED[folder])
    ]
    return sorted((source, target) for source, target in found if source.is_file() and not source.name.startswith("."))


class BuildWithData(build_py):
    """Building that copies what ships; an editable install finds it in the checkout."""

    def run(self) -> None:
        """Build as usual, then copy."""
        super().run()
        if self.editable_mode:
            return
        for source, target in shipped():
            place = Path(self.build_lib, target)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, place)

    def get_source_files(self) -> list[str]:
        """Return what a source distribution must hold, what ships included."""
        return [*super().get_source_files(), *(str(source.relative_to(ROOT)) for source, _ in shipped())]

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """Return what building makes, what ships included."""
        made = super().get_outputs(include_bytecode)
        return made if self.editable_mode else [*made, *(str(Path(self.build_lib, target)) for _, target in shipped())]


setup(cmdclass={"build_py": BuildWithData})
