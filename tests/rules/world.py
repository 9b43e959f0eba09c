"""A small world whose rules use every feature of the rule language, and random grounds to run them on."""

from __future__ import annotations

import hashlib
import random
from typing import Any

from exercise.model.play import ALL, Act, Programme, Signal
from exercise.model.scenario import Scenario
from exercise.rules.rulebook import Ground, Rulebook


def named(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "title": name.replace("-", " ").replace("_", " ").capitalize(), **more}


def a_rule(name: str, stage: str, then: Any, **more: Any) -> dict[str, Any]:
    return named(name, stage=stage, then=then, claims=["how", "place"], **more)


def world_data() -> dict[str, Any]:
    """Return the scenario as the data that files would hold."""
    return {
        "id": "world",
        "head": {
            "title": "World", "text": "A world.", "start": "2007-10", "turns": 4, "situation": "All is quiet.",
            "headline": ["trust[kazakhstan, us]", "room", "mean(fear[R] for R in republics)"], "map_layers": ["fear"],
        },
        "claims": [
            {"id": "how", "where": ["pragmatism/1"], "kind": "causal", "claim": "How matters.", "shows": "It does."},
            {"id": "place", "where": ["setting/1"], "kind": "setting", "claim": "Where things are.", "shows": "They are."},
        ],
        "facts": [{"id": "F1", "date": "2007", "text": "A fact.", "sure": "A", "source": "A source."}],
        "actors": [
            named("nato", short="NATO", side="west", persona="plain"),
            named("us", short="US", side="west", persona="plain"),
            named("germany", short="DE", side="west", plays=False),
            named("russia", short="RU", side="russia", persona="plain"),
            named("china", short="CN", side="china"),
            named("kazakhstan", short="KZ", side="republic", persona="wary"),
            named("uzbekistan", short="UZ", side="republic", persona="wary"),
            named("turkmenistan", short="TM", side="republic", persona="wary"),
        ],
        "sets": [
            named("western", members=["nato", "us"]),
            named("fronts", members=["germany", "nato", "us"]),
            named("powers", members=["china", "russia", "us"]),
            named("regional", members=["china", "russia"]),
            named("republics", members=["kazakhstan", "turkmenistan", "uzbekistan"]),
            named("club", members=["china", "kazakhstan", "russia", {"name": "uzbekistan", "since": "2001-06"},
                                   {"name": "turkmenistan", "since": "2010"}, {"name": "us", "until": "2005"}]),
            named("issues", members=["narcotics", "radicalism", "afghanistan"]),
            named("threats", members=["narcotics", "radicalism"]),
        ],
        "bands": [named("low", below=30), named("fair", below=70), named("high", below=101)],
        "tracks": [
            named("capital", of=["players"], range=[0, 9], exact=["first"], others="hidden", prior=3, text="What it can spend."),
            named("trust", of=["republics", "powers"], exact=["first"], good="up", text="How far it trusts."),
            named("goodwill", of=["regional", "fronts"], exact=["first"], text="Mood."),
            named("threat", of=["threats", "republics"], exact=["all"], good="down", text="Threat."),
            named("fear", of=["republics"], exact=["first"], others="hidden", text="Fear."),
            named("heat", exact=["all"], text="Heat."),
            named("surplus", range=[0, 400], exact=["all"], text="A track beyond three times the whole."),
            named("rung", of=["issues"], kind="steps", range=[0, 5], exact=["all"], prior=0, text="Rungs."),
            named("ladder", kind="steps", range=[-2, 2], exact=["all"], prior=0, text="A ladder."),
        ],
        "measures": [
            named("calm", of=["republics"], equals="100 - fear[X]", text="Calm."),
            named("room", of=["republics"], text="Room.",
                  equals="calm[X] - 50 x distrust[X, us] + min(trust[X, P] for P in powers where P is not china)"),
            named("distrust", of=["republics", "powers"], equals="120 - trust[X, Y]", text="Distrust."),
            named("spread", equals="max(fear[R] for R in republics) - mean(fear[R] for R in republics where fear[R] > 20)", text="S."),
            named("busy", of=["republics"], equals="moves[by western, to X] + programmes[at X, size not small]", text="How busy."),
        ],
        "tables": [
            named("loud", by="voice", rows={"low-key": 50, "public": 150}),
            named("scale", by="size", rows={"small": 100, "large": 275}),
            named("odd", by="fronts", rows={"us": 400, "germany": -20}, other=33),
            named("wait", by="front", rows={"us": 0, "germany": 2}, other=1),
            named("joint", by="partners", rows={"1": 100, "2": 130}, other=160),
            named("breach", by="age", rows={"0": 300, "1": 150}, other=75),
            named("weight", by="kind", rows={"training": 90, "base": 160}, other=40),
            named("step_worth", by="rung", rows={"0": 0, "1": 40}, other=120),
        ],
        "watches": [
            named("engages", of="moves", by="western", to="republics", tag="work"),
            named("unrest_seen", of="injects", to="republics", injects=["unrest"]),
            named("any_alarm", of="injects", injects=["alarm"]),
            named("breaks", of="ended", by="western", when="how is broken"),
            named("hosts", of="programmes", to="republics", kinds=["base"], when="size is large or target is uzbekistan"),
            named("rungs_climbed", of="steps"),
            named("loud_words", of="moves", by="players", when="voice is public and target in republics"),
        ],
        "modalities": [
            named("front", of="fronts", default="self", text="Who speaks."),
            named("voice", default="low-key", text="How loud.", values=[named("low-key"), named("public", keeps="public")]),
            named("size", default="small", text="How much.", values=[named("small"), named("large")]),
            named("terms", default="none", text="Terms.", values=[named("none"), named("conditional")]),
            named("issue", default="narcotics", text="What about.",
                  values=[named("narcotics"), named("radicalism"), named("afghanistan")]),
            named("span", default="once", text="How long.", values=[named("once", turns=1), named("year", turns=2)]),
        ],
        "moves": [
            named("training", text="Train.", group="Work", tags=["work", "military"], by=["western"], claims=["how"],
                  target={"of": "republics", "most": 3}, programme={"upkeep": 1, "lasts": "span"},
                  modalities={"front": ["self", "germany", "us"], "size": ["small", "large"], "span": ["once", "year"],
                              "terms": ["none", "conditional"], "issue": ["narcotics", "radicalism"]}, consent={"of": "targets"}),
            named("base", text="A base.", group="Work", tags=["work", "presence"], by=["western", "russia"], claims=["how"],
                  target={"of": "republics", "most": 2}, programme={"upkeep": 2, "lasts": 6},
                  modalities={"front": ["self", "germany"], "size": ["small", "large"], "voice": ["public", "low-key"]},
                  needs=[{"when": ["heat < 90", "fear[target] < 95"], "otherwise": "It is too hot for that."}]),
            named("speech", text="Speak.", group="Words", by=["players"], target={"of": "republics"}, claims=["how"],
                  modalities={"voice": ["public", "low-key"], "front": ["self", "us"]}),
            named("consult", text="Consult.", group="Words", tags=["words"], by=["nato", "us"], target={"of": "regional"}, claims=["how"],
                  modalities={"issue": ["narcotics", "radicalism", "afghanistan"]}),
            named("climb", text="Climb.", group="Work", tags=["joint"], by=["nato", "club"], claims=["how"],
                  modalities={"issue": ["narcotics", "radicalism", "afghanistan"], "front": ["nato", "germany"]}),
            named("crackdown", text="Crack down.", group="Home", by=["republics"], claims=["how"]),
        ],
        "rules": [
            # moves
            a_rule("builds-trust", "moves", ["trust[target, front] +4.5 x scale[size] x calm[target]", "heat -0.3 x surplus"],
                   when="tag work and front in powers"),
            a_rule("delayed", "moves", ["fear[target] -2 after wait[front] fading 3", "fear[target] +1.5 after 1 if terms is conditional"],
                   when="kind in [training, base]"),
            a_rule("refused", "moves", "trust[target, actor] -1 x weight[kind]",
                   when=["outcome is declined or outcome is lapsed", "actor in powers", "kind is not climb and target in republics"]),
            a_rule("loud-move", "moves", ["goodwill[P, front] -4 x loud[voice] x goodwill[P, us] if P not in endorsers",
                                          "goodwill[P, front] +1 if P in endorsers and not leaked"],
                   each="P in regional where P is not actor", when="front in fronts"),
            a_rule("objected", "moves", "goodwill[P, nato] -2", each="P in objectors where P in regional", when="not tag joint"),
            a_rule("steps", "moves", ["step rung[issue] up", "step ladder down if issue is afghanistan"],
                   when="kind is climb and (rung[issue] < 3 or front is germany)"),
            a_rule("tells", "moves", ["tell target hello", "tell russia hello if target is kazakhstan"],
                   when="kind is speech and voice is public"),
            a_rule("leaks", "moves", ["reveal", "heat +1"], chance=20,
                   odds=["+30 x fear[target] if size is large", "-15 x loud[voice]", "+12.5 if russia in objectors"],
                   otherwise="heat -0.1", when="tag presence"),
            a_rule("own-front", "moves", "heat +0.5 x joint[partners]", when="front is actor and not (voice is public or actor is us)"),
            a_rule("beside-programmes", "moves", "trust[R, actor] +1 x scale[G.size]",
                   each=["G in programmes where G.kind is training", "R in G.targets"],
                   when=["actor in powers", "R is target", "G.actor is not actor"]),
            # combinations
            a_rule("steady", "combinations", "trust[R, P] +2 x mean(trust[R, Q] for Q in powers)",
                   each=["P in [us]", "R in republics"], when="streak[engages, P, R] >= 2 and count[engages, P, R] > 2"),
            a_rule("cross-purposes", "combinations", "fear[R] +3", each="R in republics",
                   when=["moves[by western, to R, tag work] > 1", "moves[by western, to R, terms conditional] - moves[to R, by us] < 3"]),
            a_rule("joint-work", "combinations",
                   ["threat[G.issue, R] -1 x scale[G.size] x joint[G.partners] if G.front is not us",
                    "threat[G.issue, R] -2 x odd[G.front] fading 4 if G.front in fronts and G.age >= 1"],
                   each=["G in programmes", "R in G.targets"], when="G.issue in threats"),
            a_rule("broken-word", "combinations", ["trust[R, G.actor] -6 x breach[G.age]", "heat +1 if G.leaked"],
                   each=["G in ended", "R in G.targets"], when="G.how is broken and G.actor in powers"),
            a_rule("echo", "combinations", ["goodwill[P, M.front] -1 x weight[M.kind]", "reveal M if russia in M.objectors"],
                   each=["M in moves where M.voice is public", "P in M.objectors"], when="P in regional and M.front in fronts"),
            a_rule("promises", "combinations", "trust[R, S.actor] +1 x loud[S.voice]", each=["S in signals where S.type is promise",
                                                                                                  "R in republics"],
                   when="S.how is kept and S.target is R and S.actor in powers"),
            a_rule("extension", "combinations", ["extend G 2", "reveal G if G.leaked"], each="G in programmes where G.tag is military",
                   when="G.partners > 1 and signals[by G.actor, type promise] >= 1"),
            a_rule("crowd", "combinations", "heat +0.2 x max(fear[R] for R in republics where R in G.targets)", each="G in programmes",
                   when="programmes[by G.actor, front not us, kind [training, base]] + ended[how broken] > 1"),
            a_rule("tagged", "combinations", "heat -0.1", each="G in programmes", when="presence in G.tags and G.tag is not military"),
            # drift
            a_rule("cools", "drift", ["heat toward 20 + 10 x spread by 3 x calm[kazakhstan] if not heat > 95", "surplus -1.5"]),
            a_rule("settles", "drift", ["fear[R] toward room[R] by 2.5", "trust[R, P] toward trust[R, us] by 1"],
                   each=["R in republics", "P in powers where P is not us"]),
            a_rule("counted", "drift", "heat +1", when="busy[uzbekistan] >= 2 and turn > 1"),
            a_rule("worth", "drift", "heat +1 x step_worth[rung[narcotics]] x step_worth[moves[tag joint]]"),
            a_rule("total", "drift", "heat -1", when="total(threat[T, R] for T in threats where T is not radicalism) > 30",
                   each="R in republics"),
            # thresholds
            a_rule("base-lost", "thresholds",
                   ["end G evicted", "inject unrest for R", "goodwill[P, nato] -1"],
                   each=["G in programmes", "R in G.targets", "P in regional"],
                   when="G.kind is base and fear[R] >= 40", chance=5,
                   odds=["+30 x fear[R]", "+25 x odd[G.front] x loud[G.voice]", "-10 x max(trust[R, Q] for Q in powers)"],
                   otherwise=["fear[R] -0.5", "inject alarm after 1"]),
            a_rule("law", "thresholds", ["inject unrest for R after 2", "tell R hello"], each="R in republics",
                   when="since[unrest_seen, R] <= 2 and programmes[kind base, at R] > 0", chance=30,
                   odds=["+30 if fear[R] < 40", "-20 if max(streak[engages, P, R] for P in western) >= 3"]),
            a_rule("alarms", "situation", "inject alarm", when="since[any_alarm] > 3 or count[breaks, us] + streak[rungs_climbed] > 2"),
            a_rule("told-of", "thresholds", "heat +1", each="R in club where R in republics", when="R is not turkmenistan"),
        ],
        "injects": [
            named("unrest", text="Unrest in {subject}.", subject="republics", claims=["how"],
                  each="P in powers where P is not china",
                  when=["fear[subject] > 60", "programmes[at subject] > 0 or since[unrest_seen, subject] > 2"],
                  then=["fear[subject] +5", "trust[subject, P] -1 x fear[subject]", "inject alarm after 1"],
                  reaction={"by": "subject", "choices": [
                      named("hold"), named("talk", then=["fear[subject] -3 x fear[actor]", "inject unrest for subject after 1"])]}),
            named("summit", text="A summit.", date="2008-05", then="heat -1", claims=["how"]),
            named("alarm", text="An alarm.", when="heat >= 60", then="heat +1", claims=["how"],
                  reaction={"by": "regional", "choices": [
                      named("calm-down", then="goodwill[actor, us] +1"),
                      named("shout", then=["heat +2 x weight[base]", "tell actor hello"])]}),
        ],
        "personas": [
            named("plain", text="Plain.", wants=[{"what": "0 - heat", "weight": 1}]),
            named("wary", text="Wary.", wants=[{"what": "calm[self]", "weight": 3}, {"what": "trust[self, powers]", "weight": 1}],
                  taboos=["terms is conditional and fear[self] > 50", "actor is us and target is self and size is large"],
                  agenda=[{"kind": "speech", "target": "republics", "with": {"voice": "public"}, "when": "heat > 10", "push": 5}],
                  habits={"voice": ["public"]}),
        ],
        "objectives": [
            named("nato-trust", actor="nato", text="Be trusted.", private=True, score="trust[republics, us] - spread", worst=20, best=80),
            named("russia-rung", actor="russia", text="Climb.", score="rung[narcotics] + rung[afghanistan]", worst=0, best=6),
        ],
        "plans": [
            named("two", people=2, seats=[
                named("west", actors=["nato", "us"]),
                named("east", actors=["russia", "china", "kazakhstan", "uzbekistan", "turkmenistan"])]),
        ],
        "briefs": [{"actor": "nato", "text": "A brief."}],
        "record": [{"turn": 1, "text": "It happened.", "facts": ["F1"]}],
        "texts": {"hello": "Hello."},
        "opening": {
            "capital": 3, "trust": {"kazakhstan": {"us": 30, "russia": 55, "china": 44}, "uzbekistan": 40, "turkmenistan": {
                "us": 15, "russia": 20, "china": 25}},
            "goodwill": 50, "threat": 60, "fear": {"kazakhstan": 40, "turkmenistan": 33, "uzbekistan": 80}, "heat": 30, "surplus": 350,
            "rung": 0, "ladder": 0,
        },
    }  # fmt: skip


