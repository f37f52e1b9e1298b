"""Pages of small made portals."""

from __future__ import annotations

HOST = "http://www.example.gov.cn"
BODY = (
    """<p>本报告根据《中华人民共和国政府信息公开条例》编制。</p><h2>一、总体情况</h2><p>本年主动公开政府信息九百件，依申请公开工作平稳有序地开展，没有出现纰漏。</p>
<p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p><p>四、政府信息公开行政复议、行政诉讼情况</p><p>五、存在的主要问题及改进情况</p>
<p>存在的主要问题是公开的时效性有待加强，下一步将从制度、队伍与平台三个方面着手改进，进一步提高公开的质量与水平，让群众满意。</p>"""
    + "<p>其他需要报告的事项以及工作情况的说明文字若干，均无特别之处。</p>" * 4
)


def html(title: str, body: str) -> str:
    return f"<html><head><title>{title}_示例市人民政府</title></head><body>{body}</body></html>"


def links(*pairs: tuple[str, str]) -> str:
    return "<ul>" + "".join(f'<li><a href="{href}">{text}</a></li>' for href, text in pairs) + "</ul>"


def report(title: str, more: str = "") -> str:
    return html(title, f"<h1>{title}</h1>{BODY}{more}")


def title_of(year: int) -> str:
    return f"示例市{year}年政府信息公开工作年度报告"


def chained(pages: dict[str, object]) -> dict[str, object]:
    return {
        f"{HOST}/nb/": html("政府信息公开年报", links(*[("a.html", title_of(2021))])),
        **{f"{HOST}/nb/{k}": v for k, v in pages.items()},
    }
