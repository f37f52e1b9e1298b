from hypothesis import given
from hypothesis import strategies as st

from pipelines.prose.mentions import UNITS, clauses

COUNTS = st.integers(0, 99_999_999)
SMALL_UNITS = st.sampled_from(UNITS.split("|"))
FILLERS = st.text(
    st.sampled_from("全市共收到政府信息公开申请的办理各类网上渠道其中信函,，。;:、()《》“”年月日%年度"),
    max_size=30,
)
DIGITS = "零一二三四五六七八九"


def mentions(text):
    return [mention for clause in clauses(text) for mention in clause.mentions]


def in_han(number):
    """A number below ten thousand as it is written out: 1005 is 一千零五."""
    text, gap = "", False
    for place, power in enumerate(("千", "百", "十", "")):
        digit = number // 10 ** (3 - place) % 10
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + power
        gap = not digit
    return text


@given(COUNTS, SMALL_UNITS, st.booleans())
def test_a_count_is_read_as_printed(count, unit, separated):
    printed = f"{count:,}" if separated else str(count)
    (mention,) = mentions(f"全市共收到申请{printed}{unit},办结率较高")
    assert (mention.value, mention.unit, mention.approximate) == (count, unit, False)


@given(
    st.integers(1, 9999),
    st.sampled_from([("万", 10_000), ("千", 1000), ("亿", 10**8)]),
    st.sampled_from(["", "余", "多"]),
)
def test_scales_multiply_exactly(tenths, scale, more):
    word, factor = scale
    (mention,) = mentions(f"主动公开信息{tenths / 10}{word}{more}条")
    assert mention.value == tenths * factor // 10
    assert mention.approximate == bool(more)


@given(st.integers(1, 10))
def test_a_small_count_written_out_is_read_or_none(number):
    assert {mention.value for mention in mentions(f"共收到申请{in_han(number)}件")} <= {number}


@given(st.integers(11, 9999))
def test_counts_written_out_are_read(number):
    assert [mention.value for mention in mentions(f"共收到申请{in_han(number)}件")] == [number]


@given(COUNTS, FILLERS, FILLERS)
def test_words_around_a_number_make_no_other_of_it(count, before, after):
    assert {mention.value for mention in mentions(f"{before}{count}件{after}")} <= {count}


@given(st.text(max_size=200))
def test_every_mention_stands_where_it_says(text):
    for mention in mentions(text):
        assert text[mention.number_start : mention.number_end]
        assert text[mention.label_start : mention.label_end] == mention.label
