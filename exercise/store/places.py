"""Where scenarios and saves are: folders given on the command line, the working directory, the installed package, the user's data.

`scenario_places` and `saves_folder` give folders, `save_path` and `find_save` a file by its name. Reads no file.
"""

from __future__ import annotations

import re
from pathlib import Path

from exercise.errors import ExerciseError, did_you_mean
from exercise.model.text import clean

ENDING = ".jsonl"
EXAMPLE = "example-"
"""How the names of the saves that ship begin."""

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_DEVICES = frozenset(("con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))))
_PACKAGE = Path(__file__).resolve().parent.parent


def scenario_places(given: str | Path | None = None) -> tuple[Path, ...]:
    """Return the folders in which scenarios are looked for, in order: the one given, ./scenarios, those that ship."""
    places = [Path(given)] if given else []
    places += [place for place in (Path("scenarios"), shipped("scenarios")) if place.is_dir()]
    found: dict[Path, Path] = {}
    for place in places:
        found.setdefault(place.resolve(), place)
    return tuple(found.values())


def saves_folder(given: str | Path | None = None) -> Path:
    """Return the folder of saves: the one given, else ./saves where there is one, else in the user's data folder."""
    if given:
        return Path(given)
    if Path("saves").is_dir():
        return Path("saves")
    from platformdirs import user_data_path

    return user_data_path("exercise", appauthor=False) / "saves"


def shipped(what: str) -> Path:
    """Return the folder of `scenarios` or `saves` that came with the program, from a checkout or an installed package."""
    checkout = _PACKAGE.parent / what
    if (_PACKAGE.parent / "pyproject.toml").is_file() and checkout.is_dir():
        return checkout
    return _PACKAGE / "_data" / what


def ships(save: Path) -> bool:
    """Return whether a save came with the program; in a checkout, whose saves lie beside those, it is told by its name."""
    folder = shipped("saves")
    return save.parent.resolve() == folder.resolve() and (save.name.startswith(EXAMPLE) or folder.parent.name == "_data")


def place_beside(save: Path, saves: Path) -> Path:
    """Return the place beside which stands what is made of a save: its own, or for one that ships that of its name in the person's saves.

    What came with the program may lie where nobody can write, and is everyone's.
    """
    return saves / save.name if save.parent.resolve() == shipped("saves").resolve() != saves.resolve() else save


def save_path(name: str, saves: Path) -> Path:
    """Return the file of a save with this name.

    Raises:
        ExerciseError: If the name is not one a save may have.
    """
    plain = name.removesuffix(ENDING)
    if plain in _DEVICES:
        raise ExerciseError(f'"{plain}" cannot name a save: Windows keeps this name for a device. Choose another, such as "{plain}-1".')
    if not _NAME.fullmatch(plain):
        raise ExerciseError(
            f'"{clean(name, limit=60)}" cannot name a save. A name has up to 60 small letters, digits, "-" and "_", '
            "and begins with a letter or digit."
        )
    return saves / f"{plain}{ENDING}"


def free_path(base: str, saves: Path, mark: str = "") -> Path:
    """Return the first path after a name, a mark and a number that does not exist yet.

    Raises:
        ExerciseError: If all numbers are taken.
    """
    for number in range(1, 10_000):
        path = save_path(f"{base[:50]}-{mark}{number}", saves)
        if not path.exists():
            return path
    raise ExerciseError(f"{clean(str(saves), limit=200)} holds too many saves of {base}; move some elsewhere.")


def is_path(text: str) -> bool:
    """Return whether the text means a file or folder rather than a name."""
    return "/" in text or "\\" in text or text in (".", "..") or Path(text).is_absolute()


def find_save(text: str, saves: Path) -> Path:
    """Return the file that a person means by a save's name or path; a name is looked for in `saves`, then among those that ship.

    Raises:
        ExerciseError: If there is no such save, or the name is not one a save may have.
    """
    if is_path(text) or (text.endswith(ENDING) and Path(text).exists()):
        path = Path(text)
        if not path.exists() and not path.is_symlink():
            raise ExerciseError(f"{clean(text, limit=200)}: there is no such file.")
        return path
    path = save_path(text, saves)
    for place in (path, shipped("saves") / path.name):
        if place.is_symlink() or place.exists():
            return place
    known = sorted({found.stem for place in (saves, shipped("saves")) if place.is_dir() for found in place.glob(f"*{ENDING}")})
    raise ExerciseError(f'there is no save "{path.stem}" in {saves}.{did_you_mean(path.stem, known)}')
