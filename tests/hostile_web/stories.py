"""Invented news by number: headlines, paragraphs and quotes of people and towns that do not exist."""

import html
from dataclasses import dataclass, replace

PEOPLE = (
    ("Ama Sarpong-Wiredu", "mayor"),
    ("Tomás Villarín", "harbour master"),
    ("Ingrid Solheimsnes", "minister for fisheries"),
    ("Ravi Kulkarnee", "head teacher"),
    ("Mei Tanakura", "chief engineer"),
    ("Joseph Okellowa", "union secretary"),
    ("Brigid Ó Maoldúin", "coroner"),
    ("Sanna Virtapuro", "hydrologist"),
    ("Luca Bentavoglio", "defence lawyer"),
    ("Noor el-Hadary", "hospital director"),
    ("Piotr Zawierucha", "club captain"),
    ("Leilani Kapuahine", "fire chief"),
)
TOWNS = (
    "Port Sella",
    "Marrow Bay",
    "Karsund",
    "Dorrigan Flats",
    "Eastmere",
    "Valdorra",
    "Nkwantapong",
    "Tarnbridge",
    "Oke Aranmi",
    "Hokuseida",
    "Rothenau",
    "Santa Quilpa",
)
_PLOTS = (
    (
        "{town} opens bridge number {n} after two years of work",
        (
            "The council of {town} opened bridge number {n} on Friday, and several hundred residents walked across it "
            "before the first bus did."
        ),
        (
            "“We have waited for this day since the flood,” said {name}, the {role}, who cut the ribbon at noon. “Nobody "
            "will have to take the ferry in winter again.”"
        ),
        (
            "{last} said that the bridge had cost {n} thousand less than planned, and that the rest of the money would go "
            "to the school."
        ),
        "Fishermen on the north bank were less pleased: the piers stand where the herring used to turn in spring.",
    ),
    (
        "Dockers in {town} stop work for the {n}th day",
        "Cranes stood still in {town} on Tuesday for the {n}th day of a strike that has left oranges rotting on the quay.",
        "“We will not load another box until the night allowance is paid,” said {name}, the {role}.",
        "The port company said in a statement that it had offered arbitration twice and been “met with silence”.",
        "{last} told reporters that no letter of that kind had ever arrived.",
    ),
    (
        "Court in {town} hears of {n} forged tide tables",
        "A court in {town} was shown {n} forged tide tables on the opening day of a trial over two groundings last year.",
        "“My client drew what he was paid to draw,” said {name}, the {role}, outside the building.",
        "The prosecution argued that the tables had been sold to skippers who could not have known better.",
        "A verdict is expected before the spring tides, {last} said.",
    ),
    (
        "Study finds {n} springs dry above {town}",
        "Of the springs that feed {town}, {n} have run dry since the quarry was widened, a study published on Monday says.",
        (
            "“The water has not gone, it has moved,” said {name}, the {role}, who led the work with students and borrowed "
            "pumps."
        ),
        "The quarry’s owner answered that the study had been carried out in a dry year and proved nothing.",
        "{last} intends to measure for three more winters.",
    ),
    (
        "{town} wins cup in the {n}th minute",
        "A header in the {n}th minute gave {town} its first cup in forty years, and a car horn has not been silent since.",
        "“I closed my eyes and hoped,” said {name}, the {role}. “Then I heard the band.”",
        "The losing side complained of a whistle from the stands, which the referee said he had not heard.",
        "The parade is planned for Sunday, weather permitting, and {last} has promised to sing.",
    ),
)
_FOREIGN = {
    "de": (
        "Brücke über die Röthe für {n} Wochen gesperrt",
        "Die Brücke über die Röthe bleibt nach Angaben der Stadt für {n} Wochen gesperrt, weil Prüfer Risse in den Trägern fanden.",
        "„Wir können das größere Übel nur vermeiden, wenn niemand hinüberfährt“, sagte {name} am Freitag in Rothenau.",
        "Die Fähre fährt währenddessen alle zwanzig Minuten; Schüler zahlen nichts.",
    ),
    "fr": (
        "Grève à l’abattoir : {n} jours sans un bœuf",
        "À Larmont-sur-Èvre, les salariés de l’abattoir ont cessé le travail depuis {n} jours et réclament une prime d’été.",
        "« Nous n’avons été ni reçus ni même appelés », a déclaré {name} devant la préfecture.",
        "La direction a répondu qu’elle était prête à négocier dès la reprise.",
    ),
    "ja": (
        "北星港で{n}年ぶりの鰊祭り",
        "北星港で金曜日、{n}年ぶりとなる鰊祭りが開かれ、雪の中を大勢の市民が訪れた。",
        "「海が戻ってきたと感じます」と、漁業組合の星川さんは話した。",
        "市は来年も同じ時期に開く方針だ。",
    ),
    "ru": (
        "Паром через Ангарку встал на {n} дней",
        "Паром через Ангарку не ходит уже {n} дней: лёд встал раньше обычного, сообщили в посёлке Северный Яр.",
        "«Мы ждём, пока лёд выдержит машину», — сказал диспетчер Пётр Завирухин.",
        "Почту пока возят на лодке с подветренной стороны.",
    ),
    "zh": (
        "橋南鎮第{n}座水閘完工",
        "橋南鎮政府週五宣佈，第{n}座水閘已經完工，下游農田春季將可引水。",
        "「我們等了十年」，水利站站長林秋雁表示。",
        "當地漁民則擔心魚群不再洄游。",
    ),
    "ko": (
        "원주읍 다리 {n}년 만에 다시 열려",
        "원주읍의 옛 다리가 금요일 {n}년 만에 다시 열려 주민 수백 명이 걸어서 건넜다.",
        "“겨울에 배를 타지 않아도 됩니다”라고 이장 박도현 씨가 말했다.",
        "남은 예산은 학교에 쓰일 예정이다.",
    ),
}


