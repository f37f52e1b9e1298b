"""What reports write: sentences with the facts they state marked in them.

`{year}`, `{name}`, `{whole}` and `{next}` are the report's own; `[[key|unit]]` prints a figure and states it as a fact,
`[[key|unit|%]]` with its share of the total, `[[key|unit|万]]` in 万; `[[key|=0]]` prints nothing and states a zero.
A sentence is used only where all its figures are known and, for those of a zero, are zero.
"""

from __future__ import annotations

OPENINGS = (
    "{year}年，{name}坚持以习近平新时代中国特色社会主义思想为指导，认真贯彻落实《中华人民共和国政府信息公开条例》，扎实推进政府信息公开各项工作。",
    "{year}年，我们按照上级关于政务公开工作的部署要求，坚持以公开为常态、不公开为例外，不断提升政府信息公开的质量和实效。",
    "一年来，{name}紧紧围绕中心工作，深入推进决策、执行、管理、服务、结果公开，切实保障人民群众的知情权、参与权、表达权和监督权。",
    "{year}年，{whole}政府信息公开工作在上级的正确领导下，围绕群众关切，突出重点，稳步推进，取得了新的成效。",
)
PLAIN = (
    "进一步完善政府信息公开目录和指南，及时调整更新栏目内容。",
    "严格落实信息发布审核制度，坚持先审查、后公开，确保发布的信息准确、权威。",
    "加强对政务新媒体的日常管理，做到规范运行、及时更新。",
    "组织开展政府信息公开业务培训，提高工作人员的能力和水平。",
    "围绕重点领域，及时公开财政预决算、重大建设项目、公共资源配置、社会公益事业建设等方面的信息。",
    "将政务公开工作纳入年度绩效考核，以考核促落实。",
    "建立健全工作台账，明确责任分工，细化工作举措，做到有部署、有检查、有落实。",
    "通过政府网站、政务新媒体、公开栏、查阅点等渠道，方便群众获取信息。",
    "认真做好政策文件与解读材料的同步起草、同步审批、同步发布。",
    "对照上级反馈的问题，逐项整改，举一反三，补齐短板。",
    "扎实推进基层政务公开标准化规范化建设，编制公开事项标准目录。",
)
COUNTED = (
    "全年通过门户网站主动公开各类政府信息{n}条。",
    "全年发布解读稿件{m}篇，召开新闻发布会{k}场。",
    "政务微信公众号发布信息{n}条，关注人数稳步增长。",
    "共检查政府网站{k}个，合格率98.5%。",
    "举办业务培训班{k}期，培训{m}人次。",
    "办理人大代表建议和政协提案{m}件，办复率100%。",
    "在政府网站开设专栏{k}个，更新信息{n}余条。",
)
"""Sentences with numbers that are no facts of the vocabulary."""

