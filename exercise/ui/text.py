"""Text on its way to the screen: rows of inked parts, wrapped and cut to width, and the filter that keeps control characters out.

No text of a person or a file is ever read as markup: rows become segments as they stand, and what a stock widget shows is wrapped by
`said`. `ControlFilter` is the last gate, on every line the app draws.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter

Part = tuple[str, str]
"""Text and its ink."""
Parts = tuple[Part, ...]

KEPT = chr(0xA0)
"""A space at which no row is broken; it is drawn as any other."""
MOST_DOTS = 9
"""More than that cannot be counted at a glance."""

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\ud800-\udfff]")


def said(text: str) -> Content:
    """Return text as content that is shown as it stands, never read as markup."""
    return Content(_CONTROLS.sub("�", text))


def plain(text: str) -> str:
    """Return text on one line: breaks and spaces that do not break become spaces, control characters a sign that one stood there."""
    return _CONTROLS.sub("�", text.replace("\n", " ").replace(KEPT, " "))


class ControlFilter(LineFilter):
    """Replaces every control character that a line still holds, so that no text can steer a terminal."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments with control characters replaced by U+FFFD."""
        search = _CONTROLS.search
        if not any(search(segment.text) for segment in segments if not segment.control):
            return segments
        return [segment if segment.control else Segment(_CONTROLS.sub("�", segment.text), segment.style, None) for segment in segments]


class Item(NamedTuple):
    """One entry of a list on screen: parts that are cut to one row or wrapped, a mark at the right edge, and what it opens."""

    parts: Parts = ()
    right: Parts = ()
    ref: str = ""
    """What the item stands for; only items with one take the cursor."""
    wrap: bool = False
    hang: int = 0
    """How far the rows after the first are indented."""
    rule: bool = False
    """Fill the rest of the row with a line."""


def item(text: str = "", ink: str = "", *, wrap: bool = False, hang: int = 0, ref: str = "") -> Item:
    """Return an item of one part."""
    return Item(((text, ink),), wrap=wrap, hang=hang, ref=ref)


def heading(text: str, ink: str = "b dim") -> Item:
    """Return a heading followed by a line to the right edge."""
    return Item(((text, ink),), rule=True)


def width_of(parts: Iterable[Part]) -> int:
    """Return the width of parts in cells."""
    return sum(cell_len(text) for text, _ in parts)


def cut(parts: Parts, width: int) -> Parts:
    """Return parts cut to a width, with an ellipsis where something is left out."""
    if width <= 0:
        return ()
    if width_of(parts) <= width:
        return parts
    room = width - 1
    kept: list[Part] = []
    for text, ink in parts:
        wide = cell_len(text)
        if wide > room:
            kept.append((_whole_words(text, room) + "…", ink))
            return tuple(kept)
        kept.append((text, ink))
        room -= wide
    return tuple(kept)


def short(text: str, width: int) -> str:
    """Return text cut to a width with an ellipsis."""
    return text if cell_len(text) <= width else _whole_words(text, max(0, width - 1)) + "…"


LONGEST_DROPPED = 12
"""Cells that a cut may cost for the sake of a whole word."""


