"""A form asked in panels over a screen, field by field: a list to pick from, several of a list, or a line to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exercise.reading.forms.form import TEXT, Asking, Filled, Form, FormField
from exercise.ui.console_dialogs import REASON, Several, Write
from exercise.ui.dialogs import Ask, Picker
from exercise.ui.text import Item, prose

if TYPE_CHECKING:
    from textual.screen import ModalScreen

    from exercise.ui.base import Sheet

EVERYONE = "all"


async def fill_in(sheet: Sheet, asking: Asking, at: Filled | None = None) -> bool:
    """Ask for what a form needs and submit it; return whether it was submitted.

    Args:
        sheet: The screen that it is asked over; it must be called from a worker.
        asking: What is asked.
        at: Where the cursor begins, by the name of the field.
    """
    filled = dict(asking.given)
    while True:
        form = asking.form(filled)
        if form.barred:
            sheet.table.tell(form.barred, bad=True)
            return False
        field = next((field for field in form.fields if not field.later and field.name not in filled), None)
        if field is None:
            break
        answer = await sheet.app.push_screen_wait(_panel(form, field, (at or {}).get(field.name, field.chosen)))
        if answer is None or (field.needed and not answer):
            if form.left:
                sheet.table.tell(form.left)
            return False
        filled[field.name] = tuple(answer.split("+")) if field.most > 1 else (answer,) if answer else ()
        wrong = next((known.wrong for known in asking.form(filled).fields if known.name == field.name), "")
        if wrong:
            sheet.table.tell(wrong, bad=True)
            del filled[field.name]
    if form.sure and not await sheet.app.push_screen_wait(Ask(form.title, form.text or form.sure, "goes on")):
        return False
    refusal = asking.submit(filled)
    if refusal:
        sheet.table.tell(refusal, bad=True)
        return False
    sheet.redraw()
    if form.done and not form.done.startswith("Done: "):
        sheet.table.tell(form.done)
    return True


def _panel(form: Form, field: FormField, at: tuple[str, ...]) -> ModalScreen[str]:
    """Return the panel that asks for a field."""
    if field.kind == TEXT and not field.options:
        needs = REASON if field.name == "because" and form.left else ""
        asks = prose(f"{field.question}\n\n{field.text}" if field.asks and field.text else field.question)
        return Write(form.title, asks, "".join(field.chosen), field.limit, needs=needs)
    if field.most > 1:
        everyone = EVERYONE if field.options[0].value == EVERYONE else ""
        return Several(field.question, [(option.value, option.title, option.text) for option in field.options], everyone, field.text)
    rows = [
        Item(((option.title, "b"), (f"  {option.barred or option.text}" if option.barred or option.text else "", "dim")), ref=option.value)
        for option in field.options if not option.barred
    ]  # fmt: skip
    return Picker(field.question, rows, "".join(at))
