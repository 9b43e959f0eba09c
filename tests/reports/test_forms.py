"""What reports look like: inert whatever is written in them, the same each time, with every part a debrief needs."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from reports.played import HOSTILE, a_played_session
from store.test_journal import relined
from toy import a_session, close, scenario_data, toy_scenario

from exercise.errors import ExerciseError
from exercise.model.scenario import Scenario
from exercise.model.text import unfit
from exercise.reading.document import Chart, Charts, Document, Folded, Grid, Series
from exercise.reading.reader import Reader
from exercise.reading.report.compare import Trend, compare
from exercise.reading.report.compared import comparison_document
from exercise.reading.report.coverage import coverage
from exercise.reading.report.debrief import Debrief
from exercise.reading.report.report import Report, report_document
from exercise.reading.report.rows import COLUMNS, csv_text
from exercise.reading.report.turning import A_PART
from exercise.reading.tracks import guessed
from exercise.render.forms import FORMS, comparison_text, form_of, report_text
from exercise.render.markdown import escaped
from exercise.render.pack import pack
from exercise.render.templates import POLICY, rendered
from exercise.session import Session
from exercise.store.outputs import region_map, write_out
from exercise.words import Words

SAVES = Path(__file__).parent.parent.parent / "saves"
TAGS = {
    "html", "head", "meta", "title", "style", "body", "div", "nav", "ol", "ul", "li", "a", "main", "header", "p", "h1", "h2", "h3", "dl", "dt",
    "dd", "section", "table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "svg", "g", "desc", "line", "text", "polyline",
    "circle", "path", "i", "article", "span", "blockquote", "footer", "hr", "details", "summary", "b", "br",
}  # fmt: skip


class Tags(HTMLParser):
    """Collects the tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(attrs)


def assert_inert(html: str) -> None:
    found = Tags()
    found.feed(html)
    assert found.tags <= TAGS, found.tags - TAGS
    assert not [name for name, _ in found.attributes if name.startswith("on") or name in ("src", "xlink:href", "style")]
    assert all((value or "").startswith("#") for name, value in found.attributes if name == "href")
    assert ("content", POLICY) in found.attributes


def a_hostile_scenario() -> Scenario:
    data = scenario_data()
    rules = [dict(rule) | {"title": HOSTILE[:90]} for rule in data["rules"]]
    plans = [dict(plan) | {"seats": [dict(seat) | {"title": HOSTILE[:90]} for seat in plan["seats"]]} for plan in data["plans"]]
    injects = [dict(inject) | {"title": HOSTILE[:90], "text": HOSTILE} for inject in data["injects"]]
    injects.append({"id": "whisper", "title": "A whisper", "text": HOSTILE, "audience": ["nato"], "claims": ["how"]})
    head = {**data["head"], "title": HOSTILE[:90], "situation": HOSTILE}
    return toy_scenario(head=head, rules=rules, plans=plans, injects=injects, questions=[HOSTILE], watch_for=[HOSTILE])


def test_a_page_is_inert_whatever_people_and_authors_write() -> None:
    session = a_played_session(scenario=a_hostile_scenario(), text=HOSTILE)

    for seat in ("", "nato", "public"):
        html = report_text(
            session, "html", seat=seat, geojson=region_map(), debrief=Debrief((("Reactions", HOSTILE),), (HOSTILE,), (HOSTILE,))
        )
        assert_inert(html)
        assert "&lt;script&gt;" in html
    assert_inert(comparison_text([(HOSTILE, session), ("two", session.fork(1, instead=["us: withdraw training/uzbekistan"]))], "html"))
    assert_inert(pack(session.scenario, "four"))


STEERING = "\u202e\u2066\u200b\u2028\x9b31m"
"""Characters that reorder a line, hide in it or steer a terminal."""


def test_what_a_forged_save_holds_steers_nothing_in_any_file(tmp_path: Path) -> None:
    path = tmp_path / "forged.jsonl"
    a_played_session(path=path, text="QQQ").close()
    relined(
        path,
        lambda n, body: body.replace(b"QQQ", f"{STEERING}\\u001b]0;owned\\u0007".encode()).replace(b"A summit", f"A {STEERING}".encode()),
    )
    session = Session.open(path, write=False)
    said = Debrief((("Reactions", STEERING),), (STEERING,), (STEERING,), ((STEERING,) * 4,), (STEERING,))

    texts = {form: report_text(session, form, debrief=said, geojson=region_map()) for form in FORMS}
    texts |= {table: csv_text(Reader.on_record(session), table) for table in COLUMNS}
    texts |= {
        f"compared {form}": comparison_text([(STEERING, session), ("two", session)], form, everything=True)
        for form in ("html", "md", "txt", "json")
    }
    texts["papers"] = pack(session.scenario, "four")

    assert STEERING in json.dumps(session.header.scenario, ensure_ascii=False)
    for form, text in texts.items():
        found = unfit(text.replace("\n", " ").replace("\r", " "))
        assert found is None, f"{form}: {found}: {text[found[0] - 40 : found[0]]!r}"


