"""The desk of one seat: everything the screens ask of a session, answered in view-models, and everything they do to it.

Made with `Desk.start` or `Desk.open`. It puts what the session gives into words and rows and works out no consequence itself; sorting
changes into gains and costs looks only at which way the seat's objectives count a track.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from exercise.bots.table import Table
from exercise.describe import Words, arrow, counted, inject_text, joined, points
from exercise.engine.adjudicate import choosers
from exercise.engine.legal import ground_of, mods_of
from exercise.errors import ExerciseError
from exercise.model import play
from exercise.model.play import Cause, Move, Preview, Refusal
from exercise.model.scenario import Claim, Scenario
from exercise.session import Session
from exercise.store.places import find_save, save_path, saves_folder, scenario_places
from exercise.ui.models import (
    Bar, Card, Cell, Change, Choosing, Claimed, Draft, Forecast, Instead, Kind, Layer, Leaf, Odds, Opt, Planned, Question, Reading, Reason,
    Result, Score, SeatCard, Section, Standing, Story, Track,
)  # fmt: skip

if TYPE_CHECKING:
    from exercise.engine import explain
    from exercise.store.scenarios import Loaded
    from exercise.ui.widgets.trend import Series

ROWS_SHOWN = 5
"""Modalities with a row of their own; the rest stand at their defaults."""
HEADLINE = 8
CODES = ("KZ", "KG", "TJ", "TM", "UZ")
"""The codes of the map's states; an actor is on the map when its short form is one of them."""

_loaded: dict[tuple[str, str], Loaded] = {}


def loaded(scenario: str, variant: str = "", folder: Path | None = None) -> Loaded:
    """Return a scenario, read once while the app runs.

    Raises:
        ExerciseError: If it cannot be loaded.
    """
    from exercise.store.scenarios import load_scenario

    key = (scenario, variant)
    if key not in _loaded:
        _loaded[key] = load_scenario(scenario, variant or None, scenario_places(folder))
    return _loaded[key]


def card(scenario: str, folder: Path | None = None) -> Card:
    """Return a scenario opened up for choosing a seat.

    Raises:
        ExerciseError: If it cannot be loaded.
    """
    found = loaded(scenario, "", folder).scenario
    words = Words(found)
    sides = {actor.id: actor.side for actor in found.actors}
    texts = {brief.actor: brief.text for brief in found.briefs}
    about = {actor.id: actor.text or "" for actor in found.actors}
    seats: list[SeatCard] = []
    taken: set[tuple[str, ...]] = set()
    for plan in sorted(found.plans, key=lambda plan: (plan.people, plan.id)):
        for seat in plan.seats:
            actors = tuple(sorted(seat.actors))
            if actors in taken:
                continue
            taken.add(actors)
            goals = tuple((goal.title, goal.text) for goal in found.objectives if goal.actor in actors)
            text = seat.brief or "\n\n".join(texts.get(actor) or about.get(actor, "") for actor in seat.actors)
            seats.append(
                SeatCard(plan.id, plan.title, seat.id, seat.title, tuple(words.title(actor) for actor in seat.actors), sides.get(seat.actors[0], ""), text, goals)
            )
    return Card(
        scenario, found.head.title, found.head.text, found.head.brief or "", found.head.turns, found.head.minutes, tuple(seats),
        tuple((variant.id, variant.title, variant.text) for variant in found.variants),
    )  # fmt: skip


