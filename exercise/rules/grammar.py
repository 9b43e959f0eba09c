"""The rule language: how a line of rule text becomes a small tree, before any name in it is known.

Call `parse_condition`, `parse_each`, `parse_effect`, `parse_odds` or `parse_sum`; each raises `SlipError` with the place of the first
mistake. The same text gives the same tree, whatever the scenario; what names mean is the business of `exercise.rules.resolve`.
"""

from __future__ import annotations

import builtins
import keyword
import re
from functools import lru_cache
from typing import NamedTuple, NoReturn

from exercise.model.text import ALIKE, named_character

MOST_WORDS = 120
DEEPEST = 16
MOST_EACH = 3
MOST_KEPT = 4096
"""Lines of each sort whose trees are kept: a scenario that is loaded again differs in few of them."""

LISTS = ("moves", "programmes", "ended", "signals")
"""What the world holds beside tracks, as rules may count it or go through it."""
AGGREGATES = ("max", "min", "total", "mean")
HISTORIES = ("streak", "since", "count")
COMPARISONS = ("<", "<=", ">", ">=")
HOWS = ("broken", "evicted", "done")
RESERVED = frozenset(
    (
        *LISTS, *AGGREGATES, *HISTORIES, "and", "or", "not", "is", "in", "if", "for", "where", "tag", "tags", "by", "to", "at", "after",
        "fading", "toward", "step", "up", "down", "open", "end", "extend", "inject", "tell", "reveal", "x", "kind", "actor", "target",
        "targets", "outcome", "objectors", "endorsers", "leaked", "subject", "self", "turn", "age", "partners", "how", "all", "players",
    )
)  # fmt: skip
"""Words of the language; nothing in a scenario that rules may name is called so."""
TAKEN = frozenset(name for name in (*dir(builtins), *keyword.kwlist) if name[0].isupper())
"""What Python calls its own among the names that a rule could bind; generated functions use bound names as they stand."""


class SlipError(Exception):
    """A mistake in one line of rule text: what is wrong, and how many characters into the line."""

    def __init__(self, at: int, text: str) -> None:
        self.at = at
        self.text = text
        super().__init__(text)


class Token(NamedTuple):
    """One word or sign of a line."""

    at: int
    sort: str
    """number, name, sign or end."""
    text: str


# --- the tree: sums ---------------------------------------------------------------------------------------------------


class Number(NamedTuple):
    """A number as written, in tenths; `whole` says that no decimal was written."""

    at: int
    tenths: int
    whole: bool


class Word(NamedTuple):
    """A bare name, or a name with names or counts in brackets: a track, measure, table, modality, actor …."""

    at: int
    name: str
    args: tuple[Expr, ...] | None = None


class Field(NamedTuple):
    """A field of a bound programme, move or signal, such as `G.front`."""

    at: int
    of: str
    field: str
    field_at: int


class History(NamedTuple):
    """`streak`, `since` or `count` of a watch at a place."""

    at: int
    what: str
    watch: str
    watch_at: int
    args: tuple[Expr, ...]


class TermPhrase(NamedTuple):
    """One requirement inside the brackets of a count: a field and a value, or several."""

    at: int
    field: str
    values: tuple[Expr, ...]
    negated: bool
    value_at: int


class Count(NamedTuple):
    """How many moves, programmes, ended programmes or signals meet the terms."""

    at: int
    what: str
    terms: tuple[TermPhrase, ...]


class OverPhrase(NamedTuple):
    """`max`, `min`, `total` or `mean` of a sum for each member of a set."""

    at: int
    how: str
    body: Expr
    var: str
    within: Group
    where: Condition | None


class Product(NamedTuple):
    """A number scaled by factors, inside a sum."""

    at: int
    number: Number
    factors: tuple[Expr, ...]


class Sum(NamedTuple):
    """Atoms with their signs."""

    at: int
    terms: tuple[tuple[int, Expr], ...]


Expr = Number | Word | Field | History | Count | OverPhrase | Product | Sum


# --- the tree: sets and conditions --------------------------------------------------------------------------------------


class Group(NamedTuple):
    """What follows `in`: a named set, a list in brackets, `programmes` and its like, or a field that holds several."""

    at: int
    names: tuple[Word, ...]
    """The words of a list; or the one word; empty when `field` says it."""
    listed: bool = False
    field: Field | None = None


class Compare(NamedTuple):
    """Two sums compared."""

    at: int
    left: Expr
    sign: str
    right: Expr


class Is(NamedTuple):
    """Whether two names stand for the same."""

    at: int
    left: Expr
    right: Expr
    negated: bool


