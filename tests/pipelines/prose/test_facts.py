# ruff: noqa: E501 - a sentence stands in one piece
from decimal import Decimal

import pytest

from pipelines.body import Cell, Table
from pipelines.prose.facts import find, statements
from pipelines.prose.sections import split
from tests.pipelines.prose.written import SAMPLES, outline_of, sample, squeezed

HEADINGS = {
    "overview": "一、概述",
    "requests": "一、依申请公开政府信息情况",
    "review_litigation": "一、行政复议、行政诉讼情况",
    "fees": "一、收费及减免情况",
    "organization": "一、机构和人员情况",
    "active_disclosure": "一、主动公开政府信息情况",
}


def facts_of(sentence, section="overview", **known):
    outline = outline_of(f"{HEADINGS[section]}\n{sentence}")
    return find(statements(outline, year=known.pop("year", 2015), **known))


def stated(sentence, section="overview", **known):
    return {(fact.key, fact.value) for fact in facts_of(sentence, section, **known)}


@pytest.mark.parametrize("stem", SAMPLES)
def test_facts_of_the_samples(stem):
    outline, _, expected = sample(stem)
    wanted = [
        (fact["key"], fact["value"], fact["unit"], fact["approximate"], fact["percent_stated"])
        for fact in expected["facts"]
    ]
    found = find(statements(outline))
    assert sorted(map(str, wanted)) == sorted(
        str((f.key, f.value, f.unit, f.approximate, f.percent_stated)) for f in found
    )
    everything = squeezed((outline.preamble or "") + "".join(s.text for s in outline.sections))
    segments = [segment for _, passage in outline.passages() for segment in passage.segments]
    paragraphs = {each.paragraph.block: each.paragraph.text for each in segments}
    for fact in found:
        assert squeezed(fact.quote) in everything
        at = fact.observation.locator
        assert paragraphs[at["block"]][at["start"] : at["end"]] == fact.quote == fact.observation.raw


RECEIVED = [
    "2015年，全市共受理政府信息公开申请151件。",
    "2015 年度，我局共收到政府信息公开申请 151 件，均已按时答复。",
    "全年共收到依申请公开申请151条。",
    "本机关2015年收到公民、法人和其他组织提出的政府信息公开申请共计151件。",
    "2015年本年度我县各级行政机关共接到依申请公开政府信息申请151宗。",
    "截至2015年12月31日，全县共受理依申请公开事项151份。",
    "2015年，全区各部门、各单位累计收到政府信息公开申请总数为151件。",
    "2015年我市政府信息公开申请总量为151件，比上年增加12件。",
    "今年以来，我镇接收申请公开政府信息１５１件。",
    "全市共受理信息公开申请（含网络、信函等方式）151件。",
]


@pytest.mark.parametrize("sentence", RECEIVED)
def test_requests_received(sentence):
    assert {fact for fact in stated(sentence) if fact[0] == "requests.received"} == {
        ("requests.received", 151)
    }


@pytest.mark.parametrize(
    ("sentence", "key", "value"),
    [
        ("2015年，我局共办结政府信息公开申请36件。", "requests.closed", 36),
        ("全市共办理依申请公开36件，全部按期办结。", "requests.closed", 36),
        ("全年收到申请公开政府信息40件，已办结36件。", "requests.closed", 36),
        ("2015年受理政府信息公开申请40件，按时办结36件，正在办理4件。", "requests.closed", 36),
        ("我县共处理政府信息公开申请36件。", "requests.closed", 36),
        ("全年受理并办结政府信息公开申请36件。", "requests.closed", 36),
        ("全市受理政府信息公开申请151件，答复151件。", "requests.replied", 151),
        ("本局共收到政府信息公开申请3件，均在规定期限内答复3件。", "requests.replied", 3),
        ("收到政府信息公开申请9件，其中答复申请8件。", "requests.replied", 8),
        ("全年共答复政府信息公开申请8件。", "requests.replied", 8),
        ("结转下年度继续办理20件。", "requests.carried_out", 20),
        ("收到政府信息公开申请23件，办结20件，3件结转下年度办理。", "requests.carried_out", 3),
        ("收到依申请公开23件，结转至2016年办理3件。", "requests.carried_out", 3),
    ],
)
def test_requests_closed_replied_and_carried(sentence, key, value):
    assert (key, value) in stated(sentence)


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("全年受理政府信息公开申请100件，其中网络申请60件，信函申请25件，当面申请10件，传真申请5件。", (60, 25, 10, 5)),
        ("共受理政府信息公开申请100件。其中：网上申请60件、邮寄申请25件、现场申请10件、传真5件。", (60, 25, 10, 5)),
        ("收到政府信息公开申请100件，通过政府网站提交60件，通过信函提交25件，到现场当面提交10件，传真5件。", (60, 25, 10, 5)),
        ("收到政府信息公开申请100件(其中电子邮件60件，来信25件，窗口10件，传真5件)。", (60, 25, 10, 5)),
        ("共收到政府信息公开申请100件，从申请方式看，互联网申请60件，占60%；信函申请25件，占25%；当面申请10件，占10%；传真申请5件，占5%。", (60, 25, 10, 5)),
        ("受理依申请公开100件，其中60件通过网络申请，25件通过信函申请，10件当面申请，5件传真申请。", (60, 25, 10, 5)),
    ],
)  # fmt: skip
def test_channels(sentence, found):
    names = ("online", "letter", "in_person", "fax")
    wanted = {(f"requests.channel.{name}", value) for name, value in zip(names, found, strict=True)}
    assert {fact for fact in stated(sentence) if fact[0].startswith("requests.channel")} == wanted
    assert ("requests.received", 100) in stated(sentence)


