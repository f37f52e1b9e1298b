"""PDF files read, and one of a single page written by hand."""

from archive.capture import Capture
from pipelines.reading import read


def read_pdf(payload):
    return read(Capture("", 200, (), payload, "application/pdf"), 0)


def one_page(stream, more=b"", resources=b"<<>>", font=b"null"):
    """Return a PDF whose one page is drawn by a stream as given; `more` goes into the stream's dictionary.

    `resources` of the page may name the font as `5 0 R`.
    """
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources%s>>" % resources,
        b"<</Length %d%s>>stream\n%s\nendstream" % (len(stream), more, stream),
        font,
    ]
    body = b"".join(b"%d 0 obj%s endobj\n" % (number, each) for number, each in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer\n<</Root 1 0 R>>\n%%EOF\n"
