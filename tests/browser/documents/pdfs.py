"""PDFs written byte by byte: with text, without, locked, in Chinese. Holds no test.

Source: ISO 32000-1, 7.5 (the file), 7.6.3 (the standard security handler, revision 2).
"""

import hashlib
from collections.abc import Sequence

_PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
_ID = bytes(range(16))
_MAY_ALL = -4
HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
# Not in the file, and known by the name of a map alone: what its bytes mean must be looked up.
SONG = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
    b"/DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light "
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>] >>"
)


def page(*lines: str, font_size: int = 12, top: int = 720) -> bytes:
    """The content of a page: lines from `top` down; an empty one leaves a gap."""
    shown = [
        f"1 0 0 1 72 {top - 16 * at} Tm ({_escaped(line)}) Tj"
        for at, line in enumerate(lines)
        if line
    ]
    return f"BT /F1 {font_size} Tf {' '.join(shown)} ET".encode("cp1252")


def chinese(text: str) -> bytes:
    """The content of a page in the font SONG."""
    return b"BT /F1 12 Tf 72 720 Td <" + text.encode("utf-16-be").hex().encode() + b"> Tj ET"


PICTURE = b"q 200 0 0 200 72 400 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"


def pdf(
    pages: Sequence[bytes], *, title: str = "", font: bytes = HELVETICA, password: str = ""
) -> bytes:
    """A whole file; with `password` it is locked."""
    key, owner, user = _locks(password) if password else (b"", b"", b"")
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages))).encode()
    count = str(len(pages)).encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [" + kids + b"] /Count " + count + b" >>",
        font,
    ]
    for content in pages:
        number = len(objects) + 2
        content = _crypted(key, number, content)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 "
            b"3 0 R >> >> /Contents " + str(number).encode() + b" 0 R >>"
        )
        length = str(len(content)).encode()
        objects.append(b"<< /Length " + length + b" >>\nstream\n" + content + b"\nendstream")
    info = len(objects) + 1
    objects.append(b"<< /Title <" + _crypted(key, info, title.encode()).hex().encode() + b"> >>")
    lock = b""
    if password:
        objects.append(
            b"<< /Filter /Standard /V 1 /R 2 /O <" + owner.hex().encode() + b"> /U <"
            + user.hex().encode() + b"> /P " + str(_MAY_ALL).encode() + b" >>"
        )  # fmt: skip
        lock = f"/Encrypt {len(objects)} 0 R ".encode()
    return _file(objects, f"/Info {info} 0 R ".encode() + lock)


def _file(objects: Sequence[bytes], trailer: bytes) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    name = _ID.hex().encode()
    out += (
        b"trailer\n<< /Size " + str(len(objects) + 1).encode() + b" /Root 1 0 R " + trailer
        + b"/ID [<" + name + b"> <" + name + b">] >>\nstartxref\n" + str(start).encode()
        + b"\n%%EOF\n"
    )  # fmt: skip
    return bytes(out)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _locks(password: str) -> tuple[bytes, bytes, bytes]:
    """(key, owner entry, user entry): algorithms 2 to 4 with a key of 40 bits."""
    padded = (password.encode() + _PADDING)[:32]
    owner = _rc4(hashlib.md5(padded).digest()[:5], padded)
    may = (_MAY_ALL & 0xFFFFFFFF).to_bytes(4, "little")
    key = hashlib.md5(padded + owner + may + _ID).digest()[:5]
    return key, owner, _rc4(key, _PADDING)


def _crypted(key: bytes, number: int, content: bytes) -> bytes:
    """A stream or string of object `number` as the file holds it."""
    if not key:
        return content
    place = number.to_bytes(3, "little") + b"\0\0"
    return _rc4(hashlib.md5(key + place).digest()[:10], content)


def _rc4(key: bytes, content: bytes) -> bytes:
    box = list(range(256))
    j = 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    i = j = 0
    out = bytearray()
    for byte in content:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)
