"""A description is typed without HTML where it can be, and left to the letter where nothing was altered."""

import pytest

from courses.catalogue.desk.prose import stated, typed


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<p>Six weeks.</p>", "Six weeks."),
        ("<p>Six weeks.<br>From Monday.</p><p>R&amp;D.</p>", "Six weeks.\nFrom Monday.\n\nR&D."),
        ("<p>Six <strong>weeks</strong>.</p><p>Two.</p>", "<p>Six <strong>weeks</strong>.</p>\n<p>Two.</p>"),
        ("<ul><li>One</li><li>Two</li></ul>", "<ul>\n<li>One</li>\n<li>Two</li>\n</ul>"),
        ("<p>5 &lt; 6, and &amp;lt; is so written.</p>", "<p>5 &lt; 6, and &amp;lt; is so written.</p>"),
        ("", ""),
    ],
)
def test_paragraphs_are_typed_as_they_are_read_and_all_else_as_html_on_lines(text: str, shown: str) -> None:
    assert typed(text) == shown


@pytest.mark.parametrize("text", ["<p>One.</p><p>Two.</p>", "<ul><li>One</li></ul>", "<p>A</p>\n<p><em>B</em></p>"])
def test_what_comes_back_unaltered_from_a_browser_is_what_was_there(text: str) -> None:
    assert stated(typed(text).replace("\n", "\r\n") + "\r\n", text) == text


def test_what_was_altered_is_taken_as_typed() -> None:
    assert stated("One.\r\n\r\nThree. ", "<p>One.</p><p>Two.</p>") == "One.\n\nThree."
