import unicodedata
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pipelines.tables.numbers import read_quantity

FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
AROUND = ["", " ", "\xa0", "　", "\u200b", "\ufeff", "\n", "\t"]
COUNTS = st.integers(0, 10**9)
AMOUNTS = st.decimals(0, 10**7, places=4)
UNITS = st.sampled_from(["", "件", "条", "项", "元", "万元", "人次", " 件"])
NOTES = st.sampled_from(["", "（其中修订16件）", "(见附件2)", "（含上年结转3件）", " （注）"])
MEANINGFUL = ".．-−–—―─━－﹘﹣‐‑‒﹢+增减加少↑↓万亿千百零〇"
"""What changes a number where it is printed beside or between its digits."""


def is_decoration(character):
    return unicodedata.category(character) != "Nd" and character not in MEANINGFUL


@st.composite
def printed(draw):
    """A number, and it as a cell may print it."""
    value = draw(COUNTS | AMOUNTS.map(Decimal.normalize))
    text = (
        f"{value:,f}"
        if draw(st.booleans()) and isinstance(value, Decimal)
        else f"{value:{draw(st.sampled_from([',', '']))}}"
    )
    text = f"{Decimal(value):f}" if "E" in text else text
    text += draw(UNITS) + draw(NOTES)
    if draw(st.booleans()):
        text = text.translate(FULL_WIDTH)
    return Decimal(value), draw(st.sampled_from(AROUND)) + text + draw(st.sampled_from(AROUND))


@given(printed())
def test_what_a_cell_prints_is_read(cell):
    value, text = cell
    assert read_quantity(text).value == value


@given(
    COUNTS, st.sampled_from([("增", 1), ("减少", -1), ("-", -1), ("－", -1), ("+", 1), ("↓", -1), ("↑", 1)])
)
def test_changes_have_the_sign_that_is_printed(count, sign):
    word, factor = sign
    assert read_quantity(f"{word}{count}").value == count * factor


@given(COUNTS, st.lists(st.tuples(st.characters(), st.integers(0, 12)), min_size=1, max_size=4))
def test_nothing_that_stands_beside_or_between_digits_makes_another_number_of_them(count, marks):
    text = str(count)
    for character, place in marks:
        if is_decoration(character):
            text = text[:place] + character + text[place:]
    assert read_quantity(text).value in {count, None}


@given(COUNTS, COUNTS, st.sampled_from([" ", "\n", "、", "/", "；", "|", "~", "至", ":"]))
def test_two_numbers_in_a_cell_are_none(one, other, between):
    assert read_quantity(f"{one}{between}{other}").value is None


@given(st.text(max_size=300))
def test_any_text_is_something(text):
    quantity = read_quantity(text)
    assert (quantity.value is not None) == (quantity.status in {"number", "zero"})
