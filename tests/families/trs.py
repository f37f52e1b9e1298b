"""TRS WCM: `index.html`, `index_1.html`; its pager is spelled in three ways, and articles use the second too."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.families.family import Family, Portal, paged, rows
from tests.portals.content import Story

_FOLDER = "/zwgk/zfxxgknb/"
_VARIABLES = """<div class="page"><script type="text/javascript">
var currentPage = {current};//所在页从0开始
var prevPage = currentPage-1//上一页
var nextPage = currentPage+1//下一页
var countPage = {count}//共多少页
//设置上一页代码
if(countPage>1&&currentPage!=0&&currentPage!=1)
  document.write("<a href=\\"{stem}"+"_" + prevPage + "."+"html\\" target='_self'>上一页</a>");
else if(countPage>1&&currentPage==1)
  document.write("<a href=\\"{stem}.html\\" target='_self'>上一页</a>");
if(countPage>1&&currentPage!=(countPage-1))
  document.write("<a href=\\"{stem}"+"_" + nextPage + "."+"html\\" target='_self'>下一页</a>");
</script></div>"""


def called() -> Family:
    """`createPageHTML(3, 0, "index", "html")`, a dead copy in a comment before it."""
    return _portal(
        "trs-call",
        lambda count, current: (
            f'<!-- <script>createPageHTML({count + 60}, {current}, "index", "shtml");</script> -->\n'
            f'<div class="page"><script>createPageHTML({count}, {current}, "index", "html")</script></div>'
        ),
    )


def variables() -> Family:
    """`var countPage = 3`."""
    return _portal(
        "trs-variables",
        lambda count, current: _VARIABLES.format(count=count, current=current, stem="index"),
    )


def constructed() -> Family:
    """`Pager({size:3, current:0, prefix:'index', suffix:'html'})`, the function with its default in the page."""
    return _portal(
        "trs-pager",
        lambda count, current: (
            "<script>function Pager(options){var set={size:1,current:0,prefix:'index',suffix:'html'};"
            f"for(var k in options)set[k]=options[k];}}\nPager({{size:{count}, current:{current}, "
            "prefix:'index',suffix:'html'});</script>"
        ),
    )


def _portal(name: str, pager: Callable[[int, int], str]) -> Family:
    portal = Portal(name, "/zwgk/", _FOLDER, body='class="TRS_Editor"')
    entries = portal.entries(_address, numbering=_numbering, pager=_inside, file=_written)
    listed = paged([each._replace(path=each.path.replace(_FOLDER, "./")) for each in entries])
    for at, shown in enumerate(listed):
        page = portal.listing(rows(shown) + pager(len(listed), at))
        portal.put(f"{_FOLDER}index_{at}.html" if at else f"{_FOLDER}index.html", page)
    portal.put(_FOLDER, portal.pages[f"{_FOLDER}index.html"])
    return portal.family()


def _address(each: Story, serial: int) -> str:
    day = each.date.replace("-", "")
    return f"{_FOLDER}{day[:6]}/t{day}_{serial}.html"


def _numbering(path: str, number: int) -> str:
    return path if number == 1 else path.replace(".html", f"_{number - 1}.html")


def _inside(paths: Sequence[str], at: int) -> str:
    stem = paths[0].rpartition("/")[2].removesuffix(".html")
    return _VARIABLES.format(count=len(paths), current=at, stem=stem)


def _written(path: str, title: str) -> str:
    link = f'<a href=\\"./{path.rpartition("/")[2]}\\">{title}</a>'
    return f'<script>document.write("{link.replace("</", "<" + chr(92) + "/")}");</script>'
