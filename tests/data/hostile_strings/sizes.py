"""Numbers out of every range, and texts as long as a hundred kilobytes."""

from typing import Final

KILO: Final = 1_000

NUMBERS: Final = (
    "0",
    "-0",
    "-1",
    "1e309",
    "-1e999",
    "NaN",
    "Infinity",
    "0x7fffffff",
    "2147483648",
    "9223372036854775808",
    "18446744073709551616",
    "9" * 400,
    "0." + "0" * 300 + "1",
    "1_000",
    "1,000.5.5",
    "٣٤",
    "½ ² ⅷ ①",
    "0b11 0o7",
    "2026-11-31",
    "0000-00-00",
    "99999-01-01T00:00:00Z",
)

LONG: Final = (
    "a" * 199,
    "a" * 255,
    "a" * 256,
    "a" * 999,
    "a" * 1_000,
    "a" * 1_001,
    "Ж" * 1_000,
    "w" * 32_767,
    "a " * 500,
    " ".join(f"w{number}" for number in range(180)),
    "-".join("ab" * 300),
    "a.b." * 240,
    "a" * (100 * KILO),
    "word " * (20 * KILO),
    '"' * (100 * KILO),
    "(" * (100 * KILO),
    "<b>" * (33 * KILO),
    "橋" * (33 * KILO),
    "\u0301" * (50 * KILO),
    "a* " * (33 * KILO),
    "a OR " * (20 * KILO),
    "-a " * (33 * KILO),
    "speaker:a " * (10 * KILO),
    "\\" * (100 * KILO),
)
