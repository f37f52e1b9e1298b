import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.tables.form import ARTICLE_20_COLUMNS, ARTICLE_20_ROWS, REQUEST_ROWS, Term, indicators
from pipelines.tables.labels import Vocabulary, labels

FORMS = {
    "requests": REQUEST_ROWS,
    "rows of article 20": ARTICLE_20_ROWS,
    "columns of article 20": ARTICLE_20_COLUMNS,
    "statistics": tuple(Term(each.key, each.label) for each in indicators()),
}
SPACES = st.sampled_from([" ", "　", "\n", "\xa0", "\u200b", "  "])
SLIPS = st.characters(categories=["Lo"], min_codepoint=0x4E00, max_codepoint=0x9FFF)
FULL_WIDTH = str.maketrans("0123456789.()", "０１２３４５６７８９．（）")


def terms():
    return st.sampled_from([(form, term) for form, listed in FORMS.items() for term in listed])


def keys(form, text):
    """The keys that the last label of a cell is read as."""
    printed = labels(text)
    match = Vocabulary(FORMS[form]).find(printed[-1]) if printed else None
    return {term.key for term in match.terms} if match else set()


@pytest.mark.parametrize(("form", "listed"), FORMS.items(), ids=FORMS)
def test_every_official_label_is_read_as_its_own(form, listed):
    for term in listed:
        assert term.key in keys(form, term.label), term.label


@given(terms(), st.lists(st.tuples(st.integers(0, 40), SPACES), max_size=5), st.booleans())
def test_spaces_and_wide_characters_change_no_label(chosen, breaks, wide):
    form, term = chosen
    text = term.label
    for place, space in breaks:
        text = text[:place] + space + text[place:]
    assert term.key in keys(form, text.translate(FULL_WIDTH) if wide else text)


@given(terms(), st.integers(0, 40), st.sampled_from(["", "x"]) | SLIPS)
def test_a_slip_gives_the_same_label_or_none(chosen, place, slip):
    form, term = chosen
    at = place % len(term.label)
    read = keys(form, term.label[:at] + slip + term.label[at + 1 :])
    assert not read or term.key in read


@given(st.sampled_from(sorted(FORMS)), st.text(max_size=200))
def test_any_text_is_a_label_or_none(form, text):
    assert keys(form, text) is not None