@dataclass(frozen=True, slots=True)
class Story:
    """A piece of news."""

    title: str
    paragraphs: tuple[str, ...]
    author: str
    language: str = "en"

    @property
    def phrase(self) -> str:
        """Words of its first paragraph that no other story shares in this order."""
        return html.escape(self.paragraphs[0][:60], quote=False)

    @property
    def summary(self) -> str:
        """What a feed says of it."""
        return self.paragraphs[0]

    @property
    def text(self) -> str:
        """Title and paragraphs, parted by blank lines."""
        return "\n\n".join((self.title, *self.paragraphs))

    def corrected(self) -> "Story":
        """Give the version that has a paragraph more."""
        note = "This story was corrected: an earlier version gave the wrong day of the week."
        return replace(self, paragraphs=(*self.paragraphs, note))

    def html(self, *, marker: str, head: str = "") -> str:
        """Write it as a page."""
        title = html.escape(self.title)
        body = "\n".join(f"<p>{html.escape(paragraph, quote=False)}</p>" for paragraph in self.paragraphs)
        return (
            f'<!doctype html>\n<html lang="{self.language}"><head><title>{title}</title>\n'
            f'<meta name="hostile-web" content="{marker}">\n<meta name="author" content="{html.escape(self.author)}">\n'
            f"{head}</head><body>\n<nav><a href='/'>Front page</a> <a href='/weather'>Weather</a></nav>\n"
            f"<article><h1>{title}</h1>\n<p class='byline'>By {html.escape(self.author)}</p>\n{body}\n</article>\n"
            "<footer>All people and places are invented.</footer></body></html>\n"
        )


def story(number: int, language: str = "en") -> Story:
    """Write story *number*."""
    name, role = PEOPLE[number % len(PEOPLE)]
    author = PEOPLE[(number * 5 + 3) % len(PEOPLE)][0]
    plot = _FOREIGN[language] if language != "en" else _PLOTS[number % len(_PLOTS)]
    facts = {
        "n": number + 11,
        "name": name,
        "last": name.split(" ", 1)[1],
        "role": role,
        "town": TOWNS[(number * 7) % len(TOWNS)],
    }
    title, *paragraphs = (part.format(**facts) for part in plot)
    return Story(title, tuple(paragraphs), author, language)
