"""Which entries do words find? The same ones with every engine."""

from collections.abc import Callable

import pytest

from tests.catalogue.stating import source, stated, write
from tests.corners import college
from tests.search.finding import find, found, titles

CatchUp = Callable[[], None]


@pytest.fixture
def tapi(engine):
    return source(college("tapi", place="Surat"))


def test_a_course_is_found_by_a_word_of_its_title(tapi, catch_up):
    write(tapi, stated("1", title="Cardiac imaging"), stated("2", title="Renal pathology"))
    catch_up()
    assert found("imaging") == {"Cardiac imaging"}


def test_a_course_is_found_by_its_description_code_people_and_place(tapi, catch_up):
    write(
        tapi,
        stated(
            "1",
            title="Ward teaching",
            description={"en": "<p>Auscultation at the bedside</p>"},
            code="WT-204",
            people=[{"name": "Ketaki Oza"}],
            outcomes=[{"text": "Percusses a chest", "codes": ["IM3.1"]}],
            subjects=[{"scheme": "stated", "label": "Phlebology"}],
        ),
        stated("2", title="Other"),
    )
    catch_up()
    for word in ("auscultation", "WT-204", "Oza", "percusses", "IM3.1", "phlebology"):
        assert found(word) == {"Ward teaching"}, word
    assert found("surat") == {"Ward teaching", "Other"}


@pytest.mark.parametrize("typed", ["IMAGING", "images", "  imaging  ", "imaging.", "(imaging)", "image"])
def test_case_endings_spaces_and_punctuation_do_not_matter(tapi, catch_up, typed):
    write(tapi, stated("1", title="Cardiac imaging"))
    catch_up()
    assert found(typed) == {"Cardiac imaging"}


def test_accents_of_latin_letters_do_not_matter(tapi, catch_up):
    write(tapi, stated("1", title="Ménière's disease"))
    catch_up()
    assert found("meniere") == found("Ménière") == {"Ménière's disease"}


def test_words_of_indian_scripts_are_found_whole(tapi, catch_up):
    write(
        tapi,
        stated("1", title={"gu": "શરીરરચના વિજ્ઞાન"}, main_language="gu"),
        stated("2", title={"hi": "नैदानिक चिकित्सा"}, main_language="hi"),
    )
    catch_up()
    assert found("વિજ્ઞાન") == {"શરીરરચના વિજ્ઞાન"}
    assert found("चिकित्सा") == {"नैदानिक चिकित्सा"}
    assert found("चिकि", exact="1") == set()


def test_if_three_have_all_the_words_only_such_are_listed_and_the_others_counted(tapi, catch_up):
    write(
        tapi,
        *(stated(f"a{n}", title=f"Cardiac imaging {n}") for n in range(3)),
        stated("b", title="Cardiac rehabilitation"),
        stated("c", title="Renal imaging"),
    )
    catch_up()
    answer = find("cardiac imaging")
    assert (answer.words, answer.total, answer.more) == ("all", 3, 2)
    assert find("cardiac imaging", words="any").total == 5


def test_if_fewer_have_all_the_words_those_stand_first_and_the_others_follow(tapi, catch_up):
    write(
        tapi,
        stated("a", title="Renal imaging"),
        stated("b", title="Cardiac imaging"),
        stated("c", title="Cardiac rehabilitation"),
    )
    catch_up()
    answer = find("cardiac imaging")
    assert (answer.words, answer.total, answer.more) == ("any", 3, 0)
    assert titles(answer)[0] == "Cardiac imaging"


def test_a_rare_word_weighs_more_than_a_common_one(tapi, catch_up):
    write(
        tapi,
        *(stated(f"n{n}", title=f"Clinical posting number {n}") for n in range(30)),
        stated("rare", title="Leprosy posting"),
    )
    catch_up()
    assert titles(find("clinical leprosy"))[0] == "Leprosy posting"


def test_a_misspelt_word_finds_what_was_meant_and_says_so(tapi, catch_up):
    write(tapi, stated("1", title="Anaesthesiology for interns"), stated("2", title="Anatomy for interns"))
    catch_up()
    answer = find("anesthesiolgy")
    assert titles(answer) == ["Anaesthesiology for interns"]
    assert (answer.suggestion, answer.is_corrected) == ("anaesthesiology", True)


def test_whoever_insists_gets_what_was_typed(tapi, catch_up):
    write(tapi, stated("1", title="Anaesthesiology"))
    catch_up()
    answer = find("anaesthesiolgy", exact="1")
    assert (answer.total, answer.suggestion, answer.is_corrected) == (0, "anaesthesiology", False)


def test_a_word_that_is_known_is_never_put_right(tapi, catch_up):
    write(tapi, stated("1", title="Pathology"), stated("2", title="Patholog"))
    catch_up()
    assert find("patholog").suggestion == ""


def test_words_that_were_found_are_marked_and_markup_is_escaped(tapi, catch_up):
    write(
        tapi,
        stated("1", title="Cardiac <b>imaging</b>", description={"en": "An imaging course & <i>more</i> imaging."}),
    )
    catch_up()
    [row] = find("imaging").rows
    assert row.title_marked == "Cardiac &lt;b&gt;<mark>imaging</mark>&lt;/b&gt;"
    assert "<mark>imaging</mark> course &amp; more" in row.summary_marked
    assert "<i>" not in row.summary_marked


def test_without_words_everything_is_found_and_nothing_marked(tapi, catch_up):
    write(tapi, stated("1"), stated("2"))
    catch_up()
    answer = find()
    assert (answer.total, answer.words) == (2, "")
    assert all("<mark>" not in row.title_marked for row in answer.rows)


@pytest.mark.parametrize(
    "typed",
    [
        '"cardiac imaging',
        "cardiac AND",
        "cardiac* NEAR(imaging)",
        "title:cardiac -imaging +x ^2",
        "cardiac' OR 1=1 --",
        "cardiac & | ! <-> :*",
        "<script>alert(1)</script> cardiac",
        "cardiac \x00 imaging",
        "🫀 cardiac",
        "cardiac \\ / % _",
        "{cardiac} [imaging] ~2",
        "cardiac \u202e imaging",
        "cardiac \ud7ff\u0301\u200d",
    ],
)
def test_signs_in_a_query_mean_nothing(tapi, catch_up, typed):
    write(tapi, stated("1", title="Cardiac imaging"))
    catch_up()
    assert found(typed) == {"Cardiac imaging"}


@pytest.mark.parametrize("typed", ["🫀", "---", "the of and", "!!!", "'", "\x00", "x" * 5000, "word " * 1000])
def test_a_query_of_nothing_or_too_much_is_answered(tapi, catch_up, typed):
    write(tapi, stated("1", title="Cardiac imaging"))
    catch_up()
    assert find(typed).total in (0, 1)


def test_a_phrase_in_quotes_finds_its_words(tapi, catch_up):
    write(tapi, stated("1", title="Brachial plexus block"), stated("2", title="Nothing of it"))
    catch_up()
    assert found('"brachial plexus"') == {"Brachial plexus block"}


@pytest.mark.parametrize("typed", ["md", "M.D.", "m.d", "MD"])
def test_initials_are_found_with_and_without_their_points(tapi, catch_up, typed):
    write(
        tapi, stated("1", title="M.D. Anatomy"), stated("2", title="MD Physiology"), stated("3", title="Ph.D. thesis")
    )
    catch_up()
    assert found(typed) == {"M.D. Anatomy", "MD Physiology"}
