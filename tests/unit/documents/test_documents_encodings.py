"""Bytes into text: what names of encodings mean, and what is guessed of two rows without a name."""

# ruff: noqa: RUF001 (letters of many alphabets are what this is about)
import pytest
from charset_normalizer import from_bytes

from hearthside.documents.decoding import NotText, decode
from hearthside.documents.encodings.labels import codec_of

WESTERN = "cp1252 mac_roman"
# Two or three rows each, as a person's first export has them, and the encodings of its country.
ROWS = (
    (f"{WESTERN} cp850", "nom;ville\n1;Hélène;Orléans\n2;Déjà reçu, très bon"),
    (f"{WESTERN} cp850", "nr;text\n1;Schöne Grüße\n2;Für die Küche größer als gedacht"),
    (WESTERN, "id;opinión\n1;Muy rápido y cómodo\n2;Mañana llegó roto"),
    ("cp1252", "id;opinião\n1;Não gostei, coração\n2;Ótimo preço, muito bom"),
    ("cp1252", "id;parere\n1;È già arrivato, perché così\n2;Non è più qualità"),
    ("cp1252", "id;omdöme\n1;Väldigt bra på köket\n2;Åka hem är skönt"),
    ("cp1252", "id;mening\n1;Rødgrød med fløde på\n2;Æblet er dårligt"),
    ("cp1252", "id;arvio\n1;Hyvä tämä päivä\n2;Ei kestänyt yötä"),
    ("cp1252", "id;álit\n1;Það er gott að fá þetta\n2;Ekki góður"),
    ("cp1250 iso8859-2 cp852", "id;opinia\n1;Świetny żłób, polecam\n2;Zły, źle działa"),
    ("cp1250 iso8859-2", "id;názor\n1;Příliš žluťoučký kůň\n2;Dobrý, ale křehký"),
    ("cp1250", "id;názor\n1;Veľmi dobrý, páči sa mi\n2;Zlý, nefunguje ľahko"),
    ("cp1250 iso8859-2", "id;vélemény\n1;Nagyon jó, köszönöm szépen\n2;Rossz minőségű, tönkrement"),
    ("cp1250", "id;părere\n1;Foarte bună şi rapidă, mulţumesc\n2;Rea, nu funcţionează"),
    ("cp1250", "id;mišljenje\n1;Odličan proizvod, sviđa mi se\n2;Loše, ne radi već"),
    ("cp1257", "id;nuomonė\n1;Labai geras, ačiū už greitį\n2;Blogas, neveikia šią savaitę"),
    ("cp1257", "id;viedoklis\n1;Ļoti labs, paldies jūsu veikalam\n2;Slikts, nestrādā vēl"),
    ("cp1254", "id;yorum\n1;Çok güzel, teşekkürler\n2;Kötü, çalışmıyor ağır"),
    ("cp1251 koi8-r cp866 iso8859-5 mac_cyrillic", "номер;отзыв\n1;Отличный товар\n2;Не работает"),
    ("cp1251 koi8-r", "id;имя\n1;Ольга\n2;Пётр"),
    ("cp1251 koi8-u", "номер;відгук\n1;Дуже гарний товар, дякую\n2;Не працює її"),
    ("cp1251", "номер;мнение\n1;Много добър продукт\n2;Лошо, не работи"),
    ("cp1251", "број;мишљење\n1;Одличан производ, свиђа ми се\n2;Лоше, не ради"),
    ("cp1253 iso8859-7", "αριθμός;γνώμη\n1;Πολύ καλό προϊόν\n2;Κακό, δεν λειτουργεί"),
    ("cp1255", "מספר;דעה\n1;מוצר מצוין ומהיר\n2;גרוע, לא עובד"),
    ("cp1256", "رقم;رأي\n1;منتج جيد جدا وسريع\n2;سيئ، لا يعمل"),
    ("cp874", "ลำดับ;ความเห็น\n1;สินค้าดีมาก ชอบ\n2;ไม่ดี ใช้ไม่ได้"),
    ("cp932 euc_jp", "番号,感想\n1,とても良いケトルです\n2,すぐ壊れました"),
    ("cp932 euc_jp", "id,名前\n1,高橋\n2,ヤマダ"),
    ("gb18030", "编号,意见\n1,很好的水壶，谢谢\n2,坏了，不能用"),
    ("gb18030", "id,x\n1,很好\n2,不好"),
    ("big5hkscs", "編號,意見\n1,很好的水壺,謝謝\n2,壞了,不能用"),
    ("cp949", "번호,의견\n1,아주 좋은 주전자입니다\n2,고장났어요"),
    ("cp949", "id,이름\n1,김철수\n2,이영희"),
)
CASES = [(codec, text) for codecs, text in ROWS for codec in codecs.split()]


