"""Moves under construction and in the plan: kinds, rows, forecasts, sealing and taking back."""

from __future__ import annotations

from exercise.engine.legal import move_cost
from exercise.model import play
from exercise.model.play import Choice, Move, Preview, Refusal
from exercise.model.refs import MoveKey
from exercise.reading.causes import Causes
from exercise.reading.document import Document, Links, Pairs
from exercise.reading.documents import differences_document, forecast_document, page, plan_document
from exercise.reading.forms.form import TEXT, Asking, Filled, Form, FormField, Option, choice_field
from exercise.reading.forms.questions import Questions
from exercise.reading.models import Draft, Forecast, Kind, Planned
from exercise.reading.standpoint import Standpoint
from exercise.reading.worldmap import WorldMap
from exercise.words import counted, points

ROWS_SHOWN = 5
"""Modalities with a row of their own; the rest stand at their defaults."""


class Orders:
    """What the seat does in the decision."""

    def __init__(self, reader: Standpoint, reasons: Causes, world: WorldMap, questions: Questions) -> None:
        self.reader = reader
        self.session = reader.session
        self.words = reader.words
        self.seat = reader.seat
        self.reasons = reasons
        self.world = world
        self.questions = questions
        self._forecasts: dict[tuple[int, Draft], Preview] = {}

    def most_moves(self) -> int:
        """Return how many moves the seat may make in a turn."""
        return self.reader.scenario.head.capital.moves * max(1, len(self.reader.actors))

    def kinds(self, actor: str) -> tuple[Kind, ...]:
        """Return every kind open to an actor by its nature, barred ones with their reason."""
        found = []
        for choice in self.reader.legal_moves(actor):
            kind = self.reader.book.kinds[choice.kind]
            found.append(
                Kind(kind.id, kind.title, kind.group, choice.cost, kind.text, self.words.refusal(choice.refusal) if choice.refusal else "")
            )
        return tuple(found)

    def first_draft(self, after: Draft | None = None) -> Draft | None:
        """Return a draft to begin with: the same actor and kind as before while they are open, else the first that is."""
        order = self.reader.actors if after is None else (after.actor, *(actor for actor in self.reader.actors if actor != after.actor))
        fallback: Draft | None = None
        for actor in order:
            kinds = self.reader.legal_moves(actor)
            if not kinds:
                continue
            open_kinds = [kind.kind for kind in kinds if kind.refusal is None]
            fallback = fallback or self._fresh_draft(actor, kinds[0].kind)
            if open_kinds:
                kind = after.kind if after is not None and after.actor == actor and after.kind in open_kinds else open_kinds[0]
                return self._fresh_draft(actor, kind)
        return fallback

    def _fresh_draft(self, actor: str, kind: str, like: Draft | None = None) -> Draft:
        rows = self.reader.choices(Move(actor, kind))
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

    def rows(self, draft: Draft) -> tuple[FormField, ...]:
        """Return the fields of a move under construction, barred options with their reason; modalities past the fifth stay unseen."""
        choices = self.reader.choices(self._move(draft))
        terms = [choice for choice in choices if choice.name != "target" and len(choice.options) > 1]
        targets = [self._target_field(choice, draft) for choice in choices if choice.name == "target"]
        return (*self._actor_field(draft), self._kind_field(draft), *targets, *(self._term_field(one, draft) for one in terms[:ROWS_SHOWN]))

    def _actor_field(self, draft: Draft) -> tuple[FormField, ...]:
        if len(self.reader.actors) < 2:
            return ()
        actors = tuple(Option(actor, self.words.title(actor)) for actor in self.reader.actors)
        asks = "Who of yours makes the move?"
        return (FormField("actor", "Actor", actors, (draft.actor,), "Who of yours makes the move.", asks=asks, needed=True),)

    def _kind_field(self, draft: Draft) -> FormField:
        options = tuple(
            Option(kind.id, kind.title, kind.text, kind.barred, kind.group, points(kind.cost)) for kind in self.kinds(draft.actor)
        )
        return FormField("kind", "Move", options, (draft.kind,), stepping=True, asks="Which move?", needed=True)

    def _target_field(self, choice: Choice, draft: Draft) -> FormField:
        titles = {option.value: self.words.title(option.value) for option in choice.options}
        crowded = not self.reader.spelt and sum(len(title) + 2 for title in titles.values()) > 30
        options = tuple(
            Option(
                option.value, self.words.short(option.value) if crowded else titles[option.value],
                "" if self.reader.spelt else titles[option.value], self._why_barred(option.refusal),
            )
            for option in choice.options
        )  # fmt: skip
        return FormField("target", "Target", options, draft.targets, "Whom the move is for.", choice.most, asks="Whom is it for?")

    def _term_field(self, choice: Choice, draft: Draft) -> FormField:
        modality = self.reader.book.modalities[choice.name]
        texts = {value.id: value.text or "" for value in modality.values}
        # In the order of the modality, so that a row reads alike whatever a kind of move begins with.
        order = {value: n for n, value in enumerate(texts)}
        options = tuple(
            Option(option.value, self.reader.value_title(option.value), texts.get(option.value, ""), self._why_barred(option.refusal))
            for option in sorted(choice.options, key=lambda option: order.get(option.value, -1))
        )
        return FormField(
            choice.name, modality.title, options, (dict(draft.options).get(choice.name, choice.default),), modality.text, later=True
        )

    def _why_barred(self, refusal: Refusal | None) -> str:
        # What bars the whole move is said beside its kind, not on every option again.
        if refusal is None or refusal.code in ("move.too-many", "move.wrong-phase", "move.paused"):
            return ""
        return self.words.refusal(refusal)

    def changed(self, draft: Draft, name: str, chosen: tuple[str, ...]) -> Draft:
        """Return the draft with one row chosen otherwise."""
        if name == "actor":
            kinds = [kind.kind for kind in self.reader.legal_moves(chosen[0])]
            kind = draft.kind if draft.kind in kinds else kinds[0] if kinds else draft.kind
            return self._fresh_draft(chosen[0], kind, draft)
        if name == "kind":
            return self._fresh_draft(draft.actor, chosen[0], draft)
        if name == "target":
            return draft._replace(targets=tuple(sorted(chosen)))
        return draft._replace(options=tuple(sorted({**dict(draft.options), name: chosen[0]}.items())))

    def aimed(self, draft: Draft, code: str) -> Draft:
        """Return the draft aimed at a state of the map, where it can be."""
        actor = self.world.by_code.get(code, "")
        for row in self.reader.choices(self._move(draft)):
            if row.name == "target" and actor in [option.value for option in row.options]:
                return draft._replace(targets=(actor,))
        return draft

    def preview_of(self, draft: Draft) -> Preview:
        """Return the session's preview of a draft, kept until something is done."""
        bare = draft._replace(because="")
        key = (len(self.session.entries), bare)
        if key not in self._forecasts:
            if len(self._forecasts) > 200:
                self._forecasts.clear()
            self._forecasts[key] = self.reader.preview(self._move(bare))
        return self._forecasts[key]

    def expected(self, draft: Draft) -> tuple[play.Expected, ...]:
        """Return the changes that a draft is expected to bring now, for the ghosts on the bars."""
        return self.preview_of(draft).changes

    def forecast(self, draft: Draft) -> Forecast:
        """Return what a draft is expected to bring."""
        preview = self.preview_of(draft)
        refusal = preview.refusal or self._kind_refusal(draft)
        found = self.reasons.forecast(preview, "forecast")
        return found._replace(refusal=self.words.refusal(refusal) if refusal else "", consent=self._consent(preview))

    def _kind_refusal(self, draft: Draft) -> Refusal | None:
        for choice in self.reader.legal_moves(draft.actor):
            if choice.kind == draft.kind:
                return choice.refusal
        return None

    def _consent(self, preview: Preview) -> str:
        said = []
        if preview.asked:
            kind = self.reader.book.kinds.get(preview.move.kind)
            together = kind is not None and kind.consent is not None and kind.consent.quorum == "all" and len(preview.asked) > 1
            how = "must all agree" if together else "must agree" if len(preview.asked) == 1 else "agree each for itself"
            said.append(f"An offer: {self.words.names(preview.asked)} {how}.")
        if preview.consulted:
            said.append(f"{self.words.names(preview.consulted)} {'is' if len(preview.consulted) == 1 else 'are'} consulted.")
        if preview.asked:
            said.append("This is if accepted.")
        return " ".join(said)

    def name_of(self, draft: Draft) -> str:
        """Return what a draft would do, and whom it is for, in one line."""
        return self.reader.move_title(self._move(draft))

    def place(self, draft: Draft) -> str:
        """Seal a draft; returns why not, or an empty text."""
        return self.reader.refused(self.session.submit(self._move(draft), self.seat))

    def plan(self) -> tuple[Planned, ...]:
        """Return the seat's sealed moves of this turn."""
        state = self.reader.view.state
        found = []
        for key, move in sorted(state.moves.items()):
            if move.actor in self.reader.actors and state.phase in ("situation", "decide"):
                found.append(
                    Planned(
                        key,
                        self.reader.move_title(move),
                        self.reader.terms(move.kind, dict(move.options), move.actor),
                        self._cost(move),
                        move.because,
                    )
                )
        return tuple(found)

    def _cost(self, move: Move) -> int:

        return move_cost(self.reader.setup, move)

    def withdraw(self, key: str) -> str:
        """Take a sealed move back; returns why not, or an empty text."""
        return self.reader.refused(self.session.submit(Move(MoveKey.of(key).actor, "withdraw", (key,)), self.seat))

    def programmes(self) -> tuple[Planned, ...]:
        """Return the seat's running programmes."""
        state = self.reader.view.state
        found = []
        for key, programme in sorted(state.programmes.items()):
            if programme.actor in self.reader.actors:
                left = counted(max(0, programme.lasts - programme.age), "half-year")
                found.append(Planned(key, self.reader.move_title(programme), f"{left} left", programme.upkeep))
        return tuple(found)

    def end(self, key: str) -> str:
        """End a programme early; returns why not, or an empty text."""
        return self.reader.refused(self.session.submit(Move(MoveKey.of(key).actor, "end", (key,)), self.seat))

    # --- as forms

    def asking(self, start: Draft | None = None) -> Asking | None:
        """Return the form of a move, begun from a draft or from nothing; None where the seat has no move at all."""
        first = start or self.first_draft()
        if first is None:
            return None

        def draft_of(filled: Filled) -> Draft:
            draft = first
            for name in sorted(filled, key=lambda name: {"actor": 0, "kind": 1}.get(name, 2)):
                if name == "because":
                    draft = draft._replace(because="".join(filled[name]))
                elif filled[name]:
                    draft = self.changed(draft, name, filled[name])
            return draft

        def form(filled: Filled) -> Form:
            draft = draft_of(filled)
            fields = [field._replace(later=True) if start or len(field.options) < 2 else field for field in self.rows(draft)]
            shown = fields if start is None else [field for field in fields if field.name not in ("actor", "kind")]
            asks = "Why this move? One sentence, private until the debrief."
            because = FormField("because", "reason", (), (draft.because,) * bool(draft.because), kind=TEXT, asks=asks, later=True)
            bars = {kind.barred for kind in self.kinds(draft.actor)}
            barred = f"No move is open: {bars.pop()}" if len(bars) == 1 and "" not in bars and start is None else ""
            done = f"Sealed: {self._whole_title(draft)}."
            return Form("A move", (*shown, because), submit="Seal this move", done=done, barred=barred, help="Terms")

        def expected(filled: Filled, before: Filled | None) -> Document:
            draft, forecast = draft_of(filled), self.forecast(draft_of(filled))
            head = page(
                self._whole_title(draft),
                Links(((f"kind:{draft.kind}", f"Costs {points(forecast.cost)}."),)),
                Pairs(tuple((row.title, row.now) for row in self.rows(draft) if row.name not in ("actor", "kind", "target"))),
            )
            more = forecast_document(forecast) if before is None else differences_document(self.forecast(draft_of(before)), forecast)
            return head._replace(sections=(*head.sections, *(part._replace(title=part.title or more.title) for part in more.sections)))

        return Asking(form, lambda filled: self.place(draft_of(filled)), expected=expected)

    def _whole_title(self, draft: Draft) -> str:
        terms = self.reader.terms(draft.kind, dict(draft.options), draft.actor)
        return f"{self.name_of(draft)}{'; ' + terms if terms else ''}"

    def plan_document(self) -> Document:
        """Return the seat's plan: its sealed moves and its running programmes."""
        return plan_document(self.plan(), self.programmes())

    def taking_back(self) -> Asking:
        """Return the form that takes a sealed move back or ends a programme early."""
        options = [Option(f"withdraw {planned.key}", f"Take back: {planned.title}") for planned in self.plan()]
        options += [Option(f"end {programme.key}", f"End early: {programme.title}") for programme in self.programmes()]

        def form(filled: Filled) -> Form:
            ends = filled.get("what", ("",))[0].startswith("end ")
            sure = "End it now? That is public where the programme is, and counts as broken." if ends else ""
            fields = (choice_field("what", "Take something back?", tuple(options), filled=filled),)
            return Form("Plan", fields if options else (), sure=sure, done="Ended." if ends else "Taken back.", help="Plan")

        def submit(filled: Filled) -> str:
            verb, _, key = filled["what"][0].partition(" ")
            return self.end(key) if verb == "end" else self.withdraw(key)

        return Asking(form, submit, self.plan_document)

    def check(self) -> str:
        """Return what is left open before a commit, in sentences."""
        said = []
        left = [(actor, self.reader.capital(actor)) for actor in self.reader.actors]
        carry = self.reader.scenario.head.capital.carry
        spare = sum(capital for _, capital in left)
        if not self.plan():
            said.append("No move is sealed: you make none this turn.")
        if spare >= 10:
            each = " for each of your actors" if len(left) > 1 else ""
            said.append(f"{points(spare)} of your capital is not spent; at most {carry} is carried over to the next turn{each}.")
        open_reactions = [question for question in self.questions.reactions() if not question.answered]
        if open_reactions:
            ask = "asks" if len(open_reactions) == 1 else "ask"
            said.append(f"{counted(len(open_reactions), 'event')} still {ask} for your reaction (e); silence takes the first choice.")
        said.append("What is sealed opens together with everyone else's moves and cannot be changed after that.")
        return "\n\n".join(said)
