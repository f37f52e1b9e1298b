# ruff: noqa: E501, S106 - a pattern stands in one piece; the secrets are classes of refusals
"""The vocabulary of recurring sentences: which words make a number mean what.

All patterns are matched against words without white space, quotation marks and asides (see `wording`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

COUNTED = frozenset(["件", "条", "份", "宗", "起", "项", "次", "例", "个", "人次", "件次"])
PEOPLE = frozenset({"人", "名"})
COPIES = frozenset(["份", "册", "本"])
ISSUES = frozenset({"期"})
MONEY = frozenset({"元"})
CALLS = COUNTED | {"通"}
DISPUTES = frozenset({"review.total", "litigation.total"})
WORKS = COUNTED | {"部"}

APPLICATION = (
    r"(?:(?:政府)?信息公开的?申请|依?申请公开(?:的)?(?:政府)?(?:信息)?(?:的)?(?:申请|事项|件|案件)?|公开(?:政府)?信息(?:的)?申请|"
    r"(?:书面|公众|群众|有效|网上|网络)?申请(?!人|行政|复议))"
)
_TAIL = r"(?:的?(?:数量|总数|总量|数|事项|案件|信息|件|表|办理)?(?:总?共计?|共有|合计|总计|累计|达到?|为|计|有|是|了)?)"


@dataclass(frozen=True, slots=True)
class Total:
    """A number that stands for itself: its words, the topics it may stand under, the units it may have.

    `before` must end at the number, `after` begin behind its unit; `opens` is the topic its parts then belong to.
    `whole` refuses the figures of single departments, counties and the like.
    """

    key: str
    topics: frozenset[str | None]
    units: frozenset[str]
    before: re.Pattern[str]
    after: re.Pattern[str] | None = None
    opens: str | None = None
    whole: bool = True


def _total(
    key: str, topics: str, units: frozenset[str], before: str, after: str | None = None, opens: str | None = None,
    *, whole: bool = True,
) -> Total:  # fmt: skip
    named = frozenset(None if topic == "-" else topic for topic in topics.split())
    return Total(
        key, named, units, re.compile(f"(?:{before})$"), re.compile(after) if after else None, opens, whole
    )


TOTALS: tuple[Total, ...] = (
    _total(
        "requests.refused.total", "requests refused", COUNTED,
        rf"(?:不予公开|不同意公开)(?:的)?(?:政府信息|信息)?(?:公开)?申请{_TAIL}", opens="refused",
    ),
    _total(
        "requests.carried_out", "requests - normative", COUNTED,
        r"结转(?:至|到|入)?(?:下一?年度?|次年|明年|20\d\d年度?)(?:继续)?(?:办理|处理|答复)?(?:的)?(?:申请|件)?(?:共计?|为|有)?",
        r"(?:申请|依申请)?(?:件|事项)?(?:已|将)?(?:结转|转)(?:至|到|入)?(?:下一?年度?|次年|20\d\d年)",
    ),
    _total(
        "requests.received", "requests", COUNTED,
        rf"(?:受理|收到|接到|接收|接受|新收|收悉|登记)[^\d]{{0,24}}?{APPLICATION}{_TAIL}"
        rf"|(?:政府信息公开申请|依申请公开申请|依申请公开)(?:收件|受理|收到)?(?:数量|总数|总量|受理量|数)?(?:总?共计?|为|达到?|共有|有)"
        rf"|本年新收(?:政府信息公开申请)?(?:数量)?(?:为|共)?",
        r"(?:政府信息公开|依申请公开)的?(?:申请|事项)", opens="received",
    ),
    _total(
        "requests.received", "requests", COUNTED,
        r"(?:共计?|累计|新|全年|年度?|已)?(?:受理|收到|接到|接收|新收)(?:了)?(?:各类|有效|公众)?(?:申请)?(?:共计?|合计|总计)?",
        opens="received",
    ),
    _total(
        "requests.closed", "requests", COUNTED,
        rf"(?<![未延逾超])(?<![延逾超]期)(?:办结|办理|处理)(?:完毕|完成|了|并答复)?[^\d结未]{{0,16}}?{APPLICATION}{_TAIL}", opens="closed",
    ),
    _total(
        "requests.closed", "requests", COUNTED,
        r"(?:已|共|共计|按期|按时|依法|全年|当年|全部|年度?|合计|均|累计)?(?<!未)(?<![延逾超]期)办结(?:申请)?(?:件|数量|总数|数)?(?:共计?|为|了|合计|达)?", opens="closed",
    ),
    _total(
        "requests.replied", "requests", COUNTED,
        rf"(?<![未延逾超])(?<![延逾超]期)(?<!公开)(?<!公开的)(?<!不存在)(?:答复|回复)(?:了)?(?:{APPLICATION})?{_TAIL}",
        r"(?:申请(?:均|全部|都|已)|(?:均|全部|都)已)[^,，。;]{0,14}?(?:答复|回复)", opens="replied",
    ),
    _total(
        "review.total", "review", COUNTED,
        r"行政复议(?:申请|案件?|事项|的?情况)?(?:的)?(?:数量|总数|数)?(?:总?共计?|合计|总计|为|有|达)?(?:发生)?",
        r"(?:因|涉及|有关|与)?(?:政府)?(?:信息公开)?(?:的)?(?:方面)?(?:的)?(?:申请)?(?:行政)?复议(?:申请|案件?)?(?![^,]*(?:维持|纠|撤))",
        opens="review",
    ),
    _total(
        "litigation.total", "litigation", COUNTED,
        r"(?:行政)?诉讼(?:案件?|事项|的?情况)?(?:的)?(?:数量|总数|数)?(?:总?共计?|合计|总计|为|有|达)?(?:发生)?",
        r"(?:因|涉及|有关|与)?(?:政府)?(?:信息公开)?(?:的)?(?:方面)?(?:的)?(?:提起)?(?:行政)?诉讼(?:案件?)?(?![^,]*(?:维持|纠|撤|驳))",
        opens="litigation",
    ),
    _total(
        "staff.total", "- organization requests", PEOPLE,
        r"(?:(?:共有|现有|共?配备)(?:政府)?信息公开(?:工作)?人员|从事(?:政府)?信息公开(?:工作)?的?(?:专兼职|专、兼职|专职和兼职|专职兼职)?(?:工作)?人员|"
        r"(?:专兼职|专、兼职|专职和兼职|专职、兼职|专职兼职)(?:政府信息公开)?(?:工作)?人员)(?:总数|数)?(?:总?共计?|共有|为|有|达到?)?",
        r"(?:从事政府信息公开工作的?)?(?:专兼职|专、兼职|专职和兼职|专职、兼职)(?:政府信息公开)?(?:工作)?人员|从事政府信息公开工作",
    ),
    _total(
        "normative_docs.made", "normative", WORKS,
        r"(?:制发|制定|出台|印发|制定出台|制定印发|新制作|制作)(?:了)?(?:行政|的)*(?:规范性文件)?(?:共计?|数量|数|总数)*(?:为)?",
    ),
    _total(
        "normative_docs.disclosed", "normative", WORKS,
        r"(?:公开|发布公开)(?:了)?(?:的)?(?:行政)?(?:规范性文件)?(?:共计?|数量|数|总数)*(?:为)?",
    ),
    _total(
        "normative_docs.repealed", "normative", WORKS,
        r"废止(?:了)?(?:的)?(?:行政)?(?:规范性文件)?(?:共计?|数量|数)*(?:为)?",
    ),
    _total(
        "normative_docs.in_force", "normative", WORKS,
        r"现行有效(?:的)?(?:行政)?(?:规范性文件)?(?:共计?|数量|数)*(?:为|有)?",
    ),
    _total(
        "hotline.12345.calls", "hotline", CALLS,
        r"(?:(?:受理|接听|接到|收到|接|接收)?(?:了)?(?:市民|群众|企业|公众|各类|热线|有效|和)*(?:来电|电话|呼入|话务)(?:量)?)(?:共计?|总?量|为|达)?",
        r"(?:市民|群众)?(?:来电|电话)", whole=False,
    ),
    _total(
        "hotline.12345.work_orders", "hotline", CALLS,
        r"(?<!转)(?<!派)(?:办理|受理|生成|形成|登记|处理|产生|派发|下派|共有?)(?:了)?(?:各类|群众|诉求|有效|12345|市长|热线)*工单(?:共计?|量|数|总量|总数)?(?:为|达)?",
        whole=False,
    ),
    _total(
        "hotline.12345.handled", "hotline", CALLS,
        r"(?:办理|办结|处理|处置)(?:了)?(?:市长|政务服务便民|政务服务|便民服务|政府服务)?(?:12345[^\d,]{0,12}?(?:热线|平台)|热线)(?:(?:群众)?(?:诉求|事项|件|来电))?(?:共计?|达)?"
        r"|(?<!转)(?:办理|办结)(?:了)?(?:群众|市民|企业|各类|和|热线)*(?:诉求|事项|求助)(?:共计?|达)?",
        whole=False,
    ),
    _total(
        "gazette.issues", "gazette", ISSUES,
        r"(?:公报》?|出版|编发|刊发|编辑|编印|发行|印发)(?:了)?(?:共计?|纸质版|出版|发行|编发)?",
        r"[^,\d]{0,12}公报", whole=False,
    ),
    _total(
        "gazette.copies_given", "gazette", COPIES,
        r"(?:赠阅|赠送|免费发放|免费赠阅|免费赠送|免费派发|免费派送|免费寄送|免费投放)(?:了)?(?:纸质)?(?:《?[^,\d]{0,14}公报》?)?(?:共计?|达|累计)?",
        whole=False,
    ),
)  # fmt: skip
"""Tried in order; the first that fits a number takes it, except that 受理并办结 says two things at once."""

BOTH_CLOSED = re.compile(r"(?:受理|收到)(?:并|、|和)?(?:全部|已)?(?:办结|办理完毕)")
"""Received and closed in one breath."""

FEES = re.compile(
    r"(?<![免减])(?:收取|收费|收缴|收入)[^\d]{0,16}?(?:费用?|金额|收费)?(?:总?共计?|合计|金额|总额|为|了)*$"
)
FEE_OF_ONE_KIND = re.compile(r"(?<![、和及])(?:检索|复制|复印|邮寄|邮递|打印|工本)费用?为?$")
FEES_ABOUT = re.compile(r"信息公开|依申请|申请人|检索|复制|复印|邮寄|信息处理费|公开信息|提供政府信息")
FEES_OTHER = re.compile(
    r"行政事业性收费|培训|学费|停车|罚没|罚款|非税|财政(?![局厅部所])|预算|经费|工本|税(?!务)|项目"
)

Classes = tuple[tuple[str, re.Pattern[str]], ...]


def _classes(**words: str) -> Classes:
    return tuple((name, re.compile(pattern)) for name, pattern in words.items())


CHANNELS = _classes(
    online=r"网络|网上|网站|互联网|在线|平台|电子邮件|电子邮箱|(?<!信函)邮件|电邮|微信",
    letter=r"信函|信件|书信|邮寄|来信|挂号信|邮政|寄送",
    in_person=r"当面|现场|上门|窗口|当场|来人|到访|来访",
    fax=r"传真",
)
LEVELS = _classes(
    city=r"市本级|市级机关本级|(?:^|[、,:])市政府(?:本级)?(?:受理|收到)?$|(?:^|其中)市政府办公[厅室]?本级",
    departments=r"(?<!本)部门|市直(?:各)?单位|市直机关|委办局",
    counties=r"县(?:、?市)?、?区|各县|县级|区县|县市区|旗县|^县(?:受理|收到|接到|接收)?$|市、?区政府",
)
REPLIED = _classes(
    already_public=r"已经?主动公开|属于?(?:已|应)?主动公开|主动公开范围|已公开|告知了?(?:其|申请人)?(?:获取|查询|查阅)",
    partial=r"部分公开",
    refused=r"不予公开|不同意公开|不公开|不予提供",
    granted=r"(?<!部分)(?<!不)同意公开|(?<!不)予以公开|全部公开|准予公开|(?<!不)同意提供|依法公开|予以提供|^公开的?$",
    not_ogi=r"(?:非|不属于?|不是)(?:《?(?:中华人民共和国)?(?:政府信息公开)?条例》?所?指的?|《条例》(?:规定|所指)的?)?政府信息",
    nonexistent=r"不存在",
    not_this_agency=r"(?:非|不属于?|不是)(?:由)?(?:本|我)(?:行政)?(?:机关|部门|单位|[省市县区州盟旗局委部厅办院署会级乡镇府校]|街道)",
    asked_to_amend=r"更改|补正|补充|更正",
    other_channel=(
        r"(?:其他|其它|另外|另行)[^、,]{0,6}(?:途径|渠道|方式)(?=办理|解决|处理|反映|获取|查询|咨询)"
        r"|(?:告知|建议|引导)[^、,更补]{0,8}(?:其他|其它|另外|另行)[^、,]{0,6}(?:途径|渠道|方式)"
    ),
)
REFUSED = _classes(
    state_secret=r"国家秘密",
    trade_secret=r"商业秘密",
    privacy=r"个人隐私",
    three_security=r"三安全|国家安全|社会稳定",
    not_ogi=r"(?:非|不属于?|不是)(?:《?(?:中华人民共和国)?(?:政府信息公开)?条例》?所?指的?|《条例》(?:规定|所指)的?)?政府信息",
    other_law=r"法律、?(?:行政)?法规(?:规定|禁止)|其他法律|法规规定的其他",
)
REVIEWED = _classes(
    upheld=r"维持", corrected=r"纠错|纠正|撤销|确认违法|责令(?:重新|履行)|变更", other=r"其他|其它",
    pending=r"尚未审结|未审结|正在审理|审理中|尚未结案|未结",
)  # fmt: skip
SUED = _classes(
    upheld=r"维持|驳回|胜诉", corrected=r"纠错|纠正|撤销|确认违法|责令(?:重新|履行)|变更|败诉", other=r"其他|其它",
    pending=r"尚未审结|未审结|正在审理|审理中|尚未结案|未结",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts of a total: the key they are written under, the totals they may follow, their classes.

    `alien` are words that make the number one of something else.
    """

    prefix: str
    after: frozenset[str]
    classes: Classes
    alien: re.Pattern[str]
    merged: bool = True