@pytest.mark.parametrize(("codec", "text"), CASES)
def test_rows_without_a_name_are_read_in_their_encoding(codec: str, text: str) -> None:
    found, notes = decode(text.encode(codec), advice="Look.")
    assert found == text
    assert "does not say how its letters are written" in notes[0] and notes[0].endswith("Look.")


def test_short_rows_are_guessed_better_than_by_charset_normalizer() -> None:
    best = [from_bytes(text.encode(codec)).best() for codec, text in CASES]
    theirs = sum(str(it) == text for it, (_, text) in zip(best, CASES, strict=True))
    ours = sum(decode(text.encode(codec))[0] == text for codec, text in CASES)
    print(f"of {len(CASES)} short tables: ours {ours}, charset-normalizer {theirs}")
    assert ours > theirs


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("iso-8859-1", "cp1252", "He said “no” – it costs 5 € and don\u2019t ask."),
        ("US-ASCII", "cp1252", "Café “x”"),
        ("latin1", "cp1252", "5 €"),
        ("ISO-8859-9", "cp1254", "ağır “iş”"),
        ("iso-8859-11", "cp874", "สินค้า…"),
        ("shift_jis", "cp932", "会議は①三時から。髙橋さんへ。"),
        ("x-sjis", "cp932", "家賃は八万円です。"),
        ("gb2312", "gb18030", "朱镕基 €"),
        ("x-gbk", "gb18030", "家租八千元"),
        ("big5", "cp950", "編號"),
        ("windows-949", "cp949", "똠방각하"),
        ("ks_c_5601-1987", "cp949", "똠방각하"),
        ("x-mac-roman", "mac_roman", "Café “x” – ≤"),
        ("macintosh", "mac_roman", "Café"),
        ("x-mac-cyrillic", "mac_cyrillic", "Привет"),
        ("windows-1251", "cp1251", "Привет"),
        ("iso-8859-8-i", "iso8859-8", "שלום"),
        ("iso-2022-jp", "iso2022_jp", "会議"),
        ('"utf-8"', "utf-8", "Grüße"),
    ],
)
def test_a_name_means_what_the_web_reads_in_it(label: str, codec: str, text: str) -> None:
    assert decode(text.encode(codec), declared=label) == (text, ())


def test_names_that_are_no_encoding_of_text_mean_nothing() -> None:
    assert [codec_of(it) for it in ("", "klingon", "base64", "rot13", "unicode_escape", "x\0")] == [
        ""
    ] * 6


def test_a_wrong_name_does_not_hide_unicode() -> None:
    assert decode("Grüße".encode(), declared="iso-8859-1") == ("Grüße", ())
    assert decode("Привет".encode(), declared="windows-1251") == ("Привет", ())