@pytest.mark.parametrize(
    ("phrase", "key"),
    [
        ("已主动公开8件", "already_public"),
        ("属于主动公开范围的8件", "already_public"),
        ("告知获取方式和途径的8件", "already_public"),
        ("同意公开8件", "granted"),
        ("予以公开的8件", "granted"),
        ("同意公开答复数8件", "granted"),
        ("部分公开8件", "partial"),
        ("同意部分公开答复8件", "partial"),
        ("不予公开8件", "refused"),
        ("不同意公开答复8件", "refused"),
        ("申请信息不存在的8件", "nonexistent"),
        ("不属于本行政机关公开8件", "not_this_agency"),
        ("不属于本部门掌握的8件", "not_this_agency"),
        ("非政府信息8件", "not_ogi"),
        ("不属于《条例》所指政府信息8件", "not_ogi"),
        ("告知作出更改补充8件", "asked_to_amend"),
        ("要求补正8件", "asked_to_amend"),
        ("告知通过其他途径办理8件", "other_channel"),
        ("信息不存在或不属于本机关公开8件", "nonexistent_or_not_this_agency"),
    ],
)
def test_classes_of_replies(phrase, key):
    sentence = f"2015年，全市受理政府信息公开申请50件，答复50件。其中，{phrase}，占16%。"
    facts = {fact.key: fact for fact in facts_of(sentence)}
    assert facts[f"requests.replied.{key}"].value == 8
    assert facts[f"requests.replied.{key}"].percent_stated == 16
    after = f"2015年，全市受理政府信息公开申请50件，其中8件{phrase.replace('8件', '')}。"
    assert (f"requests.replied.{key}", 8) in stated(after)


@pytest.mark.parametrize(
    ("phrase", "key"),
    [
        ("涉及国家秘密2件", "state_secret"),
        ("属于国家秘密的2件", "state_secret"),
        ("涉及商业秘密2件", "trade_secret"),
        ("涉及个人隐私的2件", "privacy"),
        ("危及国家安全、公共安全、经济安全和社会稳定2件", "three_security"),
        ("不是《条例》所指政府信息2件", "not_ogi"),
        ("法律、法规规定的其他情形2件", "other_law"),
        ("涉及国家秘密、商业秘密的2件", "state_secret_or_trade_secret"),
    ],
)
def test_reasons_of_refusals(phrase, key):
    sentence = f"“不予公开”的政府信息申请共7件。不予公开的原因：{phrase}。"
    assert stated(sentence, "requests") == {("requests.refused.total", 7), (f"requests.refused.{key}", 2)}


