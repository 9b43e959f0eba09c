"""What a desk gives, said in lines: forecasts, situations, stories, results, pages of reasons, and how things stand."""

from __future__ import annotations

from collections.abc import Sequence

from exercise.describe import counted, joined, points
from exercise.desk.desk import Desk
from exercise.model.moves import format_move
from exercise.model.play import Move
from exercise.plain.spoken import moved, part
from exercise.plain.talk import Talk
from exercise.reading.differing import differing
from exercise.reading.glossary import PAR
from exercise.reading.glossary import glossary as entries
from exercise.reading.models import BELOW, Advice, Change, Forecast, Instead, Leaf, Odds, Reason, Result, Score, Story

MOST_CHANGES = 5
"""Changes of a forecast said on each side at once."""
MOST_REASONS = 3
MOST_UNKNOWN = 6
MOST_ADVISED = 3
"""Changes said on each side of an advice; who takes it up hears the rest."""


def where_we_are(talk: Talk, desk: Desk) -> None:
    """Say the turn, the phase, the seat and its capital in one line."""
    bar = desk.bar()
    place = f"Turn {bar.turn} of {bar.turns}, {bar.when}. {bar.phase}." if bar.turn else "Before the first turn."
    held = f" Capital left: {points(bar.capital)}." if desk.reader.actors else ""
    talk.say(f"{place} You are {desk.reader.seat_name()}.{held}")


def situation(talk: Talk, desk: Desk, brief: bool = False) -> None:
    """Say what there is to read before the decision; `brief` leaves out how it all began, once that has been heard."""
    sections = desk.reader.telling.situation()
    for section in sections[:-1] if brief and desk.session.state.turn > 1 else sections:
        talk.title(_sentence(section.title))
        talk.prose(section.text)
        for ink, line in section.bullets:
            # The bullet about the reaction names a key of the screens; here the decision's own list offers it.
            told = line if ink in BELOW else f"- {line}"
            talk.say("It asks for your reaction; the list of the decision has it." if ink == "accent" else told)


def standing(talk: Talk, desk: Desk) -> None:
    """Say how things stand, as far as the seat may know: the headline, then each layer of the map."""
    talk.title("How things stand. A word instead of a number is all that you can see.")
    for track in desk.reader.tracks.tracks():
        unknown = "not known to you" if track.text == "?" else track.text
        ends = f", watched at {joined([str(mark // 10) for mark in track.marks])}" if track.marks else ""
        talk.say(f"{track.title}: {unknown}{ends}{talk.why(f'track:{track.ref}')}")
    told: set[object] = set()
    for layer in desk.reader.tracks.layers():
        said = (layer.title, tuple((cell.name, cell.text) for cell in layer.cells))
        if said in told:
            continue
        told.add(said)
        talk.title(f"{layer.title}.")
        for cell in layer.cells:
            unknown = "not known to you" if cell.text == "?" else cell.text
            talk.say(f"{cell.name}: {unknown}{talk.why(cell.ref)}")
    running = desk.orders.programmes()
    if running:
        talk.title("Your programmes.")
        for programme in running:
            talk.say(f"{programme.title}, {programme.terms}")


def forecast(talk: Talk, found: Forecast, full: bool = False) -> None:
    """Say what is expected: gains, costs and the rest, each with its reasons, and what is not known.

    Args:
        talk: Where it is said.
        found: The forecast, with what stands for declining in `declined`.
        full: Whether every change is said, not only the greatest.
    """
    if found.refusal:
        talk.say(f"Not possible now: {found.refusal}")
    if found.consent:
        talk.say(found.consent)
    _sides(talk, found.changes, full)
    for chance in found.chances:
        talk.say(f"May happen{_odds(chance)}: {chance.title}{talk.why(chance.ref)}")
        _lines(talk, chance.lines, 2)
    for follows in found.follows:
        talk.say(f"May bring about: {follows}")
    if found.declined:
        talk.title("If declined:")
        _sides(talk, found.declined, full)
    unknown = found.not_known
    if unknown:
        shown = unknown if full else unknown[:MOST_UNKNOWN]
        more = f"; and {len(unknown) - len(shown)} more" if len(unknown) > len(shown) else ""
        talk.title(f"Not known exactly, and the forecast rests on it: {'; '.join(shown)}{more}.")


