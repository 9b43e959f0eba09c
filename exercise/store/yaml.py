"""YAML files as data with a position for everything, built from libyaml's events under strict limits.

`read_yaml` never raises for what a file holds: every fault of the file is in the document, in our words. Written text stays text; only
whole numbers, `true`, `false` and an empty value mean something else. Knows nothing about what a scenario holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from exercise.errors import PlacedFault
from exercise.model.text import clean, named_character, unfit
from exercise.store.files import UnreadableError, read_whole, reason

LARGEST = 2_000_000
"""Bytes one file may have."""
DEEPEST = 32
"""Levels one file may nest."""
MOST_DIGITS = 17
MOST_FAULTS = 50
"""Faults of one file after which reading stops."""

_NO_KEY = "a key must be one word or text, not a list or mapping."
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|\.(?:inf|nan)|[0-9]+(?:\.[0-9]*)?e[-+]?[0-9]+)", re.IGNORECASE)
_WIDE_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_WIDE = re.compile(f"(?:^|:)([{_WIDE_SPACES}])")
_WIDE_AFTER_KEY = re.compile(rf"(?:\s*(?:- )*[\w-]+:|[ ]*)([{_WIDE_SPACES}])")
_MEANINGS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Node:
    """Where a value stands in a file, and the nodes inside it; lines and columns count from 1."""

    __slots__ = ("children", "column", "file", "flow", "key_column", "key_line", "line", "plain", "source")

    def __init__(self, file: str, line: int, column: int, key: tuple[int, int] | None = None) -> None:
        self.file = file
        self.line = line
        self.column = column
        self.key_line, self.key_column = key or (line, column)
        self.plain = False
        self.flow = False
        """Whether it is a list in [ ] or a mapping in { }."""
        self.source: tuple[str, ...] = ()
        """The lines of a plain scalar that runs over several, from its first character on."""
        self.children: dict[str, Node] | list[Node] | None = None

    def child(self, key: str | int) -> Node | None:
        """Return the node under a key or index, or None."""
        children = self.children
        if type(children) is dict and type(key) is str:
            return children.get(key)
        if type(children) is list and type(key) is int and 0 <= key < len(children):
            return children[key]
        return None

    def fault(self, text: str, offset: int = 0, on_key: bool = False, warning: bool = False) -> PlacedFault:
        """Return a fault placed here, `offset` characters into the value where that can be told, or on the key."""
        if on_key:
            return PlacedFault(self.file, self.key_line, self.key_column, text, warning)
        line, column = self.line, self.column
        if self.plain and offset:
            line, column = self._inside(offset)
        return PlacedFault(self.file, line, column, text, warning)

    def _inside(self, offset: int) -> tuple[int, int]:
        """Return line and column of a character of a plain scalar, which folds each line end into one space."""
        if len(self.source) < 2:
            return self.line, self.column + offset
        start = self.column
        for number, raw in enumerate(self.source):
            text = raw.strip()
            if number:
                start = len(raw) - len(raw.lstrip()) + 1
            if offset <= len(text):
                return self.line + number, start + offset
            offset -= len(text) + 1
        return self.line, self.column


class YamlFile(NamedTuple):
    """A file's data with its positions, and every fault found; `data` is None and `broken` true where nothing could be read."""

    name: str
    data: Any
    node: Node
    faults: tuple[PlacedFault, ...]
    broken: bool
    content: bytes


def read_yaml(source: Path | bytes, name: str) -> YamlFile:
    """Return the document in a file (or in bytes), with faults placed in `name`."""
    if isinstance(source, bytes):
        return _document(source, name)
    try:
        content = read_whole(source, LARGEST, links=True)
    except UnreadableError as fault:
        told = f"{fault}; split it into several." if "larger" in str(fault) else f"{fault}."
    except OSError as error:
        known = {FileNotFoundError: "there is no such file", PermissionError: "no permission to read this"}
        told = f"{known.get(type(error)) or reason(error)}."
    else:
        return _document(content, name)
    return YamlFile(name, None, Node(name, 1, 1), (PlacedFault(name, 1, 1, told),), True, b"")


