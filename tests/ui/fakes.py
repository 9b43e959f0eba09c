"""A desk without a session: the same questions answered from fixed view-models, so that screens can be tried on their own."""

from __future__ import annotations

from exercise.ui.models import (
    Bar,
    Cell,
    Change,
    Choosing,
    Draft,
    Forecast,
    Instead,
    Kind,
    Layer,
    Leaf,
    Odds,
    Opt,
    Planned,
    Question,
    Reading,
    Reason,
    Result,
    Score,
    Section,
    Standing,
    Story,
    Track,
)  # fmt: skip

STATES = (
    ("KZ", "Kazakhstan", 340),
    ("KG", "Kyrgyzstan", 180),
    ("TJ", "Tajikistan", -150),
    ("TM", "Turkmenistan", 40),
    ("UZ", "Uzbekistan", -420),
)
FRONTS = ("US", "Germany", "France", "EU")
KINDS = (
    ("border-guards", "Border guard training", "Security", 10, ""),
    ("counter-narcotics", "Counter-narcotics project", "Security", 20, ""),
    ("base-lease", "Lease of a base", "Presence", 30, "NATO has 2 capital left; this move costs 3."),
    ("raise-concern", "Raise a concern", "Governance", 0, ""),
)


class FakeDesk:
    """Answers as a session in the third turn would."""

    notice = ""

    def __init__(self, hostile: str = "", stage: str = "decide") -> None:
        self.hostile = hostile
        self.at = stage
        self.sealed: list[Draft] = []
        self.answered: dict[str, dict[str, tuple[str, ...]]] = {}
        self.committed = 0
        self.closed = False

    def word(self, text: str) -> str:
        return self.hostile or text

    def close(self) -> None:
        self.closed = True

    def stage(self) -> str:
        return self.at

    def bar(self) -> Bar:
        return Bar(
            self.word("NATO in Central Asia"), 3, 8, "Spring 2007", self.word("NATO"), "west", 30 - 10 * len(self.sealed), 50, "Decisions"
        )

    def situation(self) -> tuple[Section, ...]:
        return (
            Section(self.word("Situation"), self.word("Tashkent has closed its base to American forces; a German one at **Termez** goes on working.\n\nThe five states ask for help with what spills over from Afghanistan, and read programmes on rights as a plan to replace them.")),
            Section("Since last turn", "", (("", self.word("Russia offered Kazakhstan an air-defence pact")), ("", self.word("China opened a credit line for Tajikistan")))),
        )  # fmt: skip

    def tracks(self, draft: Draft | None = None) -> tuple[Track, ...]:
        rows = (
            ("suspicion[russia]", "Suspicion · Russia", "RUS", 580, 520, "▼6", 1, (780,), "russia"),
            ("suspicion[china]", "Suspicion · China", "CHN", 370, 350, "▼2", 1, (), "russia"),
            ("channel", "NATO–SCO channel", "CHAN", 120, 180, "▲6", 1, (280,), ""),
            ("security", "Regional security", "SEC", 410, 490, "▲8", 1, (), ""),
            ("trust[uz]", "Trust · Uzbekistan", "UZ", 240, 310, "▲7", 1, (250,), ""),
            ("civil", "Civil control", "CIV", 180, None, "", 0, (), ""),
        )
        found = [
            Track(ref, self.word(title), short, str(value // 10), value, None, ghost, change, tone, marks, side)
            for ref, title, short, value, ghost, change, tone, marks, side in rows
        ]
        return (*found, Track("room", self.word("Room to balance"), "ROOM", "guarded", None, (200, 400)))

    def layers(self) -> tuple[Layer, ...]:
        return (
            Layer(
                "lean",
                self.word("Alignment"),
                "Moscow–Beijing",
                "West",
                tuple(Cell(code, self.word(name), 500 + value, f"{value // 10:+d}".replace("-", "−")) for code, name, value in STATES),
                "both",
            ),
            Layer(
                "trust",
                "Trust in NATO",
                "low",
                "high",
                tuple(Cell(code, name, 500 - value, str((500 - value) // 10)) for code, name, value in STATES),
            ),
        )

    def standing(self) -> Standing:
        return Standing(
            ("Trust", "Lean", "Room"), tuple((code, self.word(name), ("24", f"{value // 10:+d}", "58")) for code, name, value in STATES)
        )

    def codes(self, draft: Draft | None) -> tuple[str, ...]:
        return draft.targets if draft else ()

    def most_moves(self) -> int:
        return 2

    def first_draft(self, after: Draft | None = None) -> Draft | None:
        return Draft("nato", "counter-narcotics", ("UZ",), (("front", "Germany"), ("form", "NATO–SCO"), ("openness", "Published")))

    def kinds(self, actor: str) -> tuple[Kind, ...]:
        return tuple(
            Kind(id, self.word(title), group, cost, self.word("what it is for, in a sentence"), barred)
            for id, title, group, cost, barred in KINDS
        )

    def rows(self, draft: Draft) -> tuple[Choosing, ...]:
        chosen = dict(draft.options)
        return (
            Choosing("kind", "Move", tuple(Opt(id, self.word(title), "", barred) for id, title, _, _, barred in KINDS), (draft.kind,), stepping=True),
            Choosing("target", "Target", tuple(Opt(code, self.word(code)) for code, _, _ in STATES), draft.targets, most=2),
            Choosing("front", "Front", tuple(Opt(front, self.word(front), self.word("who speaks for it"), "The US wants it low-key." if front == "US" else "") for front in FRONTS), (chosen.get("front", "US"),)),
            Choosing("form", "Form", tuple(Opt(x, x) for x in ("Bilateral", "Joint exercise", "NATO–SCO", "Via NGOs")), (chosen.get("form", "Bilateral"),)),
            Choosing("openness", "Openness", tuple(Opt(x, x) for x in ("Quiet", "Announced", "Published")), (chosen.get("openness", "Quiet"),)),
        )  # fmt: skip

    def changed(self, draft: Draft, name: str, chosen: tuple[str, ...]) -> Draft:
        if name == "kind":
            return draft._replace(kind=chosen[0])
        if name == "target":
            return draft._replace(targets=tuple(sorted(chosen)))
        return draft._replace(options=tuple(sorted({**dict(draft.options), name: chosen[0]}.items())))

    def aimed(self, draft: Draft, code: str) -> Draft:
        return draft._replace(targets=(code,))

    def forecast(self, draft: Draft) -> Forecast:
        if dict(draft.options).get("front") == "US":
            return Forecast(refusal=self.word("The US wants it low-key."), cost=20)
        return Forecast(
            "", 20,
            (
                Change("security", self.word("Regional security"), "+8", 1, 1, (Reason("+5", 1, self.word("joint capacity against what spills over"), "Pragm 2", "rule:a"), Reason("+3", 1, "reach of several states at once", "SCO 3", "rule:b"))),
                Change("trust[uz]", self.word("Trust · Uzbekistan"), "+7", 1, 1, (Reason("+5", 1, "meets a need felt on both sides of the border", "Intro 1", "rule:c"), Reason("−3", -1, "memory of May 2005", "Abstr 1", "rule:d"), Reason("+5", 1, "a front nobody quarrels with", "Pragm 1", "rule:e"))),
                Change("suspicion[russia]", self.word("Suspicion · Russia"), "−6", -1, 1, (Reason("+1", -1, "a Western programme next door", "Pragm 1", "rule:f"), Reason("−7", 1, "terms told to all", "Trans 2", "rule:g"))),
                Change("attention", "Attention at home", "−2", -1, -1, (Reason("−2", -1, "one more file for few desks", "", "rule:h"),)),
                Change("capacity", "Capacity · Uzbekistan", "+4", 1, 1, (), later="in 1 year"),
            ),
            (Odds("chance:x", self.word("Leak to the press"), "20 %, 5 % without", (Reason("+15", 0, "four partners", "", "rule:i"),)),),
            ("Moscow asks for an explanation",), (self.word("How secure Tashkent feels"),), self.word("An offer: Uzbekistan has to agree; Russia and China are consulted."), (),
            (("pragmatic", "Pragmatism Goes a Long Way, paragraph 2", self.word("Practical help on shared threats buys more than lessons do.")),),
        )  # fmt: skip

    def plan(self) -> tuple[Planned, ...]:
        return tuple(
            Planned(f"m{n}", self.word("Counter-narcotics project"), self.word("Uzbekistan · Germany · published"), 20)
            for n, _ in enumerate(self.sealed)
        )

    def programmes(self) -> tuple[Planned, ...]:
        return (Planned("p1", self.word("Border guard training"), "Tajikistan · France · 2 half-years left", 10),)

    def place(self, draft: Draft) -> str:
        if dict(draft.options).get("front") == "US":
            return "The US wants it low-key."
        self.sealed.append(draft)
        return ""

    def withdraw(self, key: str) -> str:
        self.sealed.pop()
        return ""

    def end(self, key: str) -> str:
        return ""

    def check(self) -> str:
        return self.word("1 capital stays unspent; at most 2 are carried over.")

    def commit(self) -> str:
        self.committed += 1
        self.at = {"decide": "answer", "answer": "read-out"}.get(self.at, self.at)
        return ""

    def read_on(self) -> None:
        self.at = {"read-out": "briefing", "briefing": "decide"}.get(self.at, self.at)

    def reactions(self) -> tuple[Question, ...]:
        return ()

    def questions(self) -> tuple[Question, ...]:
        return tuple(
            question._replace(answered=self.answered[question.ref]["reply"][0] if question.ref in self.answered else "")
            for question in (
                Question("q1", "offer", self.word("Russia"), self.word("Air-defence pact"), self.word("Russia offers a joint air defence."), (("Span", "four turns"), ("Voice", self.word("public")))),
                Question("q2", "offer", "China", "Credit line", "China offers a soft loan.", (("Size", "large"),)),
            )
        )  # fmt: skip

    def question_rows(self, ref: str, chosen: dict[str, tuple[str, ...]]) -> tuple[Choosing, ...]:
        reply = chosen.get("reply", ("accept",))
        rows = (
            Choosing(
                "reply", "Reply", tuple(Opt(x, x.title(), self.word("what that means")) for x in ("accept", "decline", "change")), reply
            ),
        )
        if reply == ("change",):
            rows += (
                Choosing("span", "Span", tuple(Opt(x, x) for x in ("once", "two turns", "four turns")), chosen.get("span", ("once",))),
            )
        return rows

    def question_forecasts(self, ref: str, chosen: dict[str, tuple[str, ...]]) -> tuple[tuple[str, Forecast], ...]:
        yes = self.forecast(Draft("x", "y"))
        return (("If accepted", yes), ("If declined", Forecast(changes=yes.changes[3:4])))

    def answer(self, ref: str, chosen: dict[str, tuple[str, ...]], because: str) -> str:
        self.answered[ref] = chosen or {"reply": ("accept",)}
        return ""

    def reading(self) -> Reading:
        forecast = self.forecast(Draft("x", "y"))
        return Reading(
            2, "Autumn 2006",
            (("NATO", "west", self.word("Base access"), "KG · quiet"), ("Russia", "russia", "Air exercise", "KZ"), ("China", "china", "Pipeline", "TM")),
            tuple(
                Story(f"s{n}", self.word(f"Story {n}: Moscow reads a base as encirclement"), (self.word("Kyrgyzstan signs; Moscow protests."),), forecast.changes[:2],
                      (Odds("chance:y", "Transit veto", "35 %", (Reason("+20", 0, "a base", "", ""),), "it happened (rolled 12)"),), forecast.claims, n == 1)
                for n in range(1, 4)
            ),
            forecast.changes,
        )  # fmt: skip

    def instead(self, ref: str) -> tuple[Instead, ...]:
        return (Instead("Germany in front", "72", "66", 1), Instead(self.word("terms published"), "72", "60", 1))

    def leaf(self, ref: str) -> Leaf:
        return Leaf(
            self.word("Suspicion · Russia"), "58 → 52",
            (Reason("+1", -1, self.word("a Western programme next door"), "Pragm 1", "rule:f"), Reason("−7", 1, "terms told to all", "Trans 2", "rule:g")), "−6",
            (("", self.word("How far Moscow suspects the West of wanting it out.")),), (("claim:x", self.word("The claim behind it"), "Pragm 1"),), self.instead(""),
        )  # fmt: skip

    def claims(self) -> tuple[object, ...]:
        return ()

    def log(self) -> tuple[Section, ...]:
        return (Section("Turn 2", "", (("", self.word("Russia offered an air-defence pact")),)),)

    def result(self) -> Result:
        score = Score(self.word("A working NATO–SCO channel"), self.word("at 25 or more"), 62, 50)
        return Result(
            self.word("NATO in Central Asia"),
            (score, score._replace(private=True, score=35)),
            (score._replace(actor=self.word("Russia")),),
            self.forecast(Draft("x", "y")).changes[:3],
            (self.word("Border guard training, Tajikistan"),),
            (("Spring 2007", self.word("Counter-narcotics project"), self.word("The record says otherwise.")),),
            (self.word("Which claims did today support?"),),
            "solo-1",
        )

    def trend(self) -> tuple[tuple[object, ...], tuple[str, ...]]:
        from exercise.ui.widgets.trend import Series

        return (Series(self.word("Russia"), "russia", (480, 520, 610, 580), "58"), Series("Channel", "west", (0, 30, 90, 120), "12")), (
            "0",
            "1",
            "2",
            "3",
        )