def test_levels_belong_to_what_was_received():
    text = "全市受理政府信息公开申请151件，其中市本级20件，市直部门受理71件，县(市、区)受理60件。"
    assert stated(text) == {
        ("requests.received", 151),
        ("requests.received.by_level.city", 20),
        ("requests.received.by_level.departments", 71),
        ("requests.received.by_level.counties", 60),
    }


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("因政府信息公开被申请行政复议7件，其中维持5件，纠正1件，其他1件。", {"total": 7, "upheld": 5, "corrected": 1, "other": 1}),
        ("全年发生行政复议案件7件，5件被维持，1件被依法纠错，其他情形1件。", {"total": 7, "upheld": 5, "corrected": 1, "other": 1}),
        ("涉及政府信息公开的行政复议申请7件，其中结果维持5件，结果纠正1件，其他结果1件，尚未审结0件。", {"total": 7, "upheld": 5, "corrected": 1, "other": 1, "pending": 0}),
        ("发生7件行政复议。", {"total": 7}),
        ("行政复议共7起，撤销1起。", {"total": 7, "corrected": 1}),
        ("收到行政复议申请7件，维持具体行政行为数5件。", {"total": 7, "upheld": 5}),
        ("行政复议数量为7件。", {"total": 7}),
    ],
)  # fmt: skip
def test_reviews(sentence, wanted):
    assert stated(sentence, "review_litigation") == {(f"review.{key}", n) for key, n in wanted.items()}


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("因政府信息公开被提起行政诉讼6件，其中维持4件，纠错1件，其他1件。", {"total": 6, "upheld": 4, "corrected": 1, "other": 1}),
        ("行政诉讼案件6件，驳回原告诉讼请求4件，败诉1件。", {"total": 6, "upheld": 4, "corrected": 1}),
        ("提起行政诉讼6起，4起驳回原告诉讼请求，1起撤销。", {"total": 6, "upheld": 4, "corrected": 1}),
        ("发生6件行政诉讼。", {"total": 6}),
        ("行政诉讼共计6宗，其他情形6宗。", {"total": 6, "other": 6}),
        ("涉及政府信息公开的诉讼案件6件。", {"total": 6}),
    ],
)  # fmt: skip
def test_litigation(sentence, wanted):
    assert stated(sentence, "review_litigation") == {(f"litigation.{key}", n) for key, n in wanted.items()}


@pytest.mark.parametrize(
    "sentence",
    [
        "2015年，我局未收到政府信息公开申请。",
        "2015年度我镇没有收到公民、法人和其他组织提出的政府信息公开申请。",
        "全年无依申请公开事项。",
        "2015年没有依申请公开政府信息的情况。",
        "本年度未接到任何依申请公开申请。",
        "我乡尚未收到依申请公开政府信息的申请。",
        "2015年未受理政府信息公开申请。",
        "2015年共收到政府信息公开申请0件。",
        "政府信息公开申请为零。",
        "本机关2015年收到政府信息公开申请零件。",
    ],
)
def test_none_received(sentence):
    assert stated(sentence) == {("requests.received", 0)}


@pytest.mark.parametrize(
    "sentence",
    [
        "2015年未发生因政府信息公开申请行政复议、提起行政诉讼的情况。",
        "全年没有因政府信息公开引起的行政复议和行政诉讼。",
        "无因政府信息公开被申请行政复议、行政诉讼案件。",
        "2015年，我局政府信息公开行政复议、行政诉讼均为0。",
        "因政府信息公开引发的行政复议、行政诉讼为零。",
        "政府信息公开行政复议0件，行政诉讼0件。",
        "我镇未收到涉及政府信息公开的行政复议申请，也未发生行政诉讼。",
        "政府信息公开未被申请行政复议或被提起行政诉讼。",
    ],
)
def test_no_disputes(sentence):
    assert stated(sentence) == {("review.total", 0), ("litigation.total", 0)}


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("2015年度全市政府信息公开申请未向申请人收取任何费用。", 0),
        ("2015年对依申请公开政府信息均未收取费用。", 0),
        ("我局没有收取依申请公开的检索、复制、邮寄等费用。", 0),
        ("2015年，依申请公开政府信息无收费情况。", 0),
        ("本年度未产生信息处理费用，依申请公开收取费用0元。", 0),
        ("依申请公开政府信息共收取检索、复印费用共计1200元。", 1200),
        ("2015年政府信息公开信息处理费收取金额为0.12万元。", 1200),
        ("本机关未发生政府信息公开收费。", 0),
        ("2015年，温州市财政局未就政府信息公开收取任何费用。", 0),
        ("2015年本机关未收取任何与政府信息公开相关的费用。", 0),
    ],
)
def test_fees(sentence, value):
    assert ("fees.charged", value) in stated(sentence)


