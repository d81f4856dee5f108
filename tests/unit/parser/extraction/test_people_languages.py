"""Bylines of many languages become names: labels, roles, agencies, other crafts and desks are not part of them."""

import pytest

from quotewire_parser.extraction.people import is_byline, people_in


def names(claim: str) -> list[str]:
    return list(people_in([claim], outlets=["Harbour Post", "Hafenpost"]))


@pytest.mark.parametrize(
    ("claim", "people"),
    [
        ("Von Anna Weber und Jonas Brehm, Berlin", ["Anna Weber", "Jonas Brehm"]),
        ("Ein Kommentar von Anna Weber", ["Anna Weber"]),
        ("Anna Weber, dpa", ["Anna Weber"]),
        ("Par Élise d’Aubray avec AFP", ["Élise d’Aubray"]),
        ("Propos recueillis par Élise d’Aubray", ["Élise d’Aubray"]),
        ("Élise d’Aubray (envoyée spéciale à Saltby)", ["Élise d’Aubray"]),
        ("Por: Ximena Arriaga Luna / Corresponsal", ["Ximena Arriaga Luna"]),
        ("Ximena Arriaga Luna y Juan Pérez", ["Ximena Arriaga Luna", "Juan Pérez"]),
        ("Por Tainá Brizola, Renan Couto, G9 Vale — Porto Alto", ["Tainá Brizola", "Renan Couto"]),
        ("Leonor Vila (texto) e Duarte Sá (fotografia)", ["Leonor Vila"]),
        ("di Mario Rossi", ["Mario Rossi"]),
        ("A cura di Mario Rossi", ["Mario Rossi"]),
        ("Door onze redacteur Sjoerd Haan", ["Sjoerd Haan"]),
        ("Sjoerd Haan en Mirthe Okker", ["Sjoerd Haan", "Mirthe Okker"]),
        ("Av Kari Nordmann og Ola Hansen", ["Kari Nordmann", "Ola Hansen"]),
        ("Text: Malin Ståhl Foto: Ove Jern", ["Malin Ståhl"]),
        ("oprac. Bartosz Zieliński", ["Bartosz Zieliński"]),
        ("Autor: Bartosz Zieliński / PAP", ["Bartosz Zieliński"]),
        ("Petr Novák, ČTK", ["Petr Novák"]),
        ("Szerző: Kovács Anna", ["Kovács Anna"]),
        ("De Ioana Popescu", ["Ioana Popescu"]),
        ("Piše: Ivan Horvat", ["Ivan Horvat"]),
        ("Автор: Ирина Круглова", ["Ирина Круглова"]),
        ("Беседовала Марьяна Ликова", ["Марьяна Ликова"]),
        ("Оксана Лелека, Тарас Мандрика, для «Хвилі»", ["Оксана Лелека", "Тарас Мандрика"]),
        ("Ирина Круглова, корреспондент", ["Ирина Круглова"]),
        ("Γράφει η Μαρία Παππά", ["Μαρία Παππά"]),
        ("Haber: Elif Tunalı", ["Elif Tunalı"]),
        ("Muhabir: Elif Tunalı - Kamera: Ali Can", ["Elif Tunalı"]),
        ("Penulis: Budi Santoso | Editor: Rina Dewi", ["Budi Santoso"]),
        ("Oleh Budi Santoso", ["Budi Santoso"]),
        ("Tác giả: Nguyễn Văn Hà", ["Nguyễn Văn Hà"]),
        ("โดย สมชาย ใจดี", ["สมชาย ใจดี"]),
        ("लेखक: ऋचा भटनागर", ["ऋचा भटनागर"]),
        ("Written By : ऋचा भटनागर", ["ऋचा भटनागर"]),
        ("كتب: سامر الحلو", ["سامر الحلو"]),
        ("الضفاف – كتب: سامر الحلو", ["سامر الحلو"]),
        ("دנה", []),
        ("דנה שוורץ ואיתי לב", ["דנה שוורץ", "איתי לב"]),
        ("نویسنده: علی رضایی", ["علی رضایی"]),
        ("홍길동 기자", ["홍길동"]),
        ("홍길동·김철수 기자", ["홍길동", "김철수"]),
        ("중앙신문 홍길동 정치부 기자 hong@news.example", ["홍길동"]),
        ("記者 王小明／台北報導", ["王小明"]),
        ("本报记者 尹国栋 通讯员 袁莉", ["尹国栋", "袁莉"]),
        ("新华社记者张三丰、李四光", ["张三丰", "李四光"]),
        ("作者：张三丰", ["张三丰"]),
        ("（文・山田太郎）", ["山田太郎"]),
        ("山田 太郎", ["山田 太郎"]),
        ("政治部 山田太郎記者", ["山田太郎"]),
        ("Na Rehema Lyimo, Kisimani", ["Rehema Lyimo"]),
        ("Ni Maria Santos", ["Maria Santos"]),
    ],
)
def test_only_names_are_left_of_a_byline_in_any_language(claim: str, people: list[str]) -> None:
    assert names(claim) == people


