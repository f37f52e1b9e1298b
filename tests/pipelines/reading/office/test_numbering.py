import pytest

from pipelines.reading.office.numbering import Counters, Level, chinese, ordinal

LEVELS = {
    0: Level(style="chineseCounting", template="%1、"),
    1: Level(template="%1.%2"),
    2: Level(template="%3)"),
}


@pytest.mark.parametrize(
    ("number", "written"),
    [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (101, "一百零一"), (110, "一百一十"), (1005, "一千零五")],
)  # fmt: skip
def test_chinese_numbers(number, written):
    assert chinese(number) == written


@pytest.mark.parametrize(
    ("number", "style", "written"),
    [
        (4, "upperRoman", "IV"),
        (9, "lowerRoman", "ix"),
        (28, "lowerLetter", "bb"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (21, "decimalEnclosedCircle", "21"),
        (2, "ideographTraditional", "乙"),
        (12, "decimalFullWidth", "１２"),
        (10, "ideographDigital", "一〇"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (7, "decimalZero", "07"),
        (7, "hindiNumbers", "7"),
        (0, "chineseCounting", "0"),
        (5, "none", ""),
    ],
)
def test_numbers_are_written_in_their_style(number, style, written):
    assert ordinal(number, style) == written


def test_a_level_begins_anew_under_the_next_number_above():
    counters = Counters()
    assert [counters.label("a", at, LEVELS) for at in (0, 1, 1, 0, 1)] == [
        "一、",
        "一.1 ",
        "一.2 ",
        "二、",
        "二.1 ",
    ]


def test_a_level_above_that_was_never_counted_shows_its_first_number():
    assert Counters().label("a", 1, LEVELS) == "一.1 "


def test_legal_levels_show_figures_only():
    levels = LEVELS | {1: Level(template="%1.%2", legal=True)}
    assert Counters().label("a", 1, levels) == "1.1 "


def test_a_restart_counts_once():
    counters = Counters()
    restart = ("list 2", 5)
    assert [counters.label("a", 0, LEVELS, restart) for _ in range(2)] == ["五、", "六、"]


def test_bullets_print_nothing():
    assert Counters().label("a", 0, {0: Level(style="bullet", template="·")}) == ""
