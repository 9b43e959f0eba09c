"""What became of a seat's own moves: who answered them, on which terms they stand, and what came of what their forecasts promised."""

from __future__ import annotations

from exercise.engine import explain
from exercise.reading.causes import Causes
from exercise.reading.models import Story
from exercise.reading.standpoint import Standpoint
from exercise.words import counted

MOST_BROUGHT = 5
"""Changes that are named as what one's own move brought."""
SMALL = 3
"""Tenths of a point below which a promise and what came of it are the same, or not worth telling."""
MOST_OTHERWISE = 2
"""Tracks told of one's own move that came out otherwise than its forecast said."""
MOST_WORDS = 3
"""Tracks told of one's own move that the seat sees only as a word."""
MOST_BETWEEN = 3
"""Reasons named that a forecast did not foresee."""


class OwnMoves:
    """Tells a seat of its own moves in one turn, and of those it was asked about."""

    def __init__(self, reader: Standpoint, causes: Causes, turn: int) -> None:
        self.reader = reader
        self.words = reader.words
        self.reasons = causes
        self.turn = turn

    def story(self, found: tuple[explain.Dealt, ...]) -> Story:
        """Return the story of what became of the seat's own moves and of those it was asked about."""
        own = [one for one in found if one.act.actor in self.reader.actors]
        kept = self.reader.promises(self.turn)
        lines = [line for one in found for line in self._dealt_lines(one, kept.pop(one.key, ()))]
        if own:
            counts: dict[str, int] = {}
            for one in own:
                # What asks nobody is made, not accepted.
                outcome = one.act.outcome if one.is_offer or one.act.outcome != "accepted" else "made"
                counts[outcome] = counts.get(outcome, 0) + 1
            said = ", ".join(f"{count} {outcome}" if len(own) > 1 else outcome for outcome, count in counts.items())
            title = f"Your {'moves' if len(own) > 1 else 'move'}: {said}"
        else:
            title = "What you were asked, and what came of it"
        return Story("", title, tuple(lines), about=tuple(dict.fromkeys(name for one in found for name in one.act.targets)))

    def _dealt_lines(self, dealt: explain.Dealt, kept: tuple[explain.Kept, ...]) -> list[str]:
        """Return a move, who answered it how, on which terms it stands, and what came of what it promised."""
        act, words = dealt.act, self.words
        said = [
            f"{words.name(actor)} {words.answer(answer.reply, answer.changes)}" for actor, answer in dealt.answers
            if answer.reply != "change" or dealt.agreed is None
        ]  # fmt: skip
        if dealt.agreed is not None:
            said.append(words.agreed(dealt.agreed).rpartition(": ")[0])
        said[:1] = [text[:1].upper() + text[1:] for text in said[:1]]
        if act.outcome == "lapsed":
            said.append("it lapsed")
        elif not said and act.outcome != "accepted":
            said.append(act.outcome)
        first = words.move(act) + (". " + "; ".join(said) if said else "")
        lines = [f"{first[:1].upper()}{first[1:]}{', by argument' if act.is_argued else ''}."]
        if kept:
            lines += self._kept_lines(kept, act.outcome == "accepted")
        elif act.outcome == "accepted" and act.actor in self.reader.actors:
            brought = [f"{self.reasons.amount(name, amount)} {words.track(name)}" for name, _, amount in dealt.brought[:MOST_BROUGHT]]
            more = len(dealt.brought) - len(brought)
            told = ", ".join(brought) + (f", and {counted(more, 'more change')}" if more else "")
            lines.append(f"What it brought this turn: {told or 'nothing that you can see yet'}.")
        return lines

    def _foresaw(self, one: explain.Kept, exact: bool) -> str:
        """Return in a sentence what was foreseen of a track, and how much of it from the move itself."""
        promised = self.reasons.amount(one.name, one.promised) if one.promised else "nothing"
        if not exact or one.foreseen == one.promised:
            return f"you foresaw {promised}{'' if exact else ' from this move'}"
        if not one.foreseen:
            return f"you foresaw {promised} from this move, and nothing in all"
        foreseen = self.reasons.amount(one.name, one.foreseen)
        return f"you foresaw {foreseen}, {f'with {promised} from this move' if one.promised else 'though not from this move'}"

    def _kept_lines(self, kept: tuple[explain.Kept, ...], accepted: bool) -> list[str]:
        """Return what the forecast promised that came as promised, and what came otherwise, with what came between."""

        def amount(one: explain.Kept, change: int) -> str:
            return self.reasons.amount(one.name, change)

        def told(ones: list[explain.Kept]) -> str:
            return ", ".join(f"{amount(one, one.promised)} {self.words.track(one.name)}" for one in ones[:MOST_BROUGHT])

        # Where numbers are kept back, what counts is the direction.
        exact = self.reader.is_full
        worth = {one.name: SMALL if self.reader.is_points(one.name) else 1 for one in kept}
        telling = [one for one in kept if abs(one.promised) >= worth[one.name] or abs(one.own) >= worth[one.name]]
        if not accepted:
            return [f"What it promised did not come: {told(telling)}."] if telling else []
        words = [one for one in telling if any(one.bands)]
        telling = [one for one in telling if not any(one.bands)]
        off = [
            one for one in telling
            if (abs(one.came - one.foreseen) >= worth[one.name] if exact else one.came * one.foreseen <= 0 and one.came != one.foreseen)
        ]  # fmt: skip
        kept_to = [one for one in telling if one not in off and one.promised]
        lines = [f"As promised: {told(kept_to)}."] if kept_to else []
        off.sort(key=lambda one: -abs(one.came - one.foreseen))
        for one in off[:MOST_OTHERWISE]:
            # What is as small as what counts for nothing is only counted.
            great = [cause for cause in one.between if abs(cause.amount) >= worth[one.name]]
            between = self.reasons.signed(one.name, great or one.between[:1], 0)[:MOST_BETWEEN]
            why = "; ".join(f"{reason.amount} {reason.text}" for reason in between)
            left = len(self.reasons.signed(one.name, one.between, 0)) - len(between)
            more = f"; and {left} smaller" if left > 0 else ""
            came = amount(one, one.came) if one.came else "nothing"
            said = f"{self.words.track(one.name)}: {self._foresaw(one, exact)}; {came} came."
            lines.append(f"{said} Not foreseen: {why}{more}." if why else said)
        if len(off) > MOST_OTHERWISE:
            lines.append(f"{counted(len(off) - MOST_OTHERWISE, 'more track')} came out otherwise than promised.")
        seen = [
            f"{self.words.track(one.name)}, {'about ' if exact else ''}{amount(one, one.promised)} promised, "
            + (f"still {self.band(one.bands[1])}" if len(set(one.bands)) == 1 else f"{self.band(one.bands[0])} → {self.band(one.bands[1])}")
            for one in words[:MOST_WORDS]
        ]
        if seen:
            more = f"; and {len(words) - MOST_WORDS} more" if len(words) > MOST_WORDS else ""
            lines.append(f"Seen only as a word: {'; '.join(seen)}{more}.")
        return lines or ["It promised nothing that you could see, and nothing of it came."]

    def band(self, id: str) -> str:
        """Return a band as a sentence speaks of it."""
        return self.words.title_within(id)
