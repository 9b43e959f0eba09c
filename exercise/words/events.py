"""One sentence for every kind of event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from exercise.model import play
from exercise.model.refs import SignalId
from exercise.words.causes import CauseWords
from exercise.words.text import arrow, because, capital, counted, points, quoted, signed
from exercise.words.titles import HOLDERS, LEVELS, WHAT_ENDS


def event_sentence(words: CauseWords, event: play.Event, level: str = "full") -> str:
    """Return one sentence that says what happened, with as much of its working as the level allows."""
    return EVENTS[type(event)](words, event, level)


def _track_changed(words: CauseWords, event: play.TrackChanged, level: str) -> str:
    family = words.family(event.name)
    track = words.track(event.name)
    change = event.after - event.before
    if not event.causes and event.others == "band" and family is not None and family.kind == "points":
        # Who sees only the band is shown band middles without causes; saying them as numbers would pretend to know.
        return f"{track} went from {words.band(event.before)} to {words.band(event.after)}."
    if level == "arrows":
        return f"{arrow(change)} {track}."
    reasons = "; ".join(words.cause(cause, family, level) for cause in event.causes)
    if level == "reasons":
        said = f"{arrow(change)} {track}"
    elif change:
        rise = "rose" if change > 0 else "fell"
        by = words.value(family, abs(change))
        said = f"{track} {rise} by {by}, from {words.value(family, event.before)} to {words.value(family, event.after)}"
    else:
        said = f"{track} stayed at {words.value(family, event.after)}"
    if level == "full" and event.ruled is not None and event.ruled != event.after:
        said += f" (by the rules alone: {words.value(family, event.ruled)})"
    return f"{said}: {reasons}." if reasons else f"{said}."


def _chance_drawn(words: CauseWords, event: play.ChanceDrawn, level: str) -> str:
    about = words.about(event.about)
    what = words.source(event.rule) + (f" ({about})" if about else "")
    result = "it happened" if event.happened else "it did not happen"
    by_hand = " by ruling of the facilitator" if event.ruled else ""
    if level != "full" or event.odds < 0:
        return f"Chance: {what}: {result}{by_hand}."
    if event.roll < 0:
        return f"Chance: {what}: {result}{by_hand} (about {event.odds} in 100)."
    lines = ", ".join(f"{signed(percent)} {words.odds_line(text)}" for percent, text in event.lines)
    odds = f"odds {event.odds} in 100{f' ({lines})' if lines else ''}, drawn {event.roll}"
    return f"Chance: {what}: {odds}: {result}{by_hand}."


def _resolved(words: CauseWords, event: play.MoveResolved, level: str) -> str:
    act = event.act
    said = f"{words.move(act)}: {act.outcome}"
    if act.outcome == "accepted" and words.kinds.get(act.kind) and words.kinds[act.kind].consent is None:
        said = words.move(act)
    if act.objectors:
        said += f"; {words.names(act.objectors)} objected"
    if act.endorsers:
        said += f"; no objection from {words.names(act.endorsers)}"
    if act.strength != 100:
        said += f"; counted at {act.strength} percent"
    return said + "."


def _programme_opened(words: CauseWords, event: play.ProgrammeOpened, level: str) -> str:
    programme = event.programme
    said = f"A programme began. {words.programme(programme)}; it is to run {counted(programme.lasts, 'half-year')}"
    if programme.upkeep:
        said += f" and costs {points(programme.upkeep)} capital a turn"
    return said + "."


def _programme_ended(words: CauseWords, event: play.ProgrammeEnded, level: str) -> str:
    why = words.why_ended(event)
    return f"{words.offer(event.id)} {WHAT_ENDS.get(event.how, 'ended')}{': ' + why if why else ''}."


def _delayed(words: CauseWords, event: play.EffectDelayed, level: str) -> str:
    cause = event.pending.cause
    when = words.half_year(event.pending.due)
    return f"More to follow in {when}: {words.cause(cause, None, level)}."


def _scheduled(words: CauseWords, event: play.InjectScheduled, level: str) -> str:
    due = event.due
    why = {"date": "by its date", "facilitator": "by the facilitator"}.get(due.cause) or words.source(due.cause)
    return f"On its way for turn {due.turn}: {words.inject(due.inject, due.subject)}; {why}."


def inject_text(words: CauseWords, opened: play.Open) -> str:
    """Return what the table reads when an inject happens, with its subject's name put in."""
    found = words.written(opened.inject)
    text = opened.text or (found.text if found else "")
    if not opened.subject:
        return text
    return text.replace("{subject}", words.name(opened.subject))


