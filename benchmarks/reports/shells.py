# ruff: noqa: E501 - markup stands in one piece
"""Pages around articles as the families of portals build them, with what they carry besides: menus, styles, scripts."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from html import escape
from random import Random

from benchmarks.reports.model import Draft

MENU = (
    "首页", "走进本地", "新闻动态", "政务要闻", "通知公告", "政务公开", "政府信息公开指南", "政府信息公开制度", "法定主动公开内容",
    "政府信息公开年报", "规范性文件", "行政许可", "行政处罚", "行政强制", "行政事业性收费", "政府采购", "财政预决算", "人事信息",
    "政策解读", "回应关切", "办事服务", "互动交流", "领导信箱", "在线访谈", "民意征集", "依申请公开", "数据开放", "专题专栏",
)  # fmt: skip
NEWS = (
    "市政府召开常务会议研究部署安全生产工作", "关于做好防汛抗旱工作的通知", "全区重点项目集中开工仪式举行", "县领导调研乡村振兴工作",
    "关于开展2020年度专业技术职称评审的公告", "2021年政府工作报告", "一图读懂优化营商环境条例", "公开招聘工作人员面试成绩公示",
    "关于编制年度政府信息公开工作年度报告的通知", "城镇老旧小区改造惠及群众", "我市举行新闻发布会", "部门2022年预算公开",
)  # fmt: skip


@cache
def _styles() -> str:
    rng = Random(1)
    rules = (
        f".{rng.choice(('nav', 'top', 'foot', 'list', 'tab', 'con'))}{n}{{width:{rng.randint(10, 1200)}px;margin:0 auto;color:#{rng.randint(0, 0xFFFFFF):06x};background:url(/images/bg{n}.png) no-repeat}}"
        for n in range(1500)
    )
    return "\n".join(rules)


@cache
def _scripts() -> str:
    rng = Random(2)
    lines = (
        f"function f{n}(a,b){{var s='{rng.choice(MENU)}';if(a<{rng.randint(1, 99)}&&b>0){{document.getElementById('m{n}').innerHTML='<li><a href=\"/col{n}/\">'+s+'</a></li>';}}return a*{rng.randint(1, 999)};}}"
        for n in range(900)
    )
    return "\n".join(lines)


@cache
def _links() -> tuple[str, ...]:
    rng = Random(3)
    return tuple(
        f'<li class="lm{n % 9}"><a href="/zwgk/c{rng.randint(1000, 9999)}/t{n}.html" target="_blank" title="{(name := rng.choice(NEWS if n % 3 else MENU))}">{name}</a><span>2021-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}</span></li>'
        for n in range(1200)
    )


def _weight(draft: Draft, rng: Random) -> tuple[str, str, str]:
    """Styles, scripts and a list of links that together make about the weight asked for."""
    asked = draft.looks.weight
    cut = rng.uniform(0.2, 0.5)
    styles, scripts = _styles()[: int(asked * cut * 0.6)], _scripts()[: int(asked * cut * 0.6)]
    links = "\n".join(_links()[: int(asked * (1 - cut) / 160)])
    return styles.rpartition("\n")[0], scripts.rpartition("\n")[0], links


def _head(draft: Draft, styles: str, scripts: str, *, meta: str = "", title: str = "") -> str:
    charset = draft.looks.declared or draft.looks.encoding
    title = title or f"{draft.title}-{draft.body.site}"
    return (
        f'<head><meta http-equiv="Content-Type" content="text/html; charset={charset}">\n<title>{escape(title)}</title>\n{meta}'
        f"<style>\n{styles}\n</style>\n<script>\n{scripts}\n</script></head>"
    )


def _shown(draft: Draft) -> str:
    return draft.looks.shown_title or escape(draft.title)


def _menu() -> str:
    return "".join(f'<li><a href="/{at}/">{name}</a></li>' for at, name in enumerate(MENU))


def trs(draft: Draft, body: str, rng: Random) -> str:
    styles, scripts, links = _weight(draft, rng)
    site, date = draft.body.site, draft.published.isoformat()
    meta = (
        f'<meta name="SiteName" content="{site}"><meta name="ArticleTitle" content="{draft.title}">'
        f'<meta name="PubDate" content="{date}"><meta name="ColumnName" content="政府信息公开年报">\n'
    )
    return f"""<!DOCTYPE html><html>{_head(draft, styles, scripts, meta=meta)}<body>
