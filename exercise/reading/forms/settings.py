"""The settings of a session that is to begin: how fast it is played, how much is explained, and which variant of the scenario."""

from __future__ import annotations

from exercise.reading.forms.form import Filled, FormField, Option
from exercise.reading.models import Card

PACES = (
    Option("full", "Full", "Every half-year is played."),
    Option("seminar", "Seminar", "Each move runs two half-years: half as many turns."),
)
LEVELS = (
    Option("full", "Full", "Reasons and numbers."),
    Option("reasons", "Reasons", "Reasons without numbers: argue, do not calculate."),
    Option("arrows", "Arrows", "Arrows only, until the debrief lifts it."),
)


def setting_fields(card: Card | None, filled: Filled) -> tuple[FormField, ...]:
    """Return the fields of the settings as they stand; a variant is asked for where the scenario has some."""
    fields = (
        FormField("pace", "Pace", PACES, filled.get("pace", ("full",))),
        FormField("level", "Explained", LEVELS, filled.get("level", ("full",)), asks="How much is explained?"),
    )
    if card is None or not card.variants:
        return fields
    variants = (Option("", "As written"), *(Option(id, difference(name, card.title), text) for id, name, text in card.variants))
    return (*fields, FormField("variant", "Variant", variants, filled.get("variant", ("",)), asks="Which variant?"))


def difference(variant: str, title: str) -> str:
    """Return the name of a variant without the scenario's own title before it."""
    rest = variant.removeprefix(title).lstrip(" -–:,")
    return rest[:1].upper() + rest[1:] if rest else variant
