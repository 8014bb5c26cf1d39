"""What a file is by its first bytes, since names prove nothing. Knows nothing of how it is read."""

from typing import Final

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_PACKED: Final = (
    b"\x1f\x8b",
    b"BZh",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
)
_KNOWN: Final = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or a sound"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"SQLite format 3", "a database"),
    (b"{\\rtf", "a text document"),
)


def is_zip(content: bytes) -> bool:
    """Whether it is a zip, which is also what office programs write today."""
    return content.startswith(_ZIP)


def is_packed(content: bytes) -> bool:
    """Whether it is something squeezed, other than a zip."""
    return content.startswith(_PACKED)


def is_old_office(content: bytes) -> bool:
    """Whether it is the container of .doc and .xls, or of what office programs lock."""
    return content.startswith(_OLE)


def is_locked_office(content: bytes) -> bool:
    """Whether it is a docx or xlsx file that is protected by a password."""
    return is_old_office(content) and _ENCRYPTED in content


def known_as(content: bytes) -> str:
    """What people choose by mistake, with its article: "a picture"; "" for anything else."""
    return next((what for start, what in _KNOWN if content.startswith(start)), "")