<div class="header"><ul class="nav">{_menu()}</ul></div><div class="sub"><ul>{links}</ul></div>
<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; <a href="/zwgk/nb/">政府信息公开年报</a></div>
<div class="article"><h1>{_shown(draft)}</h1><div class="info"><span>发布时间：{date} 09:{rng.randint(10, 59)}</span><span>来源：{site}办公室</span><span>浏览次数：<b id="hits">{rng.randint(1, 4000)}</b></span><span>字号：[<a>大</a> <a>中</a> <a>小</a>]</span></div>
<div class="TRS_Editor">{body}</div>
<div class="share"><a href="javascript:window.print()">打印本页</a><a href="javascript:window.close()">关闭窗口</a></div>
<div class="rel"><h3>相关阅读</h3><ul><li><a href="./t1.html">{draft.body.names[0]}{draft.year - 1}年政府信息公开工作年度报告</a></li></ul></div></div>
<div class="footer"><p>主办：{site}办公室 承办：大数据中心</p><p>网站标识码：4107000001 备案号：豫ICP备05000000号</p><p>地址：人民东路1号 电话：0373-3696001</p></div></body></html>"""


def hanweb(draft: Draft, body: str, rng: Random) -> str:
    styles, scripts, links = _weight(draft, rng)
    site, date = draft.body.site, draft.published.isoformat()
    meta = '<meta name="keywords" content="政府信息公开年报"><meta name="author" content="webmaster">\n'
    return f"""<html>{_head(draft, styles, scripts, meta=meta, title=f"{site} 政府信息公开年报 {draft.title}")}<body>
<table width="1000" align="center"><tr><td><ul>{_menu()}</ul></td></tr><tr><td><ul>{links}</ul></td></tr></table>
<table width="1000" align="center"><tr><td>您当前的位置：<a href="/">首页</a>&gt;&gt;<a href="/col/col1/">政务公开</a>&gt;&gt;<a href="/col/col7/">政府信息公开年报</a></td></tr>
<tr><td class="title" align="center"><!--<$[信息名称(html)]>begin-->{_shown(draft)}<!--<$[信息名称(html)]>end--></td></tr>
<tr><td align="center">发布日期：{date} 15:{rng.randint(10, 59)}　信息来源：{site}办公室　浏览次数：<i>{rng.randint(1, 900)}</i>　字号：[ 大 中 小 ]</td></tr>
<tr><td class="bt_content"><div id="zoom"><!--ZJEG_RSS.content.begin--><meta name="ContentStart">{body}<meta name="ContentEnd"><!--ZJEG_RSS.content.end--></div></td></tr>
<tr><td align="right">【打印本页】【关闭窗口】</td></tr></table>
<table width="1000" align="center"><tr><td>版权所有：{site}　联系电话：0571-12345678　备案编号：浙ICP备05000000号</td></tr></table></body></html>"""


def vsb(draft: Draft, body: str, rng: Random) -> str:
    styles, scripts, links = _weight(draft, rng)
    site, on = draft.body.site, draft.published
    return f"""<!DOCTYPE html><HTML>{_head(draft, styles, scripts)}<BODY>
<header><nav><ul>{_menu()}</ul></nav></header><div class="left"><ul>{links}</ul></div><div class="wz">当前位置: <a href="../index.htm">网站首页</a> &gt; <a href="../nb.htm">政府信息公开年报</a> &gt; 正文</div>
<form name="_newscontent_fromname"><h2 align="center">{_shown(draft)}</h2><div align="center">{on.year}年{on.month:02d}月{on.day:02d}日 10:21&nbsp;&nbsp;点击：[<span id="dynclicks">{rng.randint(1, 99)}</span>]</div>
<div id="vsb_content"><div class="v_news_content">{body}</div></div><p>上一条：<a href="1001.htm">{site}{draft.year - 2}年政府信息公开工作年度报告</a></p><p>下一条：<a href="1003.htm">通知公告</a></p><p>【关闭】</p></form>
<footer>版权所有 {site} 地址：中山路1号</footer></BODY></HTML>"""


def ucap(draft: Draft, body: str, rng: Random) -> str:
    styles, scripts, links = _weight(draft, rng)
    site, date = draft.body.site, draft.published.isoformat()
    generated = f"{draft.year + 2}-06-{rng.randint(1, 28):02d} 11:20:07"
    meta = f'<meta name="SiteName" content="{site}"><meta name="ArticleTitle" content="{draft.title}"><meta name="PubDate" content="{generated}">\n'
    return f"""<!DOCTYPE html><html lang="zh">{_head(draft, styles, scripts, meta=meta, title=draft.title + "_" + site)}<body>