def test_markdown_is_inert_whatever_people_and_authors_write() -> None:
    session = a_played_session(scenario=a_hostile_scenario(), text=HOSTILE)

    text = report_text(session, "md")

    assert not re.search(r"(?<!\\)<(script|img)", text)
    assert not re.search(r"(?<!\\)\[a(?<!\\)\]\(", text)
    assert all(line.count(" | ") == header.count(" | ") for header, line in _table_lines(text))


def _table_lines(text: str) -> list[tuple[str, str]]:
    lines, header = [], ""
    for line in text.splitlines():
        if line.startswith("| "):
            header = header or line
            lines.append((header, line.replace("\\|", "")))
        else:
            header = ""
    return lines


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1+1", "@SUM(1)", "\t=1", "＝1+1"])
def test_no_cell_of_a_table_is_a_formula(start: str) -> None:
    session = a_played_session(text="")
    session.submit(f'nato: note text="{start}"', "nato")
    session.submit(f'us: note text="{start}"', "us")

    for table in COLUMNS:
        found = list(csv.reader(io.StringIO(csv_text(Reader.on_record(session), table))))
        numbers = {place for place, name in enumerate(found[0]) if name in ("before", "after", "amount", "value", "ruled")}
        for row in found[1:]:
            for place, cell in enumerate(row):
                assert cell[:1] not in ("=", "@", "\t", "\r", "＝"), cell
                assert cell[:1] not in ("+", "-") or place in numbers, cell


def test_every_row_has_its_turn_and_the_columns_are_documented() -> None:
    session = a_played_session()
    page = (Path(__file__).parents[2] / "docs" / "reports.md").read_text("utf-8")

    for table, columns in COLUMNS.items():
        found = list(csv.DictReader(io.StringIO(csv_text(Reader.on_record(session), table))))
        assert found
        assert all(row["turn"].isdecimal() for row in found)
        assert list(found[0]) == list(columns)
        for name, means in columns.items():
            assert f"| `{name}` | {means} |" in page, f"docs/reports.md: {table}.{name}"


def test_the_causes_of_a_change_sum_to_it_in_the_rows() -> None:
    changes: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(csv_text(Reader.on_record(a_played_session())))):
        if row["kind"] == "TrackChanged":
            changes.setdefault((row["entry"], row["event"], row["track"]), []).append(row)

    assert changes
    for rows in changes.values():
        assert round(sum(float(row["amount"]) for row in rows), 1) == round(float(rows[0]["after"]) - float(rows[0]["before"]), 1)


def test_a_report_is_the_same_each_time() -> None:
    session = a_played_session()

    for form in ("html", "md", "txt", "csv", "json"):
        assert report_text(session, form) == report_text(session, form)


def test_a_report_reads_as_this() -> None:
    text = report_text(a_played_session(), "md")

    golden = Path(__file__).with_name("golden.md").read_text("utf-8")
    parts = [text[text.index(f"## {head}") :] for head in ("Turning points", "Turn by turn")]
    assert "".join(part[: part.index("\n## ") + 1] for part in parts) == golden


def test_the_text_form_begins_with_a_page_and_leaves_the_tables_of_everything_to_the_other_forms() -> None:
    lines = report_text(a_played_session(), "txt", width=80).splitlines()

    page = lines[lines.index("IN SHORT") : next(n for n, line in enumerate(lines) if line.startswith("After this page: "))]
    assert "The moments that counted most" in page
    assert len(page) < 50, "what a busy person reads"
    assert max(len(line) for line in lines) <= 80
    heads = [line for line in lines if line.startswith("ANNEX ")]
    assert [head.split(".")[0] for head in heads] == [f"ANNEX {letter}" for letter in "ABCDEFGHIJKL"[: len(heads)]]
    assert heads[-1].endswith("THE FULL RECORD")
    assert "left out of the text" in "\n".join(lines)


