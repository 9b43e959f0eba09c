"""What the things of one scenario are called: titles, short forms, and names as a sentence speaks of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from exercise.model.refs import TrackName
from exercise.words.text import capital, joined, plain
from exercise.words.titles import PHASE_TITLES, SIDES, STAGE_TITLES, VERB_TITLES

if TYPE_CHECKING:
    from exercise.model.play import Open
    from exercise.model.scenario import Inject, Scenario


class NameWords:
    """Titles and names of a scenario's actors, tracks, moves, injects and all else that has an id."""

    def __init__(self, scenario: Scenario, pace: str = "full") -> None:
        self.scenario = scenario
        self.pace = pace
        self.families = {family.id: family for family in scenario.tracks}
        self.kinds = {kind.id: kind for kind in scenario.moves}

    # --- titles

    @cached_property
    def _actors(self) -> dict[str, str]:
        return {actor.id: actor.title for actor in self.scenario.actors}

    @cached_property
    def _titles(self) -> dict[str, str]:
        # Earlier sections win: an actor called like a seat or a set keeps its own title.
        scenario = self.scenario
        titles: dict[str, str] = {"facilitator": "Facilitator", "all": "Everyone", "observer": "Observer"}
        sections: tuple[Sequence[Any], ...] = (
            scenario.actors,
            scenario.moves,
            scenario.tracks,
            scenario.measures,
            scenario.modalities,
            *(modality.values for modality in scenario.modalities),
            scenario.sets,
            scenario.rules,
            scenario.injects,
            *(inject.reaction.choices for inject in scenario.injects if inject.reaction),
            scenario.personas,
            scenario.objectives,
            *(plan.seats for plan in scenario.plans),
            scenario.plans,
            scenario.watches,
            scenario.tables,
            scenario.bands,
        )
        for section in sections:
            for part in section:
                titles.setdefault(part.id, part.title)
        return titles

    def title(self, id: str) -> str:
        """Return the title of an actor, move kind, track family, rule, inject or anything else with an id; else the id in plain words."""
        found = self._titles.get(id)
        if found is not None:
            return found.replace("{X}", "…").replace("{Y}", "…") if "{" in found else found
        if id in VERB_TITLES:
            return capital(VERB_TITLES[id])
        return capital(plain(id))

    def short(self, id: str) -> str:
        """Return the short form: an actor's two to four letters, a family's or value's short title, else its title."""
        return self._shorts.get(id) or self.title(id)

    @cached_property
    def _shorts(self) -> dict[str, str]:
        scenario = self.scenario
        shorts = {actor.id: actor.short for actor in scenario.actors}
        for modality in scenario.modalities:
            for value in modality.values:
                shorts.setdefault(value.id, value.short or value.title)
        for family in scenario.tracks:
            shorts.setdefault(family.id, family.short or family.title)
        for measure in scenario.measures:
            shorts.setdefault(measure.id, measure.short or measure.title)
        return shorts

    def name(self, id: str) -> str:
        """Return an actor, seat or other thing as a sentence speaks of it: "NATO", "the US", "the facilitator"."""
        if id == "facilitator":
            return "the facilitator"
        if id == "all":
            return "everyone"
        if id in self._terms:
            return self.within(self.title(id))
        return "the " + self.title(id) if id in self._with_article else self.title(id)

    def side(self, actor: str) -> str:
        """Return the side of an actor; a side that no colour is made for takes the name of one that the scenario leaves free."""
        return self._sides.get(actor, "")

    @cached_property
    def _sides(self) -> dict[str, str]:
        actors = sorted(self.scenario.actors, key=lambda actor: (actor.order, actor.id))
        sides = list(dict.fromkeys(actor.side for actor in actors))
        free = [side for side in SIDES if side not in sides] or list(SIDES)
        others = [side for side in sides if side not in SIDES]
        return {actor.id: free[others.index(actor.side) % len(free)] if actor.side in others else actor.side for actor in actors}

    @cached_property
    def _with_article(self) -> frozenset[str]:
        return frozenset(actor.id for actor in self.scenario.actors if actor.article)

    def names(self, ids: Iterable[str]) -> str:
        """Return several names as a sentence lists them: "Kazakhstan, the US and China"."""
        return joined([self.name(id) for id in ids])

    def phase(self, phase: str) -> str:
        """Return the title of a phase."""
        return PHASE_TITLES.get(phase, capital(plain(phase)))

    def stage(self, stage: str) -> str:
        """Return the title of a stage of adjudication."""
        return STAGE_TITLES.get(stage, capital(plain(stage)))

    # --- tracks

    def track(self, name: str) -> str:
        """Return the title of a track or measure: "Trust of Kazakhstan in the US".

        A family's title may place its index names itself, as `{X}` and `{Y}`; else they follow it.
        """
        found = self._tracks.get(name)
        if found is None:
            found = self._tracks[name] = self._track(name)
        return found

    @cached_property
    def _tracks(self) -> dict[str, str]:
        return {}

    def _track(self, name: str) -> str:
        family, keys = TrackName.of(name)
        title = self._titles.get(family) or self.title(family)
        if "{X}" in title or "{Y}" in title:
            x, y = ([self._inside(key) for key in keys] + ["each", "each"])[:2]
            return capital(title.replace("{X}", x).replace("{Y}", y))
        if not keys:
            return title
        return f"{title}: {', '.join(self.title(key) for key in keys)}"

    def within(self, title: str) -> str:
        """Return a title as it stands inside a sentence: "trust of Kazakhstan in the US", "NATO-SCO ladder on crime"."""
        first = title.partition(" ")[0]
        if first[1:] != first[1:].lower() or first.rstrip(",.:;’'s") in self._proper or first in self._proper:
            return title
        return title[:1].lower() + title[1:]

    def title_within(self, id: str) -> str:
        """Return the title of anything with an id as it stands inside a sentence; proper names keep their capitals."""
        return self.within(self.title(id))

    @cached_property
    def _proper(self) -> frozenset[str]:
        """Words that begin with a capital wherever they stand, as the scenario's titles show: names, and what is made of them."""
        scenario = self.scenario
        sections: tuple[Sequence[Any], ...] = (
            scenario.tracks, scenario.measures, scenario.rules, scenario.injects, scenario.moves, scenario.sets, scenario.objectives,
            *(modality.values for modality in scenario.modalities),
        )  # fmt: skip
        titles = [part.title for section in sections for part in section]
        inside = {word for title in titles for word in re.findall(r"[^\W\d_]+", title.partition(" ")[2]) if word[:1].isupper()}
        return frozenset(inside | {word for actor in scenario.actors for word in actor.title.split()})

    def _inside(self, key: str) -> str:
        """Return an actor, a set or a value as a track's title names it: "the US", "outside powers"."""
        return self.name(key) if key in self._actors else self.within(self.title(key))

    @cached_property
    def _terms(self) -> frozenset[str]:
        """Values of modalities that are no actors: "radical ideology" stands in lower case inside a sentence."""
        return frozenset(value.id for modality in self.scenario.modalities for value in modality.values) - self._actors.keys()

    @cached_property
    def _modalities(self) -> frozenset[str]:
        return frozenset(modality.id for modality in self.scenario.modalities)

    # --- injects

    def inject(self, id: str, subject: str = "") -> str:
        """Return an inject's title with whom it concerns: "Crackdown (Uzbekistan)"; one written on the spot is "News" with its number."""
        if id.startswith("written-"):
            return f"News {id.removeprefix('written-')}"
        return f"{self.title(id)} ({self.name(subject)})" if subject else self.title(id)

    def choice(self, inject: str, choice: str) -> str:
        """Return the title of a choice that an inject offers to those who react."""
        written = self.written(inject)
        if written is not None and written.reaction is not None:
            for option in written.reaction.choices:
                if option.id == choice:
                    return option.title
        return capital(plain(choice))

    def written(self, id: str) -> Inject | None:
        """Return an inject as the scenario has it, or None for one written at the table."""
        return next((inject for inject in self.scenario.injects if inject.id == id), None)

    def in_time(self, opened: Iterable[Open]) -> list[Open]:
        """Return what happened in a turn in the order in which it is told: by date, then what has none."""
        dates = {inject.id: inject.date for inject in self.scenario.injects if inject.date is not None}
        return sorted(opened, key=lambda event: dates.get(event.inject, "9999"))
