"""Saying and asking in lines of text, with the words that work at every prompt: ?, why N, back, again, where, log, stop and others.

A `Talk` reads one stream and writes another. What is said since `begin` is a page, so that `back` can return to it after a `why`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import TextIO

from exercise.desk.pages import sections
from exercise.model.text import clean
from exercise.plain.spoken import paragraphs, spoken
from exercise.reading.forms.form import Option

WIDTH = 76
ENTER = "Enter alone decides nothing: it takes what a prompt names for it, else 0 where that is on the list."
"""The one rule of empty lines, said when one sits down and in help."""
LONGEST = 20_000
"""Characters of a line that are read; a move's text has at most as many."""
BACK = Option("", "Back")
"""Stands as 0 on the list of every question that has no such option of its own and is not the first."""
DEEPEST = 40
"""Pages that `back` can return to."""


def _nothing(mark: str = "") -> None:
    """Do nothing."""


class Left(Exception):  # noqa: N818 - it is no error
    """The person leaves, or the input has ended."""

    def __init__(self, ended: bool = False) -> None:
        super().__init__()
        self.ended = ended


class Moved(Exception):  # noqa: N818 - it is no error
    """Something typed has changed the session; whatever was being asked begins again."""


class Back(Moved):
    """The person goes back from a question that is one of several; without a nearer place, to where they began."""


