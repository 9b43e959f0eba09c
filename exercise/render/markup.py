"""Markup that is safe by construction: `el` builds HTML and SVG elements and escapes every text that is not markup already.

Charts and maps are built with it too: the charting libraries that were weighed either embed a script or do not escape (docs/reports.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

VOID = frozenset(("br", "hr", "meta", "link", "col"))
KEPT = {"view_box": "viewBox", "preserve_aspect_ratio": "preserveAspectRatio", "class_": "class", "for_": "for"}


class Html(str):
    """Text that is markup; only `el`, `joined` and `raw` make it."""

    __slots__ = ()


Child = str | int | None | Iterable["Child"]


def _child(child: Child) -> str:
    if child is None:
        return ""
    if isinstance(child, Html):
        return child
    if isinstance(child, str):
        return escape(child, quote=True)
    if isinstance(child, int):
        return str(child)
    return "".join(_child(part) for part in child)


def joined(*children: Child) -> Html:
    """Return children one after the other, texts escaped."""
    return Html("".join(_child(child) for child in children))


def raw(text: str) -> Html:
    """Return a text of this program's own, such as a style sheet, as markup."""
    return Html(text)


def el(tag: str, *children: Child, **attributes: str | int | float | None) -> Html:
    """Return one element; attribute names take `_` for `-`, values that are None are left out, everything is escaped."""
    said = "".join(
        f' {KEPT.get(name) or name.replace("_", "-")}="{escape(_number(value), quote=True)}"'
        for name, value in attributes.items()
        if value is not None
    )
    if tag in VOID:
        return Html(f"<{tag}{said}>")
    return Html(f"<{tag}{said}>{''.join(_child(child) for child in children)}</{tag}>")


def _number(value: str | int | float) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