def a_world(**changes: Any) -> Scenario:
    """Return the scenario, with some sections replaced."""
    return Scenario.model_validate({**world_data(), **changes})


def with_rule(then: Any, stage: str = "drift", **more: Any) -> Scenario:
    """Return the world with one rule only, called `tried`."""
    return a_world(rules=[a_rule("tried", stage, then, **more)])


def keyed(seed: int) -> Any:
    """Return a draw that depends on what is drawn alone, as the engine's do, and remembers what it was asked."""
    asked: list[tuple[Any, ...]] = []

    def draw(rule: str, about: tuple[str, ...], odds: int, lines: tuple[tuple[int, str], ...]) -> bool:
        asked.append((rule, about, odds, lines))
        text = "/".join((str(seed), rule, *about))
        return hashlib.sha256(text.encode()).digest()[0] * 100 // 256 < odds

    draw.asked = asked  # type: ignore[attr-defined]
    return draw


def _chosen(book: Rulebook, rng: random.Random, kind: str) -> tuple[str, tuple[str, ...], dict[str, str]]:
    actor = rng.choice(sorted(book.names.movers[kind]))
    aims = sorted(book.names.aims[kind] - {actor})
    target = book.kinds[kind].target
    targets = tuple(sorted(rng.sample(aims, rng.randint(1, min(target.most, len(aims)))))) if target is not None and aims else ()
    chosen = {name: rng.choice(values) for name, values in book.options[kind].items()}
    return actor, targets, book.mods(kind, actor, chosen)


