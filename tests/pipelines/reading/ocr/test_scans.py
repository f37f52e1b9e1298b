"""Documents that hold nothing but the pictures of their pages."""

import pytest

from archive.capture import Capture
from archive.media import identify
from pipelines.errors import Unreadable
from pipelines.reading import ocr, read
from tests.pipelines.reading.ocr import drawn
from tests.pipelines.reading.ofd_packages import STANDARD
from tests.pipelines.reading.office.packages import R, W, relations, zipped
from tests.pipelines.reading.pages import tables, texts

ROWS = [["12", "305"], ["7", "96"]]


def docx(picture, name, width):
    drawing = (
        f'<w:p><w:r><w:drawing><inline><extent cx="{width * 36_000}"/><blip r:embed="image"/>'
        "</inline></w:drawing></w:r></w:p>"
    )
    return zipped(
        {
            "word/document.xml": f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{drawing}</w:body></w:document>',
            "word/_rels/document.xml.rels": relations(image=f"media/{name}"),
            "_rels/.rels": relations(officeDocument="word/document.xml"),
            f"word/media/{name}": picture,
        }
    )


def ofd(picture, name, width):
    image = f'<ofd:ImageObject ID="3" Boundary="0 0 {width} 100" ResourceID="2"/>'
    resources = f'<ofd:MultiMedia ID="2" Type="Image"><ofd:MediaFile>{name}</ofd:MediaFile></ofd:MultiMedia>'
    parts = {
        "OFD.xml": "<ofd:OFD xmlns:ofd='@'><ofd:DocBody><ofd:DocRoot>D/D.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "D/D.xml": "<ofd:Document xmlns:ofd='@'>"
        "<ofd:CommonData><ofd:DocumentRes>R.xml</ofd:DocumentRes></ofd:CommonData>"
        "<ofd:Pages><ofd:Page ID='1' BaseLoc='P.xml'/></ofd:Pages></ofd:Document>",
        "D/R.xml": f"<ofd:Res xmlns:ofd='@' BaseLoc='Res'><ofd:MultiMedias>{resources}</ofd:MultiMedias></ofd:Res>",
        "D/P.xml": f"<ofd:Page xmlns:ofd='@'><ofd:Content><ofd:Layer>{image}</ofd:Layer></ofd:Content></ofd:Page>",
    }
    return zipped(
        {key: part.replace("@", STANDARD) for key, part in parts.items()} | {f"D/Res/{name}": picture}
    )


def read_file(payload):
    return read(Capture("", 200, (), payload, identify(payload)), 0)


@pytest.mark.parametrize("package", [docx, ofd])
def test_pictures_of_pages_are_read(package):
    (table,) = tables(read_file(package(drawn.encoded(drawn.table(ROWS)), "1.png", 160)))
    assert texts(table) == ROWS
    assert all(cell.confidence and cell.box for row in table.grid for cell in row)


def test_small_pictures_are_no_pages():
    picture = drawn.encoded(drawn.table(ROWS))
    assert read_file(docx(picture, "1.png", 40)).pictures == 1
    assert not read_file(docx(picture, "1.emf", 160)).blocks
    with pytest.raises(Unreadable, match="no text"):
        read_file(ofd(picture, "1.png", 40))


def test_more_pictures_than_pages_may_be_are_refused(monkeypatch):
    monkeypatch.setattr(ocr, "MOST_PAGES", 1)
    picture = drawn.encoded(drawn.table(ROWS))
    with pytest.raises(Unreadable, match="more than 1"):
        ocr.read_pictures([picture, picture], 0)
