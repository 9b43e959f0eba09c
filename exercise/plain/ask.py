"""The one prompter: a form, asked field by field, looked over where it has to be, and submitted."""

from __future__ import annotations

from contextlib import suppress

from exercise.plain.talk import Back, Talk
from exercise.plain.tell import is_cut, tell
from exercise.reading.document import Document
from exercise.reading.forms.form import TEXT, Asking, FormField, Option
from exercise.words import counted

ALL = "all"
"""The word that has a document read whole."""


def ask(talk: Talk, asking: Asking) -> bool:
    """Ask for what a form needs and submit it; return whether it was submitted.

    Raises:
        Back: If the person goes back from one of its questions.
    """
    talk.begin()
    opening = asking.opening()
    if opening is not None:
        tell(talk, opening)
    filled = dict(asking.given)
    while True:
        form = asking.form(filled)
        if form.barred:
            talk.say(form.barred)
            return False
        field = next((field for field in form.fields if not field.later and field.name not in filled), None)
        if field is None:
            break
        chosen = _fill(talk, field, form.help, first=filled == asking.given, whole=opening if filled == asking.given else None)
        if field.needed and not any(chosen):
            talk.say(form.left or "Nothing was done.")
            return False
        wrong = next((one.wrong for one in asking.form({**filled, field.name: chosen}).fields if one.name == field.name), "")
        if wrong:
            talk.say(wrong)
        else:
            filled[field.name] = chosen
    if form.submit:
        return _look_over(talk, asking, filled)
    talk.prose(form.text)
    return (not form.sure or talk.yes(form.sure, help=form.help)) and _submit(talk, asking, filled)


def _submit(talk: Talk, asking: Asking, filled: dict[str, tuple[str, ...]]) -> bool:
    # What is said of it afterwards is worked out before: the session has moved on then.
    done = asking.form(filled).done
    refusal = asking.submit(filled)
    talk.prose(f"Not possible: {refusal}" if refusal else done)
    return not refusal


def _look_over(talk: Talk, asking: Asking, filled: dict[str, tuple[str, ...]]) -> bool:
    """Say what submitting would bring, and take changes until it is submitted or left; return whether it was submitted."""

    def heard(before: dict[str, tuple[str, ...]] | None, full: bool = False) -> None:
        talk.begin()
        document = asking.expected(filled, before)
        if document is not None:
            tell(talk, document, full)
        talk.note("looked")

    heard(None)
    while True:
        form = asking.form(filled)
        fields = {field.name: field for field in form.fields if not field.needed and (field.kind == TEXT or len(field.options) > 1)}
        options = [Option("submit", form.submit), Option("", "Leave it"), *(Option(f"={name}", _changes(fields[name])) for name in fields)]
        chosen = talk.choose("What now? Type all to hear the whole forecast.", options, help=form.help, words=(ALL,))
        if not chosen or (chosen == "submit" and _submit(talk, asking, filled)):
            return chosen == "submit"
        if chosen == ALL:
            heard(None, full=True)
        elif chosen != "submit":
            with suppress(Back):
                field = fields[chosen[1:]]
                before = filled.copy()
                filled[field.name] = _fill(talk, field, form.help)
                if field.kind != TEXT:
                    heard(before)
                    talk.note("changed" if field.later else "looked")


def _changes(field: FormField) -> str:
    if field.kind == TEXT:
        return f"Change the {field.title}" if field.chosen else f"Add a {field.title}, private until the debrief"
    return f"Change {field.title.lower()}, now {field.now}"


def _fill(talk: Talk, field: FormField, help: str, first: bool = False, whole: Document | None = None) -> tuple[str, ...]:
    """Return what is filled in; `whole` is the document behind the question, which can be heard in full."""
    default = () if field.needed else field.chosen
    if field.kind == TEXT:
        text = talk.line(_asked(field), help=help, default="".join(default), empty="gives up" if field.needed else "leaves it out")
        return (text,) if text else ()
    if field.most > 1:
        return talk.several(_asked(field), field.options, help=help, most=field.most, default=default)
    if len({option.group for option in field.options}) > 1:
        return (_from_groups(talk, field, help, first),)
    cut = whole is not None and is_cut(whole)
    question = _asked(field) + (" Type all to hear the whole forecasts." if cut else "")
    while True:
        chosen = talk.choose(question, field.options, help=help, default="".join(default), words=(ALL,) if cut else ())
        if chosen != ALL or whole is None or ALL in [option.value for option in field.options]:
            return (chosen,)
        talk.begin()
        tell(talk, whole, full=True)


def _asked(field: FormField) -> str:
    """Return a question with what is to be read beside it."""
    return f"{field.question} {field.text}" if field.asks and field.text and not field.title else field.question


def _from_groups(talk: Talk, field: FormField, help: str, first: bool) -> str:
    """Return an option chosen by its group and then by its name; from the first question of a form 0 returns to the groups."""
    groups: dict[str, list[Option]] = {}
    for option in field.options:
        groups.setdefault(option.group, []).append(option)
    while True:
        listed = [Option(group, group, _counts(options)) for group, options in groups.items()]
        group = talk.choose(f"{field.question} First the group.", listed, help=help)
        out = [Option("", "Return to the groups")] if first else []
        chosen = talk.choose(f"{group}. {field.question}", [*groups[group], *out], help=help)
        if chosen:
            return chosen


def _counts(options: list[Option]) -> str:
    barred = sum(1 for option in options if option.barred)
    return f"{counted(len(options), 'kind')}" + (f", {barred} barred" if barred else "")