@pytest.mark.parametrize(
    "claim",
    [
        "Redaktion", "Sportredaktion", "dpa-infocom", "La rédaction", "Redacción", "Redação", "Redazione", "Redactie", "Redakcja",
        "Редакция", "РИА Новости", "Haber Merkezi", "AA", "DHA", "Tim Redaksi", "Nhóm PV", "वेब डेस्क", "न्यूज़ डेस्क", "নিজস্ব প্রতিবেদক",
        "ডেস্ক রিপোর্ট", "وكالات", "رويترز", "خبرگزاری", "ویب ڈیسک", "מערכת", "編集部", "新华社", "綜合報導", "디지털뉴스팀", "연합뉴스",
        "Super User", "Administrator", "Hafenpost Online", "Europa Press", "Agência Brasil", "Foto: Ana Reu", "Zdjęcia: Jan Nowak",
        "Фото: Олег Рыжков", "摄影：王小明", "사진: 홍길동", "編集・山田太郎", "Editor: Rina Dewi", "Kaynak: Ali Can",
    ],
)  # fmt: skip
def test_desks_agencies_and_other_crafts_are_nobody_in_any_language(claim: str) -> None:
    assert names(claim) == []


@pytest.mark.parametrize(
    "line",
    [
        "Von Anna Weber", "Par Élise d’Aubray", "Por Ximena Arriaga Luna", "di Mario Rossi", "Av Kari Nordmann", "Автор: Ирина Круглова",
        "Haber: Elif Tunalı", "Oleh Budi Santoso", "लेखक: ऋचा भटनागर", "홍길동 기자 hong@news.example", "記者 王小明／台北報導",
        "（山辺日報・文化部　早乙女凛）", "כתב: דנה שוורץ", "Harbour Post – By Jon Tarn",
    ],
)  # fmt: skip
def test_a_line_that_only_names_its_author_is_a_byline_in_any_language(line: str) -> None:
    assert is_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        "Von Berlin nach Hamburg fahren wieder Züge", "Par ailleurs, le port fermera", "Por eso no vino nadie", "Di questo si parla",
        "From March on the harbour closes", "Von wegen", "De ce nu vine nimeni", "От порта до рынка ходят автобусы", "記者会見は中止された。",
        "Av de 20 båtarna återstår en", "With the tide the boats came in",
    ],
)  # fmt: skip
def test_a_sentence_that_begins_like_a_byline_is_none(line: str) -> None:
    assert not is_byline(line)


@pytest.mark.parametrize(
    "claim",
    [
        "BBC Sport",
        "TNN",
        "TIMESOFINDIA.COM",
        "HT News Desk",
        "Agence France-Presse",
        "The Canadian Press",
        "Staff and agencies",
        "STT",
    ],
)
def test_what_outlets_write_where_nobody_signs_is_nobody(claim: str) -> None:
    assert names(claim) == []
