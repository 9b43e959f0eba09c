"""The pages of a report and of a comparison: facts laid out as a `Document`, for HTML, Markdown or plain text."""

from __future__ import annotations

from collections.abc import Iterable

from exercise.describe import Words
from exercise.model.play import FACILITATOR
from exercise.reading.document import (
    Blank,
    Block,
    Bullets,
    Chart,
    Charts,
    Document,
    Folded,
    Heading,
    MapOf,
    Maps,
    Pairs,
    Para,
    Quote,
    Section,
    Series,
    Story,
    Table,
)
from exercise.reading.report.compare import Comparison, Row, mean
from exercise.reading.report.course import guessed, title_over
from exercise.reading.report.report import STEPS, Line, Note, Outcome, Report
from exercise.reading.report.turning import A_PART
from exercise.session import Session

PHASE_NAMES = {"lobby": "before the start", "epilogue": "the half-years after the last turn", "over": "after the end"}
LINES_A_CHART = 6
MOST_BESIDE = 3
"""Sessions whose decisions and maps have room beside each other; more are named by letters and counted."""
LONGEST_NAME = 12
"""Longer names of sessions are not read at the end of a line; letters stand there instead."""
MOST_LAYERS = 4
MOST_IN_SHORT = 3
"""Moments and questions on the page for those who read no further."""
MOST_SPREAD = 40
MOST_ROWS = 30
"""Rows that stand open; the rest of a long table is shown on demand."""
SHOWED = (
    "This is what the rules trace back to moves that came about as proposed, with the later turns and all such tracks added up. "
    "They were different moves at different times: it compares, and proves nothing."
)
GROUPS = {"score": "Objectives", "measure": "Measures", "track": "Tracks"}
"""What is spread over cohorts: group, title."""


def report_document(report: Report, words: Words) -> Document:
    """Return a report as a document.

    Args:
        report: The report.
        words: The words of its scenario.
    """
    full = report.seat == FACILITATOR
    read = [
        _in_short(report, words),
        _outcome(report, words),
        _turning(report, words),
        _record(report),
        _notes(report, words),
        _debrief(report),
    ]
    looked_up = [
        _courses(report, words),
        _injects(report),
        _decisions(report, words),
        _offers(report, words),
        _arguments(report, words),
        _overrides(report, words) if full else None,
        _predictions(report, words),
        _dice(report, words),
        _coverage(report, words),
        _turns(report),
        Section("made", "How this was made", (Pairs(report.made),) if report.made else ()),
        _log(report),
    ]
    sections = [*read, *(section._replace(annex=True) for section in looked_up if section is not None)]
    whose = "" if full else " – as the public may know it" if report.seat == "public" else f" – as {words.name(report.seat)} may know it"
    return Document(
        report.title,
        f"After-action report{whose}",
        f"After {report.brief}" if report.brief else "",
        report.facts,
        tuple(section for section in sections if section.blocks),
        "Made by the exercise from the save alone. Numbers run from 0 to 100 unless they are steps; rules are named by their titles, "
        "statements of the brief by section and paragraph, in our words.",
    )


def _signed(number: int) -> str:
    return f"{number:+d}".replace("-", "−") if number else "0"


def _label(report: Report, turn: int) -> str:
    return next((part.label for part in report.turns if part.turn == turn), f"Turn {turn}" if turn else "Before the start")


def _seat_words(words: Words, seat: str) -> str:
    text = words.name(seat)
    return text[:1].upper() + text[1:]


