"""Characters that programs stumble over."""

from typing import Final

CONTROL: Final = (
    "\x00",
    "a\x00b",
    "".join(map(chr, range(0x20))),
    "".join(map(chr, range(0x7F, 0xA0))),
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x9b31m",
    "\x08" * 50,
    "\x7f",
    "\ufdd0mark\ufdd1",
    "\ufdd1\ufdd1\ufdd0",
    "\ufffe\uffff",
    "\U0001ffff\U0010ffff",
    "\ufffd" * 20,
    "\ue000\uf8ff\U000f0000",
    "\ufff9note\ufffabase\ufffb",
)

SURROGATES: Final = (
    "\ud800",
    "\udfff",
    "bridge\udc80",
    "\udc00\ud800",
    "\ud83d",
    "a\ud800\u0301b",
    '"\ud800"',
    "speaker:\ud800",
)

DIRECTION: Final = (
    "\u202eright to left",
    "\u202d\u202e\u202a\u202b\u202c" * 20,
    "\u2066isolate",
    "\u2067" * 200,
    "\u2069\u2069toll",
    "\u200f\u200e\u061c",
    "שלום עולם",
    "مرحبا بالعالم",
    "ﷺ" * 20,
    "\ufdfd" * 60,
    "speaker:\u202eetaoB",
)

COMBINING: Final = (
    "Z" + "\u0351" * 90,
    "e\u0301" * 100,
    "\u0301" * 400,
    "a" + "\u0300\u0316" * 240,
    "\u0e33" * 100,
    "ก" + "\u0e31\u0e4a" * 100,
    "\u1abe\u20dd\u20e3",
    "Á\u0301\u0301\u0301speaker",
)

INVISIBLE: Final = (
    "\u200b",
    "bri\u200bdge",
    "bri\u00addge",
    "\u200d" * 100,
    "\ufeffbom",
    "\u2060\u2061\u2062\u2063",
    "\u00a0\u3000\u2003",
    "\u115f\u1160\u3164\uffa0",
    "\u180e",
    "a" + "\ufe0f" * 200,
    "bridge" + "".join(chr(0xE0000 + ord(letter)) for letter in "toll"),
    " ",
    "\t",
    " " * 990,
)

FORMS: Final = (
    "Zo\u00eb",
    "Zoe\u0308",
    "\u1e9b\u0323",
    "\u212bngstr\u00f6m",
    "A\u030angstro\u0308m",
    "\ufb01\ufb02\ufb03\ufb04",
    "\u33ff\u337f",
    "\u0130\u0131\u017f\u212a",
    "ß" * 50,
    "\u1e9e",
    "\u03c2\u03c3\u03a3",
    "\u0390" * 100,
    "\u01c4\u01c5\u01c6",
)

CONFUSABLES: Final = (
    "\u0410ma \u0412oateng",
    "ѕреаkеr:аmа",
    "speaker\uff1aama",
    "speaker\u02d0ama",
    "\uff02full width\uff02",
    "\u2212bridge",
    "\u2010bridge \u2013toll \u2014rise",
    "ᴏʀ",
    "\uff2f\uff32",
    "𝕓𝕣𝕚𝕕𝕘𝕖",
    "\u2217",
    "\u2768a\u2769 \uff08b\uff09",
)

EMOJI: Final = (
    "👩\u200d👩\u200d👧\u200d👦",
    "👩\u200d👩\u200d👧\u200d👦" * 12,
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "🇬🇭🇨🇱🇩",
    "👍🏿👍🏻",
    "❤\ufe0f\u200d🔥",
    "#\ufe0f\u20e3",
    "😀" * 400,
    "\u200d👦",
    '"🙂" -🙃 🙂*',
)

SCRIPTS: Final = (
    "橋" * 55,
    "東京都知事は橋について語った",
    "สวัสดีชาวโลก",
    "안녕하세요" * 20,
    "Здравствуй, мир",
    "नमस्ते दुनिया",
    "ሰላም ልዑል",
    "ᚠᚢᚦᚨᚱᚲ",
    "𒀀𒀁𒀂" * 30,
    "\u17b4\u17b5",
)
