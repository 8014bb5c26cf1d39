"""Finding by words: what counts as a word in which script, BM25's own numbers, and forgetting."""

import math

import pytest

from hearthside.documents.terms import marks, terms_of
from hearthside.find.keywords import K1, B, Keywords


def found(keywords: Keywords, query: str, k: int = 10) -> list[tuple[str, int]]:
    return [place for place, _ in keywords.search(query, k)]


def of(*texts: str) -> Keywords:
    keywords = Keywords()
    keywords.add("d", texts)
    return keywords


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("The CAT, the cat!", "the cat"),
        ("Café Cafe\u0301", "café cafe"),
        ("Straße ﬁne \uff26\uff55\uff4c\uff4c", "strasse fine full"),
        ("well-known l\u2019homme", "l homme well known"),
        ("AB-12/3 and 3.14", "and ab 12 3 ab-12/3 14 3.14"),
        ("foo_bar@site.org", "foo bar site org"),
        ("हिन्दी में", "हिन्दी में"),
        ("مُحَمَّد", "مُحَمَّد محمد"),
        ("한국어 문장", "한국어 문장"),
        ("猫が好き", "猫 好 猫が が好 好き"),
        ("สวัส", "สว วั ัส"),
        ("猫", "猫"),
        ("", ""),
        ("--- ... !", ""),
        ("x" * 500, "x" * 64),
    ],
)
def test_words_in_many_scripts(text: str, terms: str) -> None:
    assert " ".join(terms_of(text)) == terms


def test_words_are_counted() -> None:
    assert terms_of("The cat and the hat and THE bat") == {
        "the": 3, "cat": 1, "and": 2, "hat": 1, "bat": 1
    }  # fmt: skip


def test_the_score_is_bm25s() -> None:
    texts = ["rose rose lily", "rose tulip daisy daisy violet", "iris", "iris poppy", "poppy"]
    keywords = of(*texts)
    lengths = [len(text.split()) for text in texts]
    mean = sum(lengths) / len(texts)

    def score(count: int, length: int, having: int) -> float:
        rarity = math.log(1 + (len(texts) - having + 0.5) / (having + 0.5))
        return rarity * count * (K1 + 1) / (count + K1 * (1 - B + B * length / mean))

    assert keywords.search("rose", 10) == [
        (("d", 0), pytest.approx(score(2, 3, 2))),
        (("d", 1), pytest.approx(score(1, 5, 2))),
    ]
    [best, *_] = keywords.search("rose violet", 10)
    assert best == (("d", 1), pytest.approx(score(1, 5, 2) + score(1, 5, 1)))


def test_equals_keep_their_order_and_k_is_kept() -> None:
    keywords = of(*["same words here"] * 8, *["other"] * 20)
    assert found(keywords, "words", 5) == [("d", n) for n in range(5)]


def test_a_word_of_most_chunks_counts_only_where_it_is_alone() -> None:
    keywords = of("the cat", "the dog", "the bird", "a fish")
    assert found(keywords, "the cat") == [("d", 0)]
    assert len(found(keywords, "the")) == 3


def test_accents_help_and_never_hinder() -> None:
    keywords = of("un cafe noir", "un café noir", "tea", "milk", "water", "juice", "soda")
    assert sorted(found(keywords, "cafe")) == [("d", 0), ("d", 1)]
    assert found(keywords, "café")[0] == ("d", 1)
    assert found(keywords, "CAFÉ")[0] == ("d", 1)


def test_codes_are_found_whole_before_their_parts() -> None:
    keywords = of("see AB-12/3 there", "AB or 12 or 3", "nothing", "none", "nil", "void")
    assert found(keywords, "ab-12/3") == [("d", 0), ("d", 1)]


def test_scripts_without_blanks_are_found_by_pairs_and_by_one_letter() -> None:
    keywords = of("我们在北京大学学习", "京都很美", "上海交通", "x", "y", "z", "w", "v")
    assert found(keywords, "北京大学")[0] == ("d", 0)
    assert found(keywords, "京都") == [("d", 1)]
    assert found(keywords, "海") == [("d", 2)]


def test_only_chosen_documents_are_looked_at() -> None:
    keywords = Keywords()
    for name in "abc":
        keywords.add(name, ["one rose", "two lilies"])
    assert [place for place, _ in keywords.search("rose", 9, {"c", "a"})] == [("a", 0), ("c", 0)]
    assert keywords.search("rose", 9, set()) == []
    assert keywords.search("rose", 9, {"nobody"}) == []


def test_what_is_removed_or_replaced_is_not_found() -> None:
    keywords = Keywords()
    keywords.add("a", ["old rose"])
    keywords.add("b", ["a rose"])
    keywords.add("a", ["new lily", "and a second"])
    assert found(keywords, "rose") == [("b", 0)]
    assert found(keywords, "second") == [("a", 1)]
    keywords.remove("b")
    keywords.remove("nobody")
    assert found(keywords, "rose") == [] and len(keywords) == 2
    assert found(Keywords(), "rose") == []


