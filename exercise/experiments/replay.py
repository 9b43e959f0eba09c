"""A game of an experiment as a save: the same arm, the same seed, through a session, so that anyone can replay it."""

from __future__ import annotations

from pathlib import Path

from exercise.experiments.course import Door, Stage, drive, seed_of
from exercise.experiments.layout import Laid
from exercise.model.play import FACILITATOR, Move, Refusal
from exercise.model.scenario import Scenario, Seat, SeatPlan, laid_over
from exercise.rules.rulebook import Rulebook
from exercise.session import Session

PLAN = "every-actor"
"""The seat plan of such saves: one seat for each actor."""


class _SessionDoor(Door):
    """Takes a game's moves and submits them to a session that is saved."""

    def __init__(self, session: Session) -> None:
        super().__init__(session.setup, session.state)
        self.session = session

    def submit(self, move: Move, seat: str) -> Refusal | None:
        """Return why a move was refused, or None once it is written down."""
        decided = self.session.submit(move, seat, by="bot")
        self.state = self.session.state
        return decided if isinstance(decided, Refusal) else None


def save_game(book: Rulebook, laid: Laid, arm: str, series: str, number: int, path: Path) -> Session:
    """Return the session of one game of an experiment, written to a save.

    Args:
        book: The compiled scenario.
        laid: The case of the experiment that the game plays.
        arm: Which arm.
        series: What the seeds of the run grow from.
        number: Which game.
        path: Where the save goes; it must not exist.
    """
    scenario = seated(book.scenario, laid, arm, book)
    session = Session.create(scenario, path=path, plan=PLAN, seed=seed_of(series, number))
    course = laid.courses[arm]
    door = _SessionDoor(session)
    if course.turns != session.state.turns:
        door.submit(Move(FACILITATOR, "turns", (), (("count", str(course.turns)),), "as long as the experiment"), FACILITATOR)
    for inject in course.without:
        door.submit(Move(FACILITATOR, "hold", (inject,)), FACILITATOR)
    drive(Stage(session.book), course, door)
    return session


def seated(scenario: Scenario, laid: Laid, arm: str, book: Rulebook) -> Scenario:
    """Return a scenario that opens as an arm does, with a seat for each actor."""
    seats = tuple(Seat(id=actor, title=book.actors[actor].title, actors=(actor,)) for actor in book.players)
    plan = SeatPlan(id=PLAN, title="A seat for each actor", people=min(20, len(seats)), seats=seats)
    opening: dict[str, object] = {}
    for place, value in laid.courses[arm].tracks:
        family, key = book.track_family[place], book.track_keys[place]
        nested: object = value // 10 if family.kind == "points" else value
        for name in reversed(key):
            nested = {name: nested}
        opening = laid_over(opening, {family.id: nested})
    running = () if laid.courses[arm].bare else scenario.running
    opened = laid_over(_nested(scenario, book), opening)
    return scenario.model_copy(update={"plans": (*scenario.plans, plan), "opening": opened, "running": running})


def _nested(scenario: Scenario, book: Rulebook) -> dict[str, object]:
    """Return a scenario's opening with every value spelt out, so that single tracks can be laid over it."""
    opening: dict[str, object] = {}
    for family, key, value in zip(book.track_family, book.track_keys, book.opening, strict=True):
        nested: object = value // 10 if family.kind == "points" else value
        for name in reversed(key):
            nested = {name: nested}
        opening = laid_over(opening, {family.id: nested})
    return opening