def test_what_the_report_was_made_from_stands_after_what_it_says() -> None:
    session = a_played_session()

    text = report_text(session, "txt", width=80)

    before, _, after = text.partition("HOW THIS WAS MADE")
    for name in ("Seed: ", "Begun: ", "Version: "):
        assert name in after and name not in before


@pytest.mark.parametrize("name", ["five", "american", "german"])
def test_a_moment_that_counted_goes_back_to_a_decision_for_a_third_of_it_or_more(name: str) -> None:
    session = Session.open(SAVES / f"example-{name}.jsonl", write=False)

    report = Report(session)

    text = report_text(session, "md")
    page = text[text.index("## In short") : text.index("## How it came out")]
    told = page[page.index("The moments that counted most") :]
    for point in report.turning_points:
        assert (point.decided >= A_PART) or escaped(point.title) not in told, point
    assert told.count("\n- ") >= 3


def test_a_change_that_an_event_brought_is_no_moment_that_counted() -> None:
    session = Session.open(SAVES / "example-five.jsonl", write=False)

    points = Report(session).turning_points

    assert not [point for point in points if "Quarrel" in point.title and point.decided >= A_PART], "the interceptors were cancelled"


def test_a_session_shows_who_spoke_and_how_where_there_were_moves_enough() -> None:
    session = Session.open(SAVES / "example-five.jsonl", write=False)

    said = Report(session).showed

    orders = [one for one in Reader.on_record(session).record.decisions if one.kind == "order" and one.outcome == "accepted" and not one.changed]
    german = [one for one in orders if "front=germany" in one.text]
    assert f"Germany ({len(german)} moves)" in said[0]
    assert "trust of the five republics" in said[0]
    assert Report(session, "russia").showed == (), "a seat does not know all"
    assert Report(a_played_session()).showed == (), "too few moves"


def test_the_half_years_played_are_named_by_their_first_and_last() -> None:
    session = Session.open(SAVES / "example-five.jsonl", write=False)

    assert dict(Report(session).facts)["Played"] == "Autumn 2007 to spring 2011"


def test_a_ruling_tells_what_the_rules_would_have_given_and_what_it_changed() -> None:
    ruling = Report(a_played_session()).overrides[0]

    assert ruling.because == "XRULINGREASON"
    assert ruling.at_once == ("Heat: 62; by the rules alone 65",)
    assert [(gap.name, gap.with_it, gap.without) for gap in ruling.tracks] == [("heat", 450, 490)]
    assert [gap.name for gap in ruling.scores] == ["russia-calm"]


def test_coverage_says_what_dice_and_rulings_did_to_a_claim() -> None:
    data = scenario_data()
    claims = [*data["claims"], {"id": "never", "where": ["engage/1"], "kind": "causal", "claim": "Never.", "shows": "It does not."}]
    session = a_played_session(scenario=toy_scenario(claims=claims, injects=[*data["injects"], *_whisper()]))

    how, never = coverage(Reader.on_record(session))

    assert how.turns == (1, 2)
    assert {use.by for use in how.uses} == {"rule", "inject", "move"}
    assert {one.by for one in how.against} == {"dice", "ruling"}
    assert never.uses == ()


def _whisper() -> list[dict[str, object]]:
    return [{"id": "whisper", "title": "A whisper", "text": "Psst.", "audience": ["nato"], "claims": ["how"]}]


def test_a_prediction_is_held_against_what_came() -> None:
    (prediction,) = Report(a_played_session()).predictions

    assert (prediction.seat, prediction.expected, prediction.happened, prediction.right) == ("nato", "up", "up", True)


def test_the_debriefs_notes_find_their_places() -> None:
    session = a_played_session()
    for text in (
        "Reactions: Tired.",
        "Strength: They talked.",
        "To improve: Read the briefing.",
        "Action: Briefing | Read it | Anna | May",
    ):
        session.submit(f'facilitator: note text="{text}"', "facilitator")

    debrief = Report(session).debrief

    assert ("Reactions", "Tired.") in debrief.answers
    assert debrief.strengths == ("They talked.",)
    assert debrief.improve == ("Read the briefing.",)
    assert debrief.actions == (("Briefing", "Read it", "Anna", "May"),)


def test_an_unfinished_session_has_a_report_too() -> None:
    session = a_played_session(1)

    for form in ("html", "md", "txt", "csv", "json"):
        assert report_text(session, form)
    assert Report(session).turns[0].record
    assert not Report(session, "nato").turns[0].record