def _happened(words: CauseWords, event: play.InjectHappened, level: str) -> str:
    opened = event.open
    found = words.written(opened.inject)
    if found is None:
        return inject_text(words, opened) or f"{words.title(opened.inject)}."
    return f"{words.inject(opened.inject, opened.subject)}: {inject_text(words, opened)}"


def _revealed(words: CauseWords, event: play.InjectRevealed, level: str) -> str:
    return f"Now known to all: {_happened(words, play.InjectHappened(event.open, ''), level)}"


def _reacted(words: CauseWords, event: play.Reacted, level: str) -> str:
    inject = words.inject(event.inject, "" if event.subject == event.actor else event.subject)
    return f"{capital(words.name(event.actor))} reacts to {inject}: {words.choice(event.inject, event.choice)}."


_SIGNAL_NOUNS = {"intention": "An intention", "promise": "A promise", "red-line": "A red line"}


def _settled(words: CauseWords, event: play.SignalSettled, level: str) -> str:
    how = {"kept": "was kept", "broken": "was broken", "crossed": "was crossed", "lapsed": "ran out", "open": "is open"}
    signal = SignalId.of(event.id)
    about = ", ".join([words.title(signal.kind), *([words.name(signal.target)] if signal.target else [])]) if signal.kind else ""
    what = _SIGNAL_NOUNS.get(signal.type, "A signal")
    return f"{what} of {words.name(signal.actor)}{f' ({about})' if about else ''} {how.get(event.how, 'ran out')}."


def _argument(words: CauseWords, event: play.ArgumentMade, level: str) -> str:
    argument = event.argument
    who = capital(words.name(argument.actor))
    if argument.ruled == "open":
        said = f"{who} argues: {quoted(argument.text)}"
        if argument.reasons:
            said += f"; for: {'; '.join(argument.reasons)}"
        if argument.against:
            said += f"; against: {'; '.join(argument.against)}"
        return said + "."
    result = "was allowed" if argument.ruled == "allowed" else "failed"
    said = f"The argument of {words.name(argument.actor)} {result}: {quoted(argument.text)}"
    if argument.roll:
        dice = " + ".join(str(die) for die in argument.roll)
        mods = "".join(f", {signed(number)} {text}" for number, text in argument.modifiers)
        said += f"; dice {dice}{mods}"
    if argument.as_move is not None and argument.ruled == "allowed":
        said += f"; counted as {words.move(argument.as_move)}"
        if argument.strength != 100:
            said += f" at {argument.strength} percent"
    for track, tenths in argument.follows:
        said += f"; {words.track(track)} {words.change(track, tenths)}"
    return said + because(argument.because) + "."


def _ruled(words: CauseWords, event: play.Ruled, level: str) -> str:
    ruling = event.ruling
    about = words.about(ruling.about)
    about = f" ({about})" if about else ""
    if ruling.what == "draw":
        said = f"{words.source(ruling.id)}{about} {'happens' if ruling.amount else 'does not happen'}"
    elif ruling.what == "strike":
        on = f" on {words.track(ruling.track)}" if ruling.track else ""
        said = f"{words.source(ruling.id)}{about} does not count{on}"
    else:
        said = f"{words.track(ruling.track)} changes by {words.change(ruling.track, ruling.amount)}"
    return f"The facilitator ruled: {said}{because(ruling.because)}."


def _message(words: CauseWords, event: play.MessageSent, level: str) -> str:
    verb = "pledged to" if event.pledge else "wrote to"
    return f"{capital(words.name(event.sender))} {verb} {words.names(event.to)}: {quoted(event.text)}"


def _offer_made(words: CauseWords, event: play.OfferMade, level: str) -> str:
    said = f"An offer: {words.offer(event.key)}"
    if event.asked:
        said += f"; asked: {words.names(event.asked)}"
    if event.consulted:
        said += f"; consulted: {words.names(event.consulted)}"
    return said + "."


def _offer_answered(words: CauseWords, event: play.OfferAnswered, level: str) -> str:
    answer = event.answer
    said = f"{capital(words.name(event.actor))} {words.answer(answer.reply, answer.changes)}: {words.offer(event.key)}"
    return said + (", for all to know" if answer.publish else "") + because(answer.because) + "."


