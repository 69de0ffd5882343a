"""The components of the site look in the CMS as they do on the site."""

from consortium.pages.desk_styles import SHEET, desk_styles


def test_the_sheet_for_the_cms_is_made_of_the_sheets_of_today():
    assert SHEET.read_text() == desk_styles(), "python -m consortium.pages.desk_styles"


def test_nothing_of_it_reaches_what_is_wagtails():
    outside = [line for line in desk_styles().splitlines() if line and not line.startswith((" ", "/*", "}"))]
    assert outside == ["#main .desk {"]
