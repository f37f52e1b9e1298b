# ruff: noqa: E501 - markup stands in one piece
"""Word and spreadsheet packages written by hand, so that a test can hold whatever a word processor can write."""

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = f"{OFFICE}.wordprocessingml.document"
XLSX = f"{OFFICE}.spreadsheetml.sheet"

NUMBERING = (
    '<w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="multilevel"/>'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:pStyle w:val="Heading1"/><w:suff w:val="nothing"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/><w:lvlText w:val="（%2）"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
)
STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Unseen"><w:name w:val="Unseen"/><w:basedOn w:val="Normal"/><w:rPr><w:vanish/></w:rPr></w:style>'
)


def run(text, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs, style="", level=None, number=1, mark=""):
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    listed = (
        "" if level is None else f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    )
    inside = "".join(one if one.startswith("<") else run(one) for one in runs)
    return f"<w:p><w:pPr>{named}{listed}<w:rPr>{mark}</w:rPr></w:pPr>{inside}</w:p>"


def field(instruction, result):
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    code = f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
    return mark("begin") + code + mark("separate") + run(result) + mark("end")


def cell(*content, across=1, down=""):
    """`down` is `restart` for a cell that goes on below, `continue` for one that goes on from above."""
    merge = f'<w:vMerge w:val="{down}"/>' if down else ""
    inside = "".join(one if one.startswith("<") else paragraph(one) for one in content or ("",))
    properties = f'<w:tcW w:w="{1000 * across}" w:type="dxa"/><w:gridSpan w:val="{across}"/>{merge}'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def table(*rows, columns):
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = '<w:gridCol w:w="1000"/>' * columns
    lines = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    return f'<w:tbl><w:tblPr><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>'


def docx(*blocks):
    parts = {
        "word/document.xml": f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{"".join(blocks)}</w:body></w:document>',
        "word/numbering.xml": f'<w:numbering xmlns:w="{W}">{NUMBERING}</w:numbering>',
        "word/styles.xml": f'<w:styles xmlns:w="{W}">{STYLES}</w:styles>',
        "word/_rels/document.xml.rels": relations(numbering="numbering.xml", styles="styles.xml"),
        "_rels/.rels": relations(officeDocument="word/document.xml"),
    }
    kinds = {
        f"word/{name}.xml": f"{OFFICE}.wordprocessingml.{kind}+xml"
        for name, kind in (("document", "document.main"), ("numbering", "numbering"), ("styles", "styles"))
    }
    return zipped(parts | {"[Content_Types].xml": types(kinds)})


def xlsx(rows, *, merged=(), columns="", formats=(), attributes="", sheets=None, struck=()):
    """`rows` are the markup of `<row>` elements; `formats` are number formats that cells name by `s="1"` and on.

    `struck` are those of these that strike through.
    """
    numbered = "".join(
        f'<numFmt numFmtId="{164 + at}" formatCode="{form}"/>' for at, form in enumerate(formats)
    )
    fonts = "<font/><font><strike/></font>"
    styles = '<xf numFmtId="0"/>' + "".join(
        f'<xf numFmtId="{164 + at}" fontId="{int(at + 1 in struck)}"/>' for at in range(len(formats))
    )
    merges = "".join(f'<mergeCell ref="{area}"/>' for area in merged)
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}"><workbookPr {attributes}/><sheets>{sheets or sheet_entry()}</sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}"><cols>{columns}</cols><sheetData>{rows}</sheetData><mergeCells>{merges}</mergeCells></worksheet>',
        "xl/styles.xml": f'<styleSheet xmlns="{S}"><numFmts>{numbered}</numFmts><fonts>{fonts}</fonts><cellXfs>{styles}</cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{S}"><si><r><t>规范性</t></r><rPh><t>guī</t></rPh><r><t>文件</t></r></si></sst>',
        "xl/_rels/workbook.xml.rels": relations(
            worksheet="worksheets/sheet1.xml", styles="styles.xml", sharedStrings="sharedStrings.xml"
        ),
        "_rels/.rels": relations(officeDocument="xl/workbook.xml"),
    }
    return zipped(parts)


def sheet_entry(state="visible"):
    return f'<sheet name="s" sheetId="1" state="{state}" r:id="worksheet"/>'


def relations(**targets):
    entries = "".join(
        f'<Relationship Id="{kind}" Type="{R}/{kind}" Target="{target}"/>' for kind, target in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{entries}</Relationships>'


def types(kinds):
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in kinds.items()
    )
    return f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'


def zipped(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()
