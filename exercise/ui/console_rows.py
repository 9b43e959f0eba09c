"""The console's models as rows: pure functions from what `Console` gives to items for `Lines`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from exercise.desk.console.models import Case, FacilitatorNote, Guess, Hand, Happening, InjectPage, Letter, Look, Part, Rulable, SeatPlace
from exercise.desk.console.prompts import Prompt
from exercise.desk.console.timing import Pace, Slot
from exercise.reading.models import Planned
from exercise.ui.rows import TONES, claim_rows
from exercise.ui.text import Item, dots, heading, item
from exercise.ui.text import Part as Ink

MARKS = {"done": ("●", "gain"), "waits": ("○", "b accent"), "bot": ("◆", "dim"), "absent": ("╌", "dim"), "": ("·", "dim")}
"""How a seat stands, as a glyph and its ink; the words beside it say the same."""
STATES = {
    "happened": ("●", "gain", "now"), "due": ("○", "accent", "due"), "armed": ("◆", "accent", "set"), "held": ("║", "b cost", "held"),
    "skipped": ("×", "dim", "skip"), "idle": ("·", "dim", ""), "gone": ("·", "faint", "was"),
}  # fmt: skip
SORTS = {"request": ("?", "b accent"), "answer": ("›", "dim"), "pledge": ("◆", "gain"), "message": ("·", "dim")}


def place_rows(places: Sequence[SeatPlace]) -> list[Item]:
    """Return the seats: a mark, the title, and the state in words."""
    rows = []
    for place in places:
        glyph, ink = MARKS[place.state]
        said = "b accent" if place.state == "waits" else "gain" if place.state == "done" else "dim"
        name = (place.title, f"b {place.side}")
        rows.append(Item(((glyph + " ", ink), name), ((place.said + " ", said),), f"seat:{place.seat}"))
    return rows


def happening_rows(happenings: Sequence[Happening], most: int = 0, brief: bool = False) -> list[Item]:
    """Return injects, one a row: how it stands, the title, and when it comes.

    Args:
        happenings: The injects.
        most: Cuts the list short and counts the rest; 0 shows all.
        brief: Leaves out what says nothing new, so that titles have the room: that all have heard, and that it comes by its date.
    """
    rows = []
    shown = happenings[:most] if most and len(happenings) > most else happenings
    for one in shown:
        glyph, ink, word = STATES[one.state]
        name = "strike dim" if one.state == "skipped" else "dim" if one.state in ("idle", "gone") else "b"
        said = "" if brief and one.state == "happened" and not one.partly else one.said
        said = said.removesuffix(" · date") if brief else said
        rows.append(
            Item(
                ((glyph + " ", ink), (word.ljust(5), ink), (one.title, name)), ((said + " ", "accent" if one.partly else "dim"),),
                f"inject:{one.inject}|{one.subject}",
            )
        )  # fmt: skip
    if len(shown) < len(happenings):
        rows.append(item(f"  and {len(happenings) - len(shown)} more: i", "dim"))
    return rows


def told_rows(told: InjectPage) -> list[Item]:
    """Return an inject opened up."""
    rows = [Item(((told.text, ""),), wrap=True)] if told.text else []
    for head, text in told.lines:
        rows += [Item(), Item(((head, "b accent"),), wrap=True), Item(((text, ""),), wrap=True)]
    if told.places:
        rows += [Item(), heading("IT RESTS ON"), *claim_rows(told.places)]
    return rows


def letter_rows(letters: Sequence[Letter]) -> list[Item]:
    """Return messages, open requests first."""
    rows = []
    for letter in sorted(letters, key=lambda letter: (not letter.is_open, -letter.number)):
        glyph, ink = SORTS[letter.sort]
        if letter.sort == "request" and not letter.is_open:
            ink = "dim"
        rows.append(
            Item(
                ((glyph + " ", ink), (letter.head + ": ", "b" if letter.is_open or letter.sort == "pledge" else "dim"),
                 ("“" + letter.text + "”", "" if letter.is_open or letter.sort == "pledge" else "dim")),
                (("asks " if letter.is_open else "pledge " if letter.sort == "pledge" else f"T{letter.turn} ", ink),),
                f"letter:{letter.number}", wrap=True, hang=2,
            )
        )  # fmt: skip
    return rows


def case_rows(case: Case, strong: Sequence[str] = ()) -> list[Item]:
    """Return an argument with its reasons; those marked as strong count in the dice."""
    rows = [Item(((case.who, f"b {case.side}"),)), Item(((case.text, ""),), wrap=True), Item()]
    rows.append(heading("FOR", "b gain"))
    rows += _reasons(case.reasons, "for", "+1", strong) or [item(" no reason given", "dim")]
    rows.append(heading("AGAINST", "b cost"))
    rows += _reasons(case.against, "against", "−1", strong) or [item(" none given: ask the others", "dim")]
    if case.ruled:
        rows += [Item(), heading("RULED", "b accent"), Item(((case.ruled, ""),), wrap=True)]
    return rows


def _reasons(reasons: Sequence[str], side: str, sign: str, strong: Sequence[str]) -> list[Item]:
    rows = []
    for n, reason in enumerate(reasons):
        ref = f"{side}:{n}"
        is_strong = ref in strong
        mark = f"[{sign}] " if is_strong else "[  ] "
        right = (("strong", "accent"),) if is_strong else ()
        rows.append(Item(((mark, "b accent" if is_strong else "dim"), (reason, "")), right, ref, wrap=True, hang=5))
    return rows


def guess_rows(guesses: Sequence[Guess]) -> list[Item]:
    """Return predictions, by seat."""
    return [Item(((guess.who + "  ", f"b {guess.side}"), (guess.text, "")), wrap=True, hang=2) for guess in guesses]


def remark_rows(remarks: Sequence[FacilitatorNote]) -> list[Item]:
    """Return notes and observations, the latest first."""
    return [
        Item(
            ((f"T{one.turn} ", "dim"), (one.objective + ": " if one.objective else "", "accent"), (one.text, "")), wrap=True, hang=3,
        )
        for one in remarks
    ]  # fmt: skip


def prompt_rows(prompt: Prompt) -> list[Item]:
    """Return a question for the room and the next thing to do."""
    rows = [Item((("Ask  ", "b accent"), (prompt.ask, "i")), wrap=True, hang=5)] if prompt.ask else []
    return [*rows, Item((("Do   ", "b accent"), (prompt.do, "")), wrap=True, hang=5)]


def slot_rows(slots: Sequence[Slot], pace: Pace) -> list[Item]:
    """Return the plan of the session's time, with where it stands."""
    rows = []
    for n, slot in enumerate(slots):
        past, here = n < pace.slot, n == pace.slot
        glyph, ink = ("◉ ", "b accent") if here else ("● ", "dim") if past else ("○ ", "dim")
        right = (pace_part(pace),) if here and pace.late else ()
        title = (slot.title, "b" if here else "dim" if past else "")
        rows.append(Item(((glyph, ink), (f"{slot.start:>3}–{slot.end:<3} ", "dim"), title), right, "here" if here else ""))
    return rows