PARTS: tuple[Parts, ...] = (
    Parts("requests.refused", frozenset({"refused"}), REFUSED, re.compile(r"部分公开|予以公开$")),
    Parts("review", frozenset({"review"}), REVIEWED, re.compile(r"诉讼"), merged=False),
    Parts("litigation", frozenset({"litigation"}), SUED, re.compile(r"复议(?!后)"), merged=False),
    Parts(
        "requests.received.by_level", frozenset({"received"}), LEVELS,
        re.compile(r"答复|回复|办结|办理|公开|网|信函|当面|传真|不属于|掌握|不存在|转来|转交|移送|告知|建议"), merged=False,
    ),
    Parts(
        "requests.channel", frozenset({"received", "channel"}), CHANNELS,
        re.compile(r"公开$|答复|回复|不存在|咨询|留言|点击|浏览|信箱|发布|不属于|途径|渠道办理|办结"),
    ),
    Parts(
        "requests.replied", frozenset({"received", "replied", "closed"}), REPLIED,
        re.compile(r"原因|秘密|隐私|发布|更新"),
    ),
)  # fmt: skip

_PART_KEYS = frozenset(f"{parts.prefix}.{name}" for parts in PARTS for name, _ in parts.classes)


def is_part(key: str) -> bool:
    """Return whether a fact is one of the parts of a total."""
    return key in _PART_KEYS