def _in_short(report: Report, words: Words) -> Section:
    """Return the report in a few sentences, for those who read no further."""
    lines: list[str] = []
    scored = [one for one in report.outcomes if one.score is not None]
    against = [(one.score - one.par, one) for one in scored if one.score is not None and one.par is not None]
    if against:
        best, worst = max(against, key=lambda pair: pair[0]), min(against, key=lambda pair: pair[0])
        lines.append(_beside_par(words, *best, "Furthest above its par"))
        if worst[1] is not best[1]:
            lines.append(_beside_par(words, *worst, "Furthest below it" if worst[0] < 0 else "Nearest to it"))
    moved = [
        (abs(line.values[-1] - line.values[0]), line)
        for line in report.courses
        if line.values[0] is not None and line.values[-1] is not None
    ]
    for size, line in sorted(moved, key=lambda pair: (-pair[0] * (10 if pair[1].steps else 1), pair[1].name))[:2]:
        if size and report.level == "full":
            first, last = (_told(words, line, line.values[place] or 0) for place in (0, -1))
            if first != last:
                lines.append(f"{line.title} went from {first} to {last}.")
    decided = [point for point in report.turning_points if point.decided >= A_PART]
    if decided:
        point = max(decided, key=lambda point: point.rank)
        lines.append(f"The session turned most in {_label(report, point.turn)}: {point.title}.")
    if report.weights:
        decision = report.weights[0].decision
        lines.append(f"The decision that moved most: {decision.changed or decision.words} ({_label(report, decision.turn)}).")
    if report.overrides:
        count = len(report.overrides)
        showed = sum(bool(one.tracks or one.scores) for one in report.overrides)
        if count == 1:
            lines.append(f"The facilitator ruled once; it {'still showed' if showed else 'no longer showed'} at the end.")
        else:
            lines.append(f"The facilitator ruled {count} times; {showed} of the rulings still showed at the end.")
    blocks: list[Block] = []
    if report.showed:
        blocks += [Heading("What this session showed"), Bullets(report.showed), Para(SHOWED, "note"), Heading("How it ended")]
    if lines:
        blocks.append(Bullets(tuple(lines)))
    told = sorted(decided, key=lambda point: -point.rank)[:MOST_IN_SHORT]
    if not told and report.turning_points:
        blocks.append(Para("No decision known here accounts for a third of one of the greatest changes; see the turning points.", "note"))
    if told:
        moments = [
            f"{_label(report, point.turn)}: {point.title}." + (f" Had it been otherwise: {point.instead[0]}." if point.instead else "")
            for point in sorted(told, key=lambda point: point.turn)
        ]
        blocks += [Heading("The moments that counted most"), Bullets(tuple(moments))]
    if report.questions:
        blocks += [Heading("To talk about"), Bullets(report.questions[:MOST_IN_SHORT])]
    return Section("short", "In short", tuple(blocks))


def _told(words: Words, line: Line, value: int) -> str:
    """Return a value of a course: what is not seen exactly is not told to the tenth."""
    if line.steps:
        return str(value)
    return words.value(None, value) if line.known == 2 else guessed(value)


def _beside_par(words: Words, gap: int, outcome: Outcome, how: str) -> str:
    return f"{how}: {words.name(outcome.actor)}, “{outcome.title}”, with {outcome.score} against {outcome.par} ({_signed(gap)})."


# --- sections ---------------------------------------------------------------------------------------------------------------


def _outcome(report: Report, words: Words) -> Section:
    rows: list[tuple[str, ...]] = []
    # What a seat cannot know the score of is the others' business, and stands apart.
    others = [one for one in report.outcomes if one.score is None] if report.over else []
    last = ""
    for one in report.outcomes:
        if one in others:
            continue
        score = "–" if one.score is None else str(one.score)
        par = "–" if one.par is None else str(one.par)
        gap = "–" if one.score is None or one.par is None else _signed(one.score - one.par)
        kind = "private" if one.private else ""
        actor = "" if rows and last == one.actor else words.title(one.actor)
        last = one.actor
        rows.append((actor, f"{one.title}{' (private)' if kind else ''}", one.text, score, par, gap))
    blocks: list[Block] = []
    against = any(one.par is not None for one in report.outcomes)
    if report.over:
        par = " Par is what bots reach in its place." if against else ""
        blocks.append(
            Para(f"Scores run from 0 to 100 and are read after the epilogue.{par} Seats are not measured against each other.", "note")
        )
    else:
        blocks.append(Para("The session is not over; objectives are read after the epilogue.", "note"))
    if rows:
        head = ("Actor", "Objective", "", "Score", "Par", "Against par")
        wide = len(head) if against else 4
        blocks.append(Table(head[:wide], tuple(row[:wide] for row in rows), tuple(range(3, wide))))
    if others:
        listed = tuple((words.title(one.actor), one.title, one.text) for one in others)
        title = "What the others said they were out for" if rows else "What each was out for"
        blocks.append(Folded(title, (Para("Their scores are in the full report.", "note"), Table(("Actor", "Objective", ""), listed))))
    seats = tuple(
        (line.title, ", ".join(line.actors), line.holder + (f"; {'; '.join(line.handed)}" if line.handed else ""), str(line.decisions))
        for line in report.seats
    )
    blocks += [Heading("At the table"), Table(("Seat", "Actors", "Held by", "Decisions"), seats, (3,))]
    if report.later:
        blocks += [Heading("What lasted"), Bullets(report.later)]
    return Section("outcome", "How it came out", tuple(blocks))