def _score(words: CauseWords, event: play.ScoreRead, level: str) -> str:
    return f"{capital(words.name(event.actor))}, {words.title(event.objective)}: {event.score} of 100 (stands at {points(event.value)})."


def _note(words: CauseWords, event: play.NoteTaken, level: str) -> str:
    about = f" on {words.title(event.objective)}" if event.objective else ""
    return f"{capital(words.name(event.seat))} noted{about}: {quoted(event.text)}"


def _told(words: CauseWords, event: play.Told, level: str) -> str:
    text = words.scenario.texts.get(event.text, event.text)
    return f"To {words.name(event.actor)}: {text}"


def _half_year_passed(words: CauseWords, event: play.HalfYearPassed, level: str) -> str:
    after = " after the last turn" if event.epilogue else ""
    return f"Half a year passed{after}: it is now {words.half_year(event.clock)}."


EVENTS: dict[type, Callable[[CauseWords, Any, str], str]] = {
    play.SeatTaken: lambda w, e, _: f"The seat of {w.name(e.seat)} is held by {HOLDERS.get(e.holder, e.holder)}.",
    play.PhaseBegan: lambda w, e, _: f"Turn {e.turn}, {w.half_year(e.clock)}: {w.phase(e.phase)}." if e.turn else f"{w.phase(e.phase)}.",
    play.MoveSealed: lambda w, e, _: f"Sealed: {w.move(e.move)}{because(e.move.because)}.",
    play.MoveWithdrawn: lambda w, e, _: f"Taken back: {w.offer(e.key)}.",
    play.SeatCommitted: lambda w, e, _: f"{capital(w.name(e.seat))}: {'done' if e.yes else 'not done after all'}.",
    play.OfferMade: _offer_made,
    play.OfferAnswered: _offer_answered,
    play.OfferConfirmed: lambda w, e, _: f"The changes asked for were {'agreed' if e.yes else 'turned down'}: {w.offer(e.key)}.",
    play.MoveResolved: _resolved,
    play.MoveLeaked: lambda w, e, _: f"It leaked: {w.offer(e.key)} ({w.title(e.rule)}).",
    play.TrackChanged: _track_changed,
    play.ChanceDrawn: _chance_drawn,
    play.ProgrammeOpened: _programme_opened,
    play.ProgrammeExtended: lambda w, e, _: f"A programme was prolonged to {counted(e.lasts, 'half-year')} in all: {w.offer(e.id)}.",
    play.ProgrammeEnded: _programme_ended,
    play.EffectDelayed: _delayed,
    play.InjectScheduled: _scheduled,
    play.InjectHeld: lambda w, e, _: f"{'Held back' if e.held else 'No longer held back'}: {w.title(e.inject)}.",
    play.InjectHappened: _happened,
    play.InjectRevealed: _revealed,
    play.Reacted: _reacted,
    play.Signalled: lambda w, e, _: f"{w.signal(e.signal)}." if not e.signal.text else w.signal(e.signal),
    play.SignalSettled: _settled,
    play.MessageSent: _message,
    play.Predicted: lambda w, e, _: f"{capital(w.name(e.seat))} predicts: {w.course(e.track, e.direction)}.",
    play.ArgumentMade: _argument,
    play.Ruled: _ruled,
    play.WatchesMoved: lambda w, e, _: f"The record of what has been done moved on: {counted(len(e.changes), 'count')}.",
    play.HalfYearPassed: _half_year_passed,
    play.Told: _told,
    play.NoteTaken: _note,
    play.Paused: lambda w, e, _: f"{'Paused' if e.yes else 'Resumed'}{because(e.because)}.",
    play.ExplanationSet: lambda w, e, _: f"From now on the table sees {LEVELS.get(e.level, e.level)}.",
    play.TurnsSet: lambda w, e, _: f"The session now runs {counted(e.turns, 'turn')}{because(e.because)}.",
    play.NotReplayed: lambda w, e, _: f"Not replayed ({w.name(e.seat)}): {e.text}; {e.because}.",
    play.ScoreRead: _score,
    play.SessionEnded: lambda w, e, _: f"The session ended after {counted(e.turn, 'turn')}; everything can now be seen.",
}
