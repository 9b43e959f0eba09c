"""`exercise run`: play bots or scripted policies without the app."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from exercise.bots.crew import BOTS, Crew
from exercise.bots.policy import Policy, read_policy
from exercise.bots.table import Game, GameSeries, Table, game_seed, play_games
from exercise.cli import arguments
from exercise.cli.finding import loaded, saves_of
from exercise.cli.output import narrate, say, say_json, table
from exercise.cli.story import standing, turn_lines
from exercise.errors import ExerciseError, did_you_mean
from exercise.model.moves import format_move
from exercise.model.play import FACILITATOR
from exercise.model.scenario import Scenario
from exercise.reading.reader import Reader
from exercise.rules.analyse import analysis_of
from exercise.rules.personas import misfit
from exercise.rules.rulebook import Rulebook
from exercise.session import Session, plan_of
from exercise.store import places
from exercise.store.scenarios import Loaded
from exercise.words import Words

EVERYONE = "all"


def options(parser: arguments.Parser) -> None:
    """Say what the command does and what it is given."""
    parser.description = "Plays whole games. The same seed gives the same games, whatever the number of processes."
    parser.add_argument("scenario", metavar="SCENARIO", help="a scenario's name or folder")
    parser.add_argument(
        "--policy", action="append", default=[], metavar="ACTOR=NAME or FILE",
        help="who decides for an actor: `persona`, `random`, or a policy file with turns, answers and otherwise; may be repeated. "
        "`all=random` is for every actor",
    )  # fmt: skip
    parser.add_argument("--games", type=arguments.some, default=1, metavar="N", help="how many games (1)")
    parser.add_argument("--jobs", type=arguments.some, metavar="N", help="how many processes; by default as many as there are cores")
    arguments.table(parser)
    parser.add_argument("--save", metavar="NAME", help="write the game to a save; for one game only")
    parser.add_argument(
        "--person", action="append", default=[], metavar="SEAT",
        help="leave this seat to a person, or every seat with `all`: bots play until a person has to decide; "
        "needs --save, and `do` or `play` go on from there",
    )  # fmt: skip
    arguments.as_json(parser)


def run(args: argparse.Namespace) -> int:
    """Return 0 after playing."""
    found = loaded(args, args.scenario, args.variant)
    series = series_of(args, found.scenario)
    if args.save or args.person:
        if args.games > 1:
            raise ExerciseError("a save holds one game; leave out --games, or --save.")
        if not args.save:
            raise ExerciseError("--person needs --save NAME, for the person to go on with.")
        return _saved(args, found, series)
    jobs = args.jobs or min(os.cpu_count() or 1, args.games)
    games = list(play_games(found.scenario, args.games, series, jobs=jobs))
    if args.json:
        say_json(counted(args, found.scenario, series, games))
    else:
        _print(found.scenario, series, games)
    return 0


def series_of(args: argparse.Namespace, scenario: Scenario) -> GameSeries:
    """Return what the games of this command have in common.

    Raises:
        ExerciseError: If a policy names nobody, or its file is no policy.
    """
    actors = sorted(actor.id for actor in scenario.actors if actor.plays)
    known = [*BOTS, *sorted(persona.id for persona in scenario.personas)]
    policies: list[Policy] = []
    named: dict[str, str] = {}
    bot = "persona"
    for text in args.policy:
        actor, sign, name = text.partition("=")
        if not sign or not name:
            raise ExerciseError(f'--policy "{text[:80]}": write ACTOR=NAME or ACTOR=FILE, such as --policy {actors[0]}=random.')
        if actor != EVERYONE and actor not in actors:
            raise ExerciseError(f'--policy: no actor "{actor[:64]}".{did_you_mean(actor, actors)}')
        if name in known:
            if actor != EVERYONE:
                _must_fit(scenario, actor, name)
                named[actor] = name
            elif name in ("persona", "random"):
                bot = name
            else:
                named = dict.fromkeys(_fitting(scenario, actors, name), name) | named
        elif actor == EVERYONE:
            raise ExerciseError(f'--policy: no bot or persona "{name[:64]}".{did_you_mean(name, known)}')
        else:
            policies.append(_policy(scenario, actor, name, known))
    return GameSeries(args.seed or "1", args.pace or "full", 0, tuple(policies), tuple(sorted(named.items())), bot)


def _policy(scenario: Scenario, actor: str, name: str, known: list[str]) -> Policy:
    from exercise.store.yaml import read_yaml

    path = Path(name)
    if not path.exists() and not places.is_path(name) and path.suffix not in (".yaml", ".yml"):
        raise ExerciseError(f'--policy: no bot or persona "{name[:64]}", and no such file.{did_you_mean(name, known)}')
    document = read_yaml(path, name)
    if document.faults:
        raise ExerciseError("\n".join(str(fault) for fault in document.faults))
    policy = read_policy(document.data, actor, [kind.id for kind in scenario.moves], known, name)
    _must_fit(scenario, actor, policy.otherwise)
    return policy


def _why_not(scenario: Scenario, actor: str, name: str) -> str:
    """Return why a bot or persona cannot speak for an actor; empty if it can."""
    persona = next((persona for persona in scenario.personas if persona.id == name), None)
    return misfit(analysis_of(scenario), persona, actor) if persona is not None else ""


def _must_fit(scenario: Scenario, actor: str, name: str) -> None:
    why = _why_not(scenario, actor, name)
    if why:
        raise ExerciseError(f'--policy: the persona "{name}" cannot speak for "{actor}": {why}.')


def _fitting(scenario: Scenario, actors: list[str], name: str) -> list[str]:
    """Return the actors that a persona can speak for; says which it cannot.

    Raises:
        ExerciseError: If it can speak for none.
    """
    fitting = [actor for actor in actors if not _why_not(scenario, actor, name)]
    others = [actor for actor in actors if actor not in fitting]
    if not fitting:
        raise ExerciseError(f'--policy: the persona "{name}" can speak for nobody: {_why_not(scenario, actors[0], name)}.')
    if others:
        narrate(f'"{name}" cannot speak for {", ".join(others)}; they play as their own personas do.')
    return fitting


# --- many games -------------------------------------------------------------------------------------------------------------


def counted(args: argparse.Namespace, scenario: Scenario, series: GameSeries, games: list[Game]) -> dict[str, Any]:
    """Return games as plain data, the same for the same seed whatever the number of processes; tracks in tenths or steps."""
    names = _track_names(scenario)
    return {
        "scenario": scenario.id,
        "variant": scenario.variant or "",
        "seed": series.seed,
        "pace": series.pace,
        "games": len(games),
        "scores": {objective: dict(zip(("mean", "lowest", "highest"), seen, strict=True)) for objective, seen in _scores(games).items()},
        "tracks": {
            name: {"ended": _mean([game.ended[track] for game in games]), "lasting": _mean([game.lasting[track] for game in games])}
            for track, name in enumerate(names)
        },
        "played": [
            {
                "number": game.number,
                "seed": game.seed,
                "turns": game.turns,
                "scores": dict(game.scores),
                "orders": len(game.outcomes),
                "injects": [list(inject) for inject in game.injects],
                "refused": [list(refused) for refused in game.refused],
                "state": game.state,
            }
            for game in games
        ],
    }


def _mean(values: list[int]) -> float:
    return round(sum(values) / len(values), 1)


def _scores(games: list[Game]) -> dict[str, tuple[float, int, int]]:
    found: dict[str, list[int]] = {}
    for game in games:
        for objective, score in game.scores:
            found.setdefault(objective, []).append(score)
    return {objective: (_mean(scores), min(scores), max(scores)) for objective, scores in sorted(found.items())}


def _track_names(scenario: Scenario) -> tuple[str, ...]:
    return Rulebook(scenario).track_names


def _print(scenario: Scenario, series: GameSeries, games: list[Game]) -> None:
    words = Words(scenario, series.pace)
    many = "game" if len(games) == 1 else "games"
    say(f"{scenario.head.title}: {len(games)} {many} of {games[0].turns} turns, seed {series.seed}")
    objectives = {objective.id: objective for objective in scenario.objectives}
    rows = []
    for objective, (mean, lowest, highest) in _scores(games).items():
        actor = words.title(objectives[objective].actor)
        rows.append((f"  {actor}", objectives[objective].title, f"{mean:.1f}", str(lowest), str(highest)))
    say("\n" + table(rows, ("  Scores, of 100", "", "mean", "lowest", "highest"), right=(2, 3, 4)))
    names = _track_names(scenario)
    tracks = []
    for name in scenario.head.headline:
        if name in names:
            track = names.index(name)
            ended, lasting = ([game[track] for game in kept] for kept in ([game.ended for game in games], [game.lasting for game in games]))
            tracks.append((f"  {words.track(name)}", words.value(name, round(_mean(ended))), words.value(name, round(_mean(lasting)))))
    if tracks:
        say("\n" + table(tracks, ("  Tracks, mean", "last turn", "epilogue"), right=(1, 2)))
    for game in games:
        for move, code in game.refused:
            narrate(f"game {game.number}: refused: {move} ({code})")


# --- one game in a save -------------------------------------------------------------------------------------------------------


def _saved(args: argparse.Namespace, found: Loaded, series: GameSeries) -> int:
    scenario = found.scenario
    path = places.save_path(args.save, saves_of(args))
    seats = [seat.id for seat in plan_of(scenario, args.plan or _plan_with(scenario, args.person)).seats]
    persons = seats if EVERYONE in args.person else args.person
    for seat in persons:
        if seat not in seats:
            raise ExerciseError(f'--person: no seat "{seat[:64]}".{did_you_mean(seat, seats)} Seats: {", ".join(seats)}.')
    holders: Mapping[str, str] = {seat: "person" if seat in persons else series.bot for seat in seats}
    # With persons the draws are their own secret unless a seed was asked for; without, the save is game 1 of the series.
    seed = game_seed(series.seed, 1) if args.seed or not persons else None
    session = Session.create(
        scenario,
        path=path,
        plan=args.plan or _plan_with(scenario, args.person),
        holders=holders,
        seed=seed,
        pace=series.pace,
        level="arrows" if len(persons) > 1 else "full",
        digests=found.digests,
    )
    with session:
        bots = Table(session, {policy.actor: policy for policy in series.policies}, closes=len(persons) < 2)
        bots.crew = Crew(session.setup, {policy.actor: policy for policy in series.policies}, dict(series.named))
        waiting = bots.advance()
        words = Words(scenario, series.pace)
        if args.json:
            state = session.state
            say_json({
                "save": session.name,
                "file": str(path),
                "entries": len(session.entries),
                "turn": state.turn,
                "phase": state.phase,
                "waiting": [one._asdict() for one in waiting],
                "scores": {objective: score for objective, (_, score) in sorted(state.scores.items())},
                "refused": [[format_move(move), refusal.code] for move, refusal in bots.refused],
            })  # fmt: skip
        else:
            if session.state.phase == "over":
                reader = Reader(session, FACILITATOR)
                for turn in range(1, session.state.turn + 1):
                    say(f"\n{words.turn(turn)}")
                    for line in turn_lines(words, reader.read_out(turn)):
                        say(line)
            say(f"\n{path}: {standing(words, session, waiting)}")
            for move, refusal in bots.refused:
                narrate(f"refused: {format_move(move)}: {words.refusal(refusal)}")
    return 0


def _plan_with(scenario: Scenario, persons: list[str]) -> str:
    """Return the first seat plan that has all these seats; none when the usual one will do."""
    wanted = {seat for seat in persons if seat != EVERYONE}
    if not wanted:
        return ""
    plans = sorted(scenario.plans, key=lambda plan: (plan.people, plan.id))
    return next((plan.id for plan in plans if wanted <= {seat.id for seat in plan.seats}), "")
