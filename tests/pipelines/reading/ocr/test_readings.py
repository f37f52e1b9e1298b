import pytest

from pipelines.reading.ocr.model import Recognized
from pipelines.reading.ocr.readings import ILLEGIBLE, agreed, settled
from pipelines.tables.sheets import SURE


def reading(text, sure=0.99):
    return Recognized(text, (sure,) * len(text))


@pytest.mark.parametrize(
    ("narrow", "wide", "stark", "small"),
    [
        ("120", "120", "120", "120"),
        ("１２０", "120", "120", "120"),
        (("O", 0.5), "0", "0", "0"),
        ("0", ("O", 0.5), "0", "0"),  # no more is seen around it than a nought
        ("19.5", "19.5", "19.5", ("195", 0.6)),
        ("1,234", "1,234", "1,234", "1,234"),
    ],
)
def test_readings_that_agree_are_taken(narrow, wide, stark, small):
    readings = [
        reading(*one) if isinstance(one, tuple) else reading(one) for one in (narrow, wide, stark, small)
    ]
    assert settled(readings).confidence >= SURE


@pytest.mark.parametrize(
    ("narrow", "wide", "stark", "small"),
    [
        ("8", "28", "8", "8"),  # cut too close: what stands around says otherwise
        ("0", ("O0", 0.5), "0", "0"),
        ("O", ("0", 0.5), "O", "O"),
        ("O", "0", "0", "0"),  # a letter is no figure, however many say so
        ("17", "17", "11", "11"),
        (("24", 0.5), ("24", 0.6), ("24", 0.5), ("24", 0.5)),
        ("1.234", "1.234", "1.234", "1.234"),  # thousands or thousandths
        ("", "", "", ""),
    ],
)
def test_readings_that_do_not_agree_are_doubtful(narrow, wide, stark, small):
    readings = [
        reading(*one) if isinstance(one, tuple) else reading(one) for one in (narrow, wide, stark, small)
    ]
    assert settled(readings).confidence < SURE


def test_ink_that_says_nothing_is_illegible():
    assert settled([reading("")] * 4).text == ILLEGIBLE


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        ("公开12条，受理3件", "公开12条，受理3件", "公开12条，受理3件"),
        ("公开12条，受理3件", "公开17条,受理3件", "公开□条，受理3件"),
        ("公开12条，受理3件", "公开12条，受理", "公开12条，受理□件"),
        ("增长12.5%", "增长12.6%", "增长□"),
        ("没有数字", "没有数宇", "没有数字"),
    ],
)
def test_figures_among_words_stand_only_where_both_readings_have_them(first, second, text):
    assert agreed(reading(first), reading(second)).text == text
