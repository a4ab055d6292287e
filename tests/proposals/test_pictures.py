import struct
import zlib

import pytest
import weasyprint  # noqa: F401  (it makes Pillow take torn pictures; ours must be refused all the same)

from foundation.errors import Refusal
from proposals.pictures import picture_of


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, *more):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(bytes(100)))
    return b"\x89PNG\r\n\x1a\n" + b"".join([head, *more, body, chunk(b"IEND", b"")])


def test_a_picture_that_says_it_is_enormous_is_refused_in_words():
    with pytest.raises(Refusal, match="too many pixels") as refused:
        picture_of(png(60_000, 60_000))

    assert refused.value.field == "picture"


@pytest.mark.parametrize(
    "upload",
    [
        png(0, 0),
        png(2**31 - 1, 1),
        png(100, 100),
        png(10, 10, chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(50_000_000)))),
    ],
)
def test_a_picture_that_lies_about_itself_is_refused_in_words(upload):
    with pytest.raises(Refusal):
        picture_of(upload)