def pace_part(pace: Pace) -> Ink:
    """Return how late a session runs, or how much time it has in hand, with its ink."""
    if pace.late > 0:
        return f"{pace.late} min late ", "b cost"
    return (f"{-pace.late} min in hand ", "gain") if pace.late < 0 else ("on time ", "gain")


def sealed_rows(plan: Sequence[Planned]) -> list[Item]:
    """Return the sealed moves of a seat as sentences, each with its terms, its cost and its reason."""
    rows: list[Item] = []
    for planned in plan:
        cost = (dots(planned.cost, planned.cost) or "free", "accent")
        rows.append(Item(((planned.title, "b"),), (cost,), f"sealed:{planned.key}", wrap=True, hang=2))
        if planned.terms:
            rows.append(Item((("  " + planned.terms, "dim"),), wrap=True, hang=2))
        if planned.text:
            rows.append(Item((("  “" + planned.text + "”", "i dim"),), wrap=True, hang=2))
    return rows


def hand_rows(hands: Sequence[Hand]) -> list[Item]:
    """Return what each actor of a seat has at hand: its capital, what it has sealed, what of its own runs on."""
    rows: list[Item] = []
    for hand in hands:
        rows += [Item()] * bool(rows)
        capital = ("capital ", "dim"), (dots(hand.capital, hand.most) or "none", "accent")
        rows.append(Item(((hand.who + "  ", f"b {hand.side}"), *capital)))
        for planned in hand.sealed:
            rows.append(Item((("● ", "gain"), (planned.title, "")), wrap=True, hang=2))
            if planned.terms:
                rows.append(Item((("  " + planned.terms, "dim"),), wrap=True, hang=2))
        if not hand.sealed:
            rows.append(item("○ nothing sealed this turn", "dim"))
        rows += [Item((("▸ ", "dim"), (one.title, ""), (f"  {one.terms}", "dim")), wrap=True, hang=2) for one in hand.running]
    return rows


