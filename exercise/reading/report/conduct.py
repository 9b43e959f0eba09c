"""What was done at the table: events and how they were met, decisions with their reasons, offers and answers, arguments, predictions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from exercise.model import play
from exercise.reading.document import Block, Grid, Heading, Para, Section, StoryBlock
from exercise.reading.reader import Reader
from exercise.reading.report.turns import fact_of

if TYPE_CHECKING:
    from exercise.reading.report.report import Report

CAUSES = {"date": "by its date", "condition": "its condition held", "facilitator": "released by the facilitator"}
"""Why an event came."""
METHODS = {"consensus": "by consensus", "umpire": "by the umpire", "dice": "by weighted dice"}
WAYS = {"up": "up", "down": "down", "same": "no change", "": "cannot be known"}
MADE_BY = {"person": "", "recorded": "replayed"}


class Prediction(NamedTuple):
    """What a seat expected of a track in a turn, and what it did."""

    turn: int
    seat: str
    track: str
    expected: str
    happened: str
    """up, down, same; empty where it cannot be known."""

    @property
    def right(self) -> bool | None:
        """Whether it came as expected; None where that cannot be known."""
        return None if not self.happened else self.expected == self.happened


def injects(report: Report) -> Section:
    """Return what happened to the table: why it came, how those asked reacted, and the facts behind it."""
    reader, words = report.reader, report.words
    reactions: dict[tuple[int, str, str], list[tuple[str, str]]] = {}
    for turn, reacted in reader.record.of(play.Reacted):
        told = (words.name(reacted.actor), words.event(reacted).rstrip("."))
        reactions.setdefault((turn, reacted.inject, reacted.subject), []).append(told)
    blocks: list[Block] = []
    facts = []
    for turn, event in reader.record.of(play.InjectHappened):
        opened = event.open
        inject = reader.book.injects.get(opened.inject)
        title = words.inject(opened.inject, opened.subject) if inject else "Written by the facilitator"
        text = words.event(event).removeprefix(f"{title}: ")
        cause = CAUSES.get(event.cause) or words.title(event.cause)
        met = reactions.get((turn, opened.inject, opened.subject), [])
        behind = [fact for id_ in inject.facts if (fact := fact_of(reader, id_))] if inject and (report.full or report.over) else []
        note = (inject.note or "") if inject and report.full else ""
        items = [f"Why now: {cause}", *(said for _, said in met), *(f"The fact behind it: {fact}" for fact in behind)]
        items += [f"For the facilitator: {note}"] if note else []
        blocks.append(StoryBlock(title, report.label(turn), text, tuple(items)))
        facts.append(
            {"turn": turn, "inject": opened.inject, "title": title, "text": text, "cause": cause, "reactions": met,
             "facts": behind, "note": note}
        )  # fmt: skip
    return Section("injects", "What happened to the table", tuple(blocks), annex=True, facts={"injects": facts})


def decisions(report: Report) -> Section:
    """Return every seat's decisions with outcome and reason."""
    by_seat: dict[str, list[tuple[str, ...]]] = {line.seat: [] for line in report.seats}
    titles = {line.seat: line.title for line in report.seats} | {"": "Nobody at the table"}
    for one in report.reader.record.decisions:
        outcome = one.outcome + (f", changed to: {one.changed}" if one.changed else "")
        row = (report.label(one.turn), one.words, outcome, one.because or "–", MADE_BY.get(one.by, one.by))
        by_seat.setdefault(one.seat, []).append(row)
    blocks: list[Block] = []
    for seat in [*titles, *sorted(set(by_seat) - set(titles))]:
        if rows := by_seat.get(seat):
            title = titles.get(seat) or report.named(seat)
            blocks += [Heading(title), Grid(("When", "Decision", "Outcome", "Reason given", "By"), tuple(rows))]
    facts = {"decisions": report.reader.record.decisions}
    return Section("decisions", "Decisions and the reasons given", tuple(blocks), annex=True, facts=facts)


def offers(report: Report) -> Section:
    """Return the offers: whom each asked, what each answered and why, and what came of it."""
    reader, words = report.reader, report.words
    answers: dict[tuple[int, str], list[tuple[str, str, str]]] = {}
    for turn, event in reader.record.of(play.OfferAnswered):
        answer = event.answer
        told = (words.name(event.actor), words.answer(answer.reply, answer.changes), answer.because)
        answers.setdefault((turn, event.key), []).append(told)
    confirmed = {(turn, event.key): "agreed" if event.yes else "turned down" for turn, event in reader.record.of(play.OfferConfirmed)}
    facts, rows = [], []
    for (turn, key), offer in {(turn, event.key): event for turn, event in reader.record.of(play.OfferMade)}.items():
        decision = next((one for one in reader.record.decisions if one.turn == turn and one.key == key), None)
        said = decision.words if decision is not None else words.offer(key)
        outcome = decision.outcome if decision is not None else ""
        replies, last = answers.get((turn, key), []), confirmed.get((turn, key), "")
        answered = "; ".join(f"{who} {reply}{f' (“{because}”)' if because else ''}" for who, reply, because in replies) or "no answer"
        asked = words.names(offer.asked) + (f"; consulted: {words.names(offer.consulted)}" if offer.consulted else "")
        rows.append((report.label(turn), said, asked, answered, ", ".join(filter(None, (outcome, last and f"changes {last}")))))
        facts.append(
            {"turn": turn, "key": key, "words": said, "asked": offer.asked, "consulted": offer.consulted, "answers": replies,
             "confirmed": last, "outcome": outcome}
        )  # fmt: skip
    blocks = (Grid(("When", "Offer", "Asked", "Answers", "Outcome"), tuple(rows)),) if rows else ()
    return Section("offers", "Offers and answers", blocks, annex=True, facts={"offers": facts})


