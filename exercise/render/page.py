"""A document as one HTML page that needs nothing else: no script, no outside resource, dark and light, fit to print."""

from __future__ import annotations

from exercise.reading.document import (
    Blank,
    Block,
    Bullets,
    Charts,
    Document,
    Folded,
    Heading,
    Maps,
    Pairs,
    Para,
    Quote,
    Section,
    Story,
    Table,
)
from exercise.render import charts
from exercise.render.markup import Html, el, joined, raw
from exercise.render.style import PAGE

SHORT = 15
"""A column whose cells have no more letters than this is never broken into lines."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What the page may load: nothing; its own style sheet is inline."""


def shell(title: str, style: str, *body: Html) -> str:
    """Return a whole HTML file with a title, a style sheet and a body."""
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=POLICY),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("title", title),
        el("style", raw(style)),
    )
    return f"<!doctype html>\n{el('html', head, el('body', *body), lang='en')}\n"


def page(document: Document, geojson: str = "") -> str:
    """Return the document as the text of an HTML file.

    Args:
        document: What to show.
        geojson: The map's data, for documents with maps; without it their values are listed.
    """
    contents = el(
        "nav", el("ol", *(el("li", el("a", section.title, href=f"#{section.id}")) for section in document.sections)), aria_label="Contents"
    )
    facts = (
        el("dl", *(el("div", el("dt", name), el("dd", value)) for name, value in document.facts), class_="facts")
        if document.facts
        else None
    )
    top = el(
        "header",
        el("p", document.over, class_="over") if document.over else None,
        el("h1", document.title),
        el("p", document.under, class_="under") if document.under else None,
        facts,
    )
    sections = joined(*(_section(section, geojson) for section in document.sections))
    foot = el("footer", el("p", document.foot)) if document.foot else None
    return shell(document.title, PAGE, el("div", contents, el("main", top, sections, foot), class_="sheet"))


def _section(section: Section, geojson: str) -> Html:
    return el("section", el("h2", section.title), *(block(part, geojson) for part in section.blocks), id=section.id)


def block(shown: Block, geojson: str = "") -> Html:
    """Return one block as HTML."""
    match shown:
        case Para(text, kind):
            return joined(*(el("p", part, class_=kind or None) for part in text.split("\n\n")))
        case Heading(text):
            return el("h3", text)
        case Bullets(items, numbered):
            return el("ol" if numbered else "ul", *(el("li", item) for item in items))
        case Pairs(rows):
            return el("dl", *(el("div", el("dt", name), el("dd", value)) for name, value in rows), class_="pairs")
        case Table():
            return _table(shown)
        case Charts(drawn):
            return el("div", *(charts.chart(one) for one in drawn), class_="charts")
        case Maps(drawn_maps):
            return el("div", *(charts.region(one, geojson) for one in drawn_maps), class_="charts maps")
        case Story(title, when, text, items, claims):
            return el(
                "article",
                el("h3", el("span", when, class_="when") if when else None, title),
                el("p", text) if text else None,
                el("ul", *(el("li", item) for item in items)) if items else None,
                joined(*(el("p", claim, class_="claim") for claim in claims)),
                class_="story",
            )
        case Quote(who, text):
            return el("blockquote", *(el("p", part) for part in text.split("\n") if part), el("footer", who) if who else None)
        case Blank(lines):
            return el("div", *(el("hr") for _ in range(lines)), class_="blank")
        case Folded(title, blocks):
            return el("details", el("summary", title), *(block(inner, geojson) for inner in blocks))
    raise TypeError(f"no such block: {shown!r}")


def _lines(text: str) -> list[str | Html]:
    """Return a cell's text with its line breaks."""
    first, *rest = text.split("\n")
    return [first, *(part for line in rest for part in (el("br"), line))]


def _table(shown: Table) -> Html:
    longest = [max((len(row[column]) for row in shown.rows), default=0) for column in range(len(shown.head))]
    short = {column for column, length in enumerate(longest) if 0 < length <= SHORT} if shown.kind != "fill" else set[int]()

    def cells(tag: str, row: tuple[str, ...]) -> Html:
        kinds = ("number" if column in shown.right else "short" if column in short else None for column in range(len(row)))
        # A row that begins with nothing goes on with what the row above it is about.
        goes_on = tag == "td" and not row[0] and shown.kind != "fill"
        return el(
            "tr", *(el(tag, *_lines(cell), class_=kind) for cell, kind in zip(row, kinds, strict=True)), class_="on" if goes_on else None
        )

    head = el("thead", cells("th", shown.head)) if any(shown.head) else None
    table = el("table", head, el("tbody", *(cells("td", row) for row in shown.rows)), class_=shown.kind or None)
    return el("div", table, class_="scroll")
