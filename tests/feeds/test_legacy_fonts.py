"""Gibberish of fonts from before Unicode is told from English, abbreviations and transliterations."""

import pytest

from courses.feeds.reading.legacy_fonts import is_gibberish

GUJARATI = ["XZLZZRGF XF:+", "D[0L;LG lJEFU", "U]HZFT VFZMuI", "VDNFJFN", "XZLZlS|IFlJ7FG", "SFDlRlSt;F"]
HINDI = [
    "fpfdRlk", "'kjhj jpuk foKku", "vk;qosZn fpfdRlk", "dk; fpfdRlk foHkkx", "lkeqnkf;d fpfdRlk", "jksxk.kq foKku",
    "ckyjksx",
]  # fmt: skip
ENGLISH = [
    "Anatomy", "MBBS", "ENT", "General Medicine (Paper I)", "PSM", "X-ray technique", "Ob & Gy", "MD - ANAESTHESIOLOGY",
    "CTVS", "DM Neurology", "McBurney's point", "pH and mRNA", "Fellowship in HIV/AIDS", "B.Sc. (MLT)", "ECG/EEG",
    "Workshop: suturing, knots", "OBSTETRICS AND GYNAECOLOGY", "DNB (Gen. Surgery)", "COVID-19", "NBEMS", "MRI/CT",
    "Sharir Kriya Vigyan", "Kayachikitsa", "Rasashastra & Bhaishajya Kalpana", "Rog Nidan evam Vikruti Vigyan",
    "", "12",
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), [*(("gu", one) for one in GUJARATI), *(("hi", one) for one in HINDI)])
def test_an_old_font_is_noticed(language: str, text: str) -> None:
    assert is_gibberish(text, language)


def test_letters_of_the_upper_half_alone_are_an_old_font_too() -> None:
    assert is_gibberish("¶ÉÊ®ú ®úSÉxÉÉ", "hi")


@pytest.mark.parametrize("text", ENGLISH)
def test_english_and_transliterations_under_a_heading_of_another_script_are_none(text: str) -> None:
    assert not is_gibberish(text, "gu")


def test_only_a_language_with_a_script_of_its_own_is_looked_at() -> None:
    assert not is_gibberish("fpfdRlk foKku", "en")
    assert not is_gibberish("fpfdRlk foKku", "und")
    assert not is_gibberish("fpfdRlk foKku", "gu-Latn")
    assert not is_gibberish("चिकित्सा MBBS fpfdRlk", "hi-IN")


def test_a_short_title_with_a_sign_of_an_old_font_at_the_end_of_a_word_is_gibberish() -> None:
    assert is_gibberish("CF0SFG\\ 7FG", "gu")
    assert not is_gibberish("H1N1 / H5N1", "gu")
