"""Furniture is known in every language by its phrases, and a story's own sentences are not taken for it."""

import pytest

from quotewire_parser.extraction.completeness import is_paywall_notice
from quotewire_parser.extraction.furniture import is_furniture_phrase, without_sections

FURNITURE = [
    "CZYTAJ TAKŻE: „Studnie wysychają”. Geolog: to dopiero początek", "Leia também: Ponte fecha por nove dias", "関連記事：港の水門が壊れる", "اقرأ أيضا: إغلاق الميناء تسعة أيام",
    "Читайте также: Порт закрыт на девять дней", "यह भी पढ़ें: बंदरगाह नौ दिन बंद", "Baca juga: Pelabuhan ditutup", "LÄS ÄVEN: Hamnen stängd", "Xem thêm: Cảng đóng cửa", ">> Liman kapandı",
    "▶ 항구 폐쇄", "Foto: Jon Tarn/Wire", "Фото: Иван Тарн", "사진=연합뉴스", "写真：共同通信", "图为港口的闸门。", "Ponte de corda em Saltby — Foto: Renan Couto/P1", "© AFP", "Jon Tarn / Getty Images",
    "Abonnez-vous à notre newsletter", "Подписывайтесь на наш Телеграм-канал", "WhatsApp kanalımıza katılmak için tıklayın", "Suscríbete a nuestro boletín", "무단전재 및 재배포 금지", "未经授权不得转载",
    "Haberin Devamı", "Подписывайтесь на «Морские вести» в Дзен", "Больше новостей — в нашем Telegram", "Фото: Пётр Лосев / «Морские вести»",
    "Wil je niets missen? Download onze app.", "Dalszy ciąg materiału pod wideo", "公式アカウントをフォロー", "【纠错】【责任编辑:李四海】",
    "Publicidad", "Werbung", "広告", "إعلان", "Udostępnij", "Fonte: Ansa", "Źródło: PAP", "3/12", "(fkm/dwi)", "Kim Minseo kim@solbaram.example",
]  # fmt: skip
PROSE = [
    "Werbung für die Partei hängt an jeder Laterne, sagt der Bürgermeister.",
    "Foto di gruppo in piazza: il sindaco ha salutato i volontari prima della partenza.",
    "El puerto cerrará durante nueve días en enero, dijo el ministro.",
    "Lees ook de brief die de minister aan de Kamer stuurde.",
    "「関連記事を読んだ」と彼は話した。",
    "She told them: “Sign up for our newsletter, or leave.”",
    "구독자 수가 지난해보다 두 배로 늘었다고 회사는 밝혔다.",
    "Chia sẻ với phóng viên, ông Nam nói cảng sẽ đóng cửa chín ngày.",
    "Read the letter that the minister sent to the harbour authority.",
    "– Czekamy na to od powodzi – mówi prezeska. – Drugiej nikt by tu nie chciał.",
    "The ministry said on its Telegram channel that two boats had been hit.",
    "The company changed its privacy policy in May, the regulator found.",
    "Об этом губернатор сообщил в своем Telegram-канале.",
    "Про це голова області написав у Telegram.",
    "سجّل اللاعب هدفين في الشوط الثاني من المباراة.",
    "حمّل الوزير الحكومة السابقة مسؤولية الأزمة.",
    "ونشر المتحدث بيانا على تلغرام.",
    "Une erreur humaine est à l'origine de l'accident, selon le procureur.",
    "Queda prohibida la venta de alcohol desde el sábado.",
    "Απαγορεύεται η κυκλοφορία οχημάτων στο κέντρο.",
    "Registrati 30 casi in provincia, il doppio di un anno fa.",
    "카카오톡이 두 시간 동안 먹통이 됐다.",
    "公式アカウントで謝罪文を発表した。",
    "アプリを使った詐欺の被害が県内で相次いでいる。",
    "市公安局官方微信发布通报称，两人已被刑拘。",
    "未经许可擅自捕捞的船只将被扣押。",
    "הצטרפו להפגנה כאלפיים איש.",
    "กรมอุตุฯ ขอให้ประชาชนติดตามข่าวพายุอย่างใกล้ชิด",
]


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_of_many_languages_is_known(line: str) -> None:
    assert is_furniture_phrase(line)


@pytest.mark.parametrize("line", PROSE)
def test_a_sentence_that_begins_like_furniture_is_kept(line: str) -> None:
    assert not is_furniture_phrase(line)


def test_links_below_a_heading_over_other_pages_go_until_prose_comes() -> None:
    lines = ["The gates are shut.", "Meistgelesen", "Fähren werden teurer", "Die Flut von 2019", "Divers are at work in the harbour, the authority said on Monday."]  # fmt: skip
    assert without_sections(lines) == [lines[0], lines[-1]]


def test_nothing_stands_below_a_heading_over_comments_at_the_end() -> None:
    lines = ["The gates are shut, and nobody can leave the harbour before January.", "Komentarze (128)", "A wungiel to skąd weźmiecie?"]  # fmt: skip
    assert without_sections(lines) == lines[:1]


def test_a_heading_over_comments_near_the_top_is_a_link_to_them() -> None:
    lines = ["Comments (3)", "The gates are shut, and nobody can leave the harbour before January."]
    assert lines[1] in without_sections(lines)


@pytest.mark.parametrize(
    "line",
    [
        "La suite est réservée à nos abonnés", "Jetzt weiterlesen mit L+", "Para continuar a ler este artigo assine.", "この記事は有料会員限定です。残り：1200文字", "Чтобы дочитать, оформите подписку",
        "Contenuto riservato agli abbonati", "Contenido exclusivo para suscriptores", "Aby czytać dalej, wykup dostęp", "للمشتركين فقط", "Om verder te lezen", "Déjà abonné ? Connectez-vous",
    ],
)  # fmt: skip
def test_paywall_notices_of_many_languages_are_known(line: str) -> None:
    assert is_paywall_notice(line)