def _argued(book: Rulebook, rng: random.Random, kind: str) -> tuple[str, tuple[str, ...], dict[str, str]]:
    """Return what an argument ruled to count as a kind of move may be: any actor, any targets, any values."""
    targets = tuple(sorted(rng.sample(sorted(book.actors), rng.randint(0, 3))))
    chosen = {name: rng.choice(values) for name, values in book.names.modality_values.items()}
    return rng.choice(book.players), targets, book.mods(kind, "us", chosen)


def _some(book: Rulebook, rng: random.Random) -> tuple[str, ...]:
    return tuple(sorted(rng.sample(book.players, rng.randint(0, 3))))


def an_act(book: Rulebook, rng: random.Random, outcome: str | None = None, argued: bool = False) -> Act:
    """Return a random act that the scenario allows, or one that an argument has brought about."""
    kind = rng.choice(sorted(kind for kind in book.kinds if book.names.movers[kind]))
    actor, targets, mods = (_argued if argued else _chosen)(book, rng, kind)
    key = f"{actor}/{kind}/{'+'.join(targets)}" if targets else f"{actor}/{kind}"
    return Act(
        key, kind, actor, targets, mods, outcome or rng.choice(("accepted", "accepted", "declined", "lapsed")), _some(book, rng),
        _some(book, rng), rng.choice((50, 100, 100, 150)), rng.choice((ALL, (actor, *targets))), rng.random() < 0.2,
    )  # fmt: skip