def _courses(report: Report, words: Words) -> Section:
    blocks: list[Block] = []
    if report.layers:
        maps = []
        for title, first, last in report.layers:
            maps.append(MapOf(f"{title}: at the start", first, "low", "high"))
            maps.append(MapOf(f"{title}: at the end", last, "low", "high"))
        blocks.append(Maps(tuple(maps)))
    rulings = [(one.turn, one.text) for one in report.overrides]
    charts = [_chart(report, words, title, lines, rulings) for title, lines in _grouped(report, words)]
    if charts:
        # What the charts need said stands before them: on paper they take more than a page.
        if rulings:
            blocks.append(Para("Dashed upright lines mark turns with a ruling of the facilitator.", "note"))
        if any(line.known < 2 for line in report.courses):
            blocks.append(Para("What this seat does not see exactly is drawn dashed, at the middle of its band.", "note"))
        blocks.append(Charts(tuple(charts)))
    return Section("course", "The course of things", tuple(blocks))


def _grouped(report: Report, words: Words) -> list[tuple[str, list[Line]]]:
    groups: dict[str, list[Line]] = {}
    singles: list[Line] = []
    for line in report.courses:
        if line.group:
            groups.setdefault(line.group, []).append(line)
        else:
            singles.append(line)
    found: list[tuple[str, list[Line]]] = [(line.title, [line]) for line in singles]
    for group, lines in groups.items():
        found += [(_group_title(words, group), lines[start : start + LINES_A_CHART]) for start in range(0, len(lines), LINES_A_CHART)]
    return found


def _group_title(words: Words, group: str) -> str:
    family, _, rest = group.partition("[")
    keys = [key.strip() for key in rest.rstrip("]").split(",") if key.strip()]
    return title_over(words, family, keys)


def _chart(report: Report, words: Words, title: str, lines: list[Line], rulings: list[tuple[int, str]]) -> Chart:
    steps = lines[0].steps
    series = []
    for line in lines:
        name = line.title if len(lines) == 1 else _shortest(words, line.name, [other.name for other in lines])
        series.append(Series("" if len(lines) == 1 else name, line.values, dashed=line.known < 2))
    bands = () if steps else tuple(band.below * 10 for band in words.scenario.bands[:-1])
    marks = tuple((report.places.index(place), text) for turn, text in rulings for place in report.places[turn : turn + 1])
    return Chart(title, report.places, tuple(series), steps, bands, marks)


def _shortest(words: Words, name: str, names: list[str]) -> str:
    """Return what tells a name from others of its family: the index names that differ."""
    mine = [key.strip() for key in name.partition("[")[2].rstrip("]").split(",")]
    others = [[key.strip() for key in other.partition("[")[2].rstrip("]").split(",")] for other in names]
    differing = [key for place, key in enumerate(mine) if len({other[place] for other in others if len(other) > place}) > 1]
    return ", ".join(words.title(key) for key in differing or mine)


def _turning(report: Report, words: Words) -> Section:
    blocks: list[Block] = []
    for point in report.turning_points:
        items = [*point.why]
        if point.decided < A_PART:
            items.append("Less than a third of this goes back to a decision that is known here.")
        items += [f"It led to: {line}" for line in point.led_to]
        items += [f"Had it been otherwise: {line}" for line in point.instead]
        blocks.append(Story(point.title, _label(report, point.turn), "", tuple(items), _cited(words, point.claims)))
    if report.weights:
        rows = []
        for weight in report.weights:
            decision = weight.decision
            effects = "; ".join(
                f"{words.change(name, amount) if report.level == 'full' else ''} {words.track(name)}".strip()
                for name, amount in weight.effects[:3]
            )
            rows.append((_label(report, decision.turn), decision.changed or decision.words, effects, decision.because))
        blocks += [
            Heading("The decisions that moved most"),
            Para("Everything that the rules trace back to a decision, over the whole session, signs left out.", "note"),
            Table(("When", "Decision", "Its greatest effects", "Reason given"), tuple(rows)),
        ]
    return Section("turning", "Turning points", tuple(blocks))


