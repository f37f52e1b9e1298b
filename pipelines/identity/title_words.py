"""The vocabulary of titles: what names an annual report, what only speaks of one, what is decoration.

All patterns work on folded text: half-width, without white space.
"""

from __future__ import annotations

import re

from pipelines.identity.years import YEAR

_SUBJECT = (
    r"(?:政府|政务|校务)?(?:[和与及暨、](?:政府|政务)?)?"
    r"(?:信息公开|政务公开|校务公开|信息[和与及]政务公开|公开信息)"
)
_BETWEEN = (
    r"(?:工作|情况|实施|执行|贯彻|落实|条例|学年|政府|政务|信息|公开"
    r"|[年度的和与及暨、0-9()\[\]〔〕《》“”\"~至—–-])"
)
NUCLEUS = re.compile(
    rf"(?P<subject>{_SUBJECT})(?P<between>{_BETWEEN}{{0,24}}?)"
    r"(?P<kind>年度?(?:工作)?(?:总结)?报告书?|年报(?!告)|工作(?:总结)?报告书?|报告书?|(?:年度)?(?:工作)?总结(?!报))"
)
"""What the title is a report of: subject, what may stand between, and the kind of report."""

POSSIBLE = re.compile(r"[报结…‥]|[.。].*[.。]")
"""What every title of a report has, whole (报告, 总结) or cut short, before decoration is taken from it."""

# 2021年度报告 and no word of what it reports: only the page can tell, unless it names another kind of report.
BARE_ANNUAL = re.compile(
    rf"^(?P<before>.{{0,40}}?)(?:{YEAR}年?度?的?(?:年度报告|(?:公开)?报告|(?:公开)?年报)"
    rf"|年度报告[(\[〔【]{YEAR}年?度?[)\]〕】])$"
)
OTHER_ANNUAL = re.compile(
    r"财务|财政|预算|决算|审计|法治|依法行政|企业|公司|法人|质量|社会|绩效|统计|网站|报表|科技|环境|调查|监测|发展|工作|公积金|基金|披露|电子政务|信息化"
)

EXPLAINED = re.compile(
    r"解读|图解|图说|图看|图读|一图|一张图|长图|漫说|漫画|动画|动漫|短?视频(?!监)|音频|读懂|看懂|数说|数读|问答|H5"
)
ABOUT = re.compile(
    r"(?<!机构)编制(?!委|办|管理)|编写|撰写|编报|报送|上报|填报|做好|抓好|召开|培训会|会议|部署|格式|模板|范本|样式"
    r"|制度|统计(?:表|数据|汇总)|报表|数据表|考核|评估|评议|检查|督查|整改|反馈|提醒|催报|审核|抽查|自查|要点|方案|征求|发布会"
)
ANNOUNCED = re.compile(
    r"发布|公布|印发|转发|公示|通报|通知|公告|更正|补充|说明|目录|汇总|一览|的函|学习|开展|加强|推进"
)
# Names of bodies that hold a word of ABOUT.
BODIES = re.compile(
    r"(?:考核|督查|检查|评估|审核|反馈)(?:办公室|办|局|中心|委员会|委|站|院|室|总队|支队|大队)|统计局|会议中心"
)
OTHER_KINDS = re.compile(
    r"预算|决算|三公|绩效|基金会|社会组织|慈善|企业环境|党务公开|村务公开|厂务公开|院务公开|警务公开|检务公开|司法公开|审判|(?:财政|财务|领域|项目|资金)$"
)
# What reports on less than a year is no annual report, unless it calls itself one.
PART_OF_YEAR = re.compile(r"[上下前]半年|[一二三四1-4]季度|(?<![\d至到—-])\d{1,2}月份?$")
DOUBTFUL_BEFORE = re.compile(r"(?:环境|依申请)$")

SEPARATOR = re.compile(r"[_|>»｜]|[-—–](?=[^\d—–-])")
CUT = re.compile(r"(?>(?:[…‥]|\.{2,}+|。{2,}+)+)[)\]】>]?$")
# A title cut before its nucleus was complete: it ends in the beginning of one, or in the name of a body.
BEGUN = re.compile(
    rf"(?:政府信|信息公|政务公|政府信息|信息公开|政务公开)(?:工作?|情况|{YEAR}年?度?|年度?)*报?$"
)
BODY_END = re.compile(
    r"(?:人民政?府?|政府|[局厅委办署院镇乡区县市省州]|委员会?|办公[室厅]|办事处?|街道办?|学院|大学|中心)$"
)
SENTENCE = re.compile(r"[。；;！!？?]|，.*，|关于|召开|举行|印发|赴|开展")