class In(NamedTuple):
    """Whether a name stands for a member of a set."""

    at: int
    left: Expr
    group: Group
    negated: bool


class Tag(NamedTuple):
    """Whether the move has a tag."""

    at: int
    name: str
    name_at: int


class Flag(NamedTuple):
    """A yes or no of a move or programme: `leaked`, `G.leaked`."""

    at: int
    of: str
    name: str


class Not(NamedTuple):
    """The opposite of a condition."""

    at: int
    part: Condition


class Both(NamedTuple):
    """All parts must hold (`and`), or any of them (`or`)."""

    at: int
    word: str
    parts: tuple[Condition, ...]


Condition = Compare | Is | In | Tag | Flag | Not | Both


# --- the tree: lines ----------------------------------------------------------------------------------------------------


class Each(NamedTuple):
    """`NAME in SET where condition`."""

    at: int
    var: str
    within: Group
    where: Condition | None


class OddsPhrase(NamedTuple):
    """One signed line of the odds."""

    at: int
    sign: int
    number: Number
    factors: tuple[Expr, ...]
    condition: Condition | None


class ShiftPhrase(NamedTuple):
    """`TRACK +NUMBER x factor after TURNS fading TURNS if condition`."""

    at: int
    track: Word
    sign: int
    number: Number
    factors: tuple[Expr, ...]
    after: Expr | None
    fading: Expr | None
    condition: Condition | None


class TowardPhrase(NamedTuple):
    """`TRACK toward sum by NUMBER x factor if condition`."""

    at: int
    track: Word
    goal: Expr
    number: Number
    factors: tuple[Expr, ...]
    condition: Condition | None


class StepPhrase(NamedTuple):
    """`step TRACK up` or `down`."""

    at: int
    track: Word
    by: int
    condition: Condition | None


class EndPhrase(NamedTuple):
    """`end G broken`."""

    at: int
    of: str
    of_at: int
    how: str
    condition: Condition | None


class ExtendPhrase(NamedTuple):
    """`extend G 2`."""

    at: int
    of: str
    of_at: int
    half_years: Number
    condition: Condition | None


class SchedulePhrase(NamedTuple):
    """`inject NAME for X after 1`."""

    at: int
    inject: str
    inject_at: int
    subject: Expr | None
    after: Expr | None
    condition: Condition | None


class TellPhrase(NamedTuple):
    """`tell ACTOR text-id`."""

    at: int
    who: Expr
    text: str
    text_at: int
    condition: Condition | None


class RevealPhrase(NamedTuple):
    """`reveal` (the move), or `reveal G`."""

    at: int
    of: str
    of_at: int
    condition: Condition | None


Effect = ShiftPhrase | TowardPhrase | StepPhrase | EndPhrase | ExtendPhrase | SchedulePhrase | TellPhrase | RevealPhrase

_TOKEN = re.compile(r"(\d+(?:\.\d+)?)|([A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*)|(<=|>=|[<>+\-()\[\],.])|\s+|(.)", re.DOTALL)
_SORTS = ("", "number", "name", "sign", "stray")


def tokens(line: str) -> list[Token]:
    """Return the words and signs of a line, and an end.

    Raises:
        SlipError: At a character that no rule uses, or when the line is too long.
    """
    found: list[Token] = []
    for match in _TOKEN.finditer(line):
        sort = match.lastindex
        if sort is not None:
            if sort == 4:
                raise SlipError(match.start(), _stray(match[0]))
            found.append(Token(match.start(), _SORTS[sort], match[0]))
    if len(found) > MOST_WORDS and sum(1 for token in found if token.sort != "sign") > MOST_WORDS:
        raise SlipError(0, f"a line has at most {MOST_WORDS} words. Split the rule, or declare a measure")
    found.append(Token(len(line.rstrip()), "end", ""))
    return found


def _stray(sign: str) -> str:
    if sign in ALIKE:
        return f'a rule has no {sign!r}: this is {named_character(sign)}; write "{ALIKE[sign]}"'
    hints = {
        "=": "write `is` for names and <, <=, >, >= for numbers",
        "*": "write ` x ` to multiply",
        "!": "write `is not` or `not`",
        "%": "odds and table rows are percent already; leave the sign out",
        "&": "write `and`",
        "|": "write `or`",
    }
    name = "" if sign.isascii() else f": this is {named_character(sign)}"
    return f"a rule has no {sign!r}{name}" + (f"; {hints[sign]}" if sign in hints else "")


