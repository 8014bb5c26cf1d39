"""The parts of a DOCX package: which member holds the text, and which the things that hang on it.

Source: ECMA-376 part 2 (relationships). Knows nothing of what is in the parts.
"""

import posixpath
import zipfile
from dataclasses import dataclass
from typing import Final

from hearthside.documents.archive import Unfit
from hearthside.documents.formats.wordxml.styles import attribute
from hearthside.documents.signatures import is_zip
from hearthside.documents.xmlparts import tree

_MAIL: Final = (b"mime-version:", b"content-type:", b"from:")
_HEAD_BYTES: Final = 1_024


@dataclass(frozen=True, slots=True)
class Relation:
    """`kind`: the last step of its type, as "footnotes"; `member`: the name within the zip."""

    kind: str
    member: str


def relations(archive: zipfile.ZipFile, part: str = "") -> dict[str, Relation]:
    """What a part refers to, by id; of the package itself without `part`. Links are no parts."""
    folder, name = posixpath.split(part)
    listed = member_of(archive, posixpath.join(folder, "_rels", f"{name}.rels"))
    found: dict[str, Relation] = {}
    if listed:
        with archive.open(listed) as stream:
            for told in tree(stream):
                target = attribute(told, "Target").replace("\\", "/")
                member = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                if attribute(told, "TargetMode") != "External":
                    kind = attribute(told, "Type").rpartition("/")[2]
                    found[attribute(told, "Id")] = Relation(kind, member_of(archive, member))
    return found


def main_part(archive: zipfile.ZipFile) -> str:
    """The member that holds the text: programs call it differently."""
    told = members(relations(archive), "officeDocument")
    if not told:
        raise Unfit("damaged")
    return told[0]


def members(related: dict[str, Relation], kind: str) -> list[str]:
    """The members of one kind that are there."""
    return [it.member for it in related.values() if it.kind == kind and it.member]


def member_of(archive: zipfile.ZipFile, name: str) -> str:
    """The member of that name, in small letters or capitals; "" if there is none."""
    names = archive.namelist()
    return name if name in names else next((it for it in names if it.lower() == name.lower()), "")


def called(content: bytes) -> str:
    """A name for an embedded text, with the ending of what it is: its own says nothing."""
    head = content[:_HEAD_BYTES].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower()
    if is_zip(content):
        ending = "docx"
    elif head.startswith(b"{\\rtf"):
        ending = "rtf"
    elif head.startswith(_MAIL) or b"\nmime-version:" in head:
        ending = "eml"
    else:
        ending = "html" if head.startswith(b"<") else "txt"
    return f"Embedded text.{ending}"