def test_a_name_that_begins_like_a_condition_is_none():
    sentence, issuer = "2015年，若羌县统计局未就政府信息公开收取任何费用。", "若羌县统计局"
    assert ("fees.charged", 0) in stated(sentence, issuer=issuer)
    assert not stated("若未就政府信息公开收取任何费用，请告知。", issuer=issuer)


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("全市从事政府信息公开工作专兼职人员546人。", 546),
        ("我区共有专兼职工作人员546名。", 546),
        ("全县从事政府信息公开工作的人员共有546人，其中专职100人。", 546),
        ("配备专、兼职人员546名。", 546),
        ("全市共有546名专兼职工作人员。", 546),
        ("全市现有政府信息公开工作人员546名。", 546),
        ("目前全县政府信息公开专职和兼职工作人员总数为546人。", 546),
    ],
)
def test_staff(sentence, value):
    assert stated(sentence, "organization") == {("staff.total", value)}


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("行政规范性文件全年制发328件，废止197件，现行有效1562件。", {"made": 328, "repealed": 197, "in_force": 1562}),
        ("全市制定规范性文件12件，主动公开规范性文件11件。", {"made": 12, "disclosed": 11}),
        ("2015年共制发规范性文件12件。", {"made": 12}),
        ("印发行政规范性文件12份，公开规范性文件12份。", {"made": 12, "disclosed": 12}),
        ("主动公开规范性文件12件。", {"disclosed": 12}),
        ("我县共公开政府文件60件，规范性文件12件。", {"disclosed": 12}),
        ("废止规范性文件5件，现行有效规范性文件30件。", {"repealed": 5, "in_force": 30}),
    ],
)  # fmt: skip
def test_normative_documents(sentence, wanted):
    assert stated(sentence) == {(f"normative_docs.{key}", n) for key, n in wanted.items()}


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("12345市长热线受理群众来电181952件。", {"hotline.12345.calls": 181952}),
        ("12345热线平台共接到群众来电86877次，办理工单48310件，其中转办工单9120件。", {"hotline.12345.calls": 86877, "hotline.12345.work_orders": 48310}),
        ("全年办理12345市长热线37.3万件。", {"hotline.12345.handled": 373000}),
        ("12345政务服务便民热线接听市民来电2.5万通，生成工单1万余件。", {"hotline.12345.calls": 25000, "hotline.12345.work_orders": 10000}),
        ("12345热线受理电话3,021个，办结群众诉求3000件。", {"hotline.12345.calls": 3021, "hotline.12345.handled": 3000}),
        ("县长热线12345接听来电500个。", {"hotline.12345.calls": 500}),
        ("全年受理12345热线工单1200件。", {"hotline.12345.work_orders": 1200}),
        ("刊发《新乡市人民政府公报》12期，赠阅公报14212份。", {"gazette.issues": 12, "gazette.copies_given": 14212}),
        ("编发政府公报6期，免费发放3000册。", {"gazette.issues": 6, "gazette.copies_given": 3000}),
        ("《省政府公报》出版24期，免费赠阅1.2万份。", {"gazette.issues": 24, "gazette.copies_given": 12000}),
        ("全年出版12期市政府公报。", {"gazette.issues": 12}),
    ],
)  # fmt: skip
def test_hotline_and_gazette(sentence, wanted):
    assert dict(stated(sentence)) == wanted


@pytest.mark.parametrize(
    "sentence",
    [
        "2015年举办政府信息公开培训班12期，培训人员546人次。",
        "办理网民留言275件，处理答复市长信箱群众来信3238件。",
        "网上受理各类信件721件，按时回复率100%。",
        "2014年，全市共受理政府信息公开申请120件。",
        "政府信息公开申请较上年增加12件，同比增长8%。",
        "收到政府信息公开申请比2014年减少20件。",
        "市国土资源局收到政府信息公开申请30件，罗山县收到政府信息公开申请9件。",
        "自2008年《条例》施行以来，累计受理政府信息公开申请900件。",
        "2015年收到复议机关转来的投诉3件，受理行政许可申请300件。",
        "全市办理人大代表建议120件、政协提案130件。",
        "一般公共预算支出安排信息公开经费20万元，行政事业性收费收入300万元。",
        "各部门安排1名分管领导和1-2名工作人员负责该项工作，市政府信息公开办公室安排3名工作人员专门负责。",
        "没有未按期答复的政府信息公开申请。",
        "预计2015年受理政府信息公开申请30件。",
        "认真处理每一件群众依申请公开事项。",
        "未经复议直接起诉 复议后起诉",
        "清理规范性文件300件，审查规范性文件20件。",
        "如未收到政府信息公开申请的答复，可以申请行政复议。",
        "行政复议案件300件被维持200件，罚款未收取。",
        "未收到要求减免费用的申请。",
        "共接受咨询1200人次，当面答复800件，电话答复400件。",
        "中办发〔2016〕8号文件印发后，对26个试点领域进行检查，通过网络发布信息9658条。",
    ],
)
def test_numbers_of_other_things(sentence):
    assert stated(sentence) == set()