class Desk:
    """One seat at the table of one session."""

    def __init__(self, session: Session, seat: str, path: Path | None = None) -> None:
        self.session = session
        self.seat = seat
        self.path = path
        self.notice = session.notice
        self.table = Table(session)
        self.words = Words(session.scenario, session.header.pace)
        self._forecasts: dict[Draft, Preview] = {}
        self._pages: dict[str, Change | Odds] = {}
        self._gains: dict[int, int] = {}
        self.table.advance()

    @classmethod
    def start(
        cls,
        scenario: str,
        plan: str,
        seat: str,
        *,
        variant: str = "",
        pace: str = "full",
        level: str = "full",
        seed: str = "",
        name: str = "",
        scenarios: Path | None = None,
        saves: Path | None = None,
    ) -> Desk:
        """Return the desk of a new session in which one seat is a person's and the rest are bots'.

        Raises:
            ExerciseError: If the scenario, the plan or the seat does not exist, or the save cannot be written.
        """
        found = loaded(scenario, variant, scenarios)
        folder = saves_folder(saves)
        folder.mkdir(parents=True, exist_ok=True)
        path = save_path(name, folder) if name else _fresh(f"{found.scenario.id}-{seat}", folder)
        chosen = plan or _plan_with(found.scenario, seat)
        session = Session.create(
            found.scenario, path=path, plan=chosen, holders={seat: "person"}, seed=_seed(seed), pace=pace, level=level, digests=found.digests
        )
        return cls(session, seat, path)

    @classmethod
    def open(cls, save: str, saves: Path | None = None) -> Desk:
        """Return the desk of a saved session, at the seat that a person holds.

        Raises:
            ExerciseError: If there is no such save, or it cannot be opened.
        """
        path = find_save(save, saves_folder(saves))
        session = Session.open(path)
        person = next((seat for seat, holder in sorted(session.state.holders.items()) if holder == "person"), "")
        return cls(session, person or next(iter(sorted(session.seats))), path)

    def close(self) -> None:
        """Let go of the save; everything confirmed is in it."""
        self.session.close()

    # --- where it stands

    @property
    def actors(self) -> tuple[str, ...]:
        """Return the actors that this seat decides for."""
        return self.session.setup.seats.get(self.seat, ())

    def stage(self) -> str:
        """Return what the table waits for: briefing, decide, answer, confirm, read-out or over."""
        phase = self.session.state.phase
        return {"situation": "briefing", "lobby": "briefing"}.get(phase, phase)

    def bar(self) -> Bar:
        """Return the line at the top."""
        state = self.session.state
        head = self.session.scenario.head
        capital = sum(self.session.capital(self.seat, actor) for actor in self.actors)
        most = head.capital.a_turn + head.capital.carry
        return Bar(
            head.title,
            state.turn,
            state.turns,
            self.words.turn(state.turn),
            self._seat_title(),
            self._side(self.actors[0]) if self.actors else "",
            max(0, capital),
            max(capital, head.capital.a_turn * 10 * max(1, len(self.actors))) if len(self.actors) > 1 else most * 10,
            self.words.phase(state.phase),
            state.level,
        )

    def _seat_title(self) -> str:
        held = self.session.header.seats.get(self.seat)
        return str(held["title"]) if held else self.seat

    def _side(self, actor: str) -> str:
        found = self.session.book.actors.get(actor)
        return found.side if found else ""

    @property
    def _full(self) -> bool:
        return self._level == "full"

    @property
    def _level(self) -> str:
        return "full" if self.session.lifted else self.session.state.level

    def _refused(self, decided: object) -> str:
        """Return why something was refused, in words, or an empty text; what was worked out before is forgotten."""
        self._forecasts.clear()
        return self.words.refusal(decided) if isinstance(decided, Refusal) else ""

    # --- moves

    def most_moves(self) -> int:
        """Return how many moves the seat may make in a turn."""
        return self.session.scenario.head.capital.moves * max(1, len(self.actors))

    def kinds(self, actor: str) -> tuple[Kind, ...]:
        """Return every kind open to an actor by its nature, barred ones with their reason."""
        found = []
        for choice in self.session.legal_moves(self.seat, actor):
            kind = self.session.book.kinds[choice.kind]
            found.append(Kind(kind.id, kind.title, kind.group, choice.cost, kind.text, self.words.refusal(choice.refusal) if choice.refusal else ""))
        return tuple(found)

    def first_draft(self, after: Draft | None = None) -> Draft | None:
        """Return a draft to begin with: the same actor and kind as before while they are open, else the first that is."""
        order = self.actors if after is None else (after.actor, *(actor for actor in self.actors if actor != after.actor))
        fallback: Draft | None = None
        for actor in order:
            kinds = self.session.legal_moves(self.seat, actor)
            if not kinds:
                continue
            open_kinds = [kind.kind for kind in kinds if kind.refusal is None]
            fallback = fallback or self._fresh_draft(actor, kinds[0].kind)
            if open_kinds:
                kind = after.kind if after is not None and after.actor == actor and after.kind in open_kinds else open_kinds[0]
                return self._fresh_draft(actor, kind)
        return fallback

    def _fresh_draft(self, actor: str, kind: str, like: Draft | None = None) -> Draft:
        rows = self.session.choices(self.seat, Move(actor, kind))
        options: list[tuple[str, str]] = []
        targets: tuple[str, ...] = ()
        kept = dict(like.options) if like else {}
        for row in rows:
            values = [option.value for option in row.options]
            if row.name == "target":
                held = tuple(target for target in like.targets if target in values)[: row.most] if like else ()
                targets = held or ((row.default,) if row.default else ())
            elif row.default:
                options.append((row.name, kept[row.name] if kept.get(row.name) in values else row.default))
        return Draft(actor, kind, targets, tuple(sorted(options)), like.because if like else "")

    @staticmethod
    def _move(draft: Draft) -> Move:
        return Move(draft.actor, draft.kind, tuple(sorted(draft.targets)), tuple(sorted(draft.options)), draft.because)

    def rows(self, draft: Draft) -> tuple[Choosing, ...]:
        """Return the rows of a move under construction, barred options with their reason."""
        found: list[Choosing] = []
        if len(self.actors) > 1:
            found.append(
                Choosing("actor", "Actor", tuple(Opt(actor, self.words.title(actor)) for actor in self.actors), (draft.actor,), "Who of yours makes the move.")
            )
        kinds = self.kinds(draft.actor)
        found.append(
            Choosing("kind", "Move", tuple(Opt(kind.id, kind.title, kind.text, kind.barred) for kind in kinds), (draft.kind,), stepping=True)
        )
        chosen = dict(draft.options)
        shown = 0
        for row in self.session.choices(self.seat, self._move(draft)):
            if row.name == "target":
                crowded = sum(len(self.words.title(option.value)) + 2 for option in row.options) > 30
                options = tuple(
                    Opt(option.value, self.words.short(option.value) if crowded else self.words.title(option.value), self.words.title(option.value), self._why_barred(option.refusal))
                    for option in row.options
                )
                found.append(Choosing("target", "Target", options, draft.targets, "Whom the move is for.", row.most))
                continue
            if len(row.options) < 2 or shown >= ROWS_SHOWN:
                continue
            shown += 1
            modality = self.session.book.modalities[row.name]
            texts = {value.id: value.text or "" for value in modality.values}
            options = tuple(
                Opt(option.value, self._value_title(option.value), texts.get(option.value, ""), self._why_barred(option.refusal)) for option in row.options
            )
            found.append(Choosing(row.name, modality.title, options, (chosen.get(row.name, row.default),), modality.text))
        return tuple(found)

    def _value_title(self, value: str) -> str:
        return self.words.title(value) if value in self.session.book.actors else self.words.short(value)

    def _why_barred(self, refusal: Refusal | None) -> str:
        # What bars the whole move is said beside its kind, not on every option again.
        if refusal is None or refusal.code in ("move.too-many", "move.wrong-phase", "move.paused"):
            return ""
        return self.words.refusal(refusal)

    def changed(self, draft: Draft, name: str, chosen: tuple[str, ...]) -> Draft:
        """Return the draft with one row chosen otherwise."""
        if name == "actor":
            kinds = [kind.kind for kind in self.session.legal_moves(self.seat, chosen[0])]
            kind = draft.kind if draft.kind in kinds else kinds[0] if kinds else draft.kind
            return self._fresh_draft(chosen[0], kind, draft)
        if name == "kind":
            return self._fresh_draft(draft.actor, chosen[0], draft)
        if name == "target":
            return draft._replace(targets=tuple(sorted(chosen)))
        return draft._replace(options=tuple(sorted({**dict(draft.options), name: chosen[0]}.items())))

    def aimed(self, draft: Draft, code: str) -> Draft:
        """Return the draft aimed at a state of the map, where it can be."""
        actor = self._by_code.get(code, "")
        for row in self.session.choices(self.seat, self._move(draft)):
            if row.name == "target" and actor in [option.value for option in row.options]:
                return draft._replace(targets=(actor,))
        return draft

    def preview_of(self, draft: Draft) -> Preview:
        """Return the session's preview of a draft, kept until something is done."""
        key = draft._replace(because="")
        if key not in self._forecasts:
            if len(self._forecasts) > 200:
                self._forecasts.clear()
            self._forecasts[key] = self.session.preview(self.seat, self._move(key))
        return self._forecasts[key]

    def forecast(self, draft: Draft) -> Forecast:
        """Return what a draft is expected to bring."""
        preview = self.preview_of(draft)
        refusal = preview.refusal or self._kind_refusal(draft)
        found = self._forecast(preview, "forecast")
        return found._replace(refusal=self.words.refusal(refusal) if refusal else "", consent=self._consent(preview))

    def _kind_refusal(self, draft: Draft) -> Refusal | None:
        for choice in self.session.legal_moves(self.seat, draft.actor):
            if choice.kind == draft.kind:
                return choice.refusal
        return None

    def _consent(self, preview: Preview) -> str:
        said = []
        if preview.asked:
            kind = self.session.book.kinds.get(preview.move.kind)
            together = kind is not None and kind.consent is not None and kind.consent.quorum == "all" and len(preview.asked) > 1
            said.append(f"An offer: {self.words.names(preview.asked)} {'must all agree' if together else 'must agree' if len(preview.asked) == 1 else 'agree each for itself'}.")
        if preview.consulted:
            said.append(f"{self.words.names(preview.consulted)} {'is' if len(preview.consulted) == 1 else 'are'} consulted.")
        if preview.asked:
            said.append("Below: if accepted.")
        return " ".join(said)

    def place(self, draft: Draft) -> str:
        """Seal a draft; returns why not, or an empty text."""
        return self._refused(self.session.submit(self._move(draft), self.seat))

    def plan(self) -> tuple[Planned, ...]:
        """Return the seat's sealed moves of this turn."""
        state = self.session.view(self.seat).state
        found = []
        for key, move in sorted(state.moves.items()):
            if move.actor in self.actors and state.phase in ("situation", "decide"):
                found.append(Planned(key, self._move_title(move), self._terms(move.kind, dict(move.options), move.actor), self._cost(move), move.because))
        return tuple(found)

    def _cost(self, move: Move) -> int:
        from exercise.engine.legal import move_cost

        return move_cost(self.session.setup, move)

    def _move_title(self, move: Move | play.Act | play.Programme) -> str:
        who = f"{self.words.title(move.actor)}: " if len(self.actors) > 1 else ""
        to = f" · {', '.join(self.words.short(target) for target in move.targets)}" if move.targets else ""
        return f"{who}{self.words.title(move.kind)}{to}"

    def _terms(self, kind: str, mods: dict[str, str], actor: str) -> str:
        found = self.session.book.kinds.get(kind)
        if found is None:
            return ""
        return " · ".join(
            self._value_title(mods[name]).lower() if mods[name] not in self.session.book.actors else self.words.title(mods[name])
            for name in sorted(found.modalities, key=lambda name: self.session.book.modalities[name].order)
            if name in mods and len(found.modalities[name]) > 1 and mods[name] not in (actor, "self")
        )

    def withdraw(self, key: str) -> str:
        """Take a sealed move back; returns why not, or an empty text."""
        return self._refused(self.session.submit(Move(key.partition("/")[0], "withdraw", (key,)), self.seat))

    def programmes(self) -> tuple[Planned, ...]:
        """Return the seat's running programmes."""
        state = self.session.view(self.seat).state
        found = []
        for key, programme in sorted(state.programmes.items()):
            if programme.actor in self.actors:
                left = counted(max(0, programme.lasts - programme.age), "half-year")
                found.append(Planned(key, self._move_title(programme), f"{left} left", programme.upkeep))
        return tuple(found)

    def end(self, key: str) -> str:
        """End a programme early; returns why not, or an empty text."""
        return self._refused(self.session.submit(Move(key.partition("/")[0], "end", (key,)), self.seat))

    def check(self) -> str:
        """Return what is left open before a commit, in sentences."""
        said = []
        left = [(actor, self.session.capital(self.seat, actor)) for actor in self.actors]
        carry = self.session.scenario.head.capital.carry
        spare = sum(capital for _, capital in left)
        if not self.plan():
            said.append("No move is sealed: you hold this turn.")
        if spare >= 10:
            said.append(f"{points(spare)} capital stays unspent; at most {carry} an actor is carried over.")
        open_reactions = [question for question in self.reactions() if not question.answered]
        if open_reactions:
            said.append(f"{counted(len(open_reactions), 'event')} still {'asks' if len(open_reactions) == 1 else 'ask'} for your reaction (e); silence takes the first choice.")
        said.append("What is sealed opens together with everyone else's moves and cannot be changed after that.")
        return "\n\n".join(said)

    def commit(self) -> str:
        """Say that the seat is done with the phase, and play on until it is needed again; returns why not, or an empty text."""
        waits = any(waiting.seat == self.seat for waiting in self.table.waiting())
        refusal = self._refused(self.session.submit(Move(self.seat, "commit"), self.seat)) if waits else ""
        if not refusal:
            self.table.advance()
        self._forecasts.clear()
        return refusal

    def read_on(self) -> None:
        """Say that what was shown has been read, and play on until the seat is needed again."""
        self.commit()

    # --- changes and reasons

    def _gain(self, track: int, change: int) -> int:
        """Return whether a change of a track is welcome to this seat (1), unwelcome (-1) or neither, by its objectives, else by the family."""
        sign = (change > 0) - (change < 0)
        return sign * self._direction(track)

    def _direction(self, track: int) -> int:
        if track not in self._gains:
            self._gains[track] = self._worked_direction(track)
        return self._gains[track]

    def _worked_direction(self, track: int) -> int:
        book = self.session.book
        name = book.track_names[track]
        if name.startswith("capital["):
            return 1 if book.track_keys[track][0] in self.actors else 0
        ground = ground_of(self.session.setup, self.session.view(self.seat).state)
        base = list(ground.tracks)
        total = 0
        for objective in self.session.scenario.objectives:
            if objective.actor not in self.actors:
                continue
            try:
                score = book.sum(objective.score, objective.actor)
            except ValueError:
                continue
            span = objective.best - objective.worst
            moved = []
            for step in (-100, 100) if book.track_family[track].kind == "points" else (-1, 1):
                bumped = base.copy()
                bumped[track] = min(max(bumped[track] + step, book.lowest[track]), book.highest[track])
                fresh = ground_of(self.session.setup, self.session.view(self.seat).state)
                fresh.tracks = bumped
                moved.append(score(fresh))
            slope = moved[1] - moved[0]
            total += (slope > 0) - (slope < 0) if span > 0 else (slope < 0) - (slope > 0)
        if total:
            return 1 if total > 0 else -1
        return {"up": 1, "down": -1}.get(book.track_family[track].good, 0)

    def _amount(self, name: str, change: int, knows: int = 2) -> str:
        if not self._full:
            return arrow(change)
        return ("≈" if knows < 2 else "") + self.words.change(name, change)

    def _reasons(self, name: str, causes: Iterable[Cause], direction: int) -> tuple[Reason, ...]:
        if self._level == "arrows":
            return ()
        found = []
        for cause in causes:
            tone = ((cause.amount > 0) - (cause.amount < 0)) * direction
            amount = self.words.change(name, cause.amount) if self._full else arrow(cause.amount)
            found.append(Reason(amount, tone, self.words.reason(cause), self._mark(cause), self._cause_ref(cause)))
        return tuple(found)

    def _cause_ref(self, cause: Cause) -> str:
        if cause.source == "rule" or (cause.source in ("fading",) and cause.id in self.session.book.rules):
            return f"rule:{cause.id}"
        if cause.id.startswith(("inject:", "choice:")):
            return cause.id
        if cause.source == "inject":
            return f"inject:{cause.id}"
        if cause.source == "choice":
            return f"choice:{cause.id}"
        return ""

    def _mark(self, cause: Cause) -> str:
        id = cause.id.partition(":")[2] if cause.id.startswith(("inject:", "choice:")) else cause.id
        found = self.session.book.rules.get(id) or self.session.book.injects.get(id.partition("/")[0])
        if found is None:
            return ""
        return self._place(found.claims) or ("assumed" if found.basis else "")

    def _place(self, claims: Sequence[str]) -> str:
        """Return a short mark of where the brief speaks: the beginning of the section's name and the paragraph."""
        for id in claims:
            known = self._claims.get(id)
            if known:
                section, _, paragraph = known.where[0].partition("/")
                word = section.split("-")[-1]
                return f"{word.upper() if len(word) <= 3 else word[:5].title()} {paragraph}"
        return ""

    @cached_property
    def _claims(self) -> dict[str, Claim]:
        return {claim.id: claim for claim in self.session.scenario.claims}

    def _change(self, name: str, track: int, before: int, change: int, causes: Iterable[Cause], knows: int, later: int, page: str) -> Change:
        direction = self._direction(track)
        sign = (change > 0) - (change < 0)
        shown_before = shown_after = ""
        if self._full and knows == 2 and not later and page != "forecast":
            shown_before, shown_after = self.words.value(name, before), self.words.value(name, before + change)
        found = Change(
            name,
            self.words.track(name),
            self._amount(name, change, knows),
            sign,
            sign * direction,
            self._reasons(name, causes, direction),
            shown_before,
            shown_after,
            self._later(later),
        )
        self._pages[f"{page}:{name}"] = found
        return found

    @staticmethod
    def _later(half_years: int) -> str:
        if not half_years:
            return ""
        if half_years == 1:
            return "in half a year"
        years, half = divmod(half_years, 2)
        return f"in {years}{' ½' if half else ''} year{'' if years == 1 and not half else 's'}"

    def _expected(self, changes: Iterable[play.Expected], page: str) -> tuple[Change, ...]:
        found = [
            self._change(one.name, one.track, one.before, one.change, one.causes, one.knows, one.later, page)
            for one in changes
            if not one.name.startswith("capital[") or one.later
        ]
        sizes = {one.name: abs(one.change) for one in changes}
        return tuple(sorted(found, key=lambda change: (bool(change.later), -sizes.get(change.ref, 0), change.title)))

    def _forecast(self, preview: Preview, page: str) -> Forecast:
        chances = tuple(
            Odds(
                f"rule:{chance.rule}",
                self.words.title(chance.rule) + (f": {about}" if (about := self.words.about(chance.about)) else ""),
                (f"{chance.odds} %" + (f", {chance.without} % without" if chance.without else "")) if self._full else "",
                tuple(Reason(f"{amount:+d}".replace("-", "−"), 0, text) for amount, text in chance.lines) if self._full else (),
                "",
                self._place(self.session.book.rules[chance.rule].claims) if chance.rule in self.session.book.rules else "",
            )
            for chance in preview.chances
        )
        claims: dict[str, None] = {}
        for expected in (*preview.changes, *preview.later):
            for cause in expected.causes:
                for claim in self._claims_of(cause):
                    claims.setdefault(claim)
        kind = self.session.book.kinds.get(preview.move.kind)
        for claim in kind.claims if kind else ():
            claims.setdefault(claim)
        return Forecast(
            self.words.refusal(preview.refusal) if preview.refusal else "",
            preview.cost,
            self._expected((*preview.changes, *preview.later), page),
            chances,
            tuple(self.words.inject(inject, subject) for inject, subject in preview.injects),
            tuple(self.words.track(name) for name in preview.not_known),
            "",
            self._expected(preview.declined, "declined"),
            self._claim_lines(claims),
        )

    def _claims_of(self, cause: Cause) -> tuple[str, ...]:
        id = cause.id.partition(":")[2] if cause.id.startswith(("inject:", "choice:")) else cause.id
        found = self.session.book.rules.get(id) or self.session.book.injects.get(id.partition("/")[0])
        return found.claims if found else ()

    def _claim_lines(self, claims: Iterable[str]) -> tuple[tuple[str, str, str], ...]:
        return tuple((id, self.words.where(id), self.words.claim(id)) for id in claims)

    # --- tracks and the map

    def _names(self, text: str) -> list[str]:
        """Return the tracks or measures that a line of the headline or of the map's layers means."""
        family, _, rest = text.partition("[")
        keys = [part.strip() for part in rest.rstrip("]").split(",") if part.strip()]
        book = self.session.book
        of = book.families[family].of if family in book.families else book.measures[family].of if family in book.measures else ()
        if not keys:
            keys = list(of)
        places: list[tuple[str, ...]] = [()]
        for key in keys:
            if key == "self":
                members: tuple[str, ...] = self.actors
            else:
                members = book.sets.get(key, (key,)) if key not in book.actors else (key,)
            places = [(*place, member) for place in places for member in members]
        names = [f"{family}[{', '.join(place)}]" if place else family for place in places]
        if family in book.families:
            return [name for name in names if name in book.track_index]
        return names

    def _headline(self) -> list[str]:
        head = self.session.scenario.head
        names: list[str] = []
        for line in head.headline:
            found = self._names(line)
            names += found if len(found) <= 2 else [name for name in found if self._touches_me(name)][:2] or found[:1]
        if not names:
            names = [
                name
                for _, name in sorted((family.order, name) for family, name in zip(self.session.book.track_family, self.session.book.track_names))
                if self._touches_me(name) and not name.startswith("capital[")
            ]
        return list(dict.fromkeys(names))

    def _touches_me(self, name: str) -> bool:
        keys = [key.strip() for key in name.partition("[")[2].rstrip("]").split(",")]
        return any(key in self.actors for key in keys)

    def tracks(self, draft: Draft | None = None) -> tuple[Track, ...]:
        """Return the bars: the scenario's headline, then what a draft would move."""
        expected = {one.name: one for one in self.preview_of(draft).changes} if draft is not None else {}
        names = self._headline()[:HEADLINE]
        moved = sorted((one for one in expected.values() if not one.name.startswith("capital[")), key=lambda one: -abs(one.change))
        for one in moved:
            if one.name not in names and len(names) < HEADLINE + 4:
                names.append(one.name)
        return tuple(self._bar(name, expected.get(name)) for name in names)

    def _bar(self, name: str, expected: play.Expected | None = None) -> Track:
        value, knows, low, high = self._value(name)
        title = self.words.track(name)
        short = self._short(name)
        change = ""
        tone = 0
        ghost = None
        if expected is not None and expected.change:
            tone = self._gain(expected.track, expected.change)
            change = arrow(expected.change) + (points(abs(expected.change)) if self._full and self._is_points(name) else str(abs(expected.change)) if self._full else "")
        span = max(1, high - low)
        shown = (value - low) * 1000 // span
        if expected is not None and knows == 2 and self._full:
            ghost = max(0, min(1000, (value + expected.change - low) * 1000 // span))
        marks = tuple(mark * 10 for mark in self._thresholds.get(name.partition("[")[0], ())) if self._is_points(name) else ()
        if knows == 2:
            return Track(name, title, short, self.words.value(name, value), shown, None, ghost, change, tone, marks)
        if knows == 1:
            return Track(name, title, short, self.words.band(value), None, self._band(value), None, change, tone, marks)
        return Track(name, title, short, "?", None, None, None, change, tone, ())

    def _band(self, value: int) -> tuple[int, int]:
        low = 0
        for band in self.session.scenario.bands:
            if value < band.below * 10:
                return low, min(1000, band.below * 10)
            low = band.below * 10
        return low, 1000

    def _is_points(self, name: str) -> bool:
        family = self.session.book.families.get(name.partition("[")[0])
        return family is None or family.kind == "points"

    def _value(self, name: str) -> tuple[int, int, int, int]:
        """Return a track's or measure's value as the seat sees it, how well it knows it, and the range."""
        book = self.session.book
        view = self.session.view(self.seat)
        track = book.track_index.get(name)
        if track is not None:
            return view.state.tracks[track], view.knows[track], book.lowest[track], book.highest[track]
        value = book.measure(ground_of(self.session.setup, view.state), name)
        # A measure rests on tracks that the seat may know by band only; it is then said by band itself.
        return value, 2 if view.lifted else 1, 0, 1000

    def _short(self, name: str) -> str:
        family, _, rest = name.partition("[")
        keys = [key.strip() for key in rest.rstrip("]").split(",") if key.strip()]
        base = self.words.short(family)
        base = base if len(base) <= 10 else base[:9] + "."
        return " ".join([base, *(self.words.short(key) if key in self.session.book.actors else self.words.title(key)[:5] for key in keys)])

    @cached_property
    def _thresholds(self) -> dict[str, tuple[int, ...]]:
        """Where rules of the thresholds stage and conditional injects watch a family of tracks, in points."""
        found: dict[str, set[int]] = {}
        scenario = self.session.scenario
        lines = [line for rule in scenario.rules if rule.stage == "thresholds" for line in (*rule.when, *rule.each)]
        lines += [line for inject in scenario.injects for line in inject.when]
        for line in lines:
            for family, number in re.findall(r"([a-z_]+)(?:\[[^\]]*\])? *(?:>=|<=|>|<) *(\d+)", line):
                if family in self.session.book.families:
                    found.setdefault(family, set()).add(int(number))
        return {family: tuple(sorted(numbers)) for family, numbers in found.items() if len(numbers) <= 2}

    @cached_property
    def _by_code(self) -> dict[str, str]:
        return {actor.short: actor.id for actor in self.session.scenario.actors if actor.short in CODES}

    def codes(self, draft: Draft | None) -> tuple[str, ...]:
        """Return the codes of the map's states that a draft is aimed at, else those of the seat itself."""
        named = (*draft.targets, draft.actor) if draft is not None else self.actors
        return tuple(code for code, actor in self._by_code.items() if actor in named)

    def _layer_lines(self) -> list[str]:
        head = self.session.scenario.head
        if head.map_layers:
            return list(head.map_layers)
        found = []
        states = set(self._by_code.values())
        for family in sorted(self.session.scenario.tracks, key=lambda family: (family.order, family.id)):
            if family.of and states & set(self.session.book.sets.get(family.of[0], ())) and family.kind == "points" and family.id != "capital":
                found.append(family.id)
        return found[:6] + [measure.id for measure in self.session.scenario.measures if len(measure.of) == 1 and states & set(self.session.book.sets.get(measure.of[0], ()))][:2]

    def _layer_names(self, line: str) -> tuple[str, dict[str, str]]:
        """Return a layer's title and the track of each state of the map."""
        family, _, rest = line.partition("[")
        book = self.session.book
        of = book.families[family].of if family in book.families else book.measures[family].of if family in book.measures else ()
        keys = [part.strip() for part in rest.rstrip("]").split(",") if part.strip()] or list(of)
        states = set(self._by_code.values())
        at = next((n for n, key in enumerate(keys) if key == "self" or key == "*" or states & set(book.sets.get(key, (key,)))), None)
        if at is None:
            return "", {}
        fixed = []
        for n, key in enumerate(keys):
            members = book.sets.get(key, (key,)) if key not in book.actors else (key,)
            mine = [actor for actor in self.actors if actor in members]
            fixed.append("" if n == at else (mine or list(members) or [key])[0])
        names = {}
        for code, actor in self._by_code.items():
            place = [actor if n == at else key for n, key in enumerate(fixed)]
            name = f"{family}[{', '.join(place)}]"
            if name in book.track_index or family in book.measures:
                names[code] = name
        title = self.words.title(family)
        for mark, n in (("{X}", 0), ("{Y}", 1)):
            if mark in title and n < len(fixed):
                title = title.replace(mark, self.words.name(fixed[n]) if fixed[n] else "each state")
        return title[:1].upper() + title[1:], names

    def layers(self) -> tuple[Layer, ...]:
        """Return the layers of the map."""
        found = []
        for line in self._layer_lines():
            title, names = self._layer_names(line)
            cells = []
            for code, actor in self._by_code.items():
                name = names.get(code)
                if name is None:
                    continue
                value, knows, low, high = self._value(name)
                text = self.words.value(name, value) if knows == 2 else self.words.band(value) if knows == 1 else "?"
                cells.append(Cell(code, self.words.title(actor), (value - low) * 1000 // max(1, high - low) if knows else None, text, f"track:{name}"))
            if cells:
                family = line.partition("[")[0]
                known = self.session.book.families.get(family) or self.session.book.measures.get(family)
                found.append(Layer(line, title, "low", "high", tuple(cells), scale="down" if known is not None and known.good == "down" else "up"))
        return tuple(found)

    def standing(self) -> Standing:
        """Return the table of the map's states: the first layers as text."""
        layers = self.layers()[:3]
        rows = []
        for code, actor in self._by_code.items():
            texts = tuple(next((cell.text for cell in layer.cells if cell.code == code), "") for layer in layers)
            rows.append((code, self.words.title(actor), texts))
        return Standing(tuple(self._column(layer.id) for layer in layers), tuple(rows)) if layers else Standing((), ())

    def _column(self, line: str) -> str:
        return self.words.short(line.partition("[")[0]).replace("{X}", "").replace("{Y}", "").strip()[:10].strip().capitalize()

    # --- the situation

    def situation(self) -> tuple[Section, ...]:
        """Return what there is to read before the decision: the situation, what happened, the seat's own brief and aims."""
        state = self.session.view(self.seat).state
        scenario = self.session.scenario
        found: list[Section] = []
        if state.opened:
            for opened in state.opened:
                inject = self.session.book.injects.get(opened.inject)
                asks = inject is not None and inject.reaction is not None and any(actor in self.actors for actor in choosers(self.session.setup, inject.reaction, opened.subject))
                text = inject_text(self.words, opened)
                bullets = (("accent", "It asks for your reaction: e on the decision screen."),) if asks else ()
                found.append(Section(self.words.inject(opened.inject, opened.subject), text, bullets))
        if state.turn > 1:
            lines = self._since()
            if lines:
                found.append(Section("Since last turn", "", lines))
        messages = [("", self.words.event(message)) for message in state.messages if message.sender != self.seat][-4:]
        if messages:
            found.append(Section("Messages", "", tuple(messages)))
        if state.turn <= 1:
            found.append(Section("Situation", scenario.head.situation))
        own = next((seat.brief for plan in scenario.plans if plan.id == self.session.header.plan for seat in plan.seats if seat.id == self.seat), None)
        texts = [own] if own else [brief.text for brief in scenario.briefs if brief.actor in self.actors]
        if state.turn <= 1 and texts:
            found.append(Section(f"Your seat: {self._seat_title()}", "\n\n".join(text for text in texts if text)))
        goals = [goal for goal in scenario.objectives if goal.actor in self.actors]
        if goals:
            found.append(Section("What you are out for", "", tuple(("", f"{goal.title}{' (private)' if goal.private else ''}. {goal.text}") for goal in goals)))
        if state.turn > 1:
            found.append(Section("The beginning", scenario.head.situation))
        return tuple(found)

    def _since(self) -> tuple[tuple[str, str], ...]:
        state = self.session.state
        try:
            read = self.session.read_out(state.turn - 1, self.seat)
        except ExerciseError:
            return ()
        lines = [("", self.words.move(act) + ("" if act.outcome == "accepted" else f" ({act.outcome})")) for act in read.acts]
        lines += [("b", self._story(story).title) for story in read.stories[:3]]
        return tuple(lines[:10])

    # --- questions

    def reactions(self) -> tuple[Question, ...]:
        """Return the events that ask for a reaction of this seat."""
        state = self.session.view(self.seat).state
        found = []
        for opened in state.opened:
            inject = self.session.book.injects.get(opened.inject)
            if inject is None or inject.reaction is None:
                continue
            for actor in choosers(self.session.setup, inject.reaction, opened.subject):
                if actor not in self.actors:
                    continue
                choice = state.reactions.get((opened.inject, opened.subject, actor), "")
                titles = {one.id: one.title for one in inject.reaction.choices}
                found.append(
                    Question(
                        f"reaction|{opened.inject}|{opened.subject}|{actor}", "reaction", self.words.title(actor),
                        self.words.inject(opened.inject, opened.subject), inject_text(self.words, opened), (), (), titles.get(choice, ""),
                    )
                )  # fmt: skip
        return tuple(found)

    def questions(self) -> tuple[Question, ...]:
        """Return the offers that wait for an answer or a last word of this seat, those answered after them."""
        found: list[Question] = []
        for offer in self.session.offers(self.seat):
            move = offer.move
            kind = self.session.book.kinds[move.kind]
            mods = mods_of(self.session.setup, move)
            terms = tuple(
                (self.words.title(name), self._value_title(mods[name]) if mods[name] != move.actor else self.words.title(move.actor))
                for name in sorted(kind.modalities, key=lambda name: self.session.book.modalities[name].order)
                if name in mods and len(kind.modalities[name]) > 1
            )
            title = self.words.title(move.kind)
            to = f"To {self.words.names(move.targets)}. " if move.targets else ""
            for actor in self.actors:
                if actor not in (*offer.asked, *offer.consulted):
                    continue
                answer = offer.answers.get(actor)
                if actor not in offer.to_answer and answer is None:
                    continue
                sort = "offer" if actor in offer.asked else "consult"
                found.append(
                    Question(
                        f"{sort}|{offer.key}||{actor}", sort, self.words.title(move.actor), title,
                        to + kind.text + (f" You answer for {self.words.name(actor)}." if len(self.actors) > 1 else ""), terms, (),
                        self.words.answer(answer.reply, answer.changes) if answer else "",
                    )
                )  # fmt: skip
            if offer.to_confirm:
                wishes = [f"{self.words.name(actor)} {self.words.answer(answer.reply, answer.changes)}" for actor, answer in sorted(offer.answers.items())]
                found.append(Question(f"confirm|{offer.key}||{move.actor}", "confirm", self.words.title(move.actor), title, to + f"{joined(wishes)}. Yes or no is yours to say; without a yes it lapses.".strip(), terms))
        return tuple(sorted(found, key=lambda question: bool(question.answered)))

    @staticmethod
    def _parts(ref: str) -> tuple[str, str, str, str]:
        sort, key, subject, actor = ref.split("|")
        return sort, key, subject, actor

    def question_rows(self, ref: str, chosen: dict[str, tuple[str, ...]]) -> tuple[Choosing, ...]:
        """Return the rows of an answer: the reply, and what may be changed when a change is asked for."""
        sort, key, subject, actor = self._parts(ref)
        if sort == "reaction":
            inject = self.session.book.injects[key]
            choices = inject.reaction.choices if inject.reaction else ()
            options = tuple(Opt(choice.id, choice.title, choice.text or "") for choice in choices)
            return (Choosing("reply", "Reaction", options, chosen.get("reply", (choices[0].id,) if choices else ()), "Silence takes the first."),)
        if sort == "confirm":
            options = (Opt("yes", "Yes", "The changed offer is agreed."), Opt("no", "No", "The offer lapses."))
            return (Choosing("reply", "Last word", options, chosen.get("reply", ("yes",))),)
        offer = next((offer for offer in self.session.offers(self.seat) if offer.key == key), None)
        if offer is None:
            return ()
        if sort == "consult":
            replies = [Opt("no-objection", "No objection", "You let it pass."), Opt("object", "Object", "You say that you are against it; that is heard, not a veto.")]
        else:
            replies = [Opt("accept", "Accept", "As it stands."), Opt("decline", "Decline", "Nothing comes of it.")]
        if offer.alternatives:
            replies.append(Opt("change", "Change …", "Ask for other terms within what the offer leaves open; the proposer has the last word."))
        reply = chosen.get("reply", (replies[0].value,))
        rows = [Choosing("reply", "Reply", tuple(replies), reply)]
        if reply == ("change",):
            mods = mods_of(self.session.setup, offer.move)
            for name, values in sorted(offer.alternatives.items(), key=lambda pair: self.session.book.modalities[pair[0]].order):
                stands = mods.get(name, "")
                modality = self.session.book.modalities[name]
                options = tuple(Opt(value, self._value_title(value), "as offered" if value == stands else "") for value in (stands, *values))
                rows.append(Choosing(name, modality.title, options, chosen.get(name, (stands,)), modality.text))
        elif sort == "offer" and reply == ("decline",):
            rows.append(Choosing("publish", "Tell all", (Opt("no", "No"), Opt("yes", "Yes", "Make the declined offer public.")), chosen.get("publish", ("no",))))
        return tuple(rows)

    def _answer_move(self, ref: str, chosen: dict[str, tuple[str, ...]], because: str = "") -> Move:
        sort, key, subject, actor = self._parts(ref)
        rows = self.question_rows(ref, chosen)
        reply = rows[0].chosen[0] if rows and rows[0].chosen else ""
        if sort == "reaction":
            options = [("choice", reply)] + ([("subject", subject)] if subject else [])
            return Move(actor, "react", (key,), tuple(sorted(options)))
        if sort == "confirm":
            return Move(actor, "confirm", (key,), (("reply", reply),))
        options = [("reply", reply)]
        if reply == "change":
            offer = next(offer for offer in self.session.offers(self.seat) if offer.key == key)
            mods = mods_of(self.session.setup, offer.move)
            options += [(row.name, row.chosen[0]) for row in rows[1:] if row.chosen and row.chosen[0] != mods.get(row.name)]
        elif chosen.get("publish") == ("yes",) and reply == "decline":
            options.append(("publish", "yes"))
        return Move(actor, "answer", (key,), tuple(sorted(options)), because)

    def question_forecasts(self, ref: str, chosen: dict[str, tuple[str, ...]]) -> tuple[tuple[str, Forecast], ...]:
        """Return what each side of an answer is expected to bring: accepting and declining, or each choice of a reaction."""
        sort, key, subject, actor = self._parts(ref)
        if sort == "reaction":
            row = self.question_rows(ref, chosen)[0]
            found = []
            for option in row.options:
                preview = self.session.preview(self.seat, self._answer_move(ref, {"reply": (option.value,)}))
                found.append((("▸ " if option.value in row.chosen else "") + option.title, self._forecast(preview, "forecast")))
            return tuple(found)
        if sort == "confirm":
            offer = next((offer for offer in self.session.offers(self.seat) if offer.key == key), None)
            if offer is None:
                return ()
            wished: dict[str, str] = {}
            for answer in offer.answers.values():
                wished.update(dict(answer.changes))
            move = offer.move._replace(options=tuple(sorted({**dict(offer.move.options), **wished}.items())))
            return (("If you say yes", self._forecast(self.session.preview(self.seat, move), "forecast")._replace(refusal="", declined=())),)
        move = self._answer_move(ref, chosen)
        preview = self.session.preview(self.seat, move)
        yes = self._forecast(preview, "forecast")._replace(declined=())
        no = Forecast(changes=self._expected(preview.declined, "declined"))
        if sort == "consult":
            return (("If you do not object", yes), ("If you object", no))
        return (("If you agree" + (" to the changed terms" if move.option("reply") == "change" else ""), yes), ("If you decline", no))

    def answer(self, ref: str, chosen: dict[str, tuple[str, ...]], because: str) -> str:
        """Give an answer; returns why not, or an empty text."""
        return self._refused(self.session.submit(self._answer_move(ref, chosen, because), self.seat))

    # --- the read-out

    def _total(self, total: explain.Total, page: str) -> Change:
        change = total.after - total.before
        made = self._change(total.name, total.track, total.before, change, total.causes, total.knows, 0, page)
        if total.knows == 1:
            before, after = self.words.title(total.band_before), self.words.title(total.band_after)
            made = made._replace(amount=arrow(change), before=before if before != after else "", after=after if before != after else "")
        elif not self._full:
            made = made._replace(before="", after="")
        note = ""
        if total.ruled is not None:
            note = f"the rules alone: {self.words.value(total.name, total.ruled)}"
        made = made._replace(note=note)
        self._pages[f"{page}:{total.name}"] = made
        return made

    def _draw(self, drawn: play.ChanceDrawn) -> Odds:
        about = self.words.about(drawn.about)
        rule = self.session.book.rules.get(drawn.rule)
        result = "it happened" if drawn.happened else "it did not happen"
        known = bool(drawn.odds or drawn.lines)
        return Odds(
            f"rule:{drawn.rule}" if rule else f"inject:{drawn.rule}",
            self.words.title(drawn.rule) + (f": {about}" if about else ""),
            f"{drawn.odds} %" if self._full and known else "",
            tuple(Reason(f"{amount:+d}".replace("-", "−"), 0, text) for amount, text in drawn.lines) if self._full else (),
            result + (f", drawn {drawn.roll} of 100" if self._full and known and not drawn.ruled else " by ruling" if drawn.ruled else ""),
            self._place(rule.claims) if rule else "",
        )

    def _story(self, story: explain.Story, page: str = "change") -> Story:
        changes = tuple(self._total(total, page) for total in story.changes)
        lines = tuple(self.words.event(event, self._level) for event in story.events if not isinstance(event, play.ChanceDrawn))
        draws = tuple(self._draw(event) for event in story.events if isinstance(event, play.ChanceDrawn))
        crossing = any(total.band_before != total.band_after for total in story.changes)
        claims: dict[str, None] = {}
        for total in story.changes:
            for cause in total.causes[:4]:
                for claim in self._claims_of(cause)[:1]:
                    claims.setdefault(claim)
        for event in story.events:
            inject = self.session.book.injects.get(event.open.inject) if isinstance(event, play.InjectHappened) else None
            rule = self.session.book.rules.get(event.rule) if isinstance(event, play.ChanceDrawn) else None
            for claim in (inject or rule).claims if (inject or rule) else ():  # type: ignore[union-attr]
                claims.setdefault(claim)
        if story.changes:
            lead = story.changes[0]
            way = "rises" if lead.after > lead.before else "falls" if lead.after < lead.before else "stands"
            title = f"{self.words.track(lead.name)} {way}"
            if len(story.changes) > 1:
                title += f", and {counted(len(story.changes) - 1, 'more')}".replace("mores", "more")
            if crossing and lead.band_before != lead.band_after and lead.band_after:
                title += f": now {self.words.title(lead.band_after).lower()}"
        elif draws:
            title = f"{draws[0].title}: {draws[0].result.partition(',')[0]}"
        else:
            title, _, rest = (lines[0] if lines else self.words.title(story.kind)).partition(": ")
            lines = (rest,) if rest else ()
        ref = f"change:{story.changes[0].name}" if story.changes else next((draw.ref for draw in draws), "")
        return Story(ref, title, lines, changes, draws, self._claim_lines(list(claims)[:2]), crossing)

    def reading(self) -> Reading:
        """Return the read-out of the turn that was adjudicated last."""
        turn = self.session.state.turn
        read = self.session.read_out(turn, self.seat)
        moves = tuple(
            (
                self.words.title(act.actor), self._side(act.actor), self._act_title(act),
                self._terms(act.kind, dict(act.mods), act.actor) + ("" if act.outcome == "accepted" else f" · {act.outcome}"),
            )
            for act in read.acts
        )  # fmt: skip
        changes = [self._total(total, "change") for total in read.changes]
        sizes = {total.name: abs(total.after - total.before) for total in read.changes}
        shown = [change for change in changes if not change.ref.startswith("capital[")]
        shown.sort(key=lambda change: (-sizes[change.ref], change.title))
        return Reading(
            turn, self.words.turn(turn), moves, tuple(self._story(story) for story in read.stories), tuple(shown),
            tuple(self._draw(drawn) for drawn in read.draws),
        )  # fmt: skip

    def _act_title(self, act: play.Act) -> str:
        to = f" · {', '.join(self.words.short(target) for target in act.targets)}" if act.targets else ""
        return self.words.title(act.kind) + to

    def instead(self, track: str) -> tuple[Instead, ...]:
        """Return what would have changed a track's change in the turn that was adjudicated last."""
        if not self._full:
            return ()
        found = []
        for one in self.session.instead(self.session.state.turn, track, self.seat)[:8]:
            what = f"{self.words.title(one.modality)}: {self.words.option(one.value)}" if one.modality else "without it"
            tone = self._gain(self.session.book.track_index[track], one.after - one.recorded)
            found.append(Instead(f"{self.words.offer(one.move.key)}, {what}", self.words.value(track, one.recorded), self.words.value(track, one.after), tone))
        return tuple(found)

    # --- why

    def leaf(self, ref: str) -> Leaf:
        """Return one page of the Why drawer."""
        sort, _, rest = ref.partition(":")
        page: dict[str, Callable[[str], Leaf]] = {
            "forecast": lambda name: self._change_leaf(f"forecast:{name}", name),
            "declined": lambda name: self._change_leaf(f"declined:{name}", name),
            "change": lambda name: self._change_leaf(f"change:{name}", name, instead=True),
            "track": self._track_leaf,
            "rule": self._rule_leaf,
            "claim": self._claim_leaf,
            "inject": self._inject_leaf,
            "choice": self._inject_leaf,
            "kind": self._kind_leaf,
        }
        make = page.get(sort)
        return make(rest) if make else Leaf(self.words.title(rest or sort))

    def _change_leaf(self, key: str, name: str, instead: bool = False) -> Leaf:
        found = self._pages.get(key)
        if not isinstance(found, Change):
            return self._track_leaf(name)
        sub = f"{found.before} → {found.after}" if found.before else found.later
        text: list[tuple[str, str]] = []
        if not found.reasons:
            text.append(("dim", "The reasons are kept back at this level of explanation; the debrief lifts it."))
        return Leaf(found.title, sub, found.reasons, found.amount, tuple(text), ((f"track:{name}", "What this track means, and where it stands", ""),), self.instead(name) if instead else ())

    def _track_leaf(self, name: str) -> Leaf:
        family = name.partition("[")[0]
        known = self.session.book.families.get(family) or self.session.book.measures.get(family)
        bar = self._bar(name)
        text = [("", known.text)] if known else []
        value, knows, low, high = self._value(name)
        if knows == 2:
            sub = f"stands at {bar.text} of {points(high) if self._is_points(name) else high}"
        elif knows == 1:
            sub = f"{bar.text} (you see only the band)"
        else:
            sub = "not known to you"
        links: list[tuple[str, str, str]] = []
        for claim in known.claims if known else ():
            links.append((f"claim:{claim}", self.words.claim(claim), self._place((claim,))))
        reasons: tuple[Reason, ...] = ()
        total = ""
        state = self.session.state
        last = state.turn if state.phase in ("read-out", "over") else state.turn - 1
        if last >= 1 and name in self.session.book.track_index:
            moved = next((one for one in self.session.changes(last, self.seat) if one.name == name), None)
            if moved is not None:
                change = self._total(moved, "last")
                reasons, total = change.reasons, change.amount
                text.append(("dim", f"Above: what moved it in {self.words.turn(last)}."))
        equals = getattr(known, "equals", "")
        if equals:
            text.append(("dim", f"Worked out as: {equals}"))
        return Leaf(self.words.track(name), sub, reasons, total, tuple(text), tuple(links))

    def _grounds(self, claims: Sequence[str], basis: str | None, why: str | None) -> tuple[list[tuple[str, str]], list[tuple[str, str, str]]]:
        text: list[tuple[str, str]] = []
        if basis:
            text.append(("accent", "Designer's assumption."))
        if why:
            text.append(("", why))
        links = [(f"claim:{claim}", self.words.claim(claim), self._place((claim,))) for claim in claims]
        return text, links

    def _rule_leaf(self, id: str) -> Leaf:
        rule = self.session.book.rules.get(id)
        if rule is None:
            return self._inject_leaf(id)
        text, links = self._grounds(rule.claims, rule.basis, rule.why)
        lines = [f"for each `{line}`" for line in rule.each] + [f"when `{line}`" for line in rule.when]
        if rule.chance is not None:
            lines.append(f"chance `{rule.chance} %`")
        lines += [f"odds `{line}`" for line in rule.odds] + [f"then `{line}`" for line in rule.then] + [f"otherwise `{line}`" for line in rule.otherwise]
        text.append(("dim", "\n".join(f"- {line}" for line in lines)))
        return Leaf(rule.title, f"rule {rule.id} · {self.words.stage(rule.stage).lower()}", (), "", tuple(text), tuple(links))

    def _claim_leaf(self, id: str) -> Leaf:
        claim = self._claim(id)
        if claim is None:
            return Leaf(self.words.title(id))
        text = [("", claim.text)]
        if claim.ours:
            text.append(("dim", f"Our inference, not the brief's: {claim.ours}"))
        return Leaf("What the brief says", claim.where, (), "", tuple(text), tuple((ref, title, ref.partition(":")[0]) for ref, title in claim.uses[:24]))

    def _inject_leaf(self, rest: str) -> Leaf:
        id, _, choice = rest.partition("/")
        inject = self.session.book.injects.get(id)
        if inject is None:
            return Leaf(self.words.title(id))
        text, links = self._grounds(inject.claims, inject.basis, inject.why)
        chosen = next((one for one in inject.reaction.choices if one.id == choice), None) if inject.reaction else None
        body = [("", inject.text.replace("{subject}", "the state concerned"))]
        if chosen:
            body.append(("b", chosen.title))
            if chosen.text:
                body.append(("", chosen.text))
        return Leaf(inject.title, "an event", (), "", (*body, *text), tuple(links))

    def _kind_leaf(self, id: str) -> Leaf:
        kind = self.session.book.kinds.get(id)
        if kind is None:
            return Leaf(self.words.title(id))
        text, links = self._grounds(kind.claims, kind.basis, kind.why)
        text.insert(0, ("", kind.text))
        text += [("dim", f"Needs: {need.otherwise}") for need in kind.needs]
        return Leaf(kind.title, f"{kind.group} · costs {counted(kind.cost, 'capital', 'capital')}", (), "", tuple(text), tuple(links))

    # --- reading

    def _claim(self, id: str) -> Claimed | None:
        return next((claim for claim in self.claims() if claim.id == id), None)

    def claims(self) -> tuple[Claimed, ...]:
        """Return the claims of the brief with all that rests on them, in the brief's order."""
        return self._claimed

    @cached_property
    def _claimed(self) -> tuple[Claimed, ...]:
        return claimed(self.session.scenario)

    def log(self) -> tuple[Section, ...]:
        """Return what happened so far, turn by turn, latest first, as far as the seat may know."""
        skip = (play.PhaseBegan, play.SeatCommitted, play.WatchesMoved, play.EffectDelayed, play.TrackChanged, play.SeatTaken, play.HalfYearPassed)
        turns: dict[int, list[tuple[str, str]]] = {}
        turn = 0
        for entry in self.session.seen(self.seat):
            for event in entry.events:
                if isinstance(event, play.PhaseBegan):
                    turn = event.turn
                if not isinstance(event, skip):
                    ink = "" if isinstance(event, (play.MoveResolved, play.InjectHappened, play.ProgrammeEnded)) else "dim"
                    turns.setdefault(turn, []).append((ink, self.words.event(event, self._level)))
        return tuple(Section(f"Turn {turn} · {self.words.turn(turn)}" if turn else "Before the start", "", tuple(lines)) for turn, lines in sorted(turns.items(), reverse=True))

    # --- the end

    def result(self) -> Result:
        """Return how the session ended."""
        session = self.session
        scores = session.state.scores
        own: list[Score] = []
        others: list[Score] = []
        for goal in session.scenario.objectives:
            held = scores.get(goal.id)
            score = Score(goal.title, goal.text, held[1] if held else None, goal.par, goal.private, self.words.title(goal.actor))
            (own if goal.actor in self.actors else others).append(score)
        changes = []
        for name in self._headline()[: HEADLINE + 4]:
            track = session.book.track_index.get(name)
            if track is not None:
                before, after = session.opening.tracks[track], session.state.tracks[track]
                made = self._change(name, track, before, after - before, (), 2, 0, "whole")
                changes.append(made._replace(before=self.words.value(name, before), after=self.words.value(name, after)))
        lasted = [self._move_title(programme) for programme in session.state.programmes.values()]
        epilogue = session.epilogue(self.seat)
        faded = [self._total(total, "epilogue") for total in epilogue.changes if not total.name.startswith("capital[")] if epilogue else []
        faded.sort(key=lambda change: (not change.before, change.title))
        headline = set(self._headline())
        lines = [f"Still running: {title}" for title in lasted]
        lines += [f"{change.title}: {change.before} → {change.after} in the years after" for change in faded if change.ref in headline and change.before]
        record = []
        mine: dict[int, list[str]] = {}
        turn = 0
        for entry in session.entries:
            turn = next((event.turn for event in entry.events if isinstance(event, play.PhaseBegan)), turn)
            for event in entry.events:
                if isinstance(event, play.MoveResolved) and event.act.actor in self.actors and event.act.kind in session.book.kinds:
                    mine.setdefault(turn, []).append(self._act_title(event.act) + ("" if event.act.outcome == "accepted" else f" ({event.act.outcome})"))
        known = {one.turn: one.text for one in session.scenario.record}
        for turn in range(1, session.state.turn + 1):
            record.append((self.words.turn(turn), "; ".join(mine.get(turn, [])) or "held", known.get(turn, "")))
        return Result(
            session.scenario.head.title, tuple(own), tuple(others), tuple(changes), tuple(lines), tuple(record), session.scenario.questions,
            self.path.stem if self.path else "",
        )  # fmt: skip

    def trend(self) -> tuple[tuple[Series, ...], tuple[str, ...]]:
        """Return the headline's course over the turns, as far as the seat saw it exactly."""
        from exercise.ui.widgets.trend import Series

        session = self.session
        ends = [0]
        for entry in session.entries:
            if any(isinstance(event, play.PhaseBegan) and event.phase == "read-out" for event in entry.events):
                ends.append(entry.n)
        if session.lifted:
            ends.append(len(session.entries))
        states = [session.at(n) for n in ends]
        inks = ("west", "russia", "china", "republic", "accent")
        found = []
        for name in self._headline():
            track = session.book.track_index.get(name)
            if track is None or not self._is_points(name) or (session.view(self.seat).knows[track] < 2 and not session.lifted):
                continue
            values = tuple(state.tracks[track] for state in states)
            found.append(Series(self.words.track(name), inks[len(found) % len(inks)], values, self.words.value(name, values[-1])))
            if len(found) == len(inks):
                break
        turns = ["start", *(str(n) for n in range(1, len(states)))]
        if session.lifted:
            turns[-1] = "after"
        return tuple(found), tuple(turns)


def claimed(scenario: Scenario) -> tuple[Claimed, ...]:
    """Return a scenario's claims in the brief's order, each with the rules, moves and injects that rest on it."""
    from exercise.describe import SECTIONS

    words = Words(scenario)
    uses: dict[str, list[tuple[str, str]]] = {}
    for sort, parts in (("rule", scenario.rules), ("kind", scenario.moves), ("inject", scenario.injects)):
        for part in parts:
            for claim in part.claims:
                uses.setdefault(claim, []).append((f"{sort}:{part.id}", part.title))
    order = list(SECTIONS)

    def place(where: str) -> tuple[int, str]:
        section, _, paragraph = where.partition("/")
        return (order.index(section) if section in order else 99, paragraph)

    return tuple(
        Claimed(claim.id, words.where(claim.id), SECTIONS.get(claim.where[0].partition("/")[0], claim.where[0].partition("/")[0]), claim.kind, claim.claim, claim.ours or "", tuple(uses.get(claim.id, ())))
        for claim in sorted(scenario.claims, key=lambda claim: (place(claim.where[0]), claim.id))
    )


def _plan_with(scenario: Scenario, seat: str) -> str:
    for plan in sorted(scenario.plans, key=lambda plan: (plan.people, plan.id)):
        if any(known.id == seat for known in plan.seats):
            return plan.id
    return ""


def _fresh(base: str, folder: Path) -> Path:
    """Return the path of a save that does not exist yet, named by scenario, seat and a number."""
    for number in range(1, 10_000):
        path = save_path(f"{base[:50]}-{number}", folder)
        if not path.exists():
            return path
    raise ExerciseError(f"{folder} holds too many saves of {base}; move some elsewhere.")


def _seed(text: str) -> str | int | None:
    if not text:
        return None
    return int(text) if text.isdecimal() and len(text) < 32 else text
