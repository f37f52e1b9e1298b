"""OFD packages made of pages as set, in the ways that real producers differ."""

from itertools import pairwise
from xml.sax.saxutils import escape

from tests.pipelines.reading.office.packages import zipped

MILLIMETRE = 72 / 25.4
STANDARD = "http://www.ofdspec.org/2016"


def mm(points):
    return f"{points / MILLIMETRE:.4f}".rstrip("0").rstrip(".")


def deltas(steps):
    """Return steps as a list, three and more of the same as a run (`g n v`)."""
    words, at = [], 0
    while at < len(steps):
        end = at
        while end < len(steps) and steps[end] == steps[at]:
            end += 1
        words += [f"g {end - at} {steps[at]}"] if end - at > 2 else steps[at:end]
        at = end
    return " ".join(words)


def text_object(run, number, left=0.0, top=0.0):
    """Return characters of one line as a text object whose boundary begins at the first."""
    first, size = run[0], run[0].size
    steps = deltas([mm(after.left - before.left) for before, after in pairwise(run)])
    text = escape("".join(each.text for each in run))
    return (
        f'<ofd:TextObject ID="{number}" Font="1" Size="{mm(size)}" '
        f'Boundary="{mm(first.left - left)} {mm(first.top - top)} 200 {mm(size)}">'
        f'<ofd:TextCode X="0" Y="{mm(0.86 * size)}"{f""" DeltaX="{steps}" """ if steps else ""}>{text}</ofd:TextCode>'
        "</ofd:TextObject>"
    )


def path_object(line, number):
    """Return a ruling as a path within its boundary."""
    left, top, right, bottom = line
    end = f"{mm(right - left)} {mm(bottom - top)}"
    return (
        f'<ofd:PathObject ID="{number}" Boundary="{mm(left)} {mm(top)} {end}">'
        f"<ofd:AbbreviatedData>M 0 0 L {end}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def runs(texts):
    """Yield the characters in runs of one line and size, as they come."""
    run = []
    for each in texts:
        if run and (
            abs(each.top - run[-1].top) > 0.01 or each.size != run[-1].size or each.left < run[-1].left
        ):
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def content(objects, more=""):
    layer = f'<ofd:Layer ID="1">{objects}</ofd:Layer>'
    return f'<ofd:Page xmlns:ofd="@">{more}<ofd:Content>{layer}</ofd:Content></ofd:Page>'


def package(pages, *, absolute=False, namespace=STANDARD, templates=False, root="Doc_0"):
    """Return an OFD of pages as set; with `templates` the rulings are those of a template behind each page."""
    base = f"/{root}/" if absolute else ""
    entries = {}
    listed = template_list = ""
    for number, page in enumerate(pages):
        texts = "".join(text_object(run, 100 + at) for at, run in enumerate(runs(page.texts)))
        lines = "".join(path_object(line, 9000 + at) for at, line in enumerate(page.rulings))
        area = (
            f"<ofd:Area><ofd:PhysicalBox>0 0 {mm(page.width)} {mm(page.height)}</ofd:PhysicalBox></ofd:Area>"
        )
        entry = f"Pages/Page_{number}/Content.xml"
        listed += f'<ofd:Page ID="{number}" BaseLoc="{base}{entry}"/>'
        if templates:
            behind = f"Tpls/Tpl_{number}/Content.xml"
            template_list += f'<ofd:TemplatePage ID="t{number}" BaseLoc="{base}{behind}"/>'
            entries[f"{root}/{behind}"] = content(lines)
            area, lines = f'{area}<ofd:Template TemplateID="t{number}"/>', ""
        entries[f"{root}/{entry}"] = content(texts + lines, area)
    entries[f"{root}/Document.xml"] = (
        f'<ofd:Document xmlns:ofd="@"><ofd:CommonData>{template_list}</ofd:CommonData>'
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
    )
    start = f"{'/' if absolute else ''}{root}/Document.xml"
    entries["OFD.xml"] = (
        f'<ofd:OFD xmlns:ofd="@"><ofd:DocBody><ofd:DocRoot>{start}</ofd:DocRoot></ofd:DocBody></ofd:OFD>'
    )
    return zipped({name: text.replace("@", namespace, 1) for name, text in entries.items()})