<div class="head"><ul>{_menu()}</ul></div><div class="w1200"><div class="bread">您现在的位置：<a href="/">首页</a>&gt;<a href="/nb/">政府信息公开年报</a></div>
<div class="detail"><div class="xxgk_head"><table class="index" width="100%"><tbody><tr><td>索 引 号：</td><td>{rng.randint(100000, 999999)}/{draft.year + 1}-{rng.randint(1, 99999):05d}</td><td>信息分类：</td><td>政府信息公开年报</td></tr><tr><td>发布机构：</td><td>{draft.body.names[0]}</td><td>发布时间：</td><td>{date}</td></tr><tr><td>文　　号：</td><td></td><td>有 效 性：</td><td>有效</td></tr></tbody></table></div>
<h2 class="tit">{_shown(draft)}</h2><div class="xl">发布时间：{date}　来源：{draft.body.names[0]}　字体：<a>大</a><a>中</a><a>小</a>　<a>打印</a></div><div id="NewsContent" class="content">{body}</div></div><div class="right"><h3>最新信息</h3><ul>{links}</ul></div></div>
<div class="foot">主办单位：{site} 网站标识码：5101000001 <script>document.write('川公网安备');</script></div></body></html>"""


def gkmlpt(draft: Draft, body: str, rng: Random) -> str:
    styles, scripts, links = _weight(draft, rng)
    site, date = draft.body.site, draft.published.isoformat()
    return f"""<!doctype html><html>{_head(draft, styles, scripts, title=draft.title + " - " + site)}<body><div id="app"><div class="menu"><ul>{_menu()}</ul></div>
<div class="main"><div class="classify"><table><tr><td class="first">索引号：</td><td>00{rng.randint(1000000, 9999999)}/{draft.year + 1}-00012</td><td>分类：</td><td>年度报告</td></tr><tr><td>发布机构：</td><td>{draft.body.names[0]}</td><td>成文日期：</td><td>{date}</td></tr><tr><td>名称：</td><td colspan="3">{draft.title}</td></tr><tr><td>文号：</td><td></td><td>发布日期：</td><td>{date}</td></tr></table></div>
<h1 class="content_title">{_shown(draft)}</h1><div class="date_row">发布日期：{date}&nbsp;&nbsp;浏览次数：-<span>【字体：<a>大</a><a>中</a><a>小</a>】</span></div><div class="article-content" id="zoomcon">{body}</div></div>
<ul class="side">{links}</ul><footer>{site} 主办 粤ICP备05000000号</footer></div></body></html>"""


def asp(draft: Draft, body: str, rng: Random) -> str:
    styles, scripts, links = _weight(draft, rng)
    site, on = draft.body.site, draft.published
    return f"""<html>{_head(draft, styles, scripts, title=site)}<body bgcolor=#ffffff><table width=778 border=0 align=center><tr><td><img src=top.jpg></td></tr><tr><td>{_menu()}</td></tr><tr><td>返回首页 &gt; 您现在的位置： <a href=/>{site}</a> &gt; 政府信息公开年度报告 &gt; 正文</td></tr></table>
<table width=778 align=center border=0><tr><td width=180 valign=top><table><tr><td>热点文章</td></tr><tr><td>{links}</td></tr></table></td><td valign=top><table width=100%><tr><td align=center><font size=4><b>{_shown(draft)}</b></font></td></tr><tr><td align=center>发布日期：{on.year}/{on.month}/{on.day} 6:04:03 浏览：{rng.randint(1, 900)}</td></tr><tr><td><font size=3>{body}</font></td></tr></table></td></tr></table>
<table width=778 align=center><tr><td align=center>Copyright 2008 {site} 技术支持：信息中心</td></tr></table></body></html>"""


SHELLS: dict[str, Callable[[Draft, str, Random], str]] = {
    "trs": trs, "hanweb": hanweb, "vsb": vsb, "ucap": ucap, "gkmlpt": gkmlpt, "asp": asp,
}  # fmt: skip
