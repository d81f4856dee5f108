"""Transliterations of one name meet in `.spelling`, and names of their own stay apart."""

from collections.abc import AsyncIterator
from itertools import combinations
from uuid import uuid4

import pytest
from opensearchpy import AsyncOpenSearch

from quotewire_indexer.fields import ANALYSIS
from quotewire_indexer.spelling import ONE_NAME, SPELLING

MEET = """
Zelensky Zelenskyy Zelenskiy Zelenskij Zelenskyi Зеленский Зеленський
Gaddafi Qaddafi Kadhafi Qadhafi Gadhafi
Mohammed Muhammad Mohamed
Yusuf Yousef Youssef
Sergei Sergey Sergej Сергей
Tchaikovsky Chaikovsky Tschaikowski Tchaikovskiy Чайковский
Dmitry Dmitri Dmitriy Dmitrii Дмитрий
Yevgeny Evgeny Evgeniy Yevgeniy Евгений
Alexei Aleksei Alexey Aleksey Алексей
Alexander Aleksandr Alexandr Александр
Yuri Yury Yuriy Iouri Юрий
Hussein Hussain Husayn
Rasheed Rashid
Basheeruddin Bashiruddin
Zeenath Zeenat
Yussif Yusuf
Østerby Oesterby
Müller Mueller Muller
Schröder Schroeder
Haniyeh Haniya Haniyah
Volodymyr Володимир
Gorbachev Горбачёв
Sophia Sofia Sofiya Софья
Viktor Victor
Nikolai Nikolay Nicolai Nikolaj Николай
Maria Mariya Mariia Мария
Banerjee Banerji
Mousavi Musavi
Søren Soeren
Erdoğan Erdogan
Khamenei Хаменеи
"""

APART = """
Kim Kem Kym
Li Lee Ly
Kay Kai
Raj Rai Ray
Wu Vu
Zhou Zhu
Louis Luis
Ann An Anna Ana
Qin Kin
Cai Kai
Chen Shen
Khan Han
Colleen Colin
Michael Michal Mikhail
Hassan Hussein
Yellen Ellen Elena
Mann Man
Ahmed Hamed
Cook Kook
May Mai
Kyiv Kiev
Young Yang
Jones Johns
Putin Patten
Lou Lu
Rafael Rafal
Shah Sha
Miller Mueller
Ishii Ishi
Petrov Petrova
Vladimir Volodymyr
Hall Hal
Smith Smit
Keith Keit
"""


class Speller:
    """An index that does nothing but fold names."""

    def __init__(self, client: AsyncOpenSearch, index: str) -> None:
        self._client = client
        self._index = index

    async def fold(self, words: list[str]) -> list[str]:
        """Give the term of each of *words*."""
        body = {"analyzer": SPELLING, "text": words}
        answer = await self._client.indices.analyze(index=self._index, body=body)
        return [token["token"] for token in answer["tokens"]]


@pytest.fixture
async def speller(opensearch_url: str) -> AsyncIterator[Speller]:
    index = f"t{uuid4().hex[:8]}-spelling"
    async with AsyncOpenSearch(opensearch_url) as client:
        await client.indices.create(index=index, body={"settings": {"analysis": ANALYSIS}})
        try:
            yield Speller(client, index)
        finally:
            await client.indices.delete(index=index)


async def test_spellings_of_one_name_meet(speller: Speller) -> None:
    for line in MEET.strip().splitlines():
        words = line.split()
        assert len(set(await speller.fold(words))) == 1, line
    for names in ONE_NAME:
        assert len(set(await speller.fold(list(names)))) == 1, names


async def test_names_of_their_own_stay_apart(speller: Speller) -> None:
    for line in APART.strip().splitlines():
        terms = await speller.fold(line.split())
        assert len(set(terms)) == len(terms), line
    firsts = await speller.fold([first for first, *_ in ONE_NAME])
    assert not [pair for pair in combinations(firsts, 2) if pair[0] == pair[1]]


async def test_a_name_of_several_words_is_folded_word_by_word(speller: Speller) -> None:
    assert await speller.fold(["Volodymyr Zelenskyy", "Muammar el-Gaddafi"]) == [
        "volodimir",
        "zelenski",
        "muamar",
        "al",
        "gadafi",
    ]