class Talk:
    """One person's conversation with the program.

    Args:
        source: Where answers are read, a line each.
        sink: Where everything is said.
        echo: Whether answers are written too, as where nobody types them.
    """

    def __init__(self, source: TextIO, sink: TextIO, *, echo: bool = False) -> None:
        self._source = source
        self._sink = sink
        self._echo = echo
        self._marks: list[str] = []
        self._lines: list[str] = []
        self._pages: list[tuple[list[str], list[str], bool]] = []
        self._is_opened = False
        """Whether a page that `why` opened lies before the question."""
        self._heard: list[str] = []
        """The numbers of the page before this one: they are good until this page has some."""
        self.is_waiting = False
        """Whether a line is being read just now."""
        self.is_stopped: Callable[[], bool] = lambda: False
        """Whether Ctrl-C was pressed while something was worked out."""
        self.words: dict[str, tuple[str, Callable[[str], None]]] = {}
        """Words that work at every prompt while a session is open: what each does, in a few words, and how."""
        self.open_page: Callable[[str], None] | None = None
        """Says the page behind a mark."""
        self.typed: Callable[[str], None] | None = None
        """Takes a line that holds a move in its text form."""
        self.before: Callable[[], None] = _nothing
        """Called before a question is asked, such as to say the step of a lesson."""
        self.note: Callable[[str], None] = _nothing
        """Told of what a lesson waits for and no journal shows, such as that reasons were opened."""

    # --- saying

    def sit(
        self, words: Mapping[str, tuple[str, Callable[[str], None]]], open_page: Callable[[str], None], typed: Callable[[str], None],
        before: Callable[[], None] = _nothing, note: Callable[..., None] = _nothing,
    ) -> None:  # fmt: skip
        """Take the words and pages of whoever sits down."""
        self.words, self.open_page, self.typed, self.before, self.note = dict(words), open_page, typed, before, note

    def begin(self) -> None:
        """Begin a page: numbers after `why` count from 1 again as soon as it has some."""
        self._heard = self._opening()
        self._pages.clear()
        self._marks, self._lines, self._is_opened = [], [], False

    def forget(self) -> None:
        """Begin a page for somebody else, who has not the words and pages of who sat here, and cannot open what was heard before."""
        self.words, self.open_page, self.typed, self.before, self.note = {}, None, None, _nothing, _nothing
        self._marks, self._heard = [], []
        self._pages.clear()
        self.begin()

    def _opening(self) -> list[str]:
        """Return what the numbers that were heard last open."""
        return next((marks for marks in (self._marks, *(page[1] for page in reversed(self._pages))) if marks), self._heard)

    def say(self, text: str = "", indent: int = 0) -> None:
        """Say one line, wrapped."""
        self._lines.append(" " * indent + text)
        self._write(" " * indent + text)

    def remark(self, text: str = "") -> None:
        """Say one line that is no part of the page: `back` and `again` do not repeat it."""
        self._write(text)

    def command(self, text: str) -> None:
        """Say a command to type elsewhere, on one line however long."""
        self._sink.write(spoken(text) + "\n")

    def title(self, text: str) -> None:
        """Say a heading: a line of its own after an empty one."""
        self.say()
        self.say(text)

    def prose(self, text: str, indent: int = 0) -> None:
        """Say a text, a paragraph at a time."""
        for paragraph in paragraphs(text):
            self.say(paragraph, indent)

    def why(self, ref: str) -> str:
        """Return the words that tell how a line opens, and remember what it opens into; nothing for no page."""
        if not ref:
            return ""
        if ref not in self._marks:
            self._marks.append(ref)
        return f" (why {self._marks.index(ref) + 1})"

    def marked(self, number: str) -> str:
        """Return what a number after `why` stands for where it was heard last; nothing if it stands for none."""
        marks = self._opening()
        return marks[int(number) - 1] if number.isdecimal() and len(number) < 6 and 1 <= int(number) <= len(marks) else ""

    def _write(self, text: str) -> None:
        bare = text.lstrip(" ")
        indent = " " * (len(text) - len(bare))
        lines: list[str] = []
        for line in spoken(bare).split("\n"):
            lines += textwrap.wrap(line, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False) or [""]
        self._sink.write("\n".join(lines) + "\n")

    # --- asking

    def read(self, prompt: str) -> str:
        """Return a line that was typed, without what could steer a terminal.

        Raises:
            Left: If the input has ended.
            KeyboardInterrupt: If Ctrl-C was pressed.
        """
        self._sink.write(spoken(prompt) + " ")
        self._sink.flush()
        if self.is_stopped():
            raise KeyboardInterrupt
        self.is_waiting = True
        try:
            line = self._source.readline(LONGEST)
        finally:
            self.is_waiting = False
        if not line:
            self._sink.write("\n")
            raise Left(ended=True)
        answer = clean(line.rstrip("\r\n"), limit=LONGEST).strip()
        if self._echo:
            self._sink.write(spoken(answer) + "\n")
        return answer

    def choose(
        self, question: str, options: Sequence[Option], *, help: str, default: str = "", words: Sequence[str] = (), first: bool = False
    ) -> str:
        """Return the value of the option chosen by its number; or, of the extra words that are allowed here, the line typed.

        A question that is not the first of its kind can always be left with 0: where no option lacks a value, that goes back.

        Args:
            question: Asked on a line of its own before the options.
            options: Numbered from 1 in this order, the one without a value last and as 0; one that is barred says why when it is chosen.
            help: The section of help/plain.md about this prompt.
            default: The value that an empty line stands for; where there is none, it stands for the option without a value.
            words: First words of lines that are returned as they were typed.
            first: Whether there is nothing to go back to.

        Raises:
            Back: If the person goes back by 0 where no option stands for that.
            Left: If the person leaves.
            Moved: If a move was typed instead.
        """
        numbered = {str(n): option for n, option in enumerate((option for option in options if option.value), 1)}
        out = next((option for option in options if not option.value), None if first else BACK)
        if out is not None:
            numbered["0"] = out
        offer = [question] if question else []
        offer += [_numbered(n, option) for n, option in numbered.items()]
        offer += [f"Enter alone takes {n}." for n, option in numbered.items() if default and option.value == default]

        def taken(answer: str) -> tuple[str, ...] | str | None:
            if not answer and default:
                return (default,)
            option = numbered.get(answer.lstrip("0") or answer[:1]) if answer else out
            if option is BACK:
                raise Back
            if option is not None:
                return f"Barred: {option.title}. {option.barred}" if option.barred else (option.value,)
            return (answer,) if answer.partition(" ")[0].lower() in words else None

        most = f"a number from {min(numbered)} to {len(numbered) - ('0' in numbered)}" if len(numbered) > 1 else "1"
        return self._answered("Your choice", offer, help, taken, f"Type {most}, or ? for help.")[0]

    def several(self, question: str, options: Sequence[Option], *, help: str, most: int, default: Sequence[str] = ()) -> tuple[str, ...]:
        """Return the values of up to `most` options, chosen by numbers with commas between."""
        shown = [option.value for option in options]
        offer = [question]
        offer += [f"{n}. {option.title}" + (" (barred)" if option.barred else "") for n, option in enumerate(options, 1)]
        offer.append(f"Up to {most} numbers with commas between, such as 1,2.")
        if default:
            offer.append("Enter alone keeps " + ", ".join(str(shown.index(value) + 1) for value in default if value in shown) + ".")
        offer.append("0 goes back.")

        def taken(answer: str) -> tuple[str, ...] | str | None:
            if answer == "0":
                raise Back
            if not answer and default:
                return tuple(default)
            numbers = [part.strip() for part in answer.split(",")]
            if not answer or not all(number.isdecimal() and len(number) < 6 and 1 <= int(number) <= len(options) for number in numbers):
                return None
            chosen = [options[int(number) - 1] for number in dict.fromkeys(numbers)]
            barred = next((option for option in chosen if option.barred), None)
            if barred is not None:
                return f"Barred: {barred.title}. {barred.barred}"
            return f"At most {most} can be chosen." if len(chosen) > most else tuple(option.value for option in chosen)

        hint = f"Type numbers from 1 to {len(options)} with commas between, or ? for help."
        return self._answered("Your choices", offer, help, taken, hint)

    def _answered(
        self, prompt: str, offer: list[str], help: str, taken: Callable[[str], tuple[str, ...] | str | None], hint: str
    ) -> tuple[str, ...]:
        """Return what was chosen: `taken` gives that for an answer, or what is to be said of it, or None where it is no choice here."""
        self.before()
        self._offered(offer)
        while True:
            answer = self.read(f"{prompt}, or ? for help:")
            if self._is_beside(answer):
                continue
            chosen = taken(answer)
            if isinstance(chosen, tuple):
                return chosen
            if chosen is not None:
                self._write(chosen)
            elif answer.lower() == "again":
                self._again(offer)
            elif not self._understood(answer, help, offer):
                said = f'"{answer[:40]}" is not a choice here. ' if answer else "Enter alone decides nothing here. "
                self._write(f"{said}{hint}")

    def line(self, question: str, *, help: str, default: str = "", empty: str = "leaves it out") -> str:
        """Return a line of text that was typed, or the default; `empty` says what an empty one does where there is none.

        Raises:
            Back: If the line was 0 or back.
        """
        self._offered([f"{question} Enter alone {f'takes {default}' if default else empty}; 0 goes back."])
        while True:
            answer = self.read("Text:")
            if answer.lower() in ("0", "back"):
                raise Back
            if answer != "?":
                return answer or default
            self._help(help)

    def yes(self, question: str, *, help: str) -> bool:
        """Return whether the answer is yes."""
        return self.choose(question, (Option("yes", "Yes"), Option("no", "No")), help=help, first=True) == "yes"

    def _is_beside(self, answer: str) -> bool:
        """Say so and return True if an answer is meant for a page that `why` opened, and not for the question behind it."""
        if not self._is_opened or (answer and not answer.isdecimal()):
            return False
        self._write("A page is open. Type back to return to the question, or why and a number to open a line.")
        return True

    def _offered(self, offer: list[str]) -> None:
        self._is_opened = False
        self._sink.write("\n")
        for line in offer:
            self._write(line)

    def _again(self, offer: list[str]) -> None:
        for line in self._lines:
            self._write(line)
        self._offered(offer)

    # --- words that always work

    def _understood(self, answer: str, help: str, offer: list[str]) -> bool:
        """Do what a word asks that works at every prompt; return whether it was one."""
        first, _, rest = answer.partition(" ")
        word = first.lower()
        if word in ("?", "help"):
            self._help(help)
        elif word in ("stop", "quit", "exit"):
            raise Left
        elif word == "why" and self.open_page is not None:
            self._why(rest.strip())
        elif word == "back" and self.open_page is not None:
            self._back(offer)
        elif word in self.words:
            self._aside()
            self.words[word][1](rest.strip())
        elif ":" in answer and self.typed is not None:
            self.typed(answer)
        else:
            return False
        self.before()
        return True

    def _aside(self) -> None:
        """Lay the page aside, so that `back` returns to it."""
        self._pages.append((self._lines, self._marks, self._is_opened))
        del self._pages[:-DEEPEST]
        self._lines, self._marks = [], []

    def _why(self, number: str) -> None:
        ref = self.marked(number or "1")
        if not ref:
            count = len(self._opening())
            self._write(
                f"Nothing here has that number; type why and a number from 1 to {count}." if count else "Nothing here opens further."
            )
        elif self.open_page is not None:
            self._aside()
            self.open_page(ref)
            self._is_opened = True
            self._write("Type back to return to the question.")

    def _back(self, offer: list[str]) -> None:
        if not self._pages:
            self._write("There is no page before this one. Type again to hear this one, or 0 where it is on the list.")
            return
        self._lines, self._marks, self._is_opened = self._pages.pop()
        for line in self._lines:
            self._write(line)
        if not self._is_opened:
            self._offered(offer)

    def _help(self, section: str) -> None:
        texts = dict(sections("plain"))
        self._write("")
        for paragraph in paragraphs(texts.get(section, "")):
            self._write(paragraph)
        for paragraph in paragraphs(texts["Everywhere"]):
            self._write(paragraph)
        for word, (does, _) in self.words.items():
            self._write(f"{word}: {does}.")
        if self.open_page is not None:
            self._write("why and a number: opens a line that ends in that number. back: returns.")
        self._write(ENTER)
        self._write("again: repeats what was said last. stop: leaves; what is confirmed is saved.")


def _numbered(number: str, option: Option) -> str:
    barred = " (barred; choose it to hear why)" if option.barred else ""
    title = option.title.rstrip(" .…") + (f", costs {option.cost}" if option.cost else "")
    return f"{number}. {title}{barred}" + (f". {option.text}" if option.text else "")
