"""Who signs at the head of an article in Chinese and Korean, and what of such scripts is a name."""

import pytest

from quotewire_parser.extraction.asian import asian_names, is_asian_name, lead_names, tail_names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("〔記者陳怡君、王柏翰／濱里報導〕海岸線最長的濱里鄉", ["陳怡君", "王柏翰"]),
        ("（记者王小明/北京报道）", ["王小明"]),
        ("新华社北京11月24日电（记者 张三丰、李四光）国务院", ["张三丰", "李四光"]),
        ("(서울=연합뉴스) 홍길동 기자 = 정부는", ["홍길동"]),
        ("[서울=뉴시스] 홍길동 김철수 기자 = 정부는", []),
        ("記者会見で市長は述べた。", []),
        ("The gates shut.", []),
    ],
)
def test_the_head_of_an_article_names_its_reporters(line: str, names: list[str]) -> None:
    assert lead_names(line) == names


@pytest.mark.parametrize(
    "name", ["李伟", "王小明", "山田太郎", "山田さくら", "ジョン・スミス", "홍길동", "西園寺真帆"]
)
def test_names_in_ideographs_and_syllables_are_names(name: str) -> None:
    assert is_asian_name(name)


@pytest.mark.parametrize(
    "word",
    [
        "教育",
        "編集部",
        "社会部",
        "濱里鄉",
        "新华社",
        "연합뉴스",
        "この記事を書いた人",
        "關鍵字",
        "홍길동 기자",
    ],
)
def test_sections_places_and_labels_are_no_names(word: str) -> None:
    assert not is_asian_name(word)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("市議会は木曜日に話し合う。【小野寺千佳】", ["小野寺千佳"]),
        ("市議会は木曜日に話し合う。（小野寺千佳、北村健）", ["小野寺千佳", "北村健"]),
        ("「知らない」と話した。(山田 太郎)", ["山田 太郎"]),
        ("市議会将于周四开会。（记者宋一帆）", ["宋一帆"]),
        ("市議会は木曜日に話し合う。（敬称略）", []),
        ("市議会は木曜日に話し合う。（共同）", []),
        ("市議会は木曜日に話し合う。", []),
        ("", []),
    ],
)
def test_the_end_of_an_article_names_its_reporters(line: str, names: list[str]) -> None:
    assert tail_names(line) == names


def test_a_name_spread_to_the_width_of_three_is_one() -> None:
    assert asian_names("本报记者 宋一帆 许 岚") == ["宋一帆", "许岚"]
