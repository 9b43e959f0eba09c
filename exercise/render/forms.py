"""A report or a comparison as the text of a file: `report_text`, `comparison_text`, by the ending of the file's name."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from exercise import __version__
from exercise.errors import ExerciseError, did_you_mean
from exercise.model.text import clean, unfit
from exercise.reading.document import Document
from exercise.reading.reader import Reader
from exercise.reading.report.compare import Comparison, compare
from exercise.reading.report.compared import comparison_document
from exercise.reading.report.debrief import Debrief
from exercise.reading.report.report import Report, plain, report_data, report_document
from exercise.reading.report.rows import COLUMNS, csv_text, rows
from exercise.render.markdown import markdown
from exercise.render.page import page
from exercise.render.plain import WIDTH, plain_text
from exercise.session import Session
from exercise.words import Words

FORMS = ("html", "md", "txt", "csv", "json")
FORMAT = 1
"""The version of the JSON form."""
_OUTSIDE = re.compile(r"[^\n -~]")


def form_of(name: str, forms: Sequence[str] = FORMS) -> str:
    """Return the form that a file's name asks for.

    Raises:
        ExerciseError: If its ending is none of the forms.
    """
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    ending = {"htm": "html", "markdown": "md"}.get(ending, ending)
    if ending not in forms:
        endings = ", ".join(f".{form}" for form in forms)
        what = f"one of {endings}" if len(forms) > 1 else endings
        raise ExerciseError(f'"{name[-60:]}": end the file\'s name with {what}.{did_you_mean(ending, forms)}')
    return ending


def report_text(
    session: Session,
    form: str = "txt",
    *,
    seat: str = "",
    table: str = "events",
    geojson: str = "",
    debrief: Debrief | None = None,
    kept: bool = True,
    width: int = WIDTH,
) -> str:
    """Return the after-action report of a session.

    Args:
        session: Any session.
        form: html, md, txt, csv or json.
        seat: Whose report; empty for the full one.
        table: For csv, which table: events, tracks or decisions.
        geojson: The map's data, for html.
        debrief: What was said at the debrief, and which of the facilitator's notes the table is shown.
        kept: Whether the full report holds the notes that the facilitator keeps back from the table.
        width: Columns of the txt form.

    Raises:
        ExerciseError: If there is no such seat.
    """
    if form == "csv":
        return csv_text(Reader.on_record(session, seat), table)
    report = Report(session, seat, debrief=debrief, kept=kept)
    if form == "json":
        tables = {name: [{key: cell for key, cell in row.items() if cell} for row in rows(report.reader, name)] for name in COLUMNS}
        head = {"kind": "exercise-report", "v": FORMAT, "app": __version__}
        return json_text({**head, "report": report_data(report), "columns": COLUMNS, "rows": tables})
    return drawn(report_document(report), form, geojson, width)


def drawn(document: Document, form: str, geojson: str = "", width: int = WIDTH) -> str:
    """Return a document as html, md or txt."""
    if form == "html":
        return page(document, geojson)
    text = markdown(document) if form == "md" else plain_text(document, width)
    # Line by line: only those with something suspect in them are gone through.
    return "\n".join(clean(line, limit=2 * len(line)) for line in text.split("\n"))


def json_text(data: object, indent: int | None = None) -> str:
    """Return data as JSON; characters that could disturb a screen are written as escapes."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, indent=indent)
    return _OUTSIDE.sub(lambda found: found[0] if unfit(found[0]) is None else json.dumps(found[0])[1:-1], text) + "\n"


def comparison_data(comparison: Comparison) -> dict[str, object]:
    """Return a comparison as JSON-ready data."""
    return {"kind": "exercise-comparison", "v": FORMAT, **plain(comparison)}


def comparison_text(
    sessions: Sequence[tuple[str, Session]],
    form: str = "txt",
    *,
    seat: str = "",
    everything: bool = False,
    cohort: int = 0,
    geojson: str = "",
) -> str:
    """Return sessions side by side.

    Args:
        sessions: Each with its name; the first is what the others are compared with.
        form: html, md, txt or json.
        seat: As this seat may know it; empty for everything.
        everything: Whether what is alike is listed too.
        cohort: How many of the sessions form the first cohort; 0 for none.
        geojson: The map's data, for html.

    Raises:
        ExerciseError: If there are fewer than two sessions, or no such seat.
    """
    comparison = compare(sessions, seat=seat, everything=everything, cohort=cohort)
    if form == "json":
        return json_text(comparison_data(comparison), indent=1)
    session = sessions[0][1]
    return drawn(comparison_document(comparison, Words(session.scenario, session.header.pace)), form, geojson)