TOPICS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (topic, re.compile(words))
    for topic, words in (
        ("refused", r"不予公开(?:的)?(?:政府信息|信息)?(?:公开)?申请|不予公开(?:的)?(?:主要)?(?:原因|理由|情况)|不予公开的政府信息涉及"),
        ("replied", r"^(?:从|按照?)?(?:申请)?答复(?:情况|结果|类型|类别|方式|内容)(?:来?看|分类?|划分|统计|如下)?$"),
        ("channel", r"申请(?:渠道|方式|途径|形式|来源)|(?:渠道|方式|形式)(?:来)?(?:看|分|划分)"),
        ("review", r"复议"),
        ("litigation", r"诉讼"),
        ("requests", r"依申请|信息公开的?申请|公开(?:政府)?信息的?申请|申请公开"),
        ("hotline", r"(?<!\d)12345(?![\d.,]|[件条份次人项个篇])|(?:市长|县长|区长|政务|便民)[^,]{0,6}热线"),
        ("gazette", r"公报"),
        ("normative", r"规范性文件"),
        (
            "foreign",
            (r"留言|信箱|群众来信|信访|咨询|提案|(?<!复)议案|建议|舆情|培训|投诉|举报|微博|新媒体|公众号|新闻|解读|许可|处罚|检查|督查|会议|"
            r"党务|村务|项目|资金|档案|图书|非警务|110(?=[接报出]?警|指挥|平台|服务|联动)|公共资源|双公示|政策"),
        ),
    )
)  # fmt: skip
"""What a clause speaks of: the last of these words before a number."""
ANY_TOPIC = re.compile("|".join(words.pattern for _, words in TOPICS))

