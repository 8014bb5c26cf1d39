"""Names of encodings as pages and mails give them, into codecs of Python.

A name means what the WHATWG encoding standard (section 4.2) reads in it: `iso-8859-1` is
Windows-1252, `shift_jis` is Windows-31J. Python knows the narrower sets by these names, which
lack letters that such files hold. Names that the standard does not have are left to Python.
"""

import codecs
import re
from typing import Final

# By the codec that Python has for the encoding of the standard; its labels without signs.
_LABELS: Final = {
    "cp1252": "iso88591 latin1 l1 ascii usascii ansix341968 cp819 ibm819 isoir100 windows1252 "
    "xcp1252 cp1252 ansi xansi iso88591windows1252 unknown8bit xunknown 8bit",
    "cp1254": "iso88599 latin5 l5 windows1254 xcp1254 isoir148",
    "cp1250": "xcp1250",
    "cp1251": "xcp1251 win1251",
    **{f"cp{page}": f"xcp{page}" for page in (1253, 1255, 1256, 1257, 1258)},
    "cp874": "iso885911 tis620 windows874 dos874 cp874",
    "iso8859-8": "iso88598i iso88598e logical visual csiso88598i",
    "iso8859-6": "iso88596i iso88596e",
    "cp932": "shiftjis sjis xsjis mskanji windows31j csshiftjis ms932 cp932 xmscp932",
    "euc_jisx0213": "xeucjp cp51932",
    "gb18030": "gbk xgbk gb2312 gb231280 csgb2312 isoir58 chinese cp936 ms936 euccn xeuccn "
    "windows936",
    "big5hkscs": "big5 xxbig5 cnbig5 csbig5 big5hkscs cp950 windows950",
    "cp949": "euckr ksc56011987 ksc56011989 ksc5601 windows949 cseuckr korean isoir149 ms949 cp949",
    "iso2022_jp_ext": "iso2022jp csiso2022jp cp50220 cp50221",
    "koi8-r": "koi koi8 cskoi8r",
    "koi8-u": "koi8ru",
    "cp866": "csibm866 866",
    "mac_roman": "xmacroman macintosh mac csmacintosh",
    "mac_cyrillic": "xmaccyrillic xmacukrainian",
    "utf-8": "unicode11utf8 unicode20utf8 xunicode20utf8 utf8mb4",
    "utf-16-le": "unicode ucs2 csunicode unicodefeff iso10646ucs2",
}
_CODECS: Final = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
_SIGNS: Final = re.compile(r"[^0-9a-z]")
# Codecs that pages may not choose: they turn bytes into something else than letters.
_NO_TEXT: Final = frozenset(
    {"unicode-escape", "raw-unicode-escape", "idna", "punycode", "undefined"}
)


def codec_of(label: str) -> str:
    """The codec that `label` stands for, "" for a name that nobody knows."""
    short = _SIGNS.sub("", label.lower())
    if short in _CODECS:
        return _CODECS[short]
    for name in (label.strip(" \t\r\n\"'"), short):
        try:
            found = codecs.lookup(name) if name else None
        except (LookupError, ValueError):
            continue
        # Of Python's own attribute, which keeps base64 and the like from being taken for text.
        if found and getattr(found, "_is_text_encoding", True) and found.name not in _NO_TEXT:
            return found.name
    return ""