def test_a_named_body_counts_where_it_is_the_issuer():
    sentence = "2015年，新镇乡收到政府信息公开申请4件。"
    assert stated(sentence) == set()
    assert stated(sentence, issuer="友谊县新镇乡人民政府") == {("requests.received", 4)}


def test_a_school_calls_itself_so():
    sentence = "本学年，学校未收到信息公开申请。"
    assert stated(sentence, "requests", issuer="南华大学") == {("requests.received", 0)}
    assert stated(sentence, "requests", issuer="新乡市教育局") == set()


def test_numbers_are_read_exactly():
    (fact,) = facts_of("全年办理12345热线1.15万余件。")
    assert (fact.value, fact.unit, fact.approximate) == (11500, "件", True)
    (fact,) = facts_of("全市共受理政府信息公开申请近１，２００件。".replace("，２", ",２"))
    assert (fact.value, fact.approximate) == (1200, True)
    assert Decimal(str(fact.value)) == 1200


def test_the_quote_is_as_printed_and_located():
    (fact,) = facts_of("2015 年，全市共受理政府信息 公开申请 151 件。")
    assert fact.quote == "受理政府信息 公开申请 151 件"
    assert fact.observation.locator == {"block": 1, "start": 10, "end": 10 + len(fact.quote)}
    assert fact.observation.key == "facts.requests.received"


def test_numbers_divided_by_white_space_are_not_joined():
    assert stated("全市共受理政府信息公开申请1 51件。") == set()


def test_a_sentence_broken_by_its_page():
    text = "2015年，各级行政机关依法依规做好答复工作，全市共受理政府信息公\n开申请151件，其中网络申请100件。"
    found = {fact.key: fact for fact in facts_of(text)}
    assert found["requests.received"].quote == "开申请151件"
    assert found["requests.channel.online"].value == 100


def test_same_value_counts_once_and_different_values_are_kept():
    text = "全市共受理政府信息公开申请151件。\n全市共受理政府信息公开申请151件。\n全市共受理政府信息公开申请152件。"
    assert [fact.value for fact in facts_of(text)] == [151, 152]


def test_table_cells_are_not_prose():
    cell = Cell("全市共受理政府信息公开申请151件。", 0, 0)
    outline = split((Table(((cell,),), 0, 0, 0),), used=frozenset(), layout=None)
    assert find(statements(outline)) == ()


@pytest.mark.parametrize(
    "filler",
    [
        "1", "一", "未收到", "1,", "申请", "复议", "12 ", "（", "其中", "收取费", "、和及", "〔1",
        "1件", "一件", "不予公开1件(", "受理申请1件，", "公开1件；\n", "(a)", "其中，", "百",
    ],
)  # fmt: skip
@pytest.mark.usefixtures("watchdog")
def test_time_is_linear_in_hostile_text(filler):
    facts_of("收到申请2件。" + filler * (100_000 // len(filler.encode())), "requests")


@pytest.mark.usefixtures("watchdog")
def test_words_before_a_number_are_not_tried_in_all_their_parts():
    facts_of("收到申请2件，" + "共有" * 60 + "网上申请2件，信函申请1件。", "requests")


@pytest.mark.parametrize("number", [110, 12345, 12])
def test_a_number_that_reads_like_a_hotline_is_a_number(number):
    sentence = f"共受理依申请公开{number}件，其中网络申请5件，当面申请1件。"
    assert stated(sentence, "requests") >= {
        ("requests.received", number),
        ("requests.channel.online", 5),
        ("requests.channel.in_person", 1),
    }


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("两件", 2), ("十件", 10), ("十二件", 12), ("二十件", 20), ("一百零五件", 105), ("一百二十三件", 123),
        ("二千零八件", 2008), ("一万二千三百件", 12300), ("3千件", 3000), ("１５件", 15),
    ],
)  # fmt: skip
def test_numerals_in_words(printed, value):
    assert stated(f"全年共受理政府信息公开申请{printed}。") == {("requests.received", value)}