ABOUT = {"requests": "requests", "consult": "foreign", "proposals": "foreign", "response": "foreign"}
"""What a section speaks of before its words say so."""

NORMATIVE_ALIEN = re.compile(
    r"不予?公开|清理|审查|备案|报备|审核|修改|拟|征求意见|废止[、和]|失效|起草|解读|评估"
)
NORMATIVE_SOME = re.compile(r"其中[^。;]{0,6}规范性文件\d")
COMPARED = re.compile(
    r"(?:增长|增加|减少|下降|提高|上升|增幅|同比|环比|去年|上年|上一年|往年|历年|多|少|较)[^,》]{0,8}$|(?:较|比)(?:去年|上年|20\d\d年|上一年)"
)
PLANNED = re.compile(r"预计|力争|计划(?!生育)|下一步|今后|明年|拟")
HISTORIC = re.compile(
    r"(20\d\d)年[^,，。;]{0,24}?(?:以来|至今|施行后|实施后)|(?:条例》?|法律?》?)(?:正式)?(?:施行|实施|颁布)(?:以来|后)"
)
YEAR = re.compile(r"(?<!\d)(20\d\d)年")
LONGER = re.compile(
    r"近[几两三四五六七八九十]年|[几两三四五六七八九十]年来|历年|多年来|十[一二三四五]五(?:时期|期间|以来)"
)
"""More than a year: a count that no year stands before is of all of them."""
FOREIGN_YEAR = re.compile(
    r"(?:结转|转)(?:至|到|入)?20\d\d年度?|(?:较|比|与|同)(?:去年|上年)?20\d\d年(?:度|同期|相比)?"
)