def a_programme(book: Rulebook, rng: random.Random, how: str, place: int, argued: bool = False) -> Programme:
    """Return a random programme that the scenario allows, or one that an argument has brought about."""
    kind = rng.choice(sorted(kind.id for kind in book.kinds.values() if kind.programme is not None and book.names.movers[kind.id]))
    actor, targets, mods = (_argued if argued else _chosen)(book, rng, kind)
    return Programme(
        f"{actor}/{kind}/{'+'.join(targets)}@{place}", kind, actor, targets, mods, rng.randint(0, 4), 4, 10,
        rng.choice((50, 100, 100, 150)), _some(book, rng), _some(book, rng), rng.choice((ALL, (actor, *targets))), rng.random() < 0.3, how,
    )  # fmt: skip


def a_ground(book: Rulebook, rng: random.Random, draw: Any = None, argued: bool = False) -> Ground:
    """Return a random ground; with `argued`, its moves and programmes may be what arguments brought about."""
    turn = rng.randint(1, 6)
    watches: list[int] = []
    for _ in book.watch_cells:
        watches += [rng.randint(0, 4), rng.choice((-99, turn - rng.randint(1, 5))), rng.randint(0, 5)]
    moves = {act.key: act for act in (an_act(book, rng, "accepted", argued) for _ in range(rng.randint(0, 12)))}
    signals = tuple(
        Signal(
            f"s{place}", rng.choice(book.players), rng.choice(("intention", "promise", "red-line")), rng.choice(sorted(book.kinds)),
            rng.choice(("", *book.players)), rng.choice(("public", "low-key")), 1, 3, rng.choice(("open", "kept", "broken", "crossed")),
        )
        for place in range(rng.randint(0, 5))
    )  # fmt: skip
    has_programmes = any(kind.programme is not None for kind in book.kinds.values())
    return Ground(
        tracks=[rng.randint(low, high) for low, high in zip(book.lowest, book.highest, strict=True)],
        watches=watches,
        turn=turn,
        clock=turn - 1,
        moves=tuple(moves[key] for key in sorted(moves)),
        programmes=tuple(a_programme(book, rng, "running", place, argued) for place in range(rng.randint(0, 6) if has_programmes else 0)),
        ended=tuple(
            a_programme(book, rng, rng.choice(("done", "broken", "evicted")), 10 + place, argued)
            for place in range(rng.randint(0, 3) if has_programmes else 0)
        ),
        signals=signals,
        draw=draw or keyed(rng.randint(0, 9)),
    )
