"""A toy session played to the end with a secret of every kind in it: a word found nowhere else, listed with those who may know it."""

from __future__ import annotations

from typing import Any

from toy import close, scenario_data, submit, toy_scenario

from exercise.model.scenario import Scenario
from exercise.session import Session

SECRETS: dict[str, tuple[str, ...]] = {
    "XNATOREASON": ("nato",),
    "XUSREASON": ("us",),
    "XRUSSIAREASON": ("russia",),
    "XREPUBLICSREASON": ("republics",),
    "XANSWERREASON": ("republics",),
    "XNATONOTE": ("nato",),
    "XUSNOTE": ("us",),
    "XFACNOTE": (),
    "XOBSERVED": (),
    "XMESSAGE": ("nato", "us"),
    "XPLEDGE": ("russia", "republics"),
    "XASKED": ("russia",),
    "XWRITTEN": ("us",),
    "XRULINGREASON": (),
    "XSIGNALLED": ("russia", "republics"),
    "XUSARGUED": ("us",),
    "XUSWHY": ("us",),
    "XWITHDRAWN": ("nato",),
    "XNATOBRIEF": ("nato",),
    "XUSBRIEF": ("us",),
    "XRUSSIABRIEF": ("russia",),
    "XSEATBRIEF": ("russia",),
    "XNATOOBJECTIVE": ("nato",),
    "XINJECTNOTE": (),
    "XNEVERHAPPENED": (),
    "XONLYNATO": ("nato",),
    "XPERSONA": (),
    "XWATCHFOR": (),
    "XVARIANT": (),
    "XOTHERPLAN": (),
}
"""A word, and the seats that may ever read it; the facilitator may read all."""

HOSTILE = '<script>alert(1)</script> "><img src=x onerror=alert(2)> [red]x[/red] [a](javascript:1) `code` | pipe =1+1'


def secret_scenario() -> Scenario:
    """Return the toy scenario with secrets in every text that not all may read."""
    data = scenario_data()
    objectives = [dict(objective) for objective in data["objectives"]]
    objectives[0] |= {"title": "XNATOOBJECTIVE", "text": "XNATOOBJECTIVE."}
    plans: list[dict[str, Any]] = [dict(plan) for plan in data["plans"]]
    plans[0]["seats"] = [dict(seat) | ({"brief": "XSEATBRIEF"} if seat["id"] == "russia" else {}) for seat in plans[0]["seats"]]
    plans[1]["seats"] = [dict(seat) | {"brief": "XOTHERPLAN"} for seat in plans[1]["seats"]]
    injects = [dict(inject) for inject in data["injects"]]
    injects[0] |= {"note": "XINJECTNOTE"}
    injects += [
        {"id": "never", "title": "XNEVERHAPPENED", "text": "XNEVERHAPPENED", "note": "XNEVERHAPPENED", "claims": ["how"]},
        {"id": "whisper", "title": "A whisper", "text": "XONLYNATO", "audience": ["nato"], "claims": ["how"]},
    ]
    return toy_scenario(
        objectives=objectives,
        plans=plans,
        injects=injects,
        personas=[{**data["personas"][0], "text": "XPERSONA"}],
        briefs=[
            {"actor": "nato", "text": "XNATOBRIEF"},
            {"actor": "us", "text": "XUSBRIEF"},
            {"actor": "russia", "text": "XRUSSIABRIEF"},
        ],
        variants=[{"id": "other", "title": "XVARIANT", "text": "XVARIANT"}],
        record=[{"turn": 1, "text": "It was quiet.", "facts": ["F1"]}],
        facts=[{"id": "F1", "date": "2007-11", "text": "Nothing happened.", "sure": "A", "source": "The press."}],
        questions=["What did you see?"],
        watch_for=["XWATCHFOR"],
    )


def a_played_session(turns: int = 2, path: Any = None, scenario: Scenario | None = None, text: str = "") -> Session:
    """Return a session with a secret of every kind, played through so many turns (2: to the end).

    Args:
        turns: 1 leaves it in the read-out of the first turn.
        path: Where the save goes.
        scenario: Another scenario of the same shape.
        text: What every person writes besides the secret.
    """
    holders = {"nato": "person", "us": "person", "russia": "person", "republics": "persona"}
    session = Session.create(scenario or secret_scenario(), path=path, plan="four", seed=7, holders=holders)
    say = f" {text}".replace("\\", "\\\\").replace('"', '\\"') if text else ""
    close(session)
    submit(session, f'nato: message us text="XMESSAGE{say}"', seat="nato")
    submit(
        session,
        f'russia: message republics text="XPLEDGE{say}" pledge=yes',
        f'russia: message facilitator text="XASKED{say}"',
        seat="russia",
    )
    submit(session, f'facilitator: write to=us text="XWRITTEN{say}" change="heat +1"', "facilitator: release whisper")
    submit(session, f'russia: signal uzbekistan type=red-line about=training voice=low-key text="XSIGNALLED{say}"', seat="russia")
    close(session)
    submit(
        session,
        f'nato: speech uzbekistan because="XWITHDRAWN{say}"',
        "nato: withdraw nato/speech/uzbekistan",
        f'nato: training kazakhstan front=germany disclosure=consulted span=year because="XNATOREASON{say}"',
        f'nato: note text="XNATONOTE{say}"',
        'nato: predict track="trust[kazakhstan, germany]" direction=up',
        seat="nato",
    )
    submit(
        session,
        f'us: training uzbekistan disclosure=closed because="XUSREASON{say}"',
        f'us: argue text="XUSARGUED{say}" for="XUSWHY{say}" for2="It helps{say}"',
        f'us: note text="XUSNOTE{say}"',
        seat="us",
    )
    submit(session, f'russia: squeeze kazakhstan because="XRUSSIAREASON{say}"', seat="russia")
    submit(session, f'uzbekistan: crackdown because="XREPUBLICSREASON{say}"', seat="republics")
    submit(session, f'facilitator: note objective=russia-calm text="XOBSERVED{say}"')
    close(session)
    submit(session, f'kazakhstan: answer nato/training/kazakhstan reply=accept because="XANSWERREASON{say}"', seat="republics")
    submit(session, "uzbekistan: answer us/training/uzbekistan reply=accept", seat="republics")
    submit(session, "russia: answer nato/training/kazakhstan reply=object", seat="russia")
    close(session)
    submit(session, f'facilitator: rule what=change track=heat by=-3 because="XRULINGREASON{say}"')
    close(session)
    if turns > 1:
        close(session, 2)
        submit(session, 'nato: speech kazakhstan front=germany because="Again, and quietly."', seat="nato")
        close(session, 2)
        while session.state.phase != "over":
            close(session)
        submit(session, f'facilitator: note text="XFACNOTE{say}"')
    return session