def key_rows(keys: Sequence[tuple[str, str]], columns: int = 2, wide: int = 24) -> list[Item]:
    """Return keys with what they do, side by side, to be read down the columns."""
    deep = -(-len(keys) // columns)
    found = []
    for n in range(deep):
        parts: list[Ink] = []
        for key, does in keys[n::deep]:
            parts += [(f"{key} ", "b accent"), (does.ljust(wide - len(key) - 1), "")]
        found.append(Item(tuple(parts)))
    return found


def look_rows(look: Look) -> tuple[list[Item], list[Item], dict[str, Rulable]]:
    """Return the adjudication as it would come out, its changes apart, and what a ruling on each row would be about, by its reference."""
    rows: list[Item] = []
    rulables: dict[str, Rulable] = {}

    def ref(rulable: Rulable | None) -> str:
        if rulable is None:
            return ""
        name = f"on:{len(rulables)}"
        rulables[name] = rulable
        return name

    if look.rulings:
        ruled = [Item((("▸ ", "accent"), (text, "")), wrap=True, hang=2) for text in look.rulings]
        rows += [heading("YOU RULED", "b accent"), *ruled, Item()]
    crossed = [Item((("┃ ", "b accent"), (story.title, "b")), wrap=True, hang=2) for story in look.crossings]
    rows += [heading("CROSSINGS", "b accent"), *(crossed or [item(" no band is crossed", "dim")])]
    rows += [Item(), heading("DRAWS", "b accent")]
    for part in look.draws:
        if part.draw is not None:
            rows.append(
                Item(
                    (("◆ ", "accent"), (part.draw.title, "b"), ("  " + part.draw.odds, "accent"), ("  " + part.draw.result, "")),
                    ((part.draw.mark, "accent"),) if part.draw.mark else (), ref(part.rulable), wrap=True, hang=2,
                )
            )  # fmt: skip
            rows += [Item(((f"    {line.amount} ", "dim"), (line.text, "dim")), wrap=True, hang=8) for line in part.draw.lines]
    if not look.draws:
        rows.append(item(" nothing is drawn", "dim"))
    changes = [heading("LARGEST CHANGES", "b accent")]
    for part in look.changes:
        changes += _changed(part, ref)
    if not look.changes:
        changes.append(item(" nothing changes", "dim"))
    return rows, changes, rulables


def _changed(part: Part, ref: Callable[[Rulable | None], str]) -> list[Item]:
    change = part.change
    if change is None:
        return []
    glyph = "▲" if change.sign > 0 else "▼" if change.sign < 0 else "·"
    tone = TONES[change.gain]
    stood = f"  {change.before} → {change.after}" if change.before else ""
    parts = ((glyph + " ", tone), (change.amount + " ", f"b {tone}"), (change.title, "b"), (stood, "dim"))
    rows = [Item(parts, ((change.note, "accent"),) if change.note else (), ref(part.rulable), wrap=True, hang=2)]
    wide = max((len(reason.amount) for reason, _ in part.parts), default=2)
    for n, (reason, rulable) in enumerate(part.parts):
        branch = "└ " if n == len(part.parts) - 1 else "├ "
        rows.append(
            Item(
                (("   " + branch, "line"), (reason.amount.rjust(wide) + " ", TONES[reason.tone]), (reason.text, "")),
                ((reason.mark, "accent"),) if reason.mark else (), ref(rulable), wrap=True, hang=6 + wide,
            )
        )  # fmt: skip
    return rows