class _Parser:
    def __init__(self, line: str) -> None:
        self.tokens = tokens(line)
        self.place = 0
        self.depth = 0
        self.now = self.tokens[0]

    # --- moving along

    def ahead(self, steps: int = 1) -> Token:
        return self.tokens[min(self.place + steps, len(self.tokens) - 1)]

    def take(self) -> Token:
        token = self.now
        if token.sort != "end":
            self.place += 1
            self.now = self.tokens[self.place]
        return token

    def at_word(self, *words: str) -> bool:
        return self.now.text in words

    def skip(self, word: str) -> bool:
        if self.now.text == word:
            self.place += 1
            self.now = self.tokens[self.place]
            return True
        return False

    def slip(self, wanted: str) -> SlipError:
        found = f'found "{self.now.text}"' if self.now.sort != "end" else "the line ends here"
        return SlipError(self.now.at, f"{wanted}; {found}")

    def fail(self, wanted: str) -> NoReturn:
        raise self.slip(wanted)

    def demand(self, sign: str, wanted: str) -> None:
        if not self.skip(sign):
            self.fail(wanted)

    def name(self, wanted: str) -> Token:
        if self.now.sort != "name":
            self.fail(wanted)
        return self.take()

    def end(self, wanted: str = "nothing more was expected") -> None:
        if self.now.sort != "end":
            self.fail(wanted)

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise SlipError(self.now.at, f"brackets go at most {DEEPEST} deep. Declare a measure")

    # --- sums

    def sum(self) -> Expr:
        self.deeper()
        at = self.now.at
        sign = 1
        if self.skip("-"):
            sign = -1
        else:
            self.skip("+")
        terms = [(sign, self.atom())]
        while self.at_word("+", "-"):
            sign = 1 if self.take().text == "+" else -1
            terms.append((sign, self.atom()))
        self.depth -= 1
        if len(terms) == 1 and terms[0][0] == 1:
            return terms[0][1]
        return Sum(at, tuple(terms))

    def number(self) -> Number:
        token = self.now
        if token.sort != "number":
            self.fail("expected a number")
        self.take()
        whole, _, decimal = token.text.partition(".")
        if len(decimal) > 1:
            raise SlipError(token.at, f"{token.text} has too many decimals; points have at most one")
        if len(whole) > 6:
            raise SlipError(token.at, f"{token.text} is too large")
        return Number(token.at, int(whole) * 10 + int(decimal or "0"), not decimal)

    def atom(self) -> Expr:
        token = self.now
        if token.sort == "number":
            number = self.number()
            if self.at_word("x"):
                return Product(token.at, number, self.factors())
            return number
        if token.text == "(":
            raise SlipError(token.at, "sums have no brackets; declare a measure, or write out the terms")
        if token.sort != "name":
            self.fail("expected a number, a track or another name")
        following = self.ahead().text
        if token.text in AGGREGATES and following == "(":
            return self.over()
        if token.text in LISTS:
            return self.counted()
        if token.text in HISTORIES and following == "[":
            return self.history()
        if following == ".":
            return self.field()
        return self.word()

    def word(self) -> Word:
        token = self.name("expected a name")
        if self.at_word("["):
            return Word(token.at, token.text, self.index())
        return Word(token.at, token.text)

    def index(self) -> tuple[Expr, ...]:
        self.demand("[", 'expected "["')
        args = [self.sum()]
        while self.skip(","):
            args.append(self.sum())
        self.demand("]", 'expected "," or "]"')
        return tuple(args)

    def field(self) -> Field:
        base = self.name("expected a name")
        self.demand(".", 'expected "."')
        field = self.name(f"expected a field after {base.text}.")
        return Field(base.at, base.text, field.text, field.at)

    def history(self) -> History:
        what = self.take()
        self.demand("[", 'expected "["')
        watch = self.name("expected a watch")
        args: list[Expr] = []
        while self.skip(","):
            args.append(self.sum())
        self.demand("]", 'expected "," or "]"')
        return History(what.at, what.text, watch.text, watch.at, tuple(args))

    def counted(self) -> Count:
        what = self.take()
        terms: list[TermPhrase] = []
        if self.skip("["):
            while True:
                terms.append(self.term())
                if not self.skip(","):
                    break
            self.demand("]", 'expected "," or "]"')
        return Count(what.at, what.text, tuple(terms))

    def term(self) -> TermPhrase:
        field = self.name("expected a word such as by, to, tag, kind or a modality")
        negated = self.skip("not")
        at = self.now.at
        values: list[Expr] = []
        if self.skip("["):
            values.append(self.value())
            while self.skip(","):
                values.append(self.value())
            self.demand("]", 'expected "," or "]"')
        elif field.text == "leaked" and self.at_word(",", "]"):
            return TermPhrase(field.at, field.text, (), negated, at)
        else:
            values.append(self.value())
        return TermPhrase(field.at, field.text, tuple(values), negated, at)

    def value(self) -> Expr:
        if self.now.sort != "name":
            self.fail("expected a name")
        if self.ahead().text == ".":
            return self.field()
        token = self.take()
        return Word(token.at, token.text)

    def over(self) -> OverPhrase:
        self.deeper()
        how = self.take()
        self.demand("(", 'expected "("')
        body = self.sum()
        if not self.skip("for"):
            self.fail(f'expected "for NAME in SET" inside {how.text}(…)')
        var = self.variable()
        if not self.skip("in"):
            self.fail('expected "in"')
        within = self.group()
        where = self.condition() if self.skip("where") else None
        self.demand(")", 'expected ")"')
        self.depth -= 1
        return OverPhrase(how.at, how.text, body, var, within, where)

    def variable(self) -> str:
        token = self.name("expected a name such as R")
        if not token.text[0].isupper():
            raise SlipError(token.at, f'a name that a rule binds begins with a capital, as in "R in republics"; found "{token.text}"')
        if not token.text.isalnum():
            raise SlipError(token.at, f'a name that a rule binds has letters and digits only, as in "R in republics"; found "{token.text}"')
        if token.text in TAKEN:
            raise SlipError(token.at, f'"{token.text}" is a word of Python\'s own; take another name')
        return token.text

    def factors(self) -> tuple[Expr, ...]:
        found: list[Expr] = []
        while self.skip("x"):
            if self.now.sort == "number":
                raise SlipError(self.now.at, "a factor is a track, a measure or a table row; write the number into the amount")
            if self.now.sort != "name":
                self.fail("expected a factor: a track, a measure or a table row")
            found.append(self.atom())
        return tuple(found)

    # --- sets and conditions

    def group(self) -> Group:
        at = self.now.at
        if self.skip("["):
            words: list[Word] = []
            while True:
                token = self.name("expected a name")
                words.append(Word(token.at, token.text))
                if not self.skip(","):
                    break
            self.demand("]", 'expected "," or "]"')
            return Group(at, tuple(words), True)
        if self.now.sort != "name":
            self.fail("expected a set")
        if self.ahead().text == ".":
            return Group(at, (), False, self.field())
        token = self.take()
        return Group(at, (Word(token.at, token.text),))

    def condition(self) -> Condition:
        self.deeper()
        at = self.now.at
        parts = [self.negation()]
        word = ""
        while self.at_word("and", "or"):
            token = self.take()
            if word and token.text != word:
                raise SlipError(token.at, "`and` and `or` in one condition need brackets to say which comes first")
            word = token.text
            parts.append(self.negation())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else Both(at, word, tuple(parts))

    def negation(self) -> Condition:
        at = self.now.at
        if self.skip("not"):
            self.deeper()
            part = self.negation()
            self.depth -= 1
            return Not(at, part)
        if self.skip("("):
            inside = self.condition()
            self.demand(")", 'expected ")"')
            return inside
        return self.simple()

    def simple(self) -> Condition:
        at = self.now.at
        if self.at_word("tag"):
            self.take()
            name = self.name("expected a tag")
            return Tag(at, name.text, name.at)
        left = self.sum()
        if self.at_word("is"):
            self.take()
            negated = self.skip("not")
            if self.now.sort == "number":
                raise SlipError(self.now.at, "numbers are compared with <, <=, > or >=")
            return Is(at, left, self.value(), negated)
        if self.at_word("in") or (self.at_word("not") and self.ahead().text == "in"):
            negated = self.take().text == "not"
            if negated:
                self.take()
            return In(at, left, self.group(), negated)
        if self.now.text in COMPARISONS:
            sign = self.take().text
            return Compare(at, left, sign, self.sum())
        if isinstance(left, Word) and left.args is None and left.name == "leaked":
            return Flag(at, "", left.name)
        if isinstance(left, Field) and left.field == "leaked":
            return Flag(at, left.of, left.field)
        raise self.slip("expected is, in, <, <=, > or >=")

    def tail(self) -> Condition | None:
        condition = self.condition() if self.skip("if") else None
        self.end('expected "if" or the end of the line')
        return condition

    # --- lines

    def each(self) -> Each:
        at = self.now.at
        var = self.variable()
        if not self.skip("in"):
            self.fail('expected "in"')
        within = self.group()
        where = self.condition() if self.skip("where") else None
        self.end('expected "where" or the end of the line')
        return Each(at, var, within, where)

    def odds(self) -> OddsPhrase:
        at = self.now.at
        if not self.at_word("+", "-"):
            self.fail("a line of odds begins with + or -")
        sign = 1 if self.take().text == "+" else -1
        return OddsPhrase(at, sign, self.number(), self.factors(), self.tail())

    def turns(self) -> Expr:
        if self.now.sort == "number":
            number = self.number()
            if not number.whole:
                raise SlipError(number.at, "turns are whole numbers")
            return number
        return self.word()

    def effect(self) -> Effect:
        at = self.now.at
        word = self.now.text if self.now.sort == "name" and self.ahead().text not in ("[", "+", "-", "toward") else ""
        if word == "step":
            return self.step(at)
        if word == "end":
            self.take()
            of = self.name("expected the programme to end, such as G")
            how = self.name("expected broken, evicted or done")
            if how.text not in HOWS:
                raise SlipError(how.at, f'a programme ends broken, evicted or done; found "{how.text}"')
            return EndPhrase(at, of.text, of.at, how.text, self.tail())
        if word == "extend":
            self.take()
            of = self.name("expected the programme to extend, such as G")
            number = self.number()
            if not number.whole or not number.tenths:
                raise SlipError(number.at, "a programme is extended by whole half-years, one or more")
            return ExtendPhrase(at, of.text, of.at, number, self.tail())
        if word == "inject":
            self.take()
            name = self.name("expected an inject")
            subject = self.value() if self.skip("for") else None
            after = self.turns() if self.skip("after") else None
            return SchedulePhrase(at, name.text, name.at, subject, after, self.tail())
        if word == "tell":
            self.take()
            who = self.value()
            text = self.name("expected the id of a text")
            return TellPhrase(at, who, text.text, text.at, self.tail())
        if word == "reveal":
            self.take()
            named, named_at = "", at
            if not self.at_word("if") and self.now.sort == "name":
                token = self.take()
                named, named_at = token.text, token.at
            return RevealPhrase(at, named, named_at, self.tail())
        if word == "open":
            raise SlipError(at, "nothing opens a programme here: an accepted move whose kind has `programme:` does")
        return self.shift(at)

    def step(self, at: int) -> StepPhrase:
        self.take()
        track = self.word()
        if not self.at_word("up", "down"):
            self.fail("expected up or down")
        by = 1 if self.take().text == "up" else -1
        return StepPhrase(at, track, by, self.tail())

    def shift(self, at: int) -> Effect:
        track = self.word()
        if self.skip("toward"):
            goal = self.sum()
            if not self.skip("by"):
                self.fail('expected "by" and how far it moves at most')
            number = self.number()
            return TowardPhrase(at, track, goal, number, self.factors(), self.tail())
        if not self.at_word("+", "-"):
            self.fail("expected + or - and an amount, or toward")
        sign = 1 if self.take().text == "+" else -1
        number = self.number()
        factors = self.factors()
        after = self.turns() if self.skip("after") else None
        fading = self.turns() if self.skip("fading") else None
        return ShiftPhrase(at, track, sign, number, factors, after, fading, self.tail())