NORMATIVE_2021 = (
    "本年制发行政规范性文件[[normative_docs.made|件]]，废止[[normative_docs.repealed|件]]。",
    "全年共出台行政规范性文件[[normative_docs.made|件]]。",
    "行政规范性文件{whole}全年制发[[normative_docs.made|件]]，废止[[normative_docs.repealed|件]]，现行有效[[normative_docs.in_force|件]]。",
    "全年制发行政规范性文件[[normative_docs.made|件]]，废止[[normative_docs.repealed|件]]，现行有效[[normative_docs.in_force|件]]。",
    "{year}年，共制定行政规范性文件[[normative_docs.made|件]]，现行有效[[normative_docs.in_force|件]]。",
)
NORMATIVE_2019 = (
    "全年主动公开规范性文件[[normative_docs.disclosed|件]]。",
    "全年公开规范性文件[[normative_docs.disclosed|件]]，均在发文当日公开。",
)
HOTLINE = (
    "全年受理12345热线工单[[hotline.12345.work_orders|件]]，办结率99.6%。",
    "12345热线全年接听群众来电[[hotline.12345.calls|通|万]]。",
    "12345政务服务便民热线共办理群众诉求[[hotline.12345.handled|件|万]]。",
    "12345政务服务便民热线共受理群众来电[[hotline.12345.calls|件]]。",
    "12345热线平台共接到群众来电[[hotline.12345.calls|次]]，办理工单[[hotline.12345.work_orders|件]]。",
    "全年办理12345市长热线[[hotline.12345.handled|件|万]]。",
    "办理12345热线诉求[[hotline.12345.handled|件]]。",
)
GAZETTE = (
    "全年出版政府公报[[gazette.issues|期]]，免费发放[[gazette.copies_given|份|万]]。",
    "编印《{name}公报》[[gazette.issues|期]]。",
    "刊发《{name}公报》[[gazette.issues|期]]，赠阅公报[[gazette.copies_given|份]]。",
    "全年编发政府公报[[gazette.issues|期]]，免费赠阅[[gazette.copies_given|册]]。",
)
REQUESTS_TABLED = (
    "{year}年，{name}共受理依申请公开政府信息事项[[requests.received|件]]。",
    "本年新收政府信息公开申请[[requests.received|件]]，结转至下年度办理[[requests.carried_out|件]]。",
    "{year}年，共收到群众申请公开政府信息[[requests.received|件]]，办结[[requests.closed|件]]。",
    "{whole}全年办结政府信息公开申请[[requests.closed|件]]。",
    "共收到政府信息公开申请[[requests.received|件]]，比上年增加12件。",
    "{year}年，{whole}共收到政府信息公开申请[[requests.received|件]]，结转下年度继续办理[[requests.carried_out|件]]。",
    "{year}年共办结依申请公开[[requests.closed|件]]，结转下年度继续办理[[requests.carried_out|件]]。",
    "{year}年{whole}共收到依申请公开[[requests.received|件]]。",
    "全年新收政府信息公开申请[[requests.received|件]]，办结[[requests.closed|件]]。",
    "{year}年，共受理政府信息公开申请[[requests.received|宗]]，答复均符合法定要求。",
)
REQUESTS_ZERO = (
    "{year}年度未接到公民、法人和其他组织的政府信息公开申请[[requests.received|=0]]。",
    "{year}年我们未收到依申请公开政府信息的申请[[requests.received|=0]]。",
    "{year}年，未收到政府信息公开申请[[requests.received|=0]]。",
    "{year}年，没有收到政府信息公开申请[[requests.received|=0]]。",
)
ALL_CLOSED = ("所有申请均在法定期限内办结。", "依申请公开办结率100%。", "申请均按期办结。", "全部按时办结。")
DISPUTES_ZERO = (
    "{year}年度未发生因政府信息公开被申请行政复议、提起行政诉讼的情况[[review.total|=0]][[litigation.total|=0]]。",
    "本年度无因政府信息公开引起的行政复议和行政诉讼[[review.total|=0]][[litigation.total|=0]]。",
    "{year}年，未发生因政府信息公开引起的行政复议、行政诉讼[[review.total|=0]][[litigation.total|=0]]。",
    "{year}年，没有政府信息公开行政复议、行政诉讼情况[[review.total|=0]][[litigation.total|=0]]。",
)
DISPUTES_TABLED = (
    "全年因政府信息公开被申请行政复议[[review.total|件]]，被提起行政诉讼[[litigation.total|件]]。",
    "{year}年，因政府信息公开引起的行政复议[[review.total|件]]，行政诉讼[[litigation.total|件]]。",
    "{year}年发生行政复议[[review.total|起]]，行政诉讼[[litigation.total|起]]。",
)
PROBLEMS = (
    "一是主动公开的深度和广度有待进一步拓展；二是政策解读的形式还不够丰富；三是工作人员业务能力仍需提升。",
    "虽然取得了一些成绩，但仍存在公开内容不够全面、更新不够及时等问题。",
    "部分单位对政府信息公开工作的认识还不到位，主动性有待增强。",
)
IMPROVEMENTS = (
    "{next}年，我们将从以下几个方面加以改进：进一步健全机制，加强培训，强化监督检查，推动工作再上新台阶。",
    "下一步，将加大工作力度，丰富公开形式，提高解读质量，切实增强公开实效。",
    "针对上述问题，{next}年将重点抓好制度建设、平台建设和队伍建设。",
)
OTHER = ("无其他需要报告的事项。", "本年度没有其他需要报告的事项。", "暂无其他需要说明的事项。", "无。")
FEES_ZERO = (
    "{year}年，{name}未就政府信息公开收取任何费用[[fees.charged|=0]]。",
    "本年度没有收取政府信息公开相关费用[[fees.charged|=0]]。",
    "依申请提供政府信息未收取费用[[fees.charged|=0]]。",
    "{year}年度政府信息公开申请未向申请人收取任何费用[[fees.charged|=0]]。",
    "本年度未收取信息处理费[[fees.charged|=0]]。",
    "{year}年未收取依申请公开政府信息的检索、复制、邮寄等成本费用[[fees.charged|=0]]。",
)
RECEIVED = (
    "{year}年度，{name}共收到政府信息公开申请[[requests.received|件]]，均已依法答复。",
    "{year}年全年累计接收政府信息公开申请[[requests.received|宗]]。",
    "全年共接收依申请公开事项[[requests.received|项]]。",
    "{year}年{whole}政府信息公开申请总数为[[requests.received|件]]。",
    "{year}年，我们共收到公民、法人和其他组织提出的政府信息公开申请[[requests.received|件]]。",
    "{year}年，{whole}共受理政府信息公开申请[[requests.received|件]]。",
    "{year}年，{whole}共收到政府信息公开申请[[requests.received|件]]。",
    "全年共受理依申请公开[[requests.received|件]]。",
)
CHANNELS = (
    "其中：网络申请[[requests.channel.online|件]]、信函申请[[requests.channel.letter|件]]、当面申请[[requests.channel.in_person|件]]、传真申请[[requests.channel.fax|件]]。",
    "申请方式上，通过网站提交的[[requests.channel.online|件]]，通过信函提交的[[requests.channel.letter|件]]，现场当面申请的[[requests.channel.in_person|件]]。",
    "其中，网上申请[[requests.channel.online|件]]；信函申请[[requests.channel.letter|件]]。",
    "从申请渠道来看，网络申请[[requests.channel.online|件|%]]；信函申请[[requests.channel.letter|件|%]]；当面申请[[requests.channel.in_person|件|%]]。",
    "其中，当面申请[[requests.channel.in_person|件]]，传真申请[[requests.channel.fax|件]]，网络申请[[requests.channel.online|件]]，信函申请[[requests.channel.letter|件]]。",
    "按申请方式分，当面申请[[requests.channel.in_person|件|%]]，网上申请[[requests.channel.online|件|%]]，信函申请[[requests.channel.letter|件|%]]。",
)
REPLIED = (
    "按时办结并答复[[requests.replied|件]]，其中同意公开[[requests.replied.granted|件]]、部分公开[[requests.replied.partial|件]]、不予公开[[requests.replied.refused|件]]、已主动公开[[requests.replied.already_public|件]]、信息不存在[[requests.replied.nonexistent|件]]、非本机关公开[[requests.replied.not_this_agency|件]]、告知补正[[requests.replied.asked_to_amend|件]]、告知其他途径办理[[requests.replied.other_channel|件]]。",
    "答复政府信息公开申请[[requests.replied|件]]。从答复情况看，“已主动公开”[[requests.replied.already_public|件]]，“同意公开”[[requests.replied.granted|件]]，“部分公开”[[requests.replied.partial|件]]，“不同意公开”[[requests.replied.refused|件]]，“不属于本机关公开”[[requests.replied.not_this_agency|件]]，“信息不存在”[[requests.replied.nonexistent|件]]，“告知作出更改补充”[[requests.replied.asked_to_amend|件]]，“告知通过其他途径办理”[[requests.replied.other_channel|件]]。",
    "{year}年共答复[[requests.replied|件]]。其中，属于已主动公开范围[[requests.replied.already_public|件]]，同意公开[[requests.replied.granted|件]]，部分公开[[requests.replied.partial|件]]，不同意公开[[requests.replied.refused|件]]，不属于本行政机关公开[[requests.replied.not_this_agency|件]]，申请信息不存在[[requests.replied.nonexistent|件]]，告知作出更改补充[[requests.replied.asked_to_amend|件]]，告知通过其他途径办理[[requests.replied.other_channel|件]]。",
    "全年答复申请[[requests.replied|件]]。其中，已主动公开[[requests.replied.already_public|件|%]]；同意公开[[requests.replied.granted|件|%]]；部分公开[[requests.replied.partial|件|%]]；不予公开[[requests.replied.refused|件|%]]；不属于本行政机关公开[[requests.replied.not_this_agency|件|%]]；政府信息不存在[[requests.replied.nonexistent|件|%]]；告知更改补充[[requests.replied.asked_to_amend|件|%]]；告知通过其他途径办理[[requests.replied.other_channel|件|%]]。",
)
REFUSED = (
    "{year}年不予公开申请[[requests.refused.total|件]]，其中涉及国家秘密[[requests.refused.state_secret|件]]，涉及商业秘密[[requests.refused.trade_secret|件]]，涉及个人隐私[[requests.refused.privacy|件]]，法律法规规定的其他情形[[requests.refused.other_law|件]]。",
    "“不予公开”的政府信息申请共[[requests.refused.total|件]]。不予公开原因有：涉及国家秘密[[requests.refused.state_secret|件]]，涉及商业秘密[[requests.refused.trade_secret|件]]，涉及个人隐私[[requests.refused.privacy|件]]，法律法规规定的其他情形[[requests.refused.other_law|件]]。",
)
REVIEWED = (
    "{year}年，{whole}发生涉及政府信息公开的行政复议[[review.total|件]]，其中维持[[review.upheld|件]]、纠错[[review.corrected|件]]、其他情形[[review.other|件]]。",
    "因政府信息公开申请行政复议[[review.total|起]]。其中，维持原具体行政行为[[review.upheld|起]]，依法纠正[[review.corrected|起]]，其他情形[[review.other|起]]。",
    "{year}年，因政府信息公开被申请行政复议[[review.total|件]]，其中维持具体行政行为[[review.upheld|件]]，被依法纠错[[review.corrected|件]]，其他情形[[review.other|件]]。",
    "全年因政府信息公开引发的行政复议案件[[review.total|件]]。其中，维持[[review.upheld|件]]，依法纠错[[review.corrected|件]]，其他情形[[review.other|件]]。",
)
SUED = (
    "提起行政诉讼[[litigation.total|件]]，其中维持[[litigation.upheld|件]]、纠错[[litigation.corrected|件]]、其他情形[[litigation.other|件]]。",
    "因政府信息公开被提起行政诉讼[[litigation.total|件]]，其中维持具体行政行为或者驳回原告诉讼请求[[litigation.upheld|件]]，被依法纠错[[litigation.corrected|件]]，其他情形[[litigation.other|件]]。",
    "发生政府信息公开行政诉讼案件[[litigation.total|件]]。其中，维持[[litigation.upheld|件]]，纠错[[litigation.corrected|件]]，其他[[litigation.other|件]]。",
)
STAFF = (
    "{whole}共配备政府信息公开专兼职人员[[staff.total|人]]。",
    "从事政府信息公开工作的人员共有[[staff.total|人]]。",
    "{whole}从事政府信息公开工作的专兼职人员[[staff.total|人]]。",
    "目前，{whole}共有政府信息公开专兼职工作人员[[staff.total|名]]。",
)
ORGANIZATION = (
    "成立了政府信息公开工作领导小组，由主要领导任组长，办公室负责日常工作。",
    "明确专门机构负责推进、指导、协调、监督政府信息公开工作。",
)
RESPONSE = (
    "及时回应社会关切，对群众关心的热点问题主动发声，正确引导舆论。",
    "加强政策解读，运用图表、问答等多种形式，做到通俗易懂。",
)
KEY_AREAS = (
    "推进行政权力清单、财政资金、公共服务等重点领域的公开。",
    "重点公开环境保护、食品安全、安全生产、征地拆迁等方面的信息。",
)