def test_at_seminar_pace_a_turn_stands_beside_both_its_half_years() -> None:
    record = [{"turn": half, "text": f"Half {half}."} for half in range(1, 5)]
    session = a_session(pace="seminar", record=record, head={**scenario_data()["head"], "turns": 4})
    while session.state.phase != "over":
        close(session)

    assert [part.record for part in Report(session).turns] == ["Half 1. Half 2.", "Half 3. Half 4."]
    assert report_text(session).count("Half 4.") == 1


# --- comparisons ----------------------------------------------------------------------------------------------------------------


def test_a_fork_differs_only_where_its_decision_reaches() -> None:
    session = a_played_session()
    fork = session.fork(1, instead=["nato: training kazakhstan disclosure=consulted span=year"])

    comparison = compare([("as it was", session), ("NATO in front", fork)])

    (difference,) = comparison.differences
    assert difference is not None
    assert (difference.turn, difference.phase) == (1, "decide")
    assert "front: Germany" in difference.sides[0]
    assert "front" not in difference.sides[1]
    assert {row.name for row in comparison.tracks} == {
        "trust[kazakhstan, germany]", "trust[kazakhstan, nato]", "goodwill[russia, germany]", "goodwill[russia, nato]",
    }  # fmt: skip
    assert [choice.turn for choice in comparison.choices] == [1]
    assert comparison.draws == ()


def test_a_session_does_not_differ_from_itself() -> None:
    session = a_played_session()

    comparison = compare([("one", session), ("two", session)])

    assert comparison.differences == (None,)
    assert (comparison.tracks, comparison.choices, comparison.scores, comparison.draws) == ((), (), (), ())
    assert compare([("one", session), ("two", session)], everything=True).tracks


def test_cohorts_have_means_and_spread() -> None:
    session = a_played_session()
    fork = session.fork(1, instead=["uzbekistan: withdraw crackdown"])

    comparison = compare([("a", session), ("b", session), ("c", fork), ("d", fork)], cohort=2)

    heat = next(spread for spread in comparison.spread if spread.name == "heat")
    assert comparison.cohorts == (("a", "b"), ("c", "d"))
    assert heat.cohorts[0][0] == heat.cohorts[0][1] == heat.cohorts[0][2]
    assert heat.gap == heat.cohorts[1][1] - heat.cohorts[0][1] < 0


def test_the_courses_of_cohorts_are_drawn_whole_however_many_sessions_there_are() -> None:
    session = a_played_session()
    fork = session.fork(1, instead=["uzbekistan: withdraw crackdown"])
    comparison = compare([(f"s{place}", fork if place > 3 else session) for place in range(8)], cohort=4)

    trends = next(section for section in comparison_document(comparison, Words(session.scenario)).sections if section.id == "trends")

    charts = next(block for block in trends.blocks if isinstance(block, Charts)).charts
    heat = next(chart for chart in charts if chart.title == "Heat")
    assert [series.title for series in heat.series] == ["A mean", "A least", "A greatest", "B mean", "B least", "B greatest"]
    trend = next(trend for trend in comparison.trends if trend.name == "heat")
    assert (heat.series[0].values, heat.series[3].values) == (trend.values[0], trend.values[7])


def test_no_course_leaves_its_chart() -> None:
    session = a_played_session()
    fork = session.fork(1, instead=["uzbekistan: withdraw crackdown"])
    comparison = compare([("a", session), ("b", fork)], everything=True)
    high = comparison._replace(trends=(Trend("ladder", "Ladder", ("start", "T1"), ((0, 7), (0, 6)), True),))

    trends = next(section for section in comparison_document(high, Words(session.scenario)).sections if section.id == "trends")

    (chart,) = next(block for block in trends.blocks if isinstance(block, Charts)).charts
    assert chart.axis == (0, 7)


@pytest.mark.parametrize(
    ("values", "axis"),
    [((342, 391), (300, 500)), ((310, 318), (300, 500)), ((700, 790), (600, 800)), ((1000, 1000), (800, 1000)), ((0, 0), (0, 200)),
     ((110, 980), (0, 1000)), ((-30, 20), (-100, 100)), ((None, 555), (400, 600))],
)  # fmt: skip
def test_a_scale_is_round_and_as_long_as_its_values_need(values: tuple[int | None, ...], axis: tuple[int, int]) -> None:
    chart = Chart("Heat", ("start", "A 07"), (Series("", values),))

    assert chart.axis == axis
    assert (chart.ticks[0], chart.ticks[-1]) == axis


