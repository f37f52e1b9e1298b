import pytest
from PIL import Image, ImageDraw

from archive.capture import Capture
from archive.media import identify
from pipelines.errors import Unreadable
from pipelines.reading import ocr, read
from pipelines.tables.sheets import sheets
from tests.pipelines.reading.ocr import drawn
from tests.pipelines.reading.pages import tables, texts

ROWS = [
    ["A", "0", "7", "12", "350", "0"],
    ["B", "0", "0", "4096", "1", "88"],
    ["C", "8", "", "0", "19.5", "-6"],
]


def read_picture(payload):
    return read(Capture("", 200, (), payload, identify(payload)), 0)


@pytest.fixture(scope="module")
def upright():
    return tables(read_picture(drawn.encoded(drawn.table(ROWS))))[0]


def quantities(table):
    return [[spot.quantity for spot in line.spots] for line in sheets([table])[0].lines]


def test_every_cell_is_read_a_single_nought_too(upright):
    assert texts(upright) == ROWS
    values = [
        [quantity.value and float(quantity.value) for quantity in row[1:]] for row in quantities(upright)
    ]
    assert values == [[float(text) if text else None for text in row[1:]] for row in ROWS]


def test_box_leads_to_the_cell(upright):
    for row in upright.grid:
        for cell in row:
            left, top, right, bottom = drawn.bounds(cell.row, cell.column)
            assert cell.box.page == 1
            assert left - 2 <= cell.box.left < cell.box.right <= right + 2
            assert top - 2 <= cell.box.top < cell.box.bottom <= bottom + 2


def test_box_holds_what_was_read(upright):
    cell = upright.grid[1][3]
    crop = drawn.table(ROWS).crop(cell.box[1:]).convert("L")
    columns = [min(crop.crop((x, 0, x + 1, crop.height)).tobytes()) for x in range(crop.width)]
    assert (cell.text, min(columns) < 100) == ("4096", True)
    assert sum(dark > 200 for dark in columns) < len(columns) / 3


@pytest.mark.parametrize("degrees", [2.5, 90, 180], ids=["askew", "on its side", "upside down"])
def test_a_picture_that_does_not_lie_straight_is_read_and_its_boxes_lie_as_it_does(degrees):
    picture = drawn.table(ROWS)
    turned = picture.rotate(degrees, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)
    (table,) = tables(read_picture(drawn.encoded(turned, "JPEG", quality=85)))
    assert texts(table) == ROWS
    _, left, top, right, bottom = table.grid[2][4].box
    back = Image.new("L", turned.size, 255)
    back.paste(0, tuple(map(round, (left, top, right, bottom))))
    mark = back.rotate(-degrees, expand=True, fillcolor=255).point(lambda value: 255 - value).getbbox()
    middle = (mark[0] + mark[2]) / 2, (mark[1] + mark[3]) / 2
    wider = [(one - other) / 2 for one, other in zip(_size(back, -degrees), picture.size, strict=True)]
    cell = drawn.bounds(2, 4)
    assert cell[0] < middle[0] - wider[0] < cell[2]
    assert cell[1] < middle[1] - wider[1] < cell[3]


def _size(picture, degrees):
    return picture.rotate(degrees, expand=True).size


def test_what_is_scribbled_over_is_no_number_but_a_picture_of_one():
    picture = drawn.table(ROWS)
    left, top, _, bottom = drawn.bounds(0, 4)
    scribble = [(left + 20 + 7 * step, (top + 8, bottom - 8)[step % 2]) for step in range(8)]
    ImageDraw.Draw(picture).line(scribble, "black", 2)
    spot = quantities(tables(read_picture(drawn.encoded(picture)))[0])[0][4]
    assert (spot.value, spot.status) == (None, "image")


def test_seal_over_numbers_is_looked_through():
    picture = drawn.table(ROWS)
    seal = Image.new("RGB", picture.size, (215, 40, 40))
    ring = Image.radial_gradient("L").resize((160, 160)).point(lambda value: 200 if 90 < value < 110 else 0)
    mask = Image.new("L", picture.size)
    mask.paste(ring, (200, 20))
    picture.paste(seal, mask=mask)
    assert texts(tables(read_picture(drawn.encoded(picture)))[0]) == ROWS