NORMATIVE_BARE = re.compile(r"[、和及其中]*(?:行政)?规范性文件(?:共计?|为)?$")
NORMATIVE_VERBS = (
    ("normative_docs.disclosed", re.compile(r"公开(?!条例|工作)")),
    ("normative_docs.made", re.compile(r"制发|制定|出台|印发")),
    ("", re.compile(r"清理|审查|备案|废止|修改|转发|收到|征求")),
)
"""共公开各类文件63件,规范性文件21件: the verb stands before the first of several objects."""

OPENED = re.compile(r"(?:发生|收到|受理|接到|有|存在|出现|被?提起|被?申请|出版|编发|刊发|发行|编印|印发)$")
"""Verbs after which a number may stand before what it counts: 发生7件行政复议."""

LIST_OPENING = re.compile(r"(?:[、和及与]|其中|以及|另有?|还有|有)*")
THIS_YEARS = re.compile(r"^其中[,，]?(?=20\d\d|[本今当]年)")
OF_WHICH_THIS_YEAR = re.compile(
    r"其中[,，:]?(?:(20\d\d)|[本今当])年|[,，;](?:(20\d\d)|[本今当])年度?[共新]*(?:受理|收到|接到|办理|答复)"
)
NOT_DISCLOSURE = re.compile(
    r"(?:均|都|全部)?(?:与|和|同)(?:政府)?信息公开(?:工作)?无关|(?:不涉及|非因?)(?:政府)?信息公开"
)
OF_WHICH_DISCLOSURE = re.compile(r"其中[^。;]{0,16}信息公开")
SELECTION = re.compile(r"^(?:其中|[、和及])")
NEGATION = re.compile(r"未|没有|无")
CONDITION = re.compile(r"^(?:如|若|凡|对于?未|因未|由于)|的,?除外")
"""如未收到答复, 未收取费用的除外: no statement of what was."""
EXCEPTED = re.compile(r"除[^,，。;]{1,40}外[,，]?[^,，。;]*$")
"""除复印费12元外，未收取其他费用: no statement of all."""
REFUSED_OF = re.compile(r"(?:不予公开|不同意公开|不公开)(?:的|答复)*(?:政府信息|信息|申请)*$")
SUBLIST = re.compile(r"中[,，:]|[^。;(]{0,20}[,，。;]?其中|[^。;(]{0,12}\(")
"""What follows a count whose parts come next: 不予公开的8件中, 不予公开8件，其中, 不予公开8件(."""
CONTINUES = re.compile(r"其中|[、,，;]")
GOES_ON = re.compile(r"[:;,，、]$")
"""How a paragraph begins that goes on with a list, and how one ends after which the list goes on."""
NOT = r"(?:均|都|也|暂|尚)?(?:未曾|从未|没有|未(?!经)|无)"
ZERO_RECEIVED = re.compile(
    rf"{NOT}(?:收到|接到|受理|接收|接受|发生|出现|产生|有)?(?:过|到|任何|一[例件]|公民|法人|和|或者?|、|其他|其它|组织|社会|公众|群众|个人|单位|关于|"
    rf"有关|要求|对|的|向|我|本|局|镇|乡|街道|县|市|机关|提出|书面|需要|办理|以|形式|申请人){{0,14}}"
    r"(?:(?:政府)?信息公开(?:的)?申请|依申请公开(?:政府)?(?:信息)?(?:的)?(?:申请|事项|件|情况|要求)?|申请公开(?:的)?(?:政府)?(?:信息)?(?:的)?(?:事项|情况)?"
    r"|公开(?:政府)?信息(?:的)?申请)(?:的情况|事项|情况|件)?(?=$|[、和及]?$)"
)
ZERO_DISPUTE = re.compile(
    rf"{NOT}(?:发生|收到|接到|出现|产生|存在|有|被|引发)?(?:过|任何|一[例件起])?[^\d]{{0,40}}?(?:复议|诉讼)[^\d]{{0,24}}"
)
DISPUTE_RESULT = re.compile(r"维持|纠|撤销|败诉|变更|驳回|办结|违法|终止|应诉率|未(?:审结|按)")
ZERO_FEES = re.compile(
    rf"{NOT}(?:发生|产生|有|[向对就因为][^,]{{1,24}}?)?(?:收取|收|存在|出现|产生)?(?:过|任何|与|相关|有关|依申请|政府|信息|公开|提供|检索|复印|复制|打印|邮寄|邮递|递送|"
    r"快递|处理|等|、|和|及|或|的|成本|服务|任何费用|其他|各项|一切|申请人|申请|工作|，){0,16}(?:收费|费用?)(?:用|情况)?"
)
SUBJECT = re.compile(
    r"(?:部门|单位|本级|市直|县直|局|委|办|办公[厅室]|厅|处|科|中心|公司|医院|学校|大学|县|区|市|镇|乡|街道|政府|机关)$"
)
WHOLE = re.compile(
    r"(?:全[国省市县区乡镇州盟旗街系]|(?:我|本)(?:[省市县区州盟旗局委办厅院部会镇乡街处署行所站队府校]|机关|单位|部门|街道)|各级|各地|各部门|各单位|各县|各乡|各镇)"
)
"""A whole: 全市, 我局, 本机关; what follows it up to the verb may name its parts (全市各部门)."""
SCHOOL = re.compile(r"(?:大学|学院|学校|[中小]学)$")
"""What calls itself 学校."""
ALL = re.compile(r"全[国省市县区乡镇州盟旗街系]|我[省市县区州盟旗局委办厅院部会镇乡街]|本")
"""A whole even where its parts are told apart before; 各县区 then is one of them."""
CHANNEL_ITSELF = re.compile(
    r"(?:系统|平台|网站|邮箱|信箱|窗口|受理点|(?<![、和及或])(?:网上|网络|信函|当面|现场|传真|邮件))(?:共计?|累计)?(?:受理|收到|接到)"
)
"""受理系统收到9件, 信函受理3件: what came by one channel."""
ASIDE_WORDS = re.compile(r"20\d\d年度?(?:\d+月)?(?:\d+日)?(?:以来|底|末|至)?|截[至止]|全年|年内|共计?|累计")
ADVERBS = re.compile(r"(?:共|总计|合计|已|新|先后|依法|及时|严格|按时|直接|主动|一并|本年度|均|都){1,6}$")
PARTIAL = re.compile(
    r"其中|名义|(?:市|县|区|省)本级|市直|县直|部门(?!各)(?:受理|收到)|办公[厅室](?:本级)?$|(?:^|[^各])(?:工作)?部门$|下属|所属|窗口|垂直"
)
