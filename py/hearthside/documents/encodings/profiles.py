"""The letters beyond ASCII of languages, the most frequent first, and the encodings they come in.

Counted over the 20,000 most frequent words of each language (wordfreq 3). From memory are Croatian,
Serbian, Estonian and Thai, Romanian's older letters, and what Japanese, Chinese and Korean write
most. Data only.
"""

from typing import Final

_WESTERN: Final = ("cp1252", "mac_roman", "cp850")
_CENTRAL: Final = ("cp1250", "iso8859-2", "cp852")
_BALTIC: Final = ("cp1257", "iso8859-13")
_RUSSIAN: Final = ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac_cyrillic")
_UKRAINIAN: Final = ("cp1251", "koi8-u")

# (language, encodings with the likelier first, letters with the more frequent first)
ALPHABETS: Final = (
    ("en", ("cp1252",), "éàçâãñöü"),
    ("fr", _WESTERN, "éàèêçôùîâûœïë"),
    ("de", _WESTERN, "üäößé"),
    ("es", _WESTERN, "óíáéñúü¿¡"),
    ("pt", _WESTERN, "ãéçáíêóúõàâôºª"),
    ("it", _WESTERN, "èàùòéìú"),
    ("nl", _WESTERN, "éëïèóüçöàáíê"),
    ("da", _WESTERN, "åøæé"),
    ("sv", _WESTERN, "äåöé"),
    ("is", _WESTERN, "ðíáþæóöúéý"),
    ("ca", _WESTERN, "éóàèíòçúïü·"),
    ("pl", _CENTRAL, "ęłżóąśćńź"),
    ("cs", _CENTRAL, "íáěžřéčšýůúďňťó"),
    ("sk", _CENTRAL, "ážčýíšéúťľôďňóäĺ"),
    ("hu", _CENTRAL, "éáöóőüíúű"),
    ("ro", _CENTRAL, "ăşîţâ"),
    ("hr", _CENTRAL, "ščžćđ"),
    ("lt", _BALTIC, "ėųšžąįūčę"),
    ("lv", _BALTIC, "āīēšūņļžķģč"),
    ("et", _BALTIC, "äõüöšž"),
    ("tr", ("cp1254",), "ıüşçğöâî"),
    ("ru", _RUSSIAN, "оеаитнсврлкдмпуяыьгбзчйжхшюцэщфёъ№"),
    ("uk", _UKRAINIAN, "оаніивтерскудлмпзябьгйчцжїхшющєфґ№"),
    ("bg", ("cp1251",), "аоеитнсврдклмпзяъгбчущжйцхшфюь№"),
    ("sr", ("cp1251",), "аоеинтсдвркмлпујзбгшчцжњљћхђфџ"),
    ("el", ("cp1253", "iso8859-7"), "ατοσιενπρηκμυλίάόςέγδωήχθύφώβξζψϊϋΐ"),
    ("he", ("cp1255",), "יוהלאתרבשמעםנדכחקפןסגזצטךףץ"),
    ("ar", ("cp1256",), "اليمنورعتبةدفهكأسقحجىصذشإخطثضزءغئظآؤ،؟"),
    ("th", ("cp874",), "านรอกเง่มยลวดทส้ีิตะปบหัคแจพชขใไูุโผ็ถซธญศ์ณษำึืภฟฉฐๆ๊๋"),
)
# Signs that are set between words in any language, and are no part of one.
SIGNS: Final = "“”„‚‘’–—…€°§«»•·×£±²³½¼®©\u00a0"  # noqa: RUF001

# Encodings with two bytes a letter: the pages of letters that are common in them (the first byte
# from and to, the least second byte), and what is written most. From the layouts of JIS X 0208,
# GB 2312, Big5 and KS X 1001, whose first level holds what is written every day.
_KANA: Final = (
    "あいうえおかがきぎくけげこごさざしじすずせそただちっつてでとどなにぬねのはばひびふへべほまみむめ"
    "もやゃゆょよらりるれろわをんアイウエオカガキクグケコゴサシジスズセソタダチッツテデトドナニネノハバ"
    "パヒビピフブプヘベペホボポマミムメモヤャユュョラリルレロワンー、。"
)
_HANZI: Final = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过"
    "发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本"
    "前开但因只从想实，。、"  # noqa: RUF001
)
_HANZI_OLD: Final = (
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過"
    "發後作裡用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本"
    "前開但因只從想實，。、"  # noqa: RUF001
)
_HANGUL: Final = (
    "이다는에가을의고하지은로한도사기를자리어아나서대해인들시일그정게과만있스적것수요니라면했습거"
    "보여없으세부주전오와구장안제상"
)
DOUBLE: Final = {
    "cp932": (((0x81, 0x83, 0x40), (0x88, 0x97, 0x40)), _KANA),
    "euc_jp": (((0xA1, 0xA5, 0xA1), (0xB0, 0xCF, 0xA1)), _KANA),
    "gb18030": (((0xA1, 0xA3, 0xA1), (0xB0, 0xD7, 0xA1)), _HANZI),
    "big5hkscs": (((0xA1, 0xC6, 0x40),), _HANZI_OLD),
    "cp949": (((0xA1, 0xA3, 0xA1), (0xB0, 0xC8, 0xA1)), _HANGUL),
}
NAMES: Final = {
    "cp1252": "Windows-1252 (Western)",
    "mac_roman": "Mac Roman (Western)",
    "cp850": "DOS 850 (Western)",
    "cp1250": "Windows-1250 (Central European)",
    "iso8859-2": "ISO-8859-2 (Central European)",
    "cp852": "DOS 852 (Central European)",
    "cp1257": "Windows-1257 (Baltic)",
    "iso8859-13": "ISO-8859-13 (Baltic)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "koi8-r": "KOI8-R (Cyrillic)",
    "koi8-u": "KOI8-U (Cyrillic)",
    "cp866": "DOS 866 (Cyrillic)",
    "iso8859-5": "ISO-8859-5 (Cyrillic)",
    "mac_cyrillic": "Mac Cyrillic",
    "cp1253": "Windows-1253 (Greek)",
    "iso8859-7": "ISO-8859-7 (Greek)",
    "cp1255": "Windows-1255 (Hebrew)",
    "cp1256": "Windows-1256 (Arabic)",
    "cp874": "Windows-874 (Thai)",
    "cp932": "Shift JIS (Japanese)",
    "euc_jp": "EUC-JP (Japanese)",
    "gb18030": "GB 18030 (Chinese)",
    "big5hkscs": "Big5 (Chinese)",
    "cp949": "EUC-KR (Korean)",
}