HEADINGS: dict[str, tuple[str, ...]] = {
    "overview": ("总体情况", "概述", "基本情况", "总体概况"),
    "active_disclosure": (
        "主动公开政府信息情况",
        "政府信息主动公开情况",
        "主动公开情况",
        "行政机关主动公开政府信息情况",
    ),
    "requests": (
        "收到和处理政府信息公开申请情况",
        "依申请公开政府信息情况",
        "政府信息依申请公开情况",
        "依申请公开情况",
    ),
    "review_litigation": (
        "政府信息公开行政复议、行政诉讼情况",
        "因政府信息公开申请行政复议、提起行政诉讼的情况",
        "行政复议和行政诉讼情况",
    ),
    "problems": (
        "存在的主要问题及改进情况",
        "政府信息公开工作存在的主要问题及改进措施",
        "存在的问题和改进措施",
        "存在不足及改进措施",
    ),
    "other": ("其他需要报告的事项", "需要说明的其他事项", "其他需要说明的事项"),
    "response": ("回应解读情况", "政策解读和回应社会关切情况"),
    "fees": ("政府信息公开的收费及减免情况", "依申请公开政府信息的收费和减免情况"),
    "organization": ("政府信息公开工作组织、机构和人员情况", "机构建设和人员情况"),
    "key_areas": ("重点领域信息公开情况", "推进重点领域信息公开工作情况"),
}
"""Wordings of headings; the first of the six is the official one."""

