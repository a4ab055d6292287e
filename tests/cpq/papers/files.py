"""Small files to bring."""

import io

from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from web.demo.making import pdf_of


def pdf(title="仕様書", *lines):
    return pdf_of(title, lines or ("one line",))


def png(size=(40, 30)):
    kept = io.BytesIO()
    Image.new("RGBA", size, (200, 0, 0, 128)).save(kept, "PNG")
    return kept.getvalue()


def with_script(deed="/JavaScript", key="/OpenAction"):
    """A PDF that does something by itself."""
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(pdf())))
    action = {pdf_name("/S"): pdf_name(deed)}
    writer.root[pdf_name(key)] = generic.DictionaryObject(action)
    return _written(writer)


def encrypted():
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(pdf())))
    writer.encrypt("owner", "")
    return _written(writer)


def _written(writer):
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()
