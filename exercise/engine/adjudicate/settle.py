"""How what the rules of one stage gave is carried out, all together: `settle`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from exercise.engine.adjudicate.run import Run, change_track
from exercise.model import play
from exercise.model.play import ALL, Audience, Cause, Due, Pending, Ruling
from exercise.model.vocabulary import CauseSource, ProgrammeState, RulingType, TurnStage
from exercise.rules.rulebook import Change, Out


def settle(run: Run, stage: TurnStage, out: Out, extra: Mapping[int, list[Cause]] | None = None) -> None:
    """Carry out what the rules of a stage gave, all together: changes, steps, programmes, injects and what is told.

    Args:
        run: The adjudication under way.
        stage: The stage.
        out: What its rules gave.
        extra: Causes of changes that come from elsewhere, by track.
    """
    if not run.keep and not run.rulings:
        _settle_sums(run, stage, out, extra)
    else:
        _settle_causes(run, stage, out, extra)
    _programmes(run, stage, out)
    if out.injects:
        _injects(run, out)
    if run.keep:
        for actor, text, id_, about in sorted(set(out.tells)):
            run.emit(play.Told(actor, text, id_, about, (actor,)))


def _settle_causes(run: Run, stage: TurnStage, out: Out, extra: Mapping[int, list[Cause]] | None) -> None:
    """Change every track by all its causes in this stage, and say so."""
    state = run.state
    by_track: dict[int, list[Cause]] = {track: list(causes) for track, causes in extra.items()} if extra else {}
    ruled: dict[int, int] = {}
    changes = _struck(run, out.changes, by_track, ruled) if run.rulings else out.changes
    _add_causes(run, stage, changes, by_track)
    if out.steps:
        _steps(run, out, by_track)
    for item in state.pending:
        if item.due == state.clock and item.stage == stage:
            by_track.setdefault(item.track, []).append(item.cause)
    if stage == TurnStage.MOVES:
        _add_ruled(run, by_track, ruled)
    if run.keep and run.draws:
        for drawn in sorted(run.draws, key=lambda drawn: (drawn.rule, drawn.about)):
            run.emit(drawn)
        run.draws.clear()
    _change_tracks(run, stage, by_track, ruled)


def _struck(run: Run, changes: Iterable[Change], by_track: dict[int, list[Cause]], ruled: dict[int, int]) -> list[Change]:
    """Return the changes that no ruling strikes; a struck one is recorded as a cause and its opposite, and summed by track in `ruled`."""
    names = run.setup.book.track_names
    strikes = [ruling for ruling in run.rulings if ruling.what == RulingType.STRIKE]
    stand: list[Change] = []
    for change in changes:
        track, amount, id_, about, _, _ = change
        if any(_strikes(ruling, id_, about, names[track]) for ruling in strikes):
            ruled[track] = ruled.get(track, 0) - amount
            given = Cause(amount, *_source(id_), about, run.audience(about))
            by_track.setdefault(track, []).extend((given, Cause(-amount, CauseSource.RULING, f"strike:{id_}", about)))
        else:
            stand.append(change)
    return stand


def _strikes(ruling: Ruling, id_: str, about: tuple[str, ...], track: str) -> bool:
    return ruling.id == id_ and (not ruling.about or set(ruling.about) <= set(about)) and ruling.track in ("", track)


def _add_causes(run: Run, stage: TurnStage, changes: Iterable[Change], by_track: dict[int, list[Cause]]) -> None:
    """Add what rules change at once to the causes by track, and keep what is delayed or fades for later."""
    clock = run.state.clock
    secret = run.secret
    # A game makes thousands of causes and changes: built as the tuples they are, they cost half of what a call with names does.
    new = tuple.__new__
    for track, amount, id_, about, after, fading in changes:
        source = "rule"
        if id_[6:7] == ":":
            source, id_ = _source(id_)
        audience: Audience = ALL
        if secret:
            for name in about:
                if name in secret:
                    audience = secret[name]
                    break
            if source == "inject":
                audience = secret.get(f"inject:{id_}", audience)
        cause = new(Cause, (amount, source, id_, about, audience))
        if after or fading:
            for item in _pending(track, clock, stage, cause, after, fading):
                run.emit(play.EffectDelayed(item))
        if not after:
            causes = by_track.get(track)
            if causes is None:
                by_track[track] = [cause]
            else:
                causes.append(cause)


def _add_ruled(run: Run, by_track: dict[int, list[Cause]], ruled: dict[int, int]) -> None:
    for ruling in run.rulings:
        if ruling.what == RulingType.CHANGE:
            track = run.setup.book.track_index[ruling.track]
            by_track.setdefault(track, []).append(Cause(ruling.amount, CauseSource.RULING, "change", ruling.about))
            ruled[track] = ruled.get(track, 0) + ruling.amount


def _change_tracks(run: Run, stage: TurnStage, by_track: dict[int, list[Cause]], ruled: dict[int, int]) -> None:
    setup = run.setup
    tracks, lowest, highest = run.state.tracks, setup.book.lowest, setup.book.highest
    names, exact, others = setup.book.track_names, setup.exact, setup.others
    emit = run.events.append
    new = tuple.__new__
    for track in sorted(by_track):
        causes = by_track[track]
        before = total = tracks[track]
        if len(causes) > 1:
            causes.sort()
            for cause in causes:
                total += cause[0]
        else:
            total += causes[0][0]
        if ruled or not run.keep or not lowest[track] <= total <= highest[track]:
            change_track(run, track, causes, stage, ruled.get(track, 0))
        elif total != before or len(causes) > 1:
            tracks[track] = total
            emit(new(play.TrackChanged, (track, names[track], before, total, stage, tuple(causes), exact[track], others[track], None)))


def _settle_sums(run: Run, stage: TurnStage, out: Out, extra: Mapping[int, list[Cause]] | None) -> None:
    """Settle without causes: change each track by its sum alone, for callers that never ask why."""
    state = run.state
    clock = state.clock
    tracks = state.tracks
    sums = {track: sum([cause.amount for cause in causes]) for track, causes in extra.items()} if extra else {}
    for track, amount, id_, about, after, fading in out.changes:
        if not after:
            sums[track] = sums.get(track, 0) + amount
        if after or fading:
            cause = Cause(amount, *_source(id_), about)
            for item in _pending(track, clock, stage, cause, after, fading):
                state.pending = (*state.pending, item)
    if out.steps:
        by_track: dict[int, list[Cause]] = {}
        _steps(run, out, by_track)
        for track, causes in by_track.items():
            sums[track] = sums.get(track, 0) + sum([cause.amount for cause in causes])
    for item in state.pending:
        if item.due == clock and item.stage == stage:
            sums[item.track] = sums.get(item.track, 0) + item.cause.amount
    # Only now, when all that changes a track is known, is it held in range: no order of changes matters.
    lowest, highest = run.setup.book.lowest, run.setup.book.highest
    for track, amount in sums.items():
        value = tracks[track] + amount
        least, most = lowest[track], highest[track]
        tracks[track] = least if value < least else most if value > most else value


def _steps(run: Run, out: Out, by_track: dict[int, list[Cause]]) -> None:
    taken: dict[tuple[int, int], tuple[str, tuple[str, ...]]] = {}
    for track, direction, id_, about in out.steps:
        place = (track, direction)
        if place not in taken or (id_, about) < taken[place]:
            taken[place] = (id_, about)
    for (track, direction), (id_, about) in taken.items():
        amount = direction if run.setup.book.track_family[track].kind == "steps" else direction * 10
        by_track.setdefault(track, []).append(Cause(amount, *_source(id_), about, run.audience(about)))


def _pending(track: int, clock: int, stage: TurnStage, cause: Cause, after: int, fading: int) -> list[Pending]:
    """Return what an effect leaves for later: itself when it is delayed, and the portions in which it fades."""
    items: list[Pending] = []
    if after:
        items.append(Pending(track, clock + after, stage if stage != TurnStage.SITUATION else TurnStage.MOVES, cause))
    if fading:
        for index, portion in enumerate(_portions(cause.amount, fading)):
            if portion:
                fades = cause._replace(amount=portion, source="fading")
                items.append(Pending(track, clock + after + index + 1, TurnStage.DRIFT, fades))
    return items


def _portions(amount: int, parts: int) -> list[int]:
    """Return `parts` whole numbers that sum to -amount, as even as can be."""
    size = abs(amount)
    sign = -1 if amount > 0 else 1
    return [sign * (size * (i + 1) // parts - size * i // parts) for i in range(parts)]


def _source(id_: str) -> tuple[str, str]:
    if id_.startswith("inject:"):
        return "inject", id_[7:]
    if id_.startswith("choice:"):
        return "choice", id_[7:]
    return "rule", id_


def _programmes(run: Run, stage: TurnStage, out: Out) -> None:
    """Prolong and end programmes; the longest prolongation and the first end by name hold."""
    state = run.state
    if out.extends:
        longer: dict[str, tuple[int, str]] = {}
        for key, amount, id_, _ in sorted(out.extends):
            if key in state.programmes and (key not in longer or amount > longer[key][0]):
                longer[key] = (amount, id_)
        for key, (amount, id_) in sorted(longer.items()):
            run.emit(play.ProgrammeExtended(key, state.programmes[key].lasts + amount, id_, run.audience((key,))))
    if out.ends:
        ended: dict[str, tuple[str, str]] = {}
        for key, how, id_, _ in sorted(out.ends):
            ended.setdefault(key, (how, id_))
        for key, (how, id_) in sorted(ended.items()):
            if key in state.programmes:
                event = play.ProgrammeEnded(key, ProgrammeState(how), id_, run.audience((key,)))
                # From combinations on an end is told after the half-year, so that the next one's rules see it.
                if stage in (TurnStage.SITUATION, TurnStage.MOVES):
                    run.emit(event)
                else:
                    run.ends.append(event)


def _injects(run: Run, out: Out) -> None:
    """Schedule injects, each once and as soon as any rule has it."""
    state = run.state
    soonest: dict[tuple[str, str], tuple[int, str]] = {}
    for inject, subject, after, id_, _ in out.injects:
        place = (inject, subject)
        found = (state.turn + max(1, after), id_)
        soonest[place] = min(found, soonest.get(place, found))
    waiting = {(due.inject, due.subject) for due in state.due}
    for (inject, subject), (turn, id_) in sorted(soonest.items()):
        if (inject, subject) in waiting or (run.setup.book.injects[inject].once and (inject, subject) in state.happened):
            continue
        run.emit(play.InjectScheduled(Due(inject, subject, turn, id_)))