def _cited(words: Words, claims: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{words.claim(claim)} ({words.where(claim)})" for claim in claims if words.where(claim))


def _turns(report: Report) -> Section:
    blocks: list[Block] = []
    for part in report.turns:
        blocks.append(Heading(f"{part.turn}. {part.label}"))
        if part.stories:
            blocks.append(Bullets(part.stories))
        if part.changes:
            shown = tuple((track, before, after, "; ".join(causes)) for track, before, after, causes in part.changes)
            title = f"All {len(shown)} changes" if len(shown) > 1 else "The change"
            blocks.append(Folded(title, (Table(("Track", "Before", "After", "Causes"), shown, (1, 2), "compact"),)))
    return Section("turns", "Turn by turn", tuple(blocks))


def _decisions(report: Report, words: Words) -> Section:
    blocks: list[Block] = []
    order = [line.seat for line in report.seats]
    by_seat: dict[str, list[tuple[str, ...]]] = {}
    for one in report.decisions:
        by = {"bot": "bot", "person": "", "recorded": "replayed", "": ""}.get(one.by, one.by)
        outcome = one.outcome + (f", changed to: {one.changed}" if one.changed else "")
        row = (_label(report, one.turn), one.words, outcome, one.because or "–", by)
        by_seat.setdefault(one.seat, []).append(row)
    for seat in [*order, *sorted(set(by_seat) - set(order))]:
        if rows := by_seat.get(seat):
            title = next(
                (line.title for line in report.seats if line.seat == seat), _seat_words(words, seat) if seat else "Nobody at the table"
            )
            blocks += [Heading(title), Table(("When", "Decision", "Outcome", "Reason given", "By"), tuple(rows))]
    return Section("decisions", "Decisions and the reasons given", tuple(blocks))


def _offers(report: Report, words: Words) -> Section:
    rows = []
    for offer in report.offers:
        answers = "; ".join(f"{who} {said}{f' (“{because}”)' if because else ''}" for who, said, because in offer.answers) or "no answer"
        asked = words.names(offer.asked) + (f"; consulted: {words.names(offer.consulted)}" if offer.consulted else "")
        outcome = ", ".join(part for part in (offer.outcome, f"changes {offer.confirmed}" if offer.confirmed else "") if part)
        rows.append((_label(report, offer.turn), offer.words, asked, answers, outcome))
    blocks = (Table(("When", "Offer", "Asked", "Answers", "Outcome"), tuple(rows)),) if rows else ()
    return Section("offers", "Offers and answers", blocks)


def _injects(report: Report) -> Section:
    blocks: list[Block] = []
    for inject in report.injects:
        items = [f"Why now: {inject.cause}"]
        items += [said for _, said in inject.reactions]
        items += [f"The fact behind it: {fact}" for fact in inject.facts]
        if inject.note:
            items.append(f"For the facilitator: {inject.note}")
        blocks.append(Story(inject.title, _label(report, inject.turn), inject.text, tuple(items)))
    return Section("injects", "What happened to the table", tuple(blocks))


def _arguments(report: Report, words: Words) -> Section:
    blocks: list[Block] = []
    for argument in report.arguments:
        items = [f"For: {reason}" for reason in argument.reasons]
        items += [f"Against: {reason}" for reason in argument.against]
        if argument.ruled != "open":
            method = {"consensus": "by consensus", "umpire": "by the umpire", "dice": "by weighted dice"}.get(
                argument.method, argument.method
            )
            items.append(f"Ruled {method}: {argument.ruled}")
        if argument.dice:
            items.append(f"Dice: {argument.dice}")
        if argument.counted_as:
            items.append(f"Counted as: {argument.counted_as}")
        if argument.changes:
            items.append(f"Direct changes: {', '.join(argument.changes)}")
        if argument.because:
            items.append(f"Reason of the ruling: {argument.because}")
        title = f"{_seat_words(words, argument.actor)} argued"
        blocks.append(Story(title, _label(report, argument.turn), argument.text, tuple(items)))
    return Section("arguments", "Arguments", tuple(blocks))


def _overrides(report: Report, words: Words) -> Section:
    blocks: list[Block] = []
    for one in report.overrides:
        items = [f"Reason: {one.because}"]
        items += [f"Against the rules: {line}" for line in one.at_once]
        if not one.at_once:
            items.append("It met nothing in the rules' own result.")
        if one.rerun:
            if one.tracks or one.scores:
                if one.first:
                    items.append(f"Without it, first: {one.first}")
            else:
                items.append("Without it the session would have ended just so.")
        blocks.append(Story(one.text, _label(report, one.turn), "", tuple(items)))
        gaps = [
            (words.track(gap.name), words.value(gap.name, gap.with_it), words.value(gap.name, gap.without),
             words.change(gap.name, gap.with_it - gap.without))
            for gap in one.tracks
        ] + [
            (f"{words.title(gap.name)} (score)", str(gap.with_it), str(gap.without), f"{gap.with_it - gap.without:+d}".replace("-", "−"))
            for gap in one.scores
        ]  # fmt: skip
        if gaps:
            blocks.append(Table(("At the end", "As it was", "Without the ruling", "Its effect"), tuple(gaps), (1, 2, 3)))
    if report.interventions:
        rows = tuple((_label(report, one.turn), one.text, one.because or "–", one.at[11:16]) for one in report.interventions)
        blocks += [Heading("Other decisions of the facilitator"), Table(("When", "What", "Reason", "Clock"), rows)]
    if report.not_replayed:
        lost = tuple((_label(report, turn), text, because) for turn, text, because in report.not_replayed)
        blocks += [Heading("Recorded moves that this fork could not repeat"), Table(("When", "Move", "Why"), lost)]
    if not report.overrides:
        blocks.insert(0, Para("The facilitator overruled nothing."))
    return Section("overrides", "Rulings and overrides", tuple(blocks))


def _dice(report: Report, words: Words) -> Section:
    happened: list[tuple[str, ...]] = []
    others: list[tuple[str, ...]] = []
    for draw in report.draws:
        about = words.about(draw.about)
        title = words.title(draw.rule.removeprefix("inject:"))
        odds = f"{'' if draw.roll >= 0 else 'about '}{draw.odds} in 100" if report.level == "full" else "–"
        roll = str(draw.roll) if draw.roll >= 0 and report.level == "full" else "–"
        result = ("happened" if draw.happened else "did not happen") + (" (ruled)" if draw.ruled else "")
        row = (_label(report, draw.turn), title + (f": {about}" if about else ""), odds, roll, result)
        (happened if draw.happened or draw.ruled else others).append(row)
    if not report.draws:
        return Section("dice", "Dice", ())
    blocks: list[Block] = []
    if report.level == "full" and all(draw.roll >= 0 for draw in report.draws):
        expected = sum(draw.odds for draw in report.draws)
        came = sum(draw.happened for draw in report.draws)
        blocks.append(
            Para(f"{len(report.draws)} draws. By the odds about {(expected + 50) // 100} would have happened; {came} did. "
                 "It happens when the roll (0 to 99) is below the odds.", "note")
        )  # fmt: skip
    head = ("When", "What", "Odds", "Roll", "Result")
    if happened:
        blocks.append(Table(head, tuple(happened), (3,), "compact"))
    if others:
        title = f"{len(others)} more that did not happen" if happened else f"{len(others)} that did not happen"
        blocks.append(Folded(title, (Table(head, tuple(others), (3,), "compact"),)))
    return Section("dice", "Dice", tuple(blocks))


WAYS = {"up": "up", "down": "down", "same": "no change", "": "cannot be known"}


def _predictions(report: Report, words: Words) -> Section:
    rows = []
    for one in report.predictions:
        verdict = {True: "right", False: "wrong", None: "–"}[one.right]
        rows.append(
            (
                _label(report, one.turn),
                _seat_words(words, one.seat),
                words.track(one.track),
                WAYS[one.expected],
                WAYS[one.happened],
                verdict,
            )
        )
    if not rows:
        return Section("predictions", "Predictions", ())
    known = [one.right for one in report.predictions if one.right is not None]
    said = Para(f"{sum(known)} of {len(known)} came as predicted." if known else "None of them can be judged.", "note")
    return Section(
        "predictions", "Predictions and what came",
        (said, Table(("When", "Seat", "Track", "Expected", "Came", ""), tuple(rows))),
    )  # fmt: skip


def _coverage(report: Report, words: Words) -> Section:
    if not report.coverage:
        return Section("coverage", "The brief", ())
    used = [one for one in report.coverage if one.uses]
    never = [one for one in report.coverage if not one.uses]
    blocks: list[Block] = [
        Para(f"{len(used)} of {len(report.coverage)} statements of the brief came into play, through rules, events and moves.", "note")
    ]
    rows = []
    for one in sorted(used, key=lambda one: -one.moved):
        counts = {by: len({use.id for use in one.uses if use.by == by}) for by in ("rule", "inject", "move")}
        through = ", ".join(f"{count} {by}{'s' if count > 1 else ''}" for by, count in counts.items() if count)
        turns = ", ".join(str(turn) for turn in one.turns)
        rows.append((one.text, one.where, turns, through, words.value(None, one.moved)))
    if rows:
        blocks.append(Table(("Came into play", "Where in the brief", "Turns", "Through", "Moved"), tuple(rows), (4,)))
    against = [one for one in report.coverage if one.against]
    if against:
        blocks.append(Heading("Where dice or a ruling went against it"))
        blocks.append(
            Table(
                ("Statement", "When", "What"),
                tuple((one.text, _label(report, each.turn), each.text) for one in against for each in one.against),
            )
        )
    if never:
        left = [(one.text, one.where, ", ".join(words.title(inject) for inject in one.injects[:3])) for one in never]
        head = ("Never came into play", "Where in the brief", "What could have raised it")
        wide = any(row[2] for row in left)
        blocks += [Heading("What never came up"), Table(head if wide else head[:2], tuple(row if wide else row[:2] for row in left))]
    return Section("coverage", "The brief in this session", tuple(blocks))


def _record(report: Report) -> Section:
    rows = []
    for part in report.turns:
        if part.record:
            you = " ".join(part.stories[:3]) or "Nothing to tell."
            rows.append((part.label, you, part.record, "\n".join(part.facts)))
    if not rows:
        return Section("record", "You and the record", ())
    return Section("record", "You and the record", (Table(("When", "You", "What really happened", "Sources"), tuple(rows)),))


def _notes(report: Report, words: Words) -> Section:
    blocks: list[Block] = []
    observed = [note for note in report.notes if note.objective]
    if observed:
        rows = tuple(
            (words.title(note.objective), _label(report, note.turn), note.text, _note_by(words, note))
            for note in sorted(observed, key=lambda note: (note.objective, note.turn))
        )
        blocks += [Heading("Observations by objective"), Table(("Objective", "When", "Observation", "By"), rows)]
    others = [note for note in report.notes if not note.objective]
    if others:
        blocks.append(Heading("Notes"))
        blocks += [Quote(f"{_note_by(words, note)}, {_label(report, note.turn)}", note.text) for note in others]
    return Section("notes", "Observations and notes", tuple(blocks))


def _note_by(words: Words, note: Note) -> str:
    return _seat_words(words, note.seat) + (" (kept back from the table)" if note.kept else "")


def _debrief(report: Report) -> Section:
    debrief = report.debrief
    blocks: list[Block] = []
    if report.questions:
        blocks += [Heading("Questions for the debrief"), Bullets(report.questions, numbered=True)]
    if report.watch_for and not report.over:
        blocks += [Heading("What to watch"), Bullets(report.watch_for)]
    total = sum(minutes for _, minutes, _ in STEPS)
    blocks += [Heading("The debrief, step by step"), Para(f"About {total} minutes.", "note")]
    for title, minutes, prompt in STEPS:
        said = [text for step, text in debrief.answers if step == title]
        blocks.append(Story(title, f"{minutes} minutes", prompt))
        blocks += [Quote("", text) for text in said] if said else [Blank(2)]
    blocks += [Quote("", text) for step, text in debrief.answers if step not in {title for title, _, _ in STEPS}]
    blocks.append(Heading("Strengths"))
    blocks.append(Bullets(debrief.strengths) if debrief.strengths else Blank(3))
    blocks.append(Heading("Areas to improve"))
    blocks.append(Bullets(debrief.improve) if debrief.improve else Blank(3))
    if debrief.feedback:
        blocks += [Heading("Feedback"), Bullets(debrief.feedback)]
    rows = tuple((area, action, owner, "", due) for area, action, owner, due in debrief.actions)
    rows += (("", "", "", "", ""),) * max(2, 5 - len(rows))
    blocks += [Heading("Improvement plan"), Table(("Area", "Action", "Owner", "Start", "Due"), rows, (), "fill")]
    return Section("debrief", "Debrief", tuple(blocks))


def _log(report: Report) -> Section:
    blocks = tuple(
        Folded(f"{part.turn}. {part.label}: {len(part.log)} entries", (Bullets(part.log, numbered=True),))
        for part in report.turns
        if part.log
    )
    note = Para("Every change with its causes stands under Turn by turn; the CSV and JSON forms hold one row for each.", "note")
    return Section("log", "The full record", (note, *blocks) if blocks else ())


# --- comparisons ---------------------------------------------------------------------------------------------------------------


def comparison_document(comparison: Comparison, words: Words) -> Document:
    """Return a comparison as a document; `words` are those of the first session's scenario."""
    names = comparison.names
    sections = [
        _spread(comparison, words),
        _first(comparison, words),
        _choices(comparison, words),
        _rows_section("scores", "Objectives", "Objective", comparison, comparison.scores, words),
        _rows_section("measures", "Measures at the end", "Measure", comparison, comparison.measures, words),
        _maps(comparison),
        _trends(comparison),
        _rows_section("tracks", "Tracks at the end", "Track", comparison, comparison.tracks, words, alike=comparison.alike),
        _rows_section("injects", "What happened", "Event", comparison, comparison.injects, words),
        _rows_section("draws", "Dice", "Draw", comparison, comparison.draws, words),
        _rows_section("kinds", "How often each move was made", "Move", comparison, comparison.kinds, words) if len(names) > 2 else None,
    ]
    seat = f", as {words.name(comparison.seat)} may know it" if comparison.seat else ""
    return Document(
        " / ".join(names),
        f"Comparison{seat}",
        comparison.titles[0],
        tuple(zip(comparison.letters, names, strict=True)),
        tuple(section for section in sections if section is not None and section.blocks),
    )


def _first(comparison: Comparison, words: Words) -> Section:
    blocks: list[Block] = [Para(note, "note") for note in comparison.notes]
    base = comparison.names[0]
    if len(comparison.names) > MOST_BESIDE:
        rows = tuple(
            (letter, *((_moment(words, one.turn, one.phase), one.text_of(0), one.text_of(1)) if one else ("never", "", "")))
            for letter, one in zip(comparison.letters[1:], comparison.differences, strict=True)
        )
        head = ("Session", "Parts from the first in", f"There: {comparison.letters[0]}", "Here")
        return Section("first", "Where they part", (*blocks, Table(head, rows)))
    for name, difference in zip(comparison.names[1:], comparison.differences, strict=True):
        if difference is None:
            blocks.append(Story(f"{name}: nothing differs from {base}", ""))
            continue
        items = (f"{base}: {difference.text_of(0)}", f"{name}: {difference.text_of(1)}")
        blocks.append(Story("The first event that differs", _moment(words, difference.turn, difference.phase), "", items))
    return Section("first", "Where they part", tuple(blocks))


def _moment(words: Words, turn: int, phase: str) -> str:
    when = words.turn(turn) if turn else "Before the start"
    return f"{when}, {PHASE_NAMES.get(phase, words.phase(phase).lower())}"


def _choices(comparison: Comparison, words: Words) -> Section:
    if len(comparison.names) <= MOST_BESIDE:
        rows = tuple(
            (words.turn(one.turn) if one.turn else "", words.title(one.actor), *(";\n".join(side) or "–" for side in one.sides))
            for one in comparison.choices
        )
        return Section("choices", "Decisions", (Table(("When", "Actor", *comparison.names), rows),) if rows else ())
    found: list[tuple[str, ...]] = []
    letters = comparison.letters
    for one in comparison.choices:
        when, who = words.turn(one.turn) if one.turn else "", words.title(one.actor)
        for text, places in one.options:
            found.append((when, who, text or "nothing", " ".join(letters[place] for place in places), _counted(comparison, places)))
            when = who = ""
    head = ("When", "Actor", "Decision", "In", "Of A, of B" if comparison.cohorts else "Of all")
    return Section("choices", "Who chose what when", (Table(head, tuple(found)),) if found else ())


def _counted(comparison: Comparison, places: tuple[int, ...]) -> str:
    if not comparison.cohorts:
        return f"{len(places)} of {len(comparison.names)}"
    first = len(comparison.cohorts[0])
    mine = sum(place < first for place in places)
    return f"{mine} of {first}, {len(places) - mine} of {len(comparison.cohorts[1])}"


def _maps(comparison: Comparison) -> Section:
    """Return the maps at the end side by side; of many sessions they would be too many."""
    if len(comparison.names) > MOST_BESIDE:
        return Section("maps", "Maps", ())
    maps = [
        MapOf(f"{layer.title}: {name}", side, "low", "high")
        for layer in comparison.layers[:MOST_LAYERS]
        for name, side in zip(comparison.names, layer.sides, strict=True)
    ]
    return Section("maps", "Maps at the end", (Maps(tuple(maps)),) if maps else ())


def _rows_section(
    id_: str, title: str, what: str, comparison: Comparison, rows: tuple[Row, ...], words: Words, *, alike: int = 0
) -> Section:
    if not rows:
        return Section(id_, title, ())
    pair = len(comparison.names) == 2
    with_gap = any(row.gap is not None for row in rows)
    shown = []
    for row in rows:
        gap = "–" if row.gap is None else _signed(row.gap) if row.steps else words.change(None, row.gap)
        shown.append((row.title, *row.shown, *((gap if pair else gap.lstrip("+"),) if with_gap else ())))
    names = comparison.names if len(comparison.names) <= MOST_BESIDE else comparison.letters
    head = (what, *names, *((("gap" if pair else "spread"),) if with_gap else ()))
    numbers = tuple(range(1, len(head))) if with_gap else ()
    blocks: list[Block] = [Table(head, tuple(shown[:MOST_ROWS]), numbers)]
    if len(shown) > MOST_ROWS:
        blocks.append(Folded(f"{len(shown) - MOST_ROWS} more, with smaller gaps", (Table(head, tuple(shown[MOST_ROWS:]), numbers),)))
    if alike:
        blocks.append(Para(f"{alike} more ended alike.", "note"))
    return Section(id_, title, tuple(blocks))


def _trends(comparison: Comparison) -> Section:
    """Return the courses laid over each other; those of two cohorts, or of many sessions, as mean, least and greatest."""
    blocks: list[Block] = []
    count = len(comparison.names)
    named = max(len(name) for name in comparison.names) <= LONGEST_NAME and count <= MOST_BESIDE
    names = comparison.names if named else comparison.letters
    cohorts = [len(cohort) for cohort in comparison.cohorts]
    if cohorts or count > LINES_A_CHART:
        sides = ("A", "B") if cohorts else ("",)
        blocks.append(Para("Thick lines are means; the dashed lines beside each are the least and the greatest of its sessions.", "note"))
    elif not named:
        blocks.append(
            Para("; ".join(f"{letter}: {name}" for letter, name in zip(comparison.letters, comparison.names, strict=True)), "note")
        )
    charts = []
    for trend in comparison.trends:
        if cohorts or count > LINES_A_CHART:
            parts = (trend.values[: cohorts[0]], trend.values[cohorts[0] :]) if cohorts else (trend.values,)
            series = tuple(
                line for ink, (side, part) in enumerate(zip(sides, parts, strict=True)) for line in _spread_lines(side, part, ink)
            )
        else:
            series = tuple(Series(name, line) for name, line in zip(names, trend.values, strict=True))
        charts.append(Chart(trend.title, trend.places, series, trend.steps))
    return Section("trends", "Courses", (*blocks, Charts(tuple(charts))) if charts else ())


def _spread_lines(side: str, lines: tuple[tuple[int | None, ...], ...], ink: int) -> tuple[Series, ...]:
    """Return the mean of courses, and the least and the greatest of them where they are several."""
    places = [[value for value in place if value is not None] for place in zip(*lines, strict=True)]
    found = [Series(f"{side} mean".strip(), tuple(mean(place) if place else None for place in places), ink=ink)]
    if len(lines) > 1:
        found.append(Series(f"{side} least".strip(), tuple(min(place, default=None) for place in places), ink=ink, edge=True))
        found.append(Series(f"{side} greatest".strip(), tuple(max(place, default=None) for place in places), ink=ink, edge=True))
    return tuple(found)


def _spread(comparison: Comparison, words: Words) -> Section:
    if not comparison.cohorts:
        return Section("cohorts", "Cohorts", ())
    blocks: list[Block] = []
    head = ("Mean (least to greatest)", f"A: {len(comparison.cohorts[0])} sessions", f"B: {len(comparison.cohorts[1])} sessions", "gap")
    for group, title in GROUPS.items():
        rows = []
        for one in [one for one in comparison.spread if one.group == group][:MOST_SPREAD]:
            said = [[f"{value}" if one.steps else words.value(None, value) for value in cohort] for cohort in one.cohorts]
            cells = [f"{mean} ({least} to {greatest})" for least, mean, greatest in said]
            rows.append((one.title, *cells, _signed(one.gap) if one.steps else words.change(None, one.gap)))
        if rows:
            blocks += [Heading(title), Table(head, tuple(rows), (1, 2, 3))]
    return Section("cohorts", "Outcomes and spread of the two cohorts", tuple(blocks))


def words_of(session: Session) -> Words:
    """Return the words of a session's scenario at its pace."""
    return Words(session.scenario, session.header.pace)