def test_a_document_can_come_in_parts() -> None:
    whole, parted = Keywords(), Keywords()
    texts = [f"word{n % 7} rose{n}" for n in range(30)]
    whole.add("a", texts)
    for first in range(0, 30, 8):
        parted.add("a", texts[first : first + 8], first)
    assert parted.search("word3 rose24", 30) == whole.search("word3 rose24", 30)
    parted.add("a", ["only this"])
    assert found(parted, "rose24") == [] and found(parted, "only") == [("a", 0)]


def test_removing_much_changes_nothing_for_the_rest() -> None:
    keywords, fresh = Keywords(), Keywords()
    texts = {f"d{n}": [f"common word{n} {'pad ' * (n % 5)}", f"rose{n % 7}"] for n in range(600)}
    for name, own in texts.items():
        keywords.add(name, own)
    for n in range(0, 600, 2):
        keywords.remove(f"d{n}")
    for n in range(1, 600, 2):
        fresh.add(f"d{n}", texts[f"d{n}"])
    for query in ("rose3", "word301", "common rose5"):
        got, wanted = keywords.search(query, 50), fresh.search(query, 50)
        assert [place for place, _ in got] == [place for place, _ in wanted]
        assert [score for _, score in got] == pytest.approx([score for _, score in wanted])


@pytest.mark.parametrize("query", ["", "...", "\ud800", "x" * 100_000, "a " * 50_000, "猫" * 9000])
def test_odd_queries_are_borne(query: str) -> None:
    keywords = of("some text", "x" * 200, "猫猫猫")
    assert len(keywords.search(query, 5)) <= 3


def test_found_words_can_be_marked() -> None:
    def marked(query: str, text: str) -> list[str]:
        places = marks(query, text)
        assert places == sorted(places)
        return [text[start:end] for start, end in places]

    assert marked("cafe bridge", "The Café by the bridge, cafes") == ["Café", "bridge"]
    assert marked("12", "Order AB-12/3") == ["12"]
    assert marked("ab-12/3", "Order AB-12/3 now") == ["AB-12/3"]
    assert marked("北京大学", "我在北京大学北门") == ["北京大学"]
    assert marked("好", "猫が好き") == ["好"]
    assert marked("हिन्दी", "यह हिन्दी है") == ["हिन्दी"]
    assert marks("", "text") == [] and marks("text", "") == []


def test_a_chunk_must_hold_its_share_of_the_query_where_that_is_asked() -> None:
    keywords = of("the count of la Salle", "the bridge of Marl was built in 1873", "the tax")
    spanish, english = "quién construyó la torre", "who built the bridge"
    assert found(keywords, spanish) == [("d", 0)]
    assert keywords.search(spanish, 5, least=0.4) == []
    kept = keywords.search(english, 5, least=0.4)
    assert kept == [pair for pair in keywords.search(english, 5) if pair[0] == ("d", 1)]
    assert [place for place, _ in keywords.search("1873", 5, least=1.0)] == [("d", 1)]
    assert keywords.search("...", 5, least=0.4) == []


@pytest.mark.parametrize("least", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("query", ["the cat sat", "cat", "the", "mat the", "dog cat"])
def test_what_was_removed_is_counted_nowhere(query: str, least: float) -> None:
    stays = {
        f"stay{n}": [f"the {animal} sat {'there ' * n}"]
        for n, animal in enumerate(["cat", "dog", "hen"])
    }
    goes = {f"go{n}": ["the cat"] for n in range(200)}
    keywords, fresh = Keywords(), Keywords()
    for name, texts in (goes | stays).items():
        keywords.add(name, texts)
    for name in goes:
        keywords.remove(name)
    for name, texts in stays.items():
        fresh.add(name, texts)
    wanted = fresh.search(query, 9, least=least)
    assert keywords.search(query, 9, least=least) == wanted
    for name, texts in goes.items():  # replaced, over and over: what stood there is gone as well
        keywords.add(name, texts)
        keywords.add(name, [])
    assert keywords.search(query, 9, least=least) == wanted


def test_what_is_found_after_deletions_is_what_a_new_collection_finds() -> None:
    keywords = Keywords()
    for n in range(200):
        keywords.add(f"gone{n}", ["the cat and more"])
    keywords.add("stays", ["the cat sat", "the dog ran", "a hen"])
    for n in range(200):
        keywords.remove(f"gone{n}")
    for least in (0.0, 0.4, 1.0):
        assert [p for p, _ in keywords.search("the cat sat", 9, least=least)] == [("stays", 0)]


def test_the_share_counts_what_was_forgotten_and_compacted_no_more() -> None:
    keywords = Keywords()
    for n in range(300):
        keywords.add(f"d{n}", [f"rose{n} common"])
    for n in range(299):
        keywords.remove(f"d{n}")
    assert [place for place, _ in keywords.search("rose299 common", 5, least=1.0)] == [("d299", 0)]
    assert keywords.search("rose299 lily tulip", 5, least=0.4) == []