@pytest.mark.parametrize(("value", "told"), [(747, "about 75"), (744, "about 74"), (0, "about 0"), (-26, "about −3")])
def test_a_guess_is_not_told_to_the_tenth(value: int, told: str) -> None:
    assert guessed(value) == told


def test_a_seats_report_lists_the_others_objectives_apart_and_without_scores() -> None:
    session = a_played_session()
    report = Report(session, "nato")

    section = next(one for one in report_document(report).sections if one.id == "outcome")

    scored = [one.title for one in report.outcomes if one.score is not None]
    others = [one.title for one in report.outcomes if one.score is None]
    folded = [block for block in section.blocks if isinstance(block, Folded)]
    table = next(block for block in section.blocks if isinstance(block, Grid) and "Score" in block.head) if scored else None
    assert others
    assert [row[1] for block in folded for inner in block.blocks if isinstance(inner, Grid) for row in inner.rows] == others
    assert table is None or len(table.rows) == len(scored)


def test_long_names_of_sessions_stand_whole_beside_their_letters() -> None:
    session = a_played_session()
    fork = session.fork(1, instead=["uzbekistan: withdraw crackdown"])

    html = comparison_text([("the-morning-group-in-berlin", session), ("the-morning-group-in-rome", fork)], "html")

    assert "A: the-morning-group-in-berlin; B: the-morning-group-in-rome" in html
    assert "…" not in html


def test_draws_that_happened_stand_open_and_the_others_folded() -> None:
    session = a_played_session()
    draws = Report(session).draws

    dice = next(section for section in report_document(Report(session)).sections if section.id == "dice")

    (table,) = [block for block in dice.blocks if isinstance(block, Grid)]
    folded = [block for block in dice.blocks if isinstance(block, Folded)]
    assert len(table.rows) == sum(draw.happened or draw.ruled for draw in draws)
    assert sum(len(inner.rows) for block in folded for inner in block.blocks if isinstance(inner, Grid)) == len(draws) - len(table.rows)


def test_one_session_cannot_be_compared() -> None:
    with pytest.raises(ExerciseError, match="at least two"):
        compare([("one", a_played_session(1))])


# --- papers, forms and files -----------------------------------------------------------------------------------------------------


def test_the_papers_hold_each_seats_own_briefing_once() -> None:
    session = a_played_session(1)

    html = pack(session.scenario, "four")

    for brief in ("XNATOBRIEF", "XUSBRIEF", "XSEATBRIEF"):
        assert html.count(brief) == 1
    assert html.count('class="card"') == 4 * 5 + 4 * 4 + 2
    assert "XWATCHFOR" in html


def test_what_is_not_markup_is_escaped() -> None:
    title = '<b title="x">\u202e\x1b[31m&'
    html = rendered("document.html", title=title, document=Document(title, "", "", (), ()), drawn=str)
    assert "<title>&lt;b title=&#34;x&#34;&gt;\ufffd\ufffd[31m&amp;</title>" in html
    assert html.count("&lt;b title") == 2
    assert "<b" not in html.replace("<body", "")
    assert escaped("1. <a> [x](y) `z` | *b* https://e.org\n# x") == r"1\. \<a\> \[x\](y) \`z\` \| \*b\* https\://e.org \# x"


@pytest.mark.parametrize("name, form", [("x.html", "html"), ("a.b.MD", "md"), ("x.htm", "html"), ("x.csv", "csv")])
def test_a_files_ending_says_its_form(name: str, form: str) -> None:
    assert form_of(name) == form


def test_an_unknown_ending_is_refused() -> None:
    with pytest.raises(ExerciseError, match=r"\.html, \.md"):
        form_of("report.docx")


def test_a_report_never_replaces_a_file_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    (tmp_path / "r.md").write_text("old")

    with pytest.raises(ExerciseError, match="already"):
        write_out(tmp_path / "r.md", "new")
    with pytest.raises(ExerciseError, match="cannot be written"):
        write_out(tmp_path / "missing" / "r.md", "new")
    write_out(tmp_path / "s.md", "new")

    assert (tmp_path / "r.md").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.md", "s.md"]


def test_the_json_form_says_what_it_is() -> None:
    data = json.loads(report_text(a_played_session(), "json"))

    assert data["kind"] == "exercise-report"
    assert set(data["rows"]) == set(COLUMNS)
    assert data["columns"] == COLUMNS