DECORATION = re.compile(
    r"【文稿解读】|【(?:(?!解读|图解|一图|看懂|读懂|20\d\d)[^【】]){0,12}】"
    r"|[\[(](?:置顶|图文?|原创|文稿解读|转载|new|最新|有图|附件|更正|修正|修订|修改|更新|补发|重发|定稿|终稿)[版稿]?[\])]"
    r"|^[一-鿿]{1,8}[〔\[(]20\d\d[〕\])]\d{1,4}号|\([一-鿿]{1,8}[〔\[(]20\d\d[〕\])]\d{1,4}号\)$"
    r"|\[\d{2,4}[-./]\d\d?(?:[-./]\d\d?)?\]"
    r"|\((?:图片|图文|文字|文本|扫描|PDF|word|网页|盖章|电子|中文|简体|公开)版?(?:本|件|式)?\)",
    re.IGNORECASE,
)
MARK = re.compile(
    r"^(?:(?:标题|题名|名称|文件名称|信息名称|附件\d{0,2})[:：]|附件\d{0,2}[.、]|[·•●■◆▪☆★※>*◇○▲►▶・-]+|\d{1,3}[.、](?!\d)|0\d(?=[^\d年]))+"
)
EXTENSION = re.compile(r"(?:\.(?:docx?|pdf|xlsx?|wps|ofd|et|zip|rar|s?html?|jpe?g|png|txt))+$", re.IGNORECASE)
TAIL = re.compile(
    r"(?:\[?\(?\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?\)?\]?(?:\d\d?:\d\d(?::\d\d)?)?|(?<!\d)\d\d-\d\d"
    r"|\(?\d+(?:\.\d+)?[KM]B?\)?|\(?(?:点击)?(?:下载|查看)(?:全文|附件)?\)?|详情|NEW|HOT|[!、,;:])+$",
    re.IGNORECASE,
)
YEAR_AFTER = re.compile(rf"^[-—–_]?[(\[〔【]?{YEAR}年?度?[)\]〕】]?(?![-./\d])")
BEGINS_WITH_YEAR = re.compile(rf"^[-—–_]?[(\[〔【]?{YEAR}")
NOTE = re.compile(
    r"(?:(?:信息|文章|稿件)?来源|发布(?:时间|日期|机构)|(?<!发布)(?:时间|日期)|作者|浏览(?:次数|量)?|点击(?:数|量|率)?|字[号体])[:：].*$"
)
"""What sites print behind a title on the same line."""
HARMLESS_AFTER = re.compile(
    r"^(?:全文|正文|\(\d{0,2}\)|\(公示\)|(?:及|和|与|含|附)(?:政府信息公开)?(?:情况)?统计表|\((?:含|附|及).{0,12}\)"
    r"|\((?:公开|全文)\)|[》”\")\]])*$"
)
BODY_AFTER = re.compile(
    r"^\((?P<name>[^()]{2,40}(?:政府|[局厅委办署院镇乡区县市]|委员会|办公[室厅]|办事处|中心|大学))\)$"
)

# Words of a list's name that say whose reports it holds, but name nobody.
GENERIC = re.compile(
    r"^(?:[本各全我市县区州省旗盟厅局委办级镇乡街直属及和与的,、/()·-]|街道|部门|单位|机关|人民政府|政府|机构|派出"
    r"|垂管|历年|往年|年度|上年度|上一年度|法定主动公开内容|法定|主动公开|信息公开|专栏|行政)*$"
)
COLUMN = re.compile(
    r"^(?P<before>.{0,20}?)(?P<subject>(?:政府|政务)?(?:信息公开|政务公开|公开))(?:工作)?(?:年度)?(?:工作)?(?:报告|年报)"
    r"(?:栏|栏目|专栏|列表|公示|公开|查询|汇总|发布|平台)?(?:\(\d+\))?$"
)
WEAK_COLUMN = re.compile(
    r"^(?:历年|工作|单位|机关|政府)?(?:年度报告|年报|年度工作报告|公开报告|工作年报)(?:公示|公开|列表|专栏)?(?:\(\d+\))?$"
)

AROUND_NAME = re.compile(
    r"^(?:关于|公布|发布|[《“\"、,:：·\-—()])+|(?:关于|本级|年度|贯彻|落实|执行|实施|[《“\"、,:：·的\-—]|\((?:本级)?\)"
    r"|[〇零○◯一二三四五六七八九贰壹叁肆伍陆柒捌玖]{2,4}年度?)+$"
)
QUOTED = re.compile(r"^《[^《》]+》$")
ISSUED = re.compile(r"^(?P<by>.*)关于(?:印发|发布|公布|公开|转发)?(?P<of>.*)$")
"""Who issues what: 某市办公室关于印发某市2021年…的通知."""
TWICE = re.compile(r"^(?P<title>.{8,})[_|,、-]?(?=(?P=title)$)")
LIST_NUMBER = re.compile(r"^\s*\(?\d{1,3}[)、.．]?\s+(?=20\d\d\s*年|[^\W\d])")
