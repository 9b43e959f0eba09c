"""What was said at a debrief, sorted into the report: answers to the guided steps, strengths, areas to improve, actions, feedback."""

from __future__ import annotations

from collections.abc import Iterable

from exercise.reading.report.report import STEPS, Debrief

STRENGTHS, IMPROVE, ACTIONS, FEEDBACK = "Strengths", "Areas to improve", "Actions", "Feedback"
MORE = (
    (STRENGTHS, 0, "What went well, and should be kept?"),
    (IMPROVE, 0, "What should be done otherwise next time, at the table or in the exercise?"),
    (ACTIONS, 0, "Who does what, by when? Write: area | action | owner | due."),
    (FEEDBACK, 0, "What helped you to learn today, and what stood in the way?"),
)
"""What is asked after the guided steps: title, minutes, prompt."""
EVERY_STEP = (*STEPS, *MORE)


def debrief_of(answers: Iterable[tuple[str, str]], shown: Iterable[int] = ()) -> Debrief:
    """Return the debrief from (step, text) pairs in the order in which they were said.

    Args:
        answers: What was said, with the step it belongs to.
        shown: Entries in which the facilitator took a note that the table is shown.
    """
    said = list(answers)
    parts = {name: tuple(text for step, text in said if step == name) for name in (STRENGTHS, IMPROVE, FEEDBACK)}
    actions = []
    for step, text in said:
        if step == ACTIONS:
            cells = [cell.strip() for cell in text.split("|")][:4]
            if len(cells) == 1:
                cells = ["", *cells]
            area, action, owner, due = cells + [""] * (4 - len(cells))
            actions.append((area, action, owner, due))
    rest = tuple((step, text) for step, text in said if step not in (*parts, ACTIONS))
    return Debrief(rest, parts[STRENGTHS], parts[IMPROVE], tuple(actions), parts[FEEDBACK], tuple(shown))