def advice(talk: Talk, found: Sequence[Advice], actor: str = "", first: int = 1) -> None:
    """Say what the adviser would think about, numbered from `first`, each with the text that makes the move."""
    whom = f" for {actor}" if actor else ""
    if not found:
        talk.title(f"The adviser{whom}: nothing that is open now brings you nearer to what you are out for, as far as you can see.")
    for n, one in enumerate(found, first):
        draft = one.draft
        talk.title(f"Advice {n}{whom}: {one.angle}.")
        talk.say(f"{one.title}{', ' + one.terms if one.terms else ''}. Costs {points(one.forecast.cost)}.")
        if one.aims:
            talk.say("For the scores of your aims, in points of 100, with all that it sets going:")
        for aim in one.aims:
            talk.say(f"- {aim.text}: {aim.amount}")
        for word, gain in (("Gains", 1), ("Costs", -1)):
            side = [change for change in one.forecast.changes if change.gain == gain]
            talk.say(f"{word}, {len(side)}{', the greatest' if len(side) > MOST_ADVISED else ''}:" if side else f"{word}: none expected.")
            for moves in side[:MOST_ADVISED]:
                change(talk, moves, most=1)
        unseen = counted(len(one.forecast.not_known), "track") + " that you do not see exactly, and on " if one.forecast.not_known else ""
        talk.say(f"It rests on {unseen}what others seal this turn." + (f" {one.others}" if one.others else ""))
        talk.say(f"To seal it type: {format_move(Move(draft.actor, draft.kind, draft.targets, draft.options))}")


def _sides(talk: Talk, changes: Sequence[Change], full: bool) -> None:
    if not changes:
        talk.say("No change is expected.")
        return
    for word, gain in (("Gains", 1), ("Costs", -1), ("Neither gain nor cost for you", 0)):
        side = [change for change in changes if change.gain == gain]
        if not side:
            if gain:
                talk.title(f"{word}: none expected.")
            continue
        talk.title(f"{word}, {len(side)}:")
        shown = side if full else side[: MOST_CHANGES if gain else 2]
        for place, one in enumerate(shown):
            change(talk, one, before=shown[place - 1] if place else None)
        if len(shown) < len(side):
            talk.say(f"and {len(side) - len(shown)} smaller or later.")


def change(talk: Talk, one: Change, page: str = "", most: int = MOST_REASONS, before: Change | None = None) -> None:
    """Say one change with its first reasons; it opens into a page of the desk, or into itself where none is named.

    Args:
        talk: Where it is said.
        one: The change.
        page: The kind of page of the desk behind it.
        most: Reasons said at once.
        before: The change said last; reasons that are the same are not said again.
    """
    way = moved(one.sign, one.amount)
    if one.before and one.after:
        # Where the amount is said, the value before it is one sum away.
        way += f" to {one.after}" if " " in way else f", from {one.before} to {one.after}"
    if one.later:
        way += f", {one.later}"
    note = f"; {one.note}" if one.note else ""
    talk.say(f"{one.title}: {way}{note}{talk.why(f'{page}:{one.ref}' if page else one)}")
    if before is not None and one.reasons and _same(one.reasons, before.reasons):
        talk.say("for the same reason" if len(one.reasons) == 1 else "for the same reasons", 2)
    else:
        _reasons(talk, one.reasons, most)


def _same(reasons: Sequence[Reason], others: Sequence[Reason]) -> bool:
    return [(reason.amount, reason.text) for reason in reasons] == [(reason.amount, reason.text) for reason in others]


def opened(talk: Talk, desk: Desk, mark: str | Change) -> None:
    """Say the page behind a mark: a page of the desk, or a change with all its reasons."""
    if isinstance(mark, str):
        leaf(talk, desk.reader.pages.leaf(mark))
        return
    talk.title(f"{mark.title}: {moved(mark.sign, mark.amount)}{f', {mark.later}' if mark.later else ''}.")
    for reason in mark.reasons:
        assumed = " (assumed)" if reason.mark == "assumed" else ""
        talk.say(f"{part(reason.amount)}: {reason.text}{assumed}{talk.why(reason.ref)}")
    if mark.reasons:
        talk.say(f"Together: {part(mark.amount)}")
    else:
        talk.say("What moves it is not public, or kept back at this level of explanation; the debrief lifts it.")
    talk.say(f"What this means, and where it stands{talk.why(f'track:{mark.ref}')}")