def test_numerals_in_names_of_places_are_none():
    said = stated("三元区公安局共受理政府信息公开申请30件。", issuer="三元区公安局")
    assert said == {("requests.received", 30)}


def test_characters_in_names_of_places_compare_nothing():
    assert stated("刊发《称多县人民政府公报》10期。") == {("gazette.issues", 10)}


@pytest.mark.parametrize(
    "sentence",
    [
        "受理政府信息公开申请三四件。",
        "受理政府信息公开申请几十件、上百件。",
        "受理政府信息公开申请一百五件。",
        "受理政府信息公开申请一件事一次办。",
        "认真办理第三件政府信息公开申请。",
        "三、四件政府信息公开申请已答复。",
    ],
)
def test_what_is_no_numeral(sentence):
    assert stated(sentence) == set()


def test_not_a_single_one_is_no_count():
    assert stated("2015年未收到一件政府信息公开申请。") == {("requests.received", 0)}


def test_numerals_in_words_may_be_approximate():
    (fact,) = facts_of("全年受理政府信息公开申请十余件。")
    assert (fact.value, fact.approximate, fact.quote) == (10, True, "受理政府信息公开申请十余件")


CHANNELS = {("requests.received", 11), ("requests.channel.online", 8), ("requests.channel.letter", 3)}


@pytest.mark.parametrize(
    "text",
    [
        "受理政府信息公开申请11件。\n其中，网络申请8件，信函申请3件。",
        "受理政府信息公开申请11件：\n网络申请8件；\n信函申请3件。",
        "在受理的政府信息公开申请11件中：\n1.网络申请8件；\n2.信函申请3件。",
        "受理政府信息公开申请11件，\n其中网络申请8件，占73%；\n信函申请3件，占27%。",
    ],
)
def test_a_list_goes_on_over_paragraphs(text):
    assert stated(text, "requests") == CHANNELS


def test_a_new_paragraph_is_no_list():
    text = "受理政府信息公开申请11件。\n网络留言8件，来信3件。"
    assert stated(text, "requests") == {("requests.received", 11)}


REASONS = {
    ("requests.replied.refused", 8),
    ("requests.refused.privacy", 3),
    ("requests.refused.not_ogi", 5),
    ("requests.replied.nonexistent", 2),
}


@pytest.mark.parametrize(
    "outcomes",
    [
        "不同意公开8件(涉及个人隐私3件，不属于政府信息5件)，信息不存在2件",
        "不同意公开8件，其中涉及个人隐私3件，不属于政府信息5件。信息不存在2件",
        "信息不存在2件，不予公开的8件中，涉及个人隐私3件，不是《条例》所指政府信息5件",
        "信息不存在2件，“不予公开”的8件，占80%。其中涉及个人隐私的3件，非政府信息的5件",
    ],
)
def test_reasons_within_the_list_of_outcomes(outcomes):
    assert stated(f"2015年答复申请10件。其中，{outcomes}。", "requests") == {
        ("requests.replied", 10),
        *REASONS,
    }


def test_what_is_no_information_beside_the_refusals_is_an_outcome():
    found = stated("2015年答复申请10件。其中，不同意公开8件，不属于政府信息2件。", "requests")
    assert ("requests.replied.not_ogi", 2) in found


def test_counts_of_other_documents_are_not_those_of_normative_ones():
    found = stated("印发政府文件35件，其中规范性文件8件，主动公开33件，不予公开2件。")
    assert found == {("normative_docs.made", 8)}


@pytest.mark.parametrize(
    "lead", ["全部9件均已答复：", "2015年收到申请9件。从申请方式看，网络申请9件。从答复情况看，"]
)
def test_outcomes_follow_what_was_answered(lead):
    found = stated(f"{lead}同意公开5件，占55.6%；不予公开4件，占44.4%。", "requests")
    assert {("requests.replied.granted", 5), ("requests.replied.refused", 4)} <= found


def test_what_is_left_is_counted_before_its_label():
    found = stated("全市共办结申请19件，其余13件结转至2016年办理。", "requests")
    assert found == {("requests.closed", 19), ("requests.carried_out", 13)}


