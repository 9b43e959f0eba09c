"""What is told in the course of a session as small documents: how things stand, forecasts, stories, pages of reasons, the result.

One builder for each thing told, from the frozen values that the screens draw; plain text tells them line by line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from exercise.model.moves import format_move
from exercise.model.play import Move
from exercise.reading.differing import differing
from exercise.reading.document import Block, Bullets, CauseList, Changes, Document, Draws, Heading, Links, Para, Section
from exercise.reading.glossary import PAR, GlossaryEntry
from exercise.reading.models import (
    BELOW,
    Advice,
    Change,
    Claimed,
    Forecast,
    Instead,
    Layer,
    Leaf,
    Odds,
    Planned,
    Result,
    ScenarioText,
    Score,
    Story,
    Track,
)
from exercise.words import counted, joined, points

MOST_CHANGES = 5
"""Changes of a forecast told on each side at once."""
MOST_NEUTRAL = 2
"""Changes told at once that are neither gain nor cost."""
MOST_UNKNOWN = 6
MOST_ADVISED = 3
"""Changes told on each side of an advice; who takes it up hears the rest."""
MOST_OF_A_STORY = 4
SIDES = (("Gains", 1), ("Costs", -1), ("Neither gain nor cost for you", 0))
WORTH = {1: ", better for you", -1: ", worse for you"}
KEPT_BACK = "What moves it is not public, or not shown at this level of explanation; the debrief opens it."


def page(title: str, *blocks: Block) -> Document:
    """Return a document of one part under a title."""
    return Document(title, "", "", (), (Section("", "", blocks),))


def parts(title: str, sections: Iterable[tuple[str, Sequence[Block]]]) -> Document:
    """Return a document of several parts, each with a title of its own."""
    return Document(title, "", "", (), tuple(Section("", head, tuple(blocks)) for head, blocks in sections))


# --- how things stand


def standing_document(tracks: Iterable[Track], layers: Iterable[Layer], programmes: Iterable[Planned]) -> Document:
    """Return how things stand, as far as the seat may know: the headline, then each layer of the map, then what runs."""
    rows = []
    for track in tracks:
        ends = f", watched at {joined([str(mark // 10) for mark in track.marks])}" if track.marks else ""
        rows.append((f"track:{track.ref}", f"{track.title}: {_known(track.text)}{ends}"))
    sections: list[tuple[str, Sequence[Block]]] = [("", [Links(tuple(rows))])]
    listed: set[object] = set()
    for layer in layers:
        shown = (layer.title, tuple((cell.name, cell.text) for cell in layer.cells))
        if shown not in listed:
            listed.add(shown)
            sections.append((layer.title, [Links(tuple((cell.ref, f"{cell.name}: {_known(cell.text)}") for cell in layer.cells))]))
    running = tuple(("", f"{programme.title}, {programme.terms}") for programme in programmes)
    if running:
        sections.append(("Your programmes", [Links(running)]))
    return parts("How things stand. A word instead of a number is all that you can see.", sections)


def _known(text: str) -> str:
    return "not known to you" if text == "?" else text


def sections_document(sections: Iterable[ScenarioText], title: str = "") -> Document:
    """Return sections of text with their bullets; lines that belong to the bullet above them stand without a mark."""
    return parts(title, [(section.title, _section(section)) for section in sections])


def _section(section: ScenarioText) -> list[Block]:
    blocks: list[Block] = [Para(section.text)] if section.text else []
    # The bullet about the reaction names a key of the screens; in a document the list of what is open offers it.
    asks = "It asks for your reaction; the list of the decision has it."
    blocks += [Para(asks if ink == "accent" else line) if ink in (*BELOW, "accent") else Bullets((line,)) for ink, line in section.bullets]
    return blocks


def log_document(sections: Sequence[ScenarioText]) -> Document:
    """Return what happened so far, the first turn first."""
    if not sections:
        return page("", Para("Nothing has happened yet."))
    return parts("", [(section.title, [Links(tuple(("", line) for _, line in section.bullets))]) for section in reversed(sections)])


def glossary_document(entries: Iterable[GlossaryEntry], wanted: str = "") -> Document:
    """Return what the words mean, or only those that hold what is wanted."""
    sections: list[tuple[str, list[Block]]] = []
    heading = ""
    for entry in entries:
        if entry.heads:
            heading = entry.word.capitalize()
        elif wanted.lower() in f"{entry.word} {heading}".lower():
            if not sections or sections[-1][0] != heading:
                sections.append((heading, []))
            sections[-1][1].append(Para(f"{entry.word}{': ' + sentence(entry.meaning) if entry.meaning else ''}"))
    return parts("", sections) if sections else page("", Para(f"No word here has {wanted!r} in it; words alone says all of them."))


def claims_document(claims: Iterable[Claimed]) -> Document:
    """Return the claims of the brief with their places; each opens into what rests on it."""
    sections: dict[str, list[tuple[str, str]]] = {}
    for claim in claims:
        sections.setdefault(claim.section, []).append((f"claim:{claim.id}", f"{claim.where}: {claim.text}"))
    return parts("", [(section, [Links(tuple(lines))]) for section, lines in sections.items()])


def plan_document(sealed: Sequence[Planned], running: Sequence[Planned]) -> Document:
    """Return the sealed moves of a seat, and its running programmes."""
    lines = [
        f"{move.title}, {move.terms}. Costs {points(move.cost)}.{f' Your reason: {move.text}' if move.text else ''}" for move in sealed
    ] + [
        f"Running: {programme.title}, {programme.terms}.{f' Upkeep {points(programme.cost)} a turn.' if programme.cost else ''}"
        for programme in running
    ]
    title = f"Your plan: {counted(len(sealed), 'sealed move')}." if sealed else "No move is sealed: so far you hold this turn."
    return page(title, Bullets(tuple(lines)))


# --- what is expected


def forecast_document(forecast: Forecast, title: str = "Expected, if everyone else held still:") -> Document:
    """Return what is expected: gains, costs and the rest, each with its reasons, and what is not known."""
    blocks: list[Block] = []
    if forecast.refusal:
        blocks.append(Para(f"Not possible now: {forecast.refusal}"))
    if forecast.consent:
        blocks.append(Para(forecast.consent))
    blocks += _sides(forecast.changes)
    if forecast.chances:
        blocks.append(Draws(forecast.chances))
    blocks += [Para(f"May bring about: {event}") for event in forecast.follows]
    if forecast.declined:
        blocks += [Heading("If declined:"), *_sides(forecast.declined)]
    if forecast.not_known:
        shown = forecast.not_known[:MOST_UNKNOWN]
        more = f"; and {len(forecast.not_known) - len(shown)} more" if len(shown) < len(forecast.not_known) else ""
        blocks.append(Heading(f"Not known exactly, and the forecast rests on it: {'; '.join(shown)}{more}."))
    return page(title, *blocks)


def _sides(changes: Sequence[Change], most: int = MOST_CHANGES) -> list[Block]:
    if not changes:
        return [Para("No change is expected.")]
    blocks: list[Block] = []
    for name, gain in SIDES:
        side = tuple(change for change in changes if change.gain == gain)
        if side:
            blocks.append(Changes(side, f"{name}, {len(side)}:", most if gain else MOST_NEUTRAL, rest="{} smaller or later"))
        elif gain:
            blocks.append(Heading(f"{name}: none expected."))
    return blocks


def sides_document(sides: Iterable[tuple[str, Forecast]]) -> Document:
    """Return what each side of an answer is expected to bring."""
    each = [forecast_document(forecast, f"{head.lstrip('▸ ')}:") for head, forecast in sides]
    return parts("", [(side.title, side.sections[0].blocks) for side in each])


def differences_document(before: Forecast, after: Forecast) -> Document:
    """Return in what two forecasts differ."""
    different = differing(before, after)
    lines: list[tuple[str, str]] = []
    for was, now in different.changes:
        change = now or was
        if change is not None:
            worth = {1: "a gain", -1: "a cost", 0: "neither"}[now.gain] if now else "no longer moved"
            later = f" {change.later}" if change.later else ""
            text = f"{change.title}{later}: was {was.amount if was else 'unchanged'}, now {now.amount if now else 'unchanged'}; {worth}"
            lines.append((now.page if now else "", text))
    for had, has in different.chances:
        if has is not None:
            lines.append((has.ref, f"May happen{f', {has.odds}' if has.odds else ''}: {has.title}"))
        elif had is not None:
            lines.append(("", f"No longer in play: {had.title}"))
    if before.cost != after.cost:
        lines.append(("", f"Cost: was {points(before.cost)}, now {points(after.cost)}."))
    if before.consent != after.consent:
        lines.append(("", after.consent or "Nobody has to agree any more."))
    if after.refusal and after.refusal != before.refusal:
        lines.append(("", f"Not possible now: {after.refusal}"))
    return page("Different now:", Links(tuple(lines) or (("", "Nothing that can be foreseen from your seat."),)))


def advice_document(advice: Sequence[Advice], actor: str = "", first: int = 1) -> Document:
    """Return what the adviser would think about, numbered from `first`, each with the text that makes the move."""
    whom = f" for {actor}" if actor else ""
    if not advice:
        return page(f"The adviser{whom}: no move open now serves your aims, as far as you can see.")
    return parts("", [(f"Advice {n}{whom}: {one.angle}", _advised(one)) for n, one in enumerate(advice, first)])


def _advised(advice: Advice) -> list[Block]:
    draft, forecast = advice.draft, advice.forecast
    blocks: list[Block] = [Para(f"{advice.title}{', ' + advice.terms if advice.terms else ''}. Costs {points(forecast.cost)}.")]
    if advice.aims:
        blocks.append(Para("For the scores of your aims, in points of 100, with all that it sets going:"))
        blocks.append(Bullets(tuple(f"{aim.text}: {aim.amount}" for aim in advice.aims)))
    for name, gain in SIDES[:2]:
        side = tuple(change for change in forecast.changes if change.gain == gain)
        greatest = ", the greatest" if len(side) > MOST_ADVISED else ""
        blocks.append(Para(f"{name}, {len(side)}{greatest}:" if side else f"{name}: none expected."))
        blocks.append(Changes(side[:MOST_ADVISED], reasons=1))
    unseen = counted(len(forecast.not_known), "track") + " that you do not see exactly, and on " if forecast.not_known else ""
    blocks.append(Para(f"It rests on {unseen}what others seal this turn." + (f" {advice.others}" if advice.others else "")))
    blocks.append(Para(f"To seal it type: {format_move(Move(draft.actor, draft.kind, draft.targets, draft.options))}"))
    return blocks


# --- what happened


def story_document(story: Story, number: int, of: int, cited: set[str] | None = None) -> Document:
    """Return one story of a read-out; `cited` are the claims that were told before it, and takes in its own."""
    crossed = " A line was crossed." if story.crossing else ""
    claims = [claim for claim in story.claims if cited is None or claim[0] not in cited]
    if cited is not None:
        cited.update(id for id, _, _ in claims)
    return page(
        f"Story {number} of {of}. {sentence(story.title)}{crossed}",
        *(Para(line) for line in story.lines),
        Changes(story.changes, most=MOST_OF_A_STORY, rest="{} more like it"),
        Draws(story.draws, story.title),
        *(Para(f"The brief, {where}: {text}") for _, where, text in claims),
    )


def changes_document(changes: Sequence[Change], title: str = "") -> Document:
    """Return changes with two reasons each."""
    return page(title, Changes(tuple(changes), reasons=2))


def draws_document(draws: Sequence[Odds]) -> Document:
    """Return the draws of a turn."""
    return page("What was drawn." if draws else "Nothing was drawn that you may know of.", Draws(tuple(draws)))


def instead_document(title: str, instead: Sequence[Instead]) -> Document:
    """Return what would have changed a result."""
    none = "Nothing you could see would have changed this, apart from chance; or this level of explanation does not show it."
    lines = [f"{one.text}: {one.after} instead of {one.before}{WORTH.get(one.tone, '')}" for one in instead]
    return page(f"What would have changed it: {title}.", *(Para(line) for line in lines or [none]))


def leaf_document(leaf: Leaf) -> Document:
    """Return a page of reasons."""
    blocks: list[Block] = [Para(sentence(leaf.sub))] if leaf.sub else []
    blocks += [CauseList(leaf.reasons, leaf.total), *(Para(text) for _, text in leaf.text)]
    blocks.append(Links(tuple((ref, f"- {label}") for ref, label, _ in leaf.links)))
    found = page(sentence(leaf.title), *blocks)
    if not leaf.instead:
        return found
    more = instead_document(leaf.title, leaf.instead)
    return found._replace(sections=(*found.sections, more.sections[0]._replace(title=more.title)))


def result_document(result: Result) -> Document:
    """Return how the session ended."""
    sections: list[tuple[str, Sequence[Block]]] = []
    if result.scores:
        sections.append(("How far you came, of 100:", [Para(PAR), *_scores(result.scores)]))
    if result.tracks:
        sections.append(
            ("From the beginning to the end:", [Changes(tuple(one._replace(page=f"track:{one.ref}") for one in result.tracks))])
        )
    lasted: Block = Bullets(result.lasted) if result.lasted else Para("No programme is still running.")
    record = [
        Para(line)
        for when, did, happened in result.record
        for line in (f"{when}. You: {did}." if result.scores else f"{when}.", f"  The record: {happened or 'it ends before this.'}")
    ]  # fmt: skip
    sections += [("What lasted:", [lasted]), ("You, and the record:", record)]
    if result.others:
        title = "The aims of the others, open to all now:" if result.scores else "The aims of all seats, open to all now, of 100:"
        sections.append((title, _scores(result.others, named=True)))
    if result.questions:
        sections.append(("To talk about:", [Bullets(result.questions)]))
    return parts(f"The end of {result.title}.", sections)


def _scores(scores: Iterable[Score], named: bool = False) -> list[Block]:
    blocks: list[Block] = []
    for score in scores:
        par = ""
        if score.par is not None:
            par = f", par is {score.par}, {'reached' if score.score is not None and score.score >= score.par else 'not reached'}"
        value = "not read yet" if score.score is None else str(score.score)
        who = f"{score.actor}: " if named else ""
        blocks.append(Para(f"{who}{score.title}{' (private)' if score.private else ''}: {value}{par}"))
        if not named:
            blocks.append(Para(f"  {score.text}"))
    return blocks


def sentence(text: str) -> str:
    """Return a text that ends as a sentence does."""
    text = text.strip()
    return text if text.endswith((".", "?", "!", ":")) else text + "."