def without_rulings_at_top_and_bottom():
    picture, (_, height) = drawn.table(ROWS), drawn.CELL
    draw = ImageDraw.Draw(picture)
    for row in (0, len(ROWS)):
        draw.rectangle(
            (drawn.MARGIN, drawn.MARGIN + row * height - 3, picture.width, drawn.MARGIN + row * height + 3),
            "white",
        )
    return picture


def test_rows_that_a_page_break_leaves_open_are_read():
    assert texts(tables(read_picture(drawn.encoded(without_rulings_at_top_and_bottom())))[0]) == ROWS


def test_rows_that_the_pictures_edge_may_cut_through_are_not():
    picture = without_rulings_at_top_and_bottom()
    half = drawn.MARGIN + drawn.CELL[1] // 2
    cut = picture.crop((0, half, picture.width, picture.height - half))
    assert texts(tables(read_picture(drawn.encoded(cut)))[0]) == ROWS[1:-1]


def test_strokes_that_almost_reach_the_rulings_are_none():
    rows = [["A", "11", "17", "1"], ["B", "71", "11", "1"], ["C", "11", "41", "1"]]
    assert texts(tables(read_picture(drawn.encoded(drawn.table(rows, cell=(90, 22)))))[0]) == rows


def test_each_frame_of_a_fax_is_a_page():
    first, second = drawn.table([["A", "1"], ["B", "2"]]), drawn.table([["C", "3"], ["D", "4"]])
    reading = read_picture(drawn.encoded(first, "TIFF", save_all=True, append_images=[second]))
    found = [(cell.text, cell.box.page) for table in tables(reading) for row in table.grid for cell in row]
    assert found == [(text, 1) for text in "A1B2"] + [(text, 2) for text in "C3D4"]


def test_the_same_picture_gives_the_same_reading():
    payload = drawn.encoded(drawn.table([["A", "1", "2"]]))
    assert read_picture(payload) == read_picture(payload)


def test_picture_of_nothing_says_nothing():
    assert read_picture(drawn.encoded(Image.new("L", (300, 200), 255))).blocks == ()


def pages(count):
    frames = [Image.new("1", (50, 50)) for _ in range(count)]
    return drawn.encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:])


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (drawn.encoded(Image.new("1", (8000, 6000))), "8000 by 6000 pixels"),
        (drawn.encoded(Image.new("L", (20, 300))), "too few"),
        (pages(ocr.MOST_PAGES + 1), "pages, more than"),
        (drawn.encoded(drawn.table(ROWS))[:2000], "cannot be read"),
        (b"GIF89a" + bytes(50), "cannot be read"),
    ],
    ids=["bomb", "line", "pages", "cut", "broken"],
)
def test_what_cannot_or_must_not_be_read_is_refused(payload, reason):
    with pytest.raises(Unreadable, match=reason):
        read_picture(payload)


@pytest.mark.parametrize(("frames", "lines"), [(1, 16), (2, 17)], ids=["page", "file"])
def test_more_lines_than_a_minute_reads_are_refused(monkeypatch, frames, lines):
    monkeypatch.setattr(ocr, "MOST_LINES", lines)
    monkeypatch.setattr("pipelines.reading.ocr.scan.MOST_LINES", lines)
    picture = drawn.table(ROWS)
    fax = drawn.encoded(picture, "TIFF", save_all=True, append_images=[picture] * (frames - 1))
    with pytest.raises(Unreadable, match=f"more than {lines} lines"):
        read_picture(fax)


def test_without_ocr_a_picture_names_the_remedy(monkeypatch):
    monkeypatch.setattr(ocr, "missing", lambda: ocr.REMEDY)
    with pytest.raises(Unreadable, match=r"gongkai\[ocr\]"):
        read_picture(drawn.encoded(Image.new("L", (300, 200))))