@lru_cache(MOST_KEPT)
def parse_condition(line: str) -> Condition:
    """Return a condition, such as `kind is base and pressure[R] >= 40`.

    Raises:
        SlipError: At the first mistake.
    """
    parser = _Parser(line)
    condition = parser.condition()
    parser.end("expected and, or, or the end of the line")
    return condition


@lru_cache(MOST_KEPT)
def parse_each(line: str) -> Each:
    """Return a line of `each`, such as `R in republics where R is not target`.

    Raises:
        SlipError: At the first mistake.
    """
    return _Parser(line).each()


@lru_cache(MOST_KEPT)
def parse_odds(line: str) -> OddsPhrase:
    """Return a line of odds, such as `+30 x pressure[R] if G.voice is public`.

    Raises:
        SlipError: At the first mistake.
    """
    return _Parser(line).odds()


@lru_cache(MOST_KEPT)
def parse_effect(line: str) -> Effect:
    """Return an effect, such as `trust[R, us] -6 x breach[G.age] after 1`.

    Raises:
        SlipError: At the first mistake.
    """
    return _Parser(line).effect()


@lru_cache(MOST_KEPT)
def parse_sum(line: str) -> Expr:
    """Return a sum, such as `100 - max(dependence[X, P] for P in powers)`.

    Raises:
        SlipError: At the first mistake.
    """
    parser = _Parser(line)
    found = parser.sum()
    parser.end("expected + or - or the end of the line")
    return found