def _reasons(talk: Talk, reasons: Sequence[Reason], most: int) -> None:
    for reason in reasons[:most]:
        talk.say(f"{part(reason.amount)}: {reason.text}{' (assumed)' if reason.mark == 'assumed' else ''}", 2)
    if len(reasons) > most:
        talk.say(f"and {counted(len(reasons) - most, 'more reason')}", 2)


def _lines(talk: Talk, lines: Sequence[Reason], indent: int) -> None:
    for line in lines:
        talk.say(f"{part(line.amount)}: {line.text}", indent)


def _odds(odds: Odds) -> str:
    return f", {odds.odds}" if odds.odds else ""


def differences(talk: Talk, before: Forecast, after: Forecast) -> None:
    """Say in what two forecasts differ."""
    talk.title("Different now:")
    found = differing(before, after)
    said = len(found.changes) + len(found.chances)
    for old, new in found.changes:
        one = new or old
        if one is None:
            continue
        before_text = moved(old.sign, old.amount) if old else "unchanged"
        after_text = moved(new.sign, new.amount) if new else "unchanged"
        worth = {1: "a gain", -1: "a cost", 0: "neither"}[new.gain] if new else "no longer moved"
        later = f" {one.later}" if one.later else ""
        talk.say(f"{one.title}{later}: was {before_text}, now {after_text}; {worth}{talk.why(new) if new else ''}")
    for had, has in found.chances:
        if has is not None:
            talk.say(f"May happen{_odds(has)}: {has.title}{talk.why(has.ref)}")
        elif had is not None:
            talk.say(f"No longer in play: {had.title}")
    if before.cost != after.cost:
        said += 1
        talk.say(f"Cost: was {points(before.cost)}, now {points(after.cost)}.")
    if before.consent != after.consent:
        said += 1
        talk.say(after.consent or "Nobody has to agree any more.")
    if after.refusal and after.refusal != before.refusal:
        said += 1
        talk.say(f"Not possible now: {after.refusal}")
    if not said:
        talk.say("Nothing that can be foreseen from your seat.")


def moves(talk: Talk, desk: Desk, turn: int) -> None:
    """Say the moves of a turn that the seat knows, its own first: whose, to whom, what, and what is not as usual about them."""
    acts = desk.reader.read_out(turn).acts
    for act in sorted(acts, key=lambda act: act.actor not in desk.reader.actors):
        outcome = "" if act.outcome == "accepted" else f": {act.outcome}"
        talk.say(f"- {desk.reader.words.move(act)}{', by argument' if act.is_argued else ''}{outcome}")


def story(talk: Talk, found: Story, number: int, of: int, cited: set[str] | None = None) -> None:
    """Say one story of a read-out; `cited` are the claims that were read before it, and takes in its own."""
    cited = set() if cited is None else cited
    crossed = " A line was crossed." if found.crossing else ""
    talk.title(f"Story {number} of {of}. {_sentence(found.title)}{crossed}")
    for line in found.lines:
        talk.say(line)
    for place, one in enumerate(found.changes[:4]):
        change(talk, one, "change", before=found.changes[place - 1] if place else None)
    if len(found.changes) > 4:
        talk.say(f"and {len(found.changes) - 4} more like it.")
    for drawn in found.draws:
        draw(talk, drawn, told=found.title)
    for id, where, text in found.claims:
        if id not in cited:
            talk.say(f"The brief, {where}: {text}")
            cited.add(id)


def draw(talk: Talk, drawn: Odds, told: str = "") -> None:
    """Say one draw with its odds and the lines behind them; what the heading `told` already is not said again."""
    odds = f" Odds {drawn.odds}." if drawn.odds else ""
    how = drawn.result.partition(", ")[2]
    if told == drawn.title:
        talk.say(f"It was left to chance{', ' + how if how else ''}.{odds}{talk.why(drawn.ref)}")
    else:
        talk.say(f"Drawn: {drawn.title}. {drawn.result[:1].upper()}{drawn.result[1:]}.{odds}{talk.why(drawn.ref)}")
    _lines(talk, drawn.lines, 2)