def _document(content: bytes, name: str) -> YamlFile:
    faults: list[PlacedFault] = []
    text = _decoded(content, name, faults)
    if text is None:
        return YamlFile(name, None, Node(name, 1, 1), tuple(faults), True, content)
    if not text.isascii() or not text.isprintable():
        text = _without_unfit(text, name, faults)
    builder = _Builder(name, text)
    while not builder.build() and builder.repair():
        pass
    return YamlFile(name, builder.data, builder.node, (*faults, *builder.faults), builder.broken, content)


def _decoded(content: bytes, name: str, faults: list[PlacedFault]) -> str | None:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or content[:4].count(0) > 1:
        faults.append(PlacedFault(name, 1, 1, "the file is in UTF-16 or UTF-32; save it as UTF-8."))
        return None
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        faults.append(PlacedFault(name, line, column, f"byte 0x{content[error.start]:02X} is not UTF-8; save the file as UTF-8."))
        text = content.decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _without_unfit(text: str, name: str, faults: list[PlacedFault]) -> str:
    """Return the text with unfit characters replaced, so that reading can go on."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        while found := unfit(line):
            index, what = found
            if len(faults) < MOST_FAULTS:
                faults.append(PlacedFault(name, number + 1, index + 1, f"the character {what} must not stand in a file; remove it."))
            line = line[:index] + "\ufffd" + line[index + 1 :]
        lines[number] = line
    return "\n".join(lines)


class _Key(NamedTuple):
    """A key that waits for its value, and where it stands."""

    text: str
    starts: tuple[int, int]
    ends: tuple[int, int]


class _StopError(Exception):
    """The file cannot be read any further."""


class _Builder:
    """Builds data and nodes from events; after a syntax error it can mend some slips and build again, to find what comes after."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.lines = text.split("\n")
        self.mended: list[PlacedFault] = []
        self.found: list[PlacedFault] = []
        self.data: Any = None
        self.node = Node(name, 1, 1)
        self.broken = False
        self.syntax: PlacedFault | None = None
        self.mend: Iterator[str] | None = None
        self.mend_line = -1
        self.swallowed = False

    @property
    def faults(self) -> tuple[PlacedFault, ...]:
        """Return every fault, those of mended lines included."""
        return (*self.mended, *self.found, *((self.syntax,) if self.syntax and not self.swallowed else ()))

    def build(self) -> bool:
        """Return whether the text could be read to its end."""
        self.data, self.node, self.found, self.broken, self.syntax = None, Node(self.name, 1, 1), [], False, None
        try:
            self._read()
        except _StopError:
            self.data, self.broken = None, True
        except yaml.MarkedYAMLError as error:
            self.data, self.broken = None, True
            self._explain(error)
            return False
        except yaml.YAMLError as error:
            self.data, self.broken = None, True
            self.syntax = PlacedFault(self.name, 1, 1, f"this cannot be read as YAML ({clean(str(error), limit=80)}).")
        return True

    def fault(self, mark: Any, text: str) -> None:
        """Add a fault, or stop where there are too many."""
        self.found.append(PlacedFault(self.name, mark.line + 1, mark.column + 1, text))
        if len(self.found) >= MOST_FAULTS:
            raise _StopError

    def _read(self) -> None:
        containers: list[tuple[Any, Node]] = []
        keys: list[_Key | None] = []
        documents = 0
        event: Any
        for event in yaml.parse("\n".join(self.lines), Loader=_LOADER):
            kind = type(event)
            if kind is yaml.ScalarEvent:
                mark = event.start_mark
                if containers and type(containers[-1][0]) is dict and keys[-1] is None:
                    ends = event.end_mark
                    keys[-1] = _Key(self._key(event, containers[-1][1]), (mark.line + 1, mark.column + 1), (ends.line + 1, ends.column + 1))
                    continue
                value: Any = self._scalar(event)
                node = self._node(event, keys)
                node.plain = not event.style
                if node.plain and event.end_mark.line != mark.line:
                    node.source = (self.lines[mark.line][mark.column :], *self.lines[mark.line + 1 : event.end_mark.line + 1])
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                if containers and type(containers[-1][0]) is dict and keys[-1] is None:
                    self.fault(event.start_mark, _NO_KEY)
                    raise _StopError
                self._refuse_extras(event)
                if len(containers) >= DEEPEST:
                    self.fault(event.start_mark, f"nested deeper than {DEEPEST} levels.")
                    raise _StopError
                value, node = ({}, self._node(event, keys)) if kind is yaml.MappingStartEvent else ([], self._node(event, keys))
                node.children = {} if kind is yaml.MappingStartEvent else []
                # What stands under a tag means something that is not read; the tag is the fault, not the shape of what follows.
                self._add(value if event.tag in (None, "!") else None, node, containers, keys)
                containers.append((value, node))
                keys.append(None)
                node.flow = bool(event.flow_style)
                continue
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                containers.pop()
                keys.pop()
                continue
            elif kind is yaml.AliasEvent:
                self.fault(event.start_mark, f"aliases (*{clean(event.anchor, limit=40)}) are not allowed; write the value out.")
                value, node = None, self._node(event, keys)
                if containers and type(containers[-1][0]) is dict and keys[-1] is None:
                    raise _StopError
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self.fault(event.start_mark, "a second document begins here; a file holds one, without lines of ---.")
                    raise _StopError
                continue
            else:
                continue
            self._add(value, node, containers, keys)

    def _node(self, event: Any, keys: list[_Key | None]) -> Node:
        mark = event.start_mark
        key = keys[-1] if keys else None
        return Node(self.name, mark.line + 1, mark.column + 1, key.starts if key else None)

    def _add(self, value: Any, node: Node, containers: list[tuple[Any, Node]], keys: list[_Key | None]) -> None:
        if not containers:
            self.data, self.node = value, node
            return
        container, parent = containers[-1]
        if type(container) is list:
            container.append(value)
            parent.children.append(node)  # type: ignore[union-attr]
            return
        key = keys[-1]
        keys[-1] = None
        if key is not None and parent.flow and value is None and (node.line, node.column) == key.ends:
            text = "a text that holds a comma needs quotes inside { }, or a line of its own."
            self.found.append(PlacedFault(self.name, *key.starts, text))
        elif key is not None and key.text not in container:
            container[key.text] = value
            parent.children[key.text] = node  # type: ignore[call-overload, index]

    def _key(self, event: Any, parent: Node) -> str:
        self._refuse_extras(event)
        key: str = event.value
        if key == "<<" and not event.style:
            self.fault(event.start_mark, "merge keys (<<) are not allowed; write the keys out.")
        elif not key:
            self.fault(event.start_mark, "a key is missing before this colon.")
        elif event.style and unfit(key):
            self.fault(event.start_mark, f"this key holds the character {unfit(key)[1]}; remove it.")  # type: ignore[index]
        elif not event.style and (wide := _WIDE.search(key)):
            self._refuse_wide(event, wide)
        elif first := parent.child(key):
            self.fault(event.start_mark, f'the key "{clean(key, limit=64)}" is given twice; the first is in line {first.key_line}.')
        return key

    def _scalar(self, event: Any) -> Any:
        if event.anchor is not None or event.tag is not None:
            self._refuse_extras(event)
        value: str = event.value
        if event.style:
            if not value.isascii() or not value.isprintable():
                found = unfit(value)
                if found:
                    self.fault(event.start_mark, f"this text holds the character {found[1]}; remove it.")
                    return value.translate({ord(value[found[0]]): "\ufffd"})
            return value
        if value in _MEANINGS:
            return _MEANINGS[value]
        first = value[0]
        if first in "-+.0123456789":
            if _INTEGER.fullmatch(value):
                if len(value.lstrip('-')) > MOST_DIGITS:
                    self.fault(event.start_mark, f"this number has {len(value.lstrip('-'))} digits; at most {MOST_DIGITS} are read.")
                    return 0
                return int(value)
            if _DECIMAL.fullmatch(value):
                self.fault(event.start_mark, f"{clean(value, limit=24)} is not a whole number; quote it if it is meant as text.")
                return 0
        if not value.isascii() and (wide := _WIDE.search(value)):
            self._refuse_wide(event, wide)
        return value

    def _refuse_wide(self, event: Any, wide: re.Match[str]) -> None:
        """A space that YAML takes for a letter swallows what follows: `a:⍽b` is one text, not a key with a value."""
        node = Node(self.name, event.start_mark.line + 1, event.start_mark.column + 1)
        node.plain = True
        if event.end_mark.line != event.start_mark.line:
            node.source = tuple(self.lines[event.start_mark.line : event.end_mark.line + 1])
        what = f"the character {named_character(wide.group(1))} stands where a common space belongs."
        self.found.append(node.fault(what, wide.start(1)))
        self.swallowed = True

    def _refuse_extras(self, event: Any) -> None:
        if event.anchor is not None:
            self.fault(
                event.start_mark, f"anchors (&{clean(event.anchor, limit=40)}) are not allowed; write the value out where it is needed."
            )
        if event.tag is not None and event.tag != "!":
            tag = clean(event.tag.replace("tag:yaml.org,2002:", "!!"), limit=60)
            self.fault(event.start_mark, f"tags ({tag}) are not allowed; remove it.")

    # --- syntax errors ----------------------------------------------------------------------------------------------

    def _explain(self, error: Any) -> None:
        """Put libyaml's complaint into our words, at the place where a person would look."""
        mark = error.problem_mark or error.context_mark
        line = min(mark.line, len(self.lines) - 1) if mark else 0
        column = mark.column if mark else 0
        problem, context = str(error.problem or ""), str(error.context or "")
        here = self.lines[line]
        self.mend, self.mend_line = None, line
        indent = here[: len(here) - len(here.lstrip())]
        begin: Any = error.context_mark or mark
        char = here[column : column + 1]
        if "\t" in indent or (char == "\t" and not here[:column].strip()):
            column = here.index("\t")
            text = "a tab cannot indent a line; use spaces."
            self.mend = self._indented(line)
        elif "quoted scalar" in context and ("end of stream" in problem or "document indicator" in problem):
            line, column, text = begin.line, begin.column, "this quote is never closed."
        elif found := next(filter(None, map(_WIDE_AFTER_KEY.match, self.lines[begin.line : line + 1])), None):
            line, column = self.lines.index(found.string, begin.line), found.start(1)
            text = f"the character {named_character(found.group(1))} stands where a common space belongs."
        elif "nesting depth" in problem:
            # Newer versions of libyaml look so far ahead that they give up before the levels can be counted here.
            opened = [at for at, letter in enumerate(here) if letter in "[{"][DEEPEST - 1 :]
            if as_key := re.search(r"\{\s*[\[{]", here):
                column, text = as_key.end() - 1, _NO_KEY
            else:
                column, text = opened[0] if opened else column, f"nested deeper than {DEEPEST} levels."
        elif "Unicode character escape code" in problem:
            text = "this escape stands for no character; remove it."
        elif "escape" in problem or "hexdecimal" in problem:
            text = r"after \ in double quotes only an escape such as \" or \n may stand; use single quotes for a plain \."
        elif swallowed := self._swallowing(line):
            line, column = swallowed
            text = "this quote is never closed, or closed too late."
        elif "mapping values" in problem:
            first = re.match(r"\s*(?:- )*[^\s:#][^:#]*:\s+(?=\S)", here)
            if first and first.end() <= column:
                text = "quote text that contains ': '."
                self.mend = self._quoted_rest(line, first.end())
            else:
                text = "this key does not fit the indentation of the lines above it."
        elif "expected ':'" in problem:
            line, column, text = begin.line, begin.column, 'expected ": " after this key, or quotes around a text that runs on.'
        elif "',' or ']'" in problem:
            line, column = begin.line, begin.column
            text = 'this list in [ ] cannot be read; put its lines one under the other, each after "- ".'
        elif "',' or '}'" in problem:
            line, column, text = begin.line, begin.column, "this mapping in { } cannot be read; put its keys one under the other."
        elif "expected key" in problem:
            text = 'expected "key: value", indented like the lines above.'
        elif "'-' indicator" in problem or "block sequence entries" in problem:
            text = 'expected "- " indented like the entries above.'
        elif "tag" in problem or "tag" in context:
            line, column, text = begin.line, begin.column, "tags (!…) are not allowed; remove it."
        elif "alias" in context or "anchor" in context:
            line, column, text = begin.line, begin.column, "anchors and aliases (& and *) are not allowed; quote a text that begins so."
        elif "cannot start any token" in problem:
            text = f'a text cannot begin with "{char}"; put it in quotes.'
        elif "document start" in problem or "directive" in problem or "directive" in context:
            text = "this does not belong to what stands above; a file holds one mapping."
        else:
            text = f"this cannot be read as YAML ({clean(problem, limit=80)})."
        self.syntax = PlacedFault(self.name, line + 1, column + 1, text)

    def _swallowing(self, line: int) -> tuple[int, int] | None:
        """Return where a quoted text began that ran over lines up to the one that cannot be read, if there is one."""
        last: Any = None
        event: Any
        try:
            for event in yaml.parse("\n".join(self.lines), Loader=_LOADER):
                quoted = getattr(event, "style", None) in ('"', "'")
                if quoted and event.start_mark.line < event.end_mark.line:
                    last = event
        except yaml.YAMLError:
            if last is not None and last.end_mark.line == line:
                return last.start_mark.line, last.start_mark.column
        return None

    def _indented(self, line: int) -> Iterator[str]:
        """Yield the line with the indentations it may have been meant to have, the likeliest first."""
        body = self.lines[line].lstrip()
        above = next((text for text in reversed(self.lines[:line]) if text.strip() and not text.lstrip().startswith("#")), "")
        below = next((text for text in self.lines[line + 1 :] if text.strip()), "")
        outer = len(above) - len(above.lstrip())
        inner = outer + len(above.lstrip()) - len(above.lstrip(" -")) if above.lstrip().startswith("-") else outer
        level = [len(below) - len(below.lstrip(" "))] if below and "\t" not in below[: len(below) - len(below.lstrip())] else []
        if body.startswith("- "):
            # What stands below an entry's dash is two further in than the dash.
            level = [*(width - 2 for width in level if width >= 2), *level]
        deeper = [*level, inner + 2, inner + 4, inner]
        same = [*level[:1], outer, inner, *level[1:]] if body.startswith("- ") else [inner, *level, inner + 2, outer]
        likely = deeper if above.rstrip().endswith(":") else same
        # Or it goes on with something further out: every level that is open above it.
        open_: list[int] = []
        for text in reversed(self.lines[:line]):
            width = len(text) - len(text.lstrip(" "))
            if text.strip() and not text.lstrip().startswith("#") and width < min(open_, default=inner):
                open_.append(width)
        for width in dict.fromkeys((*likely, *open_)):
            yield " " * width + body

    def _quoted_rest(self, line: int, start: int) -> Iterator[str]:
        here = self.lines[line]
        escaped = here[start:].rstrip().replace("'", "''")
        yield f"{here[:start]}'{escaped}'"

    def repair(self) -> bool:
        """Return whether a mended text was found with which reading gets past the syntax error; keeps the fault."""
        fault, mend, line = self.syntax, self.mend, self.mend_line
        if fault is None or mend is None or len(self.mended) >= MOST_FAULTS:
            return False
        original = self.lines[line]
        best, furthest, fewest = "", line, MOST_FAULTS + 1
        for text in mend:
            self.lines[line] = text
            reached = len(self.lines) if self.build() else self.mend_line
            if reached > furthest or (best and reached == furthest and len(self.found) < fewest):
                best, furthest, fewest = text, reached, len(self.found)
                if reached == len(self.lines) and not fewest:
                    break
        self.lines[line] = best or original
        if self.build() and best:
            self.syntax = None
        if best:
            self.mended.append(fault)
        return bool(best)