@pytest.mark.parametrize("heading", ["（二）办理情况", "（二）申请答复结果"])
def test_outcomes_a_line_each_under_a_heading_of_requests(heading):
    lines = f"收到申请64件。\n{heading}\n1.予以公开的30件；\n2.不予公开的6件，其中涉及个人隐私1件；\n3.政府信息不存在的9件。"
    assert stated(lines, "requests") >= {
        ("requests.replied.granted", 30),
        ("requests.replied.refused", 6),
        ("requests.refused.privacy", 1),
        ("requests.replied.nonexistent", 9),
    }
    assert stated("（二）信访办理情况\n1.予以公开的30件。", "requests") == set()


def test_outcomes_under_a_heading_of_their_own():
    text = "收到申请3件，均已办理。\n（二）答复情况：同意公开2件，信息不存在1件。"
    assert stated(text, "requests") == {
        ("requests.received", 3),
        ("requests.replied.granted", 2),
        ("requests.replied.nonexistent", 1),
    }


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("全年共收到行政复议申请4件，撤销1件、确认违法1件，维持2件。", {("review.total", 4), ("review.upheld", 2)}),
        ("发生针对本机关的政府信息公开行政复议案11件，行政诉讼案4件。", {("review.total", 11), ("litigation.total", 4)}),
    ],
)  # fmt: skip
def test_two_counts_of_one_class_are_neither(sentence, wanted):
    assert stated(sentence, "review_litigation") == wanted


@pytest.mark.parametrize(
    "sentence",
    [
        "市政府办公室全年收到政府信息公开申请30件，答复30件，办结30件。",
        "同意公开答复5件。",
        "延期办结政府信息公开申请12件，延期办结12件。",
        "除收取复印费外，依申请公开未收取其他费用。",
        "延期答复12件，逾期未答复的0件。",
        "近三年来，我市共收到政府信息公开申请42件。",
    ],
)
def test_figures_of_a_part_are_not_those_of_the_whole(sentence):
    keys = {key for key, _ in stated(sentence, "requests", issuer="新乡市人民政府")}
    assert not keys & {"requests.received", "requests.replied", "requests.closed", "fees.charged"}


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("截至2015年底，累计受理申请1200件，其中2015年受理151件。", {("requests.received", 151)}),
        ("全市共受理申请55件。\n（1）市公安局：受理申请20件，答复20件。", {("requests.received", 55)}),
        ("共受理行政复议申请156件，其中涉及政府信息公开的23件。", set()),
        ("依申请公开收取检索费300元、邮寄费100元。", set()),
        ("依申请公开共收取检索费、邮寄费400元。", {("fees.charged", 400)}),
        ("依申请公开收取复印费12元。", {("fees.charged", 12)}),
        ("收到申请12件，办结11件，未办结1件。", {("requests.received", 12), ("requests.closed", 11)}),
        ("依申请公开网上受理系统共收到申请9件，信函受理3件。", set()),
        ("通过网络、信函受理申请9件。", {("requests.received", 9)}),
        (
            "受理申请9件，其中网上申请6件，其他方式3件。",
            {("requests.received", 9), ("requests.channel.online", 6)},
        ),
        (
            "全市收到申请55件。市政府办公室收到申请30件，其中网络申请20件，信函申请10件。",
            {("requests.received", 55)},
        ),
        ("近三年共收到申请42件，其中2015年受理申请9件。", {("requests.received", 9)}),
        ("办理行政复议案件46件，均与政府信息公开无关。", set()),
        ("累计受理申请40件，2015年度受理申请6件。", {("requests.received", 6)}),
        ("收到申请3件，告知申请人向相关部门申请2件。", {("requests.received", 3)}),
        ("依申请公开收取费用12元，免收费用30元。", {("fees.charged", 12)}),
        ("以县政府名义印发规范性文件2件，以我局名义印发规范性文件3件。", set()),
        ("市政府本级收到申请36件，各县区收到申请150件，全市共186件。", set()),
        (
            "行政复议、行政诉讼案件共5件，其中行政复议3件，行政诉讼2件。",
            {("review.total", 3), ("litigation.total", 2)},
        ),
    ],
)
def test_totals_are_those_of_the_year_the_issuer_and_disclosure(sentence, wanted):
    assert stated(sentence, "requests") == wanted
