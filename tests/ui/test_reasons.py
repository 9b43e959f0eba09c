"""Every change that is shown opens into its own page of reasons."""

from __future__ import annotations

from pathlib import Path

from exercise.model.play import Cause, Expected
from exercise.ui.desk.desk import Desk
from exercise.ui.rows import change_rows


def test_a_later_change_of_a_track_does_not_take_the_page_of_the_one_now(tmp_path: Path):
    desk = Desk.start("practice", "", "nato", seed="1", saves=tmp_path)
    name = desk.session.book.track_names[0]
    soon = Expected(0, name, 300, 20, (Cause(20, "written", "", ()),))
    later = Expected(0, name, 300, -50, (Cause(-50, "written", "", ()),), 2)

    shown = desk.orders.reasons.expected((soon, later), "forecast")

    pages = [row.ref for row in change_rows(shown, reasons=False)]
    assert [desk.pages.leaf(page).total for page in pages] == [shown[0].amount, shown[1].amount]
    assert shown[0].amount != shown[1].amount
    desk.close()


def test_each_choice_of_a_reaction_opens_into_its_own_pages(tmp_path: Path):
    desk = Desk.start("practice", "", "nato", seed="1", saves=tmp_path)
    name = desk.session.book.track_names[0]

    one = desk.orders.reasons.expected((Expected(0, name, 300, 20, ()),), "forecast-0")
    other = desk.orders.reasons.expected((Expected(0, name, 300, -50, ()),), "forecast-1")

    assert desk.pages.leaf(one[0].page).total == one[0].amount
    assert desk.pages.leaf(other[0].page).total == other[0].amount
    desk.close()
