"""Every fault and warning of a scenario beyond what pydantic can see: names, types, domains and cross-references.

Call `check`. A warning is content that plays but is probably not meant so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from exercise.errors import Fault, nearest
from exercise.rules import grammar as g
from exercise.rules import tree as t
from exercise.rules.analyse import Analysis, Where, analysis_of, sentence
from exercise.rules.checker import MOST_SUGGESTIONS, Checker, listed
from exercise.rules.names import COUNTS, PLAYERS, SELF, Names
from exercise.rules.personas import misfit

if TYPE_CHECKING:
    from exercise.model.scenario import Family, Inject, MoveKind, Objective, Persona, RuleTable, Scenario


def check(scenario: Scenario) -> list[Fault]:
    """Return every fault and warning of a scenario, in a fixed order.

    A name that is wrong in a set, or in what a track or measure goes over, is read as the nearest right one from there on, so that
    what stands on it is not called wrong too; where none is near, nothing that stands on it is looked at.
    """
    wrong = _Groups(Names(scenario)).found(scenario)
    if wrong:
        mended = _with_names(scenario, wrong)
        if mended is None or _Groups(Names(mended)).found(mended):
            return [group.fault for group in wrong]
        return [*(group.fault for group in wrong), *check(mended)]
    analysis = analysis_of(scenario)
    return [*_Checker(scenario, analysis).found(), *analysis.faults]


OUTSIDE_PLAY = "outside of what is played"
"""What a warning says that hangs on when this one scenario plays."""


class _WrongName(NamedTuple):
    """A name in a set, or in what a track or measure goes over, that does not exist; `near` is the right one, if any is near."""

    fault: Fault
    near: str | None


class _Groups(Checker):
    """Looks up the names on which everything else stands."""

    def found(self, scenario: Scenario) -> list[_WrongName]:
        names = self.names
        wrong: list[_WrongName] = []
        members = dict.fromkeys((*names.actors, *names.values))
        groups = dict.fromkeys((*names.sets, *members))
        asked = [
            *(("sets", item.id, "members", place, member.name, members, "actor or value", "set")
              for item in scenario.sets for place, member in enumerate(item.members)),
            *(("tracks", item.id, "of", place, name, groups, "set", "track")
              for item in scenario.tracks for place, name in enumerate(item.of)),
            *(("measures", item.id, "of", place, name, groups, "set", "measure")
              for item in scenario.measures for place, name in enumerate(item.of)),
        ]  # fmt: skip
        for section, item_id, key, place, name, known, noun, what in asked:
            if not self.known(f'{what} "{item_id}"', (section, item_id, key, place), name, known, noun):
                wrong.append(_WrongName(self.faults[-1], nearest(name, known) if len(wrong) < MOST_SUGGESTIONS else None))
        return wrong


def _with_names(scenario: Scenario, wrong: list[_WrongName]) -> Scenario | None:
    """Return a scenario with wrong names of groups replaced by the nearest right ones; None where one has none."""
    changed: dict[str, dict[str, Any]] = {}
    for (section, item_id, key, place), near in ((group.fault.where, group.near) for group in wrong):
        if near is None:
            return None
        items = changed.setdefault(str(section), {item.id: item for item in getattr(scenario, str(section))})
        item = items[str(item_id)]
        listed = list(getattr(item, str(key)))
        listed[int(place)] = near if key == "of" else listed[int(place)].model_copy(update={"name": near})
        items[str(item_id)] = item.model_copy(update={str(key): tuple(listed)})
    return scenario.model_copy(update={section: tuple(items.values()) for section, items in changed.items()})


class _Checker(Checker):
    def __init__(self, scenario: Scenario, analysis: Analysis) -> None:
        super().__init__(analysis.names)
        self.scenario = scenario
        self.analysis = analysis

    def found(self) -> list[Fault]:
        self.shared_names()
        self.actors_and_sets()
        self.bands()
        self.tracks()
        self.measures_and_tables()
        self.watches()
        self.modalities()
        for kind in self.scenario.moves:
            self.kind(kind)
        self.rules()
        for inject in self.scenario.injects:
            self.inject(inject)
        for persona in self.scenario.personas:
            self.persona(persona)
        self.objectives()
        self.plans()
        self.briefs_record_variants()
        self.running()
        self.head()
        self.opening(self.scenario.opening, ("opening",), "opening", complete=True)
        self.claims()
        self.placeholders()
        return self.faults

    # --- names

    def shared_names(self) -> None:
        seen: dict[str, tuple[str, str]] = {}
        for section, name, word, where in self.names.holders():
            at: Where = (*where, "id")
            if name in g.RESERVED or (name == PLAYERS and section == "sets"):
                why = "is the built-in set of all actors that play" if name == PLAYERS else "is a word of the rule language"
                self.fault(at, f'"{name}" {why}; choose another id for this {word.split(" ", 1)[1]}')
                continue
            before = seen.get(name)
            if before is not None and (before[0] != section or (section == "values" and before[1] != word)):
                self.fault(at, f'"{name}" is {before[1]} already; {word} needs another name')
            elif before is not None and section == "values":
                self.fault(at, f'"{name}" is {before[1]} twice')
            seen.setdefault(name, (section, word))
        for kind in self.scenario.moves:
            if kind.id in VERBS:
                self.fault(("moves", kind.id, "id"), f'"{kind.id}" is an order that every seat has; this kind of move needs another id')

    def actors_and_sets(self) -> None:
        for actor in self.scenario.actors:
            if actor.persona is not None:
                self.known(f'actor "{actor.id}"', ("actors", actor.id, "persona"), actor.persona, self.names.personas, "persona")
        for group in self.scenario.sets:
            owner = f'set "{group.id}"'
            sorts: dict[str, str] = {}
            for place, member in enumerate(group.members):
                where: Where = ("sets", group.id, "members", place)
                sort = "actors" if member.name in self.names.actors else f"values of {self.names.values[member.name]}"
                sorts.setdefault(sort, member.name)
                if member.since is not None and member.until is not None and member.until <= member.since:
                    self.fault((*where, "until"), f'{owner}: "{member.name}" is a member until {member.until}, before {member.since}')
            if len(sorts) > 1:
                one, other = sorted(sorts.items())[:2]
                self.fault(
                    ("sets", group.id, "members"),
                    f'{owner} mixes {one[0]} ("{one[1]}") and {other[0]} ("{other[1]}"); a set holds one or the other',
                )
            if not self.names.sets.get(group.id, ("",)):
                self.warn(("sets", group.id), f"{owner} has no member in {self.scenario.head.start}")

    def bands(self) -> None:
        lowest = 0
        seen: set[str] = set()
        for place, band in enumerate(self.scenario.bands):
            if band.below <= lowest:
                self.fault(("bands", band.id, "below"), f'band "{band.id}" ends at {band.below}, not above the one before it ({lowest})')
            if band.id in seen:
                self.fault(("bands", place), f'band "{band.id}" stands twice')
            seen.add(band.id)
            lowest = band.below
        if self.scenario.bands and lowest <= 100:
            last = self.scenario.bands[-1]
            self.fault(("bands", last.id, "below"), f'band "{last.id}": the last band must reach 100, as in below: 101')

    # --- numbers

    def tracks(self) -> None:
        for family in self.scenario.tracks:
            owner, where = f'track "{family.id}"', ("tracks", family.id)
            low, high = family.range
            if low >= high:
                self.fault((*where, "range"), f"{owner}: its range must rise, as in [0, 100]")
            elif not low <= family.prior <= high:
                self.fault((*where, "prior"), f"{owner}: its prior, {family.prior}, lies outside {low} to {high}")
            for place, who in enumerate(family.exact):
                at: Where = (*where, "exact", place)
                if who in ("first", "second"):
                    if len(family.of) < (1 if who == "first" else 2):
                        self.fault(at, f'{owner} has no {who} index, so "{who}" sees nothing')
                elif who != "all":
                    self.known(owner, at, who, ("all", "first", "second", *self.names.actors), "actor")
            self.cited(owner, where, family.claims)

    def measures_and_tables(self) -> None:
        for measure in self.scenario.measures:
            owner = f'measure "{measure.id}"'
            self.cited(owner, ("measures", measure.id), measure.claims)
        ladders = [family.id for family in self.scenario.tracks if family.kind == "steps"]
        for table in self.scenario.tables:
            owner, where = f'table "{table.id}"', ("tables", table.id)
            keys = self.names.table_keys(table.by)
            if keys is None:
                by = (*COUNTS, "turn", *ladders, *self.names.modalities, *self.names.sets, "kind", "how", "type", "outcome")
                if self.known(owner, (*where, "by"), table.by, by, "modality, set or count"):
                    for key in table.rows:
                        if not key.isdecimal():
                            self.fault((*where, "rows", key), f'{owner}: its rows are counts; "{key}" is not a whole number', True)
                    if table.other is None and not self._covers_ladder(table):
                        self.fault((*where, "by"), f"{owner}: a table by a count needs other:, for the counts it does not name")
                continue
            for key in table.rows:
                self.known(owner, (*where, "rows", key), key, keys, table.by, on_key=True)
            missing = [key for key in keys if key not in table.rows]
            if missing and table.other is None and not self._players_only(table.by, missing):
                self.fault((*where, "rows"), f"{owner} has no row for {listed(missing)}; add it, or other: for the rest")

    def _covers_ladder(self, table: RuleTable) -> bool:
        """Return whether a table by a ladder names each of its steps."""
        family = self.names.families.get(table.by)
        return family is not None and all(str(step) in table.rows for step in range(family.range[0], family.range[1] + 1))

    def _players_only(self, by: str, missing: list[str]) -> bool:
        """Return whether rows are missing only for players who speak for themselves; a rule that needs one says so at its place."""
        modality = self.names.modalities.get(by)
        return modality is not None and modality.of is not None and not set(missing) & set(self.names.expand(modality.of) or ())

    def watches(self) -> None:
        for watch in self.scenario.watches:
            owner, where = f'watch "{watch.id}"', ("watches", watch.id)
            for key, group in (("by", watch.by), ("to", watch.to)):
                if group is not None:
                    self.group(owner, (*where, key), group, (), "set")
            if watch.tag is not None:
                self.known(owner, (*where, "tag"), watch.tag, self.names.tags, "tag")
            for place, kind in enumerate(watch.kinds):
                self.known(owner, (*where, "kinds", place), kind, self.names.kinds, "move kind")
            for place, inject in enumerate(watch.injects):
                if self.known(owner, (*where, "injects", place), inject, self.names.injects, "inject"):
                    group = watch.to or watch.by
                    if group is not None and self.names.injects[inject].subject is None:
                        self.fault((*where, "injects", place), f'{owner} is kept by subject, but inject "{inject}" has none')
            if watch.of == "injects":
                if watch.by is not None and watch.to is not None:
                    self.fault((*where, "by"), f"{owner}: a watch of injects has one index, the subject; write to: alone")
                if watch.tag is not None or watch.kinds:
                    self.fault((*where, "tag" if watch.tag else "kinds"), f"{owner}: injects have no kinds or tags; list injects:")
            elif watch.injects:
                self.fault((*where, "injects"), f"{owner}: injects: is for a watch of injects")

    # --- moves

    def modalities(self) -> None:
        for modality in self.scenario.modalities:
            owner, where = f'modality "{modality.id}"', ("modalities", modality.id)
            if (modality.of is None) == (not modality.values):
                self.fault(where, f"{owner}: give it values: or of: a set, one of the two")
            if modality.of is not None:
                self.group(owner, (*where, "of"), modality.of, (), "set")
            self.value(owner, (*where, "default"), modality.id, modality.default)
            for place, value in enumerate(modality.values):
                if value.consults is not None:
                    self.group(owner, (*where, "values", place, "consults"), value.consults, (), "actor or set")

    def kind(self, kind: MoveKind) -> None:
        owner, where = f'move kind "{kind.id}"', ("moves", kind.id)
        for place, group in enumerate(kind.by):
            self.group(owner, (*where, "by", place), group)
        if not self.names.movers[kind.id]:
            self.warn((*where, "by"), f"{owner} is open to nobody who plays")
        if kind.target is not None:
            self.group(owner, (*where, "target", "of"), kind.target.of, (), "set")
        for modality, options in kind.modalities.items():
            at: Where = (*where, "modalities", modality)
            if not self.known(owner, at, modality, self.names.modalities, "modality", on_key=True):
                continue
            for place, value in enumerate(options):
                self.value(owner, (*at, place), modality, value)
            if not options:
                self.fault(at, f'{owner}: "{modality}" needs at least one value')
        possible = sorted({value for values in self.names.manners[kind.id].values() for value in values} | {SELF, "target"})
        for value in kind.extra:
            self.known(owner, (*where, "extra", value), value, possible, "modality value of this kind", on_key=True)
        for place, modality in enumerate(kind.negotiable):
            self.known(owner, (*where, "negotiable", place), modality, kind.modalities, "modality of this kind")
        if kind.consent is not None:
            self.group(owner, (*where, "consent", "of"), kind.consent.of, ("targets",))
            if kind.consent.of == "targets" and kind.target is None:
                self.fault((*where, "consent", "of"), f"{owner} has no target to consent; name a set")
        if kind.programme is not None and kind.programme.lasts == "span" and "span" not in kind.modalities:
            if "span" in self.names.modalities:
                self.warn((*where, "programme"), f"{owner} lasts as its span says but offers none, so it lasts the default span")
            else:
                self.fault((*where, "programme"), f'{owner} lasts as its span says, and no modality is called "span"; write lasts: 4')
        self.cited(owner, where, kind.claims)
        self.grounded(owner, where, kind, True)

    # --- rules and injects

    def rules(self) -> None:
        for rule in self.scenario.rules:
            owner, where = f'rule "{rule.id}"', ("rules", rule.id)
            self.cited(owner, where, rule.claims, rule.facts)
            self.grounded(owner, where, rule, True)
            if not rule.then:
                self.fault((*where, "then"), f"{owner} has no effect")
            named = self.analysis.named.get(rule.id, ())
            setting = any(claim in self.names.claims and self.names.claims[claim].kind == "setting" for claim in rule.claims)
            if named and rule.basis is None and rule.claims and not setting:
                self.warn(
                    where,
                    f"{owner} names {listed(list(named))}, and no claim of the setting stands behind it; "
                    "let openings and sets carry the difference, or say basis: assumption and why",
                )

    def inject(self, inject: Inject) -> None:
        owner, where = f'inject "{inject.id}"', ("injects", inject.id)
        if inject.subject is not None:
            self.group(owner, (*where, "subject"), inject.subject, tuple(self.names.values), "set")
        for place, who in enumerate(inject.audience):
            more = ("all", "facilitator", *(("subject",) if inject.subject is not None else ()))
            self.group(owner, (*where, "audience", place), who, more)
        if inject.of is not None:
            if inject.subject is None:
                self.fault((*where, "of"), f"{owner} has no subject; say which set it may concern, as in subject: republics")
            else:
                self.known(owner, (*where, "of"), inject.of, self.names.expand(inject.subject) or (), f"member of {inject.subject}")
        elif inject.date is not None and inject.subject is not None:
            self.fault((*where, "date"), f"{owner} comes on a date and has a subject: say of: whom it concerns")
        if inject.date is not None:
            self._in_play(owner, (*where, "date"), inject.date)
        if inject.date is not None and inject.when:
            self.fault((*where, "when"), f"{owner} comes on a date, and its condition would never be asked; leave one of the two out")
        if inject.chance is not None and not inject.when:
            self.fault((*where, "chance"), f"{owner}: a chance needs a condition; say when")
        if inject.reaction is not None:
            self.group(owner, (*where, "reaction", "by"), inject.reaction.by, ("subject",) if inject.subject is not None else ())
            seen: set[str] = set()
            for place, choice in enumerate(inject.reaction.choices):
                if choice.id in seen:
                    self.fault((*where, "reaction", "choices", place, "id"), f'{owner} has the choice "{choice.id}" twice')
                seen.add(choice.id)
        self.cited(owner, where, inject.claims, inject.facts)
        effects = bool(inject.then) or (inject.reaction is not None and any(choice.then for choice in inject.reaction.choices))
        self.grounded(owner, where, inject, effects)

    def _in_play(self, owner: str, where: Where, date: str) -> None:
        start, turns = self.scenario.head.start, self.scenario.head.turns
        starts = [start, *(variant.start for variant in self.scenario.variants if variant.start is not None)]
        months = [(int(date[:4]) - int(first[:4])) * 12 + int(date[5:]) - int(first[5:]) for first in starts]
        # What comes in one variant alone is dated for that one.
        if self.scenario.variant is None and not any(0 <= month < 6 * turns for month in months):
            self.warn(where, f"{owner} is dated {date}, {OUTSIDE_PLAY}: {turns} half-years from {start} on")

    # --- people and personas

    def _asked(self, owner: str, where: Where, text: str, actors: tuple[str, ...], condition: bool) -> None:
        """Check a line once for each actor it may speak of; every actor must understand it, or any when nobody holds it yet."""
        users = actors or self.names.players
        if SELF not in text:
            users = users[:1]
        first: tuple[str, int] | None = None
        failed = 0
        for actor in users:
            try:
                if condition:
                    self.analysis.condition(text, actor)
                else:
                    self.analysis.sum(text, actor)
            except g.SlipError as slip:
                failed += 1
                first = first or (slip.text, slip.at)
        if first is not None and (actors or failed == len(users)):
            self.faults.append(Fault(where, sentence(f"{owner}: {first[0]}"), first[1]))

    def persona(self, persona: Persona) -> None:
        owner, where = f'persona "{persona.id}"', ("personas", persona.id)
        actors = tuple(actor.id for actor in self.scenario.actors if actor.persona == persona.id)
        before = len(self.faults)
        for place, want in enumerate(persona.wants):
            self._asked(owner, (*where, "wants", place, "what"), want.what, actors, False)
        for place, line in enumerate(persona.taboos):
            self._asked(owner, (*where, "taboos", place), line, actors, True)
        for place, agenda in enumerate(persona.agenda):
            at: Where = (*where, "agenda", place)
            for line_place, line in enumerate(agenda.when):
                self._asked(owner, (*at, "when", line_place), line, actors, True)
            if not self.known(owner, (*at, "kind"), agenda.kind, self.names.kinds, "move kind"):
                continue
            kind = self.names.kinds[agenda.kind]
            if agenda.target is not None:
                if kind.target is None:
                    self.fault((*at, "target"), f'{owner}: "{kind.id}" has no target')
                elif agenda.target not in self.names.sets:
                    self.known(owner, (*at, "target"), agenda.target, sorted(self.names.aims[kind.id]), f"target of {kind.id}")
            for modality, value in agenda.with_.items():
                place_of: Where = (*at, "with", modality)
                if self.known(owner, place_of, modality, kind.modalities, f"modality of {kind.id}", on_key=True):
                    self.known(owner, place_of, value, kind.modalities[modality], f"{modality} of {kind.id}")
            if actors and not self.names.movers[kind.id].intersection(actors):
                self.warn((*at, "kind"), f'{owner}: "{kind.id}" is open to none of its actors ({listed(list(actors))})')
        for modality, values in persona.habits.items():
            if self.known(owner, (*where, "habits", modality), modality, self.names.modalities, "modality", on_key=True):
                for place, value in enumerate(values):
                    self.value(owner, (*where, "habits", modality, place), modality, value)

        if not actors and len(self.faults) == before and all(misfit(self.analysis, persona, actor) for actor in self.names.players):
            self.fault(where, f"{owner} can speak for nobody: no actor that plays has a place in all that it wants and minds")

    def objectives(self) -> None:
        for objective in self.scenario.objectives:
            owner, where = f'objective "{objective.id}"', ("objectives", objective.id)
            if self.known(owner, (*where, "actor"), objective.actor, self.names.actors, "actor"):
                self._asked(owner, (*where, "score"), objective.score, (objective.actor,), False)
            if objective.worst == objective.best:
                self.fault((*where, "best"), f"{owner}: worst and best are both {objective.best}")
            else:
                self._reached(owner, where, objective)
            self.cited(owner, where, objective.claims)

    def _reached(self, owner: str, where: Where, objective: Objective) -> None:
        """Warn of ends of an objective that its score cannot come to."""
        try:
            told = self.analysis.sum(objective.score, objective.actor)
        except g.SlipError:
            return
        found = self.analysis.resolver.bounds.of(told.tree, {})  # type: ignore[arg-type]
        unit = 10 if told.unit == t.POINTS else 1
        for key in ("worst", "best"):
            end = getattr(objective, key)
            if not found.low <= end * unit <= found.high:
                said = f"{found.low // unit} and {found.high // unit}"
                self.warn((*where, key), f"{owner}: its score lies between {said}, so that {key}: {end} is never reached")

    def plans(self) -> None:
        for plan in self.scenario.plans:
            owner = f'seat plan "{plan.id}"'
            taken: dict[str, str] = {}
            seats: set[str] = set()
            for place, seat in enumerate(plan.seats):
                where: Where = ("plans", plan.id, "seats", place)
                if seat.id in seats:
                    self.fault((*where, "id"), f'{owner} has the seat "{seat.id}" twice')
                if seat.id == "facilitator":
                    self.fault((*where, "id"), f'{owner}: "facilitator" is the chair of whoever runs the exercise; choose another id')
                seats.add(seat.id)
                for actor_place, actor in enumerate(seat.actors):
                    at: Where = (*where, "actors", actor_place)
                    if not self.known(owner, at, actor, self.names.players, "actor that plays"):
                        continue
                    if actor in taken:
                        self.fault(at, f'{owner}: "{actor}" sits in "{taken[actor]}" already')
                    taken.setdefault(actor, seat.id)

    def briefs_record_variants(self) -> None:
        for brief in self.scenario.briefs:
            self.known("brief", ("briefs", brief.actor, "actor"), brief.actor, self.names.actors, "actor")
        for record in self.scenario.record:
            owner = f"record of turn {record.turn}"
            if record.turn > self.scenario.head.turns:
                turns = self.scenario.head.turns
                self.warn(("record", record.turn, "turn"), f"{owner}: the exercise has {turns} turn{'s' if turns != 1 else ''}")
            for place, fact in enumerate(record.facts):
                self.known(owner, ("record", record.turn, "facts", place), fact, self.names.facts, "fact")
        for variant in self.scenario.variants:
            owner, where = f'variant "{variant.id}"', ("variants", variant.id)
            for place, inject in enumerate(variant.without_injects):
                self.known(owner, (*where, "without_injects", place), inject, self.names.injects, "inject")
            self.opening(variant.opening, (*where, "opening"), owner)

    # --- the head and the opening

    def running(self) -> None:
        owner = "a running programme"
        for place, item in enumerate(self.scenario.running):
            move = self.move(owner, ("running", place, "move"), item.move)
            if move is not None and self.names.kinds[move.kind].programme is None:
                self.fault(("running", place, "move"), f'{owner}: "{move.kind}" opens no programme')
            if item.age >= item.lasts:
                self.fault(("running", place, "age"), f"{owner}: it would have ended before play starts")

    def head(self) -> None:
        head = self.scenario.head
        if not self.scenario.plans:
            self.warn(("title",), "nobody can sit down yet: no plans: say which seats there are")
        if not self.scenario.moves:
            self.warn(("title",), "nothing can be done yet: no moves: say what actors may do")
        if head.places is not None:
            self.known("places", ("places",), head.places, self.names.sets, "set")
        tags: list[tuple[Where, str]] = [(("answering",), head.answering)] if head.answering is not None else []
        tags += [(("flags", "tags", place), tag) for place, tag in enumerate(head.flags.tags)] if head.flags is not None else []
        for at, tag in tags:
            self.known(str(at[0]), at, tag, self.names.tags, "tag")
        for key, names in (("headline", head.headline), ("map_layers", head.map_layers)):
            for place, name in enumerate(names):
                if name in self.names.families or name in self.names.measures:
                    continue
                try:
                    self.analysis.sum(name)
                except g.SlipError as slip:
                    self.faults.append(Fault((key, place), sentence(f"{key}: {slip.text}"), slip.at))

    def opening(self, opening: Mapping[str, Any], where: Where, owner: str, complete: bool = False) -> None:
        for family_id, value in opening.items():
            if self.known(owner, (*where, family_id), family_id, self.names.families, "track", on_key=True):
                family = self.names.families[family_id]
                self._opening_level(owner, (*where, family_id), family, family.of, value, family_id, complete)
        if not complete:
            return
        for family in self.scenario.tracks:
            if family.id not in opening:
                self.warn(where, f'{owner}: nothing says where "{family.id}" starts, so it starts at its prior, {family.prior}')

    def _opening_level(self, owner: str, where: Where, family: Family, of: tuple[str, ...], value: Any, said: str, complete: bool) -> None:
        low, high = family.range
        if type(value) is int:
            if not low <= value <= high:
                self.fault(where, f"{owner}: {said} runs from {low} to {high}; found {value}")
            return
        if not of:
            self.fault(where, f"{owner}: {said} needs a whole number from {low} to {high}")
            return
        members = self.names.expand(of[0]) or ()
        if not isinstance(value, Mapping):
            self.fault(where, f"{owner}: {said} needs a whole number, or one for each of {of[0]}")
            return
        for name, inner in value.items():
            if str(name) not in members and members:
                noun = "actor" if members[0] in self.names.actors else self.names.values.get(members[0], "member")
                if name in self.names.actors or name in self.names.values:
                    self.fault((*where, name), f'{owner}: {family.id} has no place for "{name}", which is not in {of[0]}', on_key=True)
                else:
                    self.known(owner, (*where, name), str(name), members, noun, on_key=True)
                continue
            self._opening_level(owner, (*where, name), family, of[1:], inner, f"{said} of {name}", complete)
        missing = [member for member in members if member not in value]
        if complete and missing:
            self.warn(where, f"{owner}: {said} says nothing of {listed(missing)}, which starts at the prior, {family.prior}")

    # --- claims

    def claims(self) -> None:
        sections = self.scenario.head.sections
        for claim in self.scenario.claims:
            for place, at in enumerate(claim.where if sections else ()):
                where: Where = ("claims", claim.id, "where", place)
                self.known(f'claim "{claim.id}"', where, at.partition("/")[0], sections, "section of the brief")
        self._unused_claims()

    def _unused_claims(self) -> None:
        used: set[str] = set()
        for items in (
            self.scenario.rules, self.scenario.injects, self.scenario.moves, self.scenario.tracks, self.scenario.measures,
            self.scenario.objectives,
        ):  # fmt: skip
            for item in items:
                used.update(item.claims)
        for claim in self.scenario.claims:
            if claim.id not in used:
                self.warn(("claims", claim.id), f'claim "{claim.id}": nothing uses it')


    # --- what stands in braces

    def placeholders(self) -> None:
        for section in TOLD:
            for item in getattr(self.scenario, section):
                name = getattr(item, "id", "") or getattr(item, "turn", "") or getattr(item, "actor", "")
                self._in_braces(section, item, (section, name), item)
        for key, text in self.scenario.texts.items():
            self._in_braces("texts", None, ("texts", key), text)
        for key in ("title", "text", "situation"):
            self._in_braces("head", None, (key,), getattr(self.scenario.head, key))

    def _in_braces(self, section: str, item: Any, where: Where, value: Any) -> None:
        """Look for what stands in braces in every text of an item, and stands for nothing there."""
        if isinstance(value, str):
            if "{" in value:
                self._meant(section, item, where, value)
        elif isinstance(value, tuple):
            for place, inner in enumerate(value):
                self._in_braces(section, item, (*where, place), inner)
        elif hasattr(value, "__pydantic_fields__"):
            for key, inner in value.__dict__.items():
                if type(inner) in (str, tuple) or hasattr(inner, "__pydantic_fields__"):
                    self._in_braces(section, item, (*where, key), inner)

    def _meant(self, section: str, item: Any, where: Where, text: str) -> None:
        allowed: tuple[str, ...] = ()
        if section in ("tracks", "measures") and where[-1] in ("title", "short"):
            allowed = ("X", "Y")[: len(item.of)]
        elif section == "injects" and where[-1] == "text" and len(where) == 3 and item.subject is not None:
            allowed = ("subject",)
        for word in re.findall(r"\{([^{}]*)\}", text):
            if word not in allowed:
                owner = f'{section.removesuffix("s")} "{where[1]}"' if len(where) > 1 else str(where[0])
                near = nearest(word, allowed)
                meant = f' Did you mean "{{{near}}}"?' if near else ""
                self.fault(where, f'{owner}: "{{{word}}}" stands for nothing here.{meant}')


TOLD = (
    "claims", "facts", "actors", "sets", "bands", "tracks", "measures", "tables", "watches", "modalities", "moves", "rules", "injects",
    "personas", "objectives", "plans", "briefs", "record", "variants",
)  # fmt: skip
"""The sections whose items hold texts."""
VERBS = frozenset(
    (
        "answer", "confirm", "withdraw", "end", "signal", "react", "argue", "commit", "uncommit", "message", "predict", "note", "weigh",
        "close-phase", "release", "hold", "unhold", "arm", "skip", "reveal", "amend", "write", "rule", "rule-argument", "hand",
        "pause", "resume", "explain", "turns", "end-session",
    )
)  # fmt: skip
"""The built-in verbs; no kind of move may be called so."""