def arguments(report: Report) -> Section:
    """Return the free-form moves with their reasons and how each was ruled."""
    words = report.words
    last = {(turn, event.argument.key): event.argument for turn, event in report.reader.record.of(play.ArgumentMade)}
    blocks: list[Block] = []
    facts = []
    for (turn, _), argument in last.items():
        counted = ""
        if argument.as_move is not None and argument.ruled == "allowed":
            counted = words.move(argument.as_move) + (f" at {argument.strength} percent" if argument.strength != 100 else "")
        changes = tuple(f"{words.track(track)} {words.change(track, tenths)}" for track, tenths in argument.follows)
        method = METHODS.get(argument.method or "", argument.method or "")
        told = (
            ("Dice", dice := _dice(argument)),
            ("Counted as", counted),
            ("Direct changes", ", ".join(changes)),
            ("Reason of the ruling", argument.because),
        )
        items = [f"For: {reason}" for reason in argument.reasons] + [f"Against: {reason}" for reason in argument.against]
        items += [f"Ruled {method}: {argument.ruled}"] if argument.ruled != "open" else []
        items += [f"{name}: {text}" for name, text in told if text]
        blocks.append(StoryBlock(f"{report.named(argument.actor)} argued", report.label(turn), argument.text, tuple(items)))
        facts.append(
            {"turn": turn, "actor": argument.actor, "text": argument.text, "reasons": argument.reasons, "against": argument.against,
             "ruled": argument.ruled, "method": argument.method or "", "dice": dice, "counted_as": counted, "changes": changes,
             "because": argument.because}
        )  # fmt: skip
    return Section("arguments", "Arguments", tuple(blocks), annex=True, facts={"arguments": facts})


def _dice(argument: play.Argument) -> str:
    if not argument.roll:
        return ""
    mods = "".join(f" {'−' if by < 0 else '+'} {abs(by)}" + (f" ({why})" if why else "") for by, why in argument.modifiers)
    total = sum(argument.roll) + sum(by for by, _ in argument.modifiers)
    counts = "the modifiers count, and " if argument.modifiers else ""
    return f"{' + '.join(str(die) for die in argument.roll)}{mods} = {total}; {counts}{play.NEEDED} or more succeeds"


def predictions_of(reader: Reader) -> tuple[Prediction, ...]:
    """Return what seats expected, the last word of each on a track in a turn, and what came."""
    expected = {(turn, event.seat, event.track): event.direction for turn, event in reader.record.of(play.Predicted)}
    return tuple(Prediction(turn, seat, track, way, _came(reader, turn, track)) for (turn, seat, track), way in expected.items())


def _came(reader: Reader, turn: int, track: str) -> str:
    """Return which way a track went in a turn; empty where that is not known."""
    if turn not in reader.record.turns:
        return ""
    index = reader.book.track_index[track]
    changes = [
        event
        for phase, event in ((placed.phase, placed.event) for placed in reader.record.events if placed.turn == turn)
        if phase == "adjudicate" and isinstance(event, play.TrackChanged) and event.track == index
    ]
    if not changes:
        return "same" if reader.tracks.known(track) == 2 else ""
    change = changes[-1].after - changes[0].before
    return "up" if change > 0 else "down" if change < 0 else "same"


def predictions(report: Report) -> Section:
    """Return what seats expected beside what came."""
    words = report.words
    rows = tuple(
        (report.label(one.turn), report.named(one.seat), words.track(one.track), WAYS[one.expected], WAYS[one.happened],
         {True: "right", False: "wrong", None: "–"}[one.right])
        for one in report.predictions
    )  # fmt: skip
    known = [one.right for one in report.predictions if one.right is not None]
    said = Para(f"{sum(known)} of {len(known)} came as predicted." if known else "None of them can be judged.", "note")
    blocks = (said, Grid(("When", "Seat", "Track", "Expected", "Came", ""), rows)) if rows else ()
    return Section("predictions", "Predictions and what came", blocks, annex=True, facts={"predictions": report.predictions})