def instead(talk: Talk, title: str, found: Sequence[Instead]) -> None:
    """Say what would have changed a result."""
    talk.title(f"What would have changed it: {title}.")
    for one in found:
        worth = {1: ", better for you", -1: ", worse for you"}.get(one.tone, "")
        talk.say(f"{one.text}: {one.after} instead of {one.before}{worth}")
    if not found:
        talk.say("No single choice that you know of would have changed it, apart from chance; or the table hears no numbers at this level.")


def leaf(talk: Talk, found: Leaf) -> None:
    """Say a page of reasons."""
    talk.title(_sentence(found.title))
    if found.sub:
        talk.say(_sentence(found.sub))
    for reason in found.reasons:
        assumed = " (assumed)" if reason.mark == "assumed" else ""
        talk.say(f"{part(reason.amount)}: {reason.text}{assumed}{talk.why(reason.ref)}")
    if found.total and found.reasons:
        talk.say(f"Together: {part(found.total)}")
    for _, text in found.text:
        talk.prose(text)
    for ref, label, _ in found.links:
        talk.say(f"- {label}{talk.why(ref)}")
    if found.instead:
        instead(talk, found.title, found.instead)


def log(talk: Talk, desk: Desk) -> None:
    """Say what happened so far, the first turn first."""
    found = desk.reader.telling.log()
    if not found:
        talk.say("Nothing has happened yet.")
    for section in reversed(found):
        talk.title(_sentence(section.title))
        for _, line in section.bullets:
            talk.say(line)


def glossary(talk: Talk, desk: Desk, wanted: str = "") -> None:
    """Say what the scenario's words mean: bands, the terms of a move, tracks and measures; or only those that hold what is wanted."""
    heading = ""
    said = 0
    for entry in entries(desk.session.scenario, marks=False):
        if entry.heads:
            heading = entry.word.capitalize()
        elif wanted.lower() in f"{entry.word} {heading}".lower():
            if heading:
                talk.title(_sentence(heading))
                heading = ""
            meaning = f": {_sentence(entry.meaning)}" if entry.meaning else ""
            talk.say(f"{entry.word.strip()}{meaning}", 2 if entry.word.startswith(" ") else 0)
            said += 1
    if not said:
        talk.say(f"No word here has {wanted!r} in it; words alone says all of them.")


def claims(talk: Talk, desk: Desk) -> None:
    """Say the claims of the brief with their places; each opens into what rests on it."""
    section = ""
    for claim in desk.reader.pages.sources.claims:
        if claim.section != section:
            section = claim.section
            talk.title(_sentence(section))
        talk.say(f"{claim.where}: {claim.text}{talk.why(f'claim:{claim.id}')}")


def result(talk: Talk, found: Result) -> None:
    """Say how the session ended."""
    talk.title(f"The end of {found.title}.")
    if found.scores:
        talk.title("How far you came, of 100:")
        talk.say(PAR)
        _scores(talk, found.scores, False)
    if found.tracks:
        talk.title("From the beginning to the end:")
        for one in found.tracks:
            talk.say(f"{one.title}: {moved(one.sign, one.amount)}, from {one.before} to {one.after}{talk.why(f'track:{one.ref}')}")
    talk.title("What lasted:")
    for line in found.lasted:
        talk.say(f"- {line}")
    if not found.lasted:
        talk.say("No programme is still running.")
    talk.title("You, and the record:")
    for when, did, happened in found.record:
        talk.say(f"{when}. You: {did}." if found.scores else f"{when}.")
        talk.say(f"The record: {happened or 'it ends before this.'}", 2)
    if found.others:
        talk.title("What the others were out for, lifted now:" if found.scores else "What the seats were out for, lifted now, of 100:")
        _scores(talk, found.others, True)
    if found.questions:
        talk.title("To talk about:")
        for question in found.questions:
            talk.say(f"- {question}")


def _scores(talk: Talk, scores: Sequence[Score], named: bool) -> None:
    for score in scores:
        value = "not read yet" if score.score is None else str(score.score)
        par = ""
        if score.par is not None:
            over = score.score is not None and score.score >= score.par
            par = f", par is {score.par}, {'reached' if over else 'not reached'}"
        who = f"{score.actor}: " if named else ""
        talk.say(f"{who}{score.title}{' (private)' if score.private else ''}: {value}{par}")
        if not named:
            talk.say(score.text, 2)


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "?", "!", ":")) else text + "."
