"""A document as one HTML page that needs nothing else: no script, no outside resource, dark and light, fit to print."""

from __future__ import annotations

from exercise.reading.document import Block, Document, Grid
from exercise.render.charts import chart, region
from exercise.render.tables import fitted
from exercise.render.templates import rendered, templates

WIDTH = 120
"""Letters of a row of a table; a wider one is broken into several."""
SHORT = 15
"""A column whose cells have no more letters than this is never broken into lines."""


def page(document: Document, geojson: str = "") -> str:
    """Return the document as the text of an HTML file.

    Args:
        document: What to show.
        geojson: The map's data, for documents with maps; without it their values are listed.
    """
    from markupsafe import Markup

    def drawn(block: Block) -> Markup:
        parts = fitted(block, WIDTH) if isinstance(block, Grid) else (block,)
        return Markup("").join(getattr(blocks, type(part).__name__)(part) for part in parts)

    blocks = (
        templates()
        .get_template("blocks.html")
        .make_module({"drawn": drawn, "column_kinds": column_kinds, "line_chart": chart, "map_of": lambda shown: region(shown, geojson)})
    )
    return str(rendered("document.html", title=document.title, document=document, drawn=drawn))


def column_kinds(table: Grid) -> tuple[str, ...]:
    """Return how each column of a table is set: as numbers, in cells that are never broken, or neither."""
    longest = [max((len(row[column]) for row in table.rows), default=0) for column in range(len(table.head))]
    return tuple(
        "number" if column in table.right else "short" if 0 < length <= SHORT and table.kind != "fill" else ""
        for column, length in enumerate(longest)
    )