def test_a_lost_byte_does_not_change_the_encoding() -> None:
    content = ("会議は三時から。" * 9).encode("cp932")[:-1]
    text, notes = decode(content, declared="shift_jis")
    assert text.startswith("会議は三時から。") and text.endswith("\ufffd")
    assert "damaged in 1 place" in notes[0]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", ["номер;отзыв\n1;Отличный товар\n", "id,name\n1,x\n", "番号,感想\n1,良い\n"]
)
def test_utf_16_is_known_without_its_mark(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == (text, ())


# Written after the weights were set, and none was changed for them.
UNSEEN = (
    ("cp1252", "a;b\n1;Où est passée ma commande ?\n2;Génial"),
    ("cp1252", "a;b\n1;Lieferung kam zu spät\n2;super"),
    ("cp1252", "x;y\n1;La batería dura poco\n2;bien"),
    ("cp1252", "x;y\n1;Entrega atrasada, péssimo serviço\n2;ok"),
    ("cp1252", "x;y\n1;Non funziona più\n2;bello"),
    ("cp1252", "x;y\n1;Leveransen blev försenad\n2;bra"),
    ("cp1250", "x;y\n1;Przesyłka dotarła za późno\n2;super"),
    ("cp1250", "x;y\n1;Balík přišel pozdě\n2;dobré"),
    ("cp1250", "x;y\n1;Balík prišiel neskoro, ďakujem\n2;dobré"),
    ("cp1250", "x;y\n1;A csomag későn érkezett meg\n2;jó"),
    ("cp1250", "x;y\n1;Coletul a ajuns târziu şi stricat\n2;bun"),
    ("cp1250", "x;y\n1;Paket je stigao prekasno, još čekam\n2;dobro"),
    ("cp1257", "x;y\n1;Siunta vėlavo, nebuvo gerai įpakuota\n2;gerai"),
    ("cp1257", "x;y\n1;Sūtījums kavējās, bija bojāts\n2;labi"),
    ("cp1254", "x;y\n1;Kargo geç geldi, ürün kırıktı\n2;iyi"),
    ("cp1251", "x;y\n1;Посылка пришла поздно\n2;Хорошо"),
    ("koi8-r", "x;y\n1;Посылка пришла поздно\n2;Хорошо"),
    ("cp866", "x;y\n1;Посылка пришла поздно\n2;Хорошо"),
    ("cp1251", "x;y\n1;Посилка прийшла пізно\n2;Добре"),
    ("cp1251", "x;y\n1;Пратката дойде късно\n2;Добре"),
    ("cp1253", "x;y\n1;Το δέμα ήρθε αργά\n2;Καλό"),
    ("cp1255", "x;y\n1;החבילה הגיעה מאוחר\n2;טוב"),
    ("cp1256", "x;y\n1;وصل الطرد متأخرا\n2;جيد"),
    ("cp874", "x;y\n1;พัสดุมาช้า\n2;ดี"),
    ("cp932", "x;y\n1;荷物が遅れて届いた\n2;良い"),
    ("euc_jp", "x;y\n1;荷物が遅れて届いた\n2;良い"),
    ("gb18030", "x;y\n1;包裹来得太晚\n2;好"),
    ("big5", "x;y\n1;包裹來得太晚\n2;好"),
    ("cp949", "x;y\n1;택배가 늦게 왔어요\n2;좋아요"),
    ("mac_roman", "a;b\n1;Où est passée ma commande\n2;Génial"),
    ("iso8859-2", "x;y\n1;Przesyłka dotarła za późno\n2;super"),
    ("cp1252", "x;y\n1;Café is nice – “so” €5\n2;ok"),
)


def test_rows_that_no_weight_was_set_by_are_guessed_too() -> None:
    ours = [decode(text.encode(codec))[0] == text for codec, text in UNSEEN]
    best = [from_bytes(text.encode(codec)).best() for codec, text in UNSEEN]
    theirs = sum(str(it) == text for it, (_, text) in zip(best, UNSEEN, strict=True))
    print(f"of {len(UNSEEN)} unseen tables: ours {sum(ours)}, charset-normalizer {theirs}")
    # Two words of Thai are taken for Chinese.
    assert [codec for (codec, _), right in zip(UNSEEN, ours, strict=True) if not right] == ["cp874"]


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("iso2022_jp", "Python \u306e\u958b\u767a\u306f\u30011990 \u5e74\u3054\u308d\u304b\u3089"),
        ("iso2022_kr", "\ud30c\uc774\uc36c\uc740 \ubc30\uc6b0\uae30 \uc27d\uace0"),
    ],
)
def test_text_that_shifts_its_letters_by_escapes_is_known(codec: str, text: str) -> None:
    content = f"Hello\n{text}\n".encode(codec)
    assert content.isascii()
    assert decode(content) == (f"Hello\n{text}\n", ())


def test_escapes_of_a_terminal_are_no_such_letters() -> None:
    with pytest.raises(NotText):
        decode(b"\x1b[31mred\x1b[0m " * 20)
    assert decode(b"costs \x1b$ 5")[0] == "costs $ 5"
