"""Days and times in the local form of every language, script and calendar become moments."""

from datetime import UTC, datetime

import pytest

from quotewire_parser.extraction.calendars import from_jalali
from quotewire_parser.extraction.dates import is_moment, read_time
from quotewire_parser.extraction.places import place_of

SEEN_AT = datetime(2026, 11, 30, 12, tzinfo=UTC)


def read(text: str, language: str, url: str = "") -> str | None:
    moment = read_time(text, seen_at=SEEN_AT, place=place_of(url, [language]))
    if moment is None:
        return None
    return moment.at.strftime("%Y-%m-%d %H:%M" if moment.has_time else "%Y-%m-%d")


@pytest.mark.parametrize(
    ("language", "text", "utc"),
    [
        ("fr-FR", "Publié le 24 novembre 2026 à 18h05", "17:05"),
        ("fr", "Mis à jour le 24/11/2026 à 18:05", "17:05"),
        ("de", "Di., 24.11.2026 - 18:05 Uhr", "17:05"),
        ("de", "Stand: 24.11.2026 18.05 Uhr", "17:05"),
        ("de", "24.11.26 18:05", "17:05"),
        ("es-MX", "24 de noviembre de 2026, 18:05 h", "00:05+1"),
        ("es-ES", "Martes, 24 noviembre 2026 | 18:05", "17:05"),
        ("it", "24 novembre 2026 alle 18:05", "17:05"),
        ("pt-BR", "24/11/2026 às 18h05", "21:05"),
        ("pt-PT", "24 de novembro de 2026, 18:05", "18:05"),
        ("nl", "24-11-2026 18:05", "17:05"),
        ("sv", "den 24 november 2026 kl 18.05", "17:05"),
        ("no", "24. nov. 2026 kl. 18:05", "17:05"),
        ("da", "24. november 2026 kl. 18.05", "17:05"),
        ("fi", "24.11.2026 klo 18.05", "16:05"),
        ("pl", "24 listopada 2026, 18:05", "17:05"),
        ("cs", "24. listopadu 2026 18:05", "17:05"),
        ("hu", "2026. november 24. 18:05", "17:05"),
        ("ro", "Marți, 24 noiembrie 2026, 18:05", "16:05"),
        ("hr", "24. studenoga 2026. 18:05", "17:05"),
        ("sr", "24. новембар 2026. 18:05", "17:05"),
        ("bg", "24 ноември 2026, 18:05", "16:05"),
        ("uk", "24 листопада 2026, 18:05", "16:05"),
        ("ru", "24 ноября 2026 в 18:05", "15:05"),
        ("ru", "18:05 24.11.2026", "15:05"),
        ("el", "Τρίτη 24 Νοεμβρίου 2026, 18:05", "16:05"),
        ("tr", "24 Kasım 2026 Salı 18:05", "15:05"),
        ("lt", "2026 m. lapkričio 24 d. 18:05", "16:05"),
        ("lv", "2026. gada 24. novembris 18:05", "16:05"),
        ("et", "24. november 2026, 18:05", "16:05"),
        ("id", "Selasa, 24 Nov 2026 18:05 WIB", "11:05"),
        ("ms", "24 November 2026 6:05 PTG", "10:05"),
        ("vi", "Thứ ba, 24/11/2026, 18:05 (GMT+7)", "11:05"),
        ("vi", "24 tháng 11, 2026 18:05", "11:05"),
        ("th", "24 พ.ย. 2569 18:05 น.", "11:05"),
        ("th", "24 พฤศจิกายน 2569 เวลา 18:05 น.", "11:05"),
        ("hi", "२४ नवंबर २०२६, 06:05 PM IST", "12:35"),
        ("en-IN", "Nov 24, 2026, 18:05 IST", "12:35"),
        ("bn", "২৪ নভেম্বর ২০২৬, ১৮:০৫", "12:05"),
        ("ta", "24 நவம்பர் 2026 18:05", "12:35"),
        ("ur", "24 نومبر 2026 18:05", "13:05"),
        ("ar-EG", "الثلاثاء 24 نوفمبر 2026 06:05 م", "16:05"),
        ("ar-LB", "24 تشرين الثاني 2026 - 18:05", "16:05"),
        ("fa", "۳ آذر ۱۴۰۵ - ۱۸:۰۵", "14:35"),
        ("he", "24 בנובמבר 2026, 18:05", "16:05"),
        ("ja", "2026年11月24日 18時05分", "09:05"),
        ("ja", "令和8年11月24日 午後6時5分", "09:05"),
        ("zh-CN", "2026年11月24日18:05", "10:05"),
        ("zh-CN", "2026 11/24 18:05:22", "10:05"),
        ("en-IE", "24 November 2026 18:05 IST", "18:05"),
        ("zh-TW", "2026/11/24 下午6:05", "10:05"),
        ("ko", "입력 2026.11.24. 오후 6:05", "09:05"),
        ("en", "Nov 24, 2026 at 6:05 p.m. ET", "23:05"),
        ("en", "24 July 2026", None),
    ],
)
def test_local_forms_of_time_are_read_on_the_clock_of_their_place(
    language: str, text: str, utc: str | None
) -> None:
    if utc is None:
        assert read(text, language) == "2026-07-24"
    else:
        assert read(text, language) == f"2026-11-{24 + utc.endswith('+1')} {utc[:5]}"
    assert is_moment(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24 листопада 2026", "2026-11-24"),
        ("٢٤ نوفمبر ٢٠٢٦", "2026-11-24"),
        ("१४ मार्च २०२६", "2026-03-14"),
        ("24/11/2569", "2026-11-24"),
        ("1405/09/03", "2026-11-24"),
        ("民國115年11月24日", "2026-11-24"),
        ("mar. 24 nov. 2026", "2026-11-24"),
        ("Novemba 24, 2026", "2026-11-24"),
        ("ika-24 ng Nobyembre 2026", None),
    ],
)
def test_days_in_other_digits_and_calendars_are_read(text: str, day: str | None) -> None:
    assert read(text, "") == day