SUBHEADINGS = ("主动公开", "依申请公开", "政府信息管理", "平台建设", "监督保障")
TITLES = (
    "{titled}{year}年政府信息公开工作年度报告",
    "{titled}{year}年政府信息公开工作年度报告",
    "{year}年{titled}政府信息公开工作年度报告",
    "{titled}{year}年度政府信息公开工作报告",
    "{titled}{year}年政府信息公开年度报告",
    "{titled}政府信息公开工作{year}年度报告",
    "{titled}{year}年度政府信息公开工作年度报告",
    "{titled}{year}年政府信息公开年报",
    "{titled}{year}年政府信息公开工作报告",
    "{titled}关于{year}年政府信息公开工作情况的报告",
)
PERIODS = (
    "本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",
    "报告中所列数据的统计期限为{year}年1月1日至{year}年12月31日。",
)
PREAMBLES = (
    "根据《中华人民共和国政府信息公开条例》规定，{name}编制了{year}年政府信息公开工作年度报告。",
    "本报告由{name}按照《中华人民共和国政府信息公开条例》的要求编制，全文包括总体情况等内容。",
)
CONTACTS = (
    "如对本报告有疑问，请与{org}联系（地址：{address}，邮编：{postcode}，电话：{phone}，电子邮箱：{email}）。",
    "如对本报告有任何疑问，请直接与{org}联系（地址：{address}；邮编：{postcode}；电话：{phone}）。",
)
ANNOUNCEMENT = (
    "依据《政府信息公开条例》第二十条第（一）、（五）、（六）、（八）、（九）项的规定公开的情况详见下表。"
)
"""What many write above the tables of 2021, whose form has none for item （九）."""