def _whole_words(text: str, room: int) -> str:
    """Return the text cut to a width, after a whole word where that does not cost much."""
    kept = set_cell_size(text, room)
    following = text[len(kept.rstrip()) :][:1]
    words, space, broken = kept.rpartition(" ")
    if space and words.strip() and following.strip() and 0 < cell_len(broken) <= min(LONGEST_DROPPED, room // 3):
        kept = words
    return kept.rstrip(" ,;:·-–(")


_SMALL = frozenset(("and", "of", "with", "in", "for", "the", "&"))
"""Words that no shortened name ends with."""


def name_in(name: str, width: int) -> str:
    """Return a name that fits so many cells: without its article, then with `&`, then cut after a whole word."""
    for known in (name, without := name.removeprefix("The "), without.replace(" and ", " & ")):
        if len(known) <= width:
            return known[:1].upper() + known[1:]
    words = without.replace(" and ", " & ").split()
    while len(words) > 1 and (words[-1] in _SMALL or len(" ".join(words)) + 1 > width):
        words.pop()
    return short(words[0][:1].upper() + " ".join(words)[1:] + "…", width)


def dots(tenths: int, most: int) -> str:
    """Return capital as dots, `●●○`: what there is of the most there can be; a part of a point is rounded down.

    Where there would be too many dots to count it is a number, `14 ●`.
    """
    have, top = max(0, tenths) // 10, max(0, most) // 10
    if max(have, top) > MOST_DOTS:
        return f"{have} ●"
    return "●" * have + "○" * max(0, top - have)


def wrapped(parts: Parts, width: int, hang: int = 0) -> list[Parts]:
    """Return parts as rows no wider than `width`, broken at spaces and line breaks; rows after the first are indented by `hang`."""
    width = max(2, width)
    hang = min(hang, max(0, width - 8))
    rows: list[list[Part]] = [[]]
    used = 0
    # Spaces wait for the word after them, in their own ink: none stands at the end of a row.
    lead: list[Part] = []
    for text, ink in parts:
        for n, line in enumerate(text.split("\n")):
            if n:
                rows.append([(" " * hang, "")] if hang else [])
                used, lead = hang, []
            for piece in re.findall(r"[ \t]+|[^ \t]+", line):
                if piece.isspace():
                    if used == 0 and not rows[-1]:
                        rows[-1].append((piece, ink))
                        used += len(piece)
                    else:
                        lead.append((" " * len(piece), ink))
                    continue
                wide, gap = cell_len(piece), width_of(lead)
                if used + gap + wide > width and used > hang:
                    rows.append([(" " * hang, "")] if hang else [])
                    used, gap, lead = hang, 0, []
                while used + gap + wide > width:
                    room = max(1, width - used - gap)
                    head = set_cell_size(piece, room).rstrip() or piece[:1]
                    rows[-1] += [*lead, (head, ink)]
                    piece = piece[len(head) :]
                    wide = cell_len(piece)
                    rows.append([(" " * hang, "")] if hang else [])
                    used, gap, lead = hang, 0, []
                if piece:
                    rows[-1] += [*lead, (piece, ink)]
                    used += gap + wide
                    lead = []
    return [tuple(row) for row in rows]


class DrawnRow(NamedTuple):
    """One row as drawn, and the number of the item it belongs to."""

    parts: Parts
    of: int


def laid_out(items: Sequence[Item], width: int) -> list[DrawnRow]:
    """Return items as rows of exactly the width given or less, right marks set at the edge."""
    rows: list[DrawnRow] = []
    for n, entry in enumerate(items):
        mark = cut(entry.right, width // 2) if entry.right else ()
        right = width_of(mark)
        room = width - right - (1 if right else 0)
        if entry.wrap:
            head, rest = _at_break(entry.parts) if right else (entry.parts, ())
            # What follows a break of its own need not keep clear of the mark on the first row.
            lines = wrapped(head, room, entry.hang)
            lines += wrapped(((" " * entry.hang, ""), *rest), width, entry.hang) if rest else []
        else:
            lines = [cut(entry.parts, room)]
        for k, parts in enumerate(lines):
            if k == 0 and right:
                gap = max(1, width - width_of(parts) - right)
                rows.append(DrawnRow((*parts, (" " * gap, ""), *mark), n))
            elif entry.rule and k == len(lines) - 1:
                used = width_of(parts)
                rows.append(DrawnRow((*parts, ((" " + "─" * (width - used - 1))[: max(0, width - used)], "line")), n))
            else:
                rows.append(DrawnRow(parts, n))
    return rows


def _at_break(parts: Parts) -> tuple[Parts, Parts]:
    """Return parts up to the first line break, and those after it."""
    for n, (text, ink) in enumerate(parts):
        before, found, after = text.partition("\n")
        if found:
            return (*parts[:n], (before, ink)), ((after, ink), *parts[n + 1 :])
    return parts, ()


def prose(text: str, *, indent: int = 0, ink: str = "") -> list[Item]:
    """Return a text as items: paragraphs, `# headings`, `- lists`, `| tables |`, `**strong**`, `*stressed*` and `` `code` ``."""
    items: list[Item] = []
    paragraph: list[str] = []
    pad = " " * indent

    def close() -> None:
        if paragraph:
            items.append(Item((((pad, ""),) if pad else ()) + _marked(" ".join(paragraph), ink), wrap=True, hang=indent))
            paragraph.clear()

    for line in text.split("\n"):
        bare = line.strip()
        if not bare:
            close()
            if items and items[-1].parts:
                items.append(Item())
        elif bare.startswith("#"):
            close()
            if items and items[-1].parts:
                items.append(Item())
            items.append(Item(((pad, ""), (bare.lstrip("# "), "b accent")), wrap=True, hang=indent))
        elif bare[:2] in ("- ", "* "):
            close()
            items.append(Item(((pad + "• ", "accent"), *_marked(bare[2:], ink)), wrap=True, hang=indent + 2))
        elif bare.startswith("|"):
            close()
            cells = [cell.strip() for cell in bare.strip("|").split("|")]
            if set("".join(cells)) <= set("-: "):
                continue
            first, *rest = cells
            items.append(
                Item(((pad, ""), (first.strip("`").ljust(14) + " ", "accent"), *_marked("  ".join(rest), ink)), wrap=True, hang=indent + 15)
            )
        elif line[:1] in " \t" and items and not paragraph and items[-1].hang > indent:
            last = items[-1]
            items[-1] = last._replace(parts=(*last.parts, (" ", ""), *_marked(bare, ink)))
        else:
            paragraph.append(bare)
    close()
    while items and not items[-1].parts:
        items.pop()
    return items


_MARKS = re.compile(r"\*\*(.+?)\*\*|\*(\S.*?)\*|`(.+?)`")


def _marked(text: str, ink: str) -> Parts:
    parts: list[Part] = []
    at = 0
    for match in _MARKS.finditer(text):
        if match.start() > at:
            parts.append((text[at : match.start()], ink))
        strong, stressed, code = match.groups()
        if strong:
            parts.append((strong, f"b {ink}".strip()))
        elif stressed:
            parts.append((stressed, f"i {ink}".strip()))
        else:
            parts.append((code, "accent"))
        at = match.end()
    if at < len(text) or not parts:
        parts.append((text[at:], ink))
    return tuple(parts)