def test_a_name_that_two_languages_use_for_two_months_is_read_in_that_of_the_page() -> None:
    assert (read("24. listopada 2026.", "hr"), read("24 listopada 2026", "pl")) == (
        "2026-10-24",
        "2026-11-24",
    )


@pytest.mark.parametrize(
    ("language", "url", "day"),
    [
        ("en-US", "", "2026-05-06"),
        ("en-GB", "", "2026-06-05"),
        ("en", "https://x.co.uk/a", "2026-06-05"),
        ("en", "https://x.in/a", "2026-06-05"),
        ("it", "", "2026-06-05"),
        ("en", "", None),
        ("", "", None),
    ],
)
def test_day_and_month_are_told_apart_by_the_place_or_not_at_all(
    language: str, url: str, day: str | None
) -> None:
    assert read("05/06/2026", language, url) == day


@pytest.mark.parametrize(
    ("jalali", "gregorian"),
    [
        ((1405, 9, 3), (2026, 11, 24)),
        ((1403, 12, 30), (2025, 3, 20)),
        ((1404, 1, 1), (2025, 3, 21)),
        ((1399, 10, 12), (2021, 1, 1)),
    ],
)
def test_iranian_days_are_days_of_the_gregorian_calendar(
    jalali: tuple[int, int, int], gregorian: tuple[int, int, int]
) -> None:
    assert from_jalali(*jalali) == gregorian


@pytest.mark.parametrize(
    ("language", "text", "utc"),
    [
        ("th", "23 พ.ย. 69 | 18:05 น.", "2026-11-23 11:05"),
        ("th", "23 พฤศจิกายน 2569 18:05", "2026-11-23 11:05"),
        ("zh-TW", "115年11月23日 18:05", "2026-11-23 10:05"),
        ("en-US", "11/23/26 6:05 PM EST", "2026-11-23 23:05"),
        ("en-US", "26/11/23 18:05", None),
        ("en", "11/23/26 18:05", None),
        ("en-GB", "23/11/26 18:05", "2026-11-23 18:05"),
        ("ar", "الإثنين 23 نوفمبر 2026 - 18:05 بتوقيت مكة المكرمة", "2026-11-23 15:05"),
        ("ar", "الاثنين 13 جمادى الآخرة 1448هـ - 23 نوفمبر 2026م 06:05 م", "2026-11-23 18:05"),
        ("ar", "1448/06/13هـ 18:05", None),
    ],
)
def test_short_years_eras_and_cities_are_read_where_they_are_sure(
    language: str, text: str, utc: str | None
) -> None:
    assert read(text, language) == utc
