"""Names in bylines of scripts without spaces and capitals: Chinese, Japanese, Korean."""

import re

from quotewire_parser.extraction.crafts import ASIAN_LABELS, ASIAN_OTHERS, GLUED_NOBODY, GLUED_ROLES

HAN, KANA, HANGUL = "\u3400-\u9fff\u3005", "\u3041-\u3096\u30a1-\u30fa\u30fc", "\uac00-\ud7af"
_ANY = re.compile(f"[{HAN}{KANA}{HANGUL}]")
_HANGUL = re.compile(f"[{HANGUL}]")
_BRACKETS = re.compile(r"[【】「」〔〕《》\[\]（）()]")
_PARTS = re.compile(
    r"[、，,;；/／|｜&＆•\n]|\s[–—-]\s|[=＝]\s?|\s{2,}|\s(?=(?:编辑|責任|责任|撮影|摄影|攝影|사진|편집|영상)[:：\s])"
)
_KOREAN_DOT = re.compile("[·ㆍ・]")
_LABEL = re.compile(
    rf"^.{{0,8}}?(?:(?P<zh>记者|記者|通讯员|特派员)\s*[:：]?\s*(?=[{HAN}]{{2}})|(?:{ASIAN_LABELS})\s*[:：・／/]\s*)|^作者\s+"
)
# "本报记者 尹国栋 通讯员 袁莉": a role before each name.
_INNER_ROLE = re.compile(
    rf"(?:本报|本報|本刊|见习|实习|特约|特約)?(?:记者|記者|通讯员|通訊員|实习生|特派员)[\s:：]*(?=[{HAN}]{{2}})"
)
_LEADS = (
    re.compile(
        rf"^[〔［\[【（(]\s*(?:本報)?(?:[{HAN}]{{2,6}})?[記记]者\s?(?P<names>[^〕］\]】）)]{{2,40}}?)\s?[／/╱][^〕］\]】）)]{{2,14}}[〕］\]】）)]"
    ),
    re.compile(
        rf"(?:电|電|讯|訊)\s*[（(]\s*(?:本报|新华社)?[記记]者\s?(?P<names>[{HAN}、\s，]{{2,30}})[）)]"
    ),
    re.compile(
        rf"^[\[(（【](?:[{HANGUL}\s·]{{2,12}}=)?[{HANGUL}\w\s]{{2,14}}[\])）】]\s*(?P<names>[{HANGUL}]{{2,4}}(?:\s?[·ㆍ,]\s?[{HANGUL}]{{2,4}})*)\s?(?:[{HANGUL}]{{0,3}}기자|특파원)\s*="
    ),
)
# The family names of nearly all Chinese people; before one ideograph, that is what makes a name of two.
_FAMILIES = frozenset(
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林高罗羅郑鄭梁谢謝宋唐许許邓鄧韩韓冯馮曹彭曾肖萧蕭田董潘袁蔡蒋蔣余于杜叶葉程魏苏蘇"
    "吕呂丁任卢盧姚沈钟鍾姜崔谭譚陆陸范汪廖石金韦韋贾賈夏付方邹鄒熊白孟秦邱侯江尹薛闫閻段雷龙龍黎史陶贺賀毛郝顾顧龚龔邵万萬覃武钱錢戴严嚴莫孔向常"
    "汤湯康易乔喬赖賴文施洪辛柯庄莊骆駱欧歐宁甘祝单左温柳裴佟凌霍"
)
_TAIL = re.compile(
    rf"[。」』”][【（(](?:[記记]者\s?)?(?P<names>[{HAN}{KANA}\s]{{2,12}}(?:[、・,，][{HAN}{KANA}\s]{{2,12}}){{0,3}})[】）)]$"
)
LEAD_CHARS = 90
_OTHER = re.compile(rf"^(?:{ASIAN_OTHERS})\s*(?:[:：・／/=]|$|\s)")
_ROLE = re.compile(rf"\s*(?:{GLUED_ROLES})\s*$")
_SPACED_NAME = re.compile(rf"[{HAN}]{{1,3}}[\s　][{HAN}{KANA}]{{1,4}}")
_SECTION = re.compile(
    r"(?:鄉|乡|镇|鎮|县|縣|市|省|區|区|部|課|局|班|室|科|版|報|报|社|台|網|网|부|국|팀|실)$"
)
_NAME = re.compile(
    rf"[{HAN}]{{2,5}}|[{HAN}]{{1,3}}[\s　][{HAN}]{{1,3}}|[{HANGUL}]{{2,5}}|(?=.{{4,16}}$)[{HANGUL}]+(?:\s[{HANGUL}]+){{1,2}}"
    # A given name in kana, a stage name, a foreign one.
    r"|[\u3400-\u9fff々]{1,3}\s?[\u3041-\u3096]{2,4}|[\u3400-\u9fff々]{1,3}\s?[\u30a1-\u30fa\u30fc]{2,5}"
    r"|(?=.{3,16}$)[\u30a1-\u30fa\u30fc]+(?:[・＝\s][\u30a1-\u30fa\u30fc]+){0,2}|[\u3400-\u9fff]{1,6}·[\u3400-\u9fff]{1,6}"
)
# Family names that only Chinese writes so: there names stand apart by spaces, in Japanese a space stands inside a name.
_SIMPLIFIED = re.compile(
    "[刘张陈杨赵黄吴孙马罗郑谢冯邓许韩萧吕苏蒋贾叶阎陆钟谭邹严龙贺顾龚万钱汤尹邱侯邵孟袁]|李[^々]|王[^々]"
)
_SPREAD = re.compile(rf"(?<!\S)([{HAN}])\s([{HAN}])(?!\S)")
_SHORT_HAN = range(2, 6)


def is_asian(text: str) -> bool:
    """Tell whether *text* has characters of these scripts."""
    return bool(_ANY.search(text))


def asian_names(claim: str) -> list[str]:
    """List the names in a byline, without labels (记者), roles (기자), outlets and places."""
    text = _INNER_ROLE.sub("、", _BRACKETS.sub("  ", claim))
    names: list[str] = []
    for outer in _PARTS.split(text):
        for part in _KOREAN_DOT.split(outer) if _HANGUL.search(outer) else [outer]:
            names.extend(_in_part(part.strip()))
    return names


def lead_names(line: str) -> list[str]:
    """List who signs at the head of an article's first line: "〔記者陳怡君／濱里報導〕", "(서울=연합뉴스) 홍길동 기자 =", "电（记者张三）"."""
    for lead in _LEADS:
        found = lead.search(line[:LEAD_CHARS])
        if found:
            return asian_names(found["names"])
    return []


def tail_names(line: str) -> list[str]:
    """List who signs at the end of an article's last line: "…という。【小野寺千佳】"."""
    found = _TAIL.search(line[-LEAD_CHARS:])
    names = asian_names(found["names"]) if found else []
    return [name for name in names if len(name) > 2 or name[0] in _FAMILIES]  # noqa: PLR2004 - two ideographs are more often a word


def _in_part(part: str) -> list[str]:
    if not part or _OTHER.match(part):
        return []
    label = _LABEL.match(part)
    bare = part[label.end() :] if label else part
    named = _ROLE.sub("", bare)
    if not named:
        return []
    tokens = [token for token in named.split() if is_asian_name(token) or len(token) == 1]
    if _HANGUL.search(named):
        # "홍길동 정치부", "중앙일보 홍길동": the one token that is no desk; foreign names have several, and no role.
        people = [token for token in tokens if len(token) in _SHORT_HAN]
        if named != bare or len(people) == 1:
            return people[:1]
        return [named] if is_asian_name(named) else people[:1]
    if len(tokens) > 1 and _SIMPLIFIED.search(named):
        # "宋一帆 许 岚": a name of two ideographs is spread to the width of three.
        joined = _SPREAD.sub(r"\1\2", " ".join(tokens)).split()
        return [token for token in joined if len(token) in _SHORT_HAN]
    whole = named if _SPACED_NAME.fullmatch(named) else " ".join(tokens)
    if is_asian_name(whole):
        return [whole]
    return [token for token in tokens if len(token) in _SHORT_HAN]


def is_asian_name(name: str) -> bool:
    """Tell whether *name* may be a person's: two to four ideographs, a few syllables, no desk, no outlet."""
    if GLUED_NOBODY.search(name) or _SECTION.search(name) or re.search(rf"(?:{GLUED_ROLES})$", name):
        return False
    if len(name) == 2 and name[0] not in _FAMILIES and not _HANGUL.search(name):  # noqa: PLR2004 - two ideographs are more often a word
        return False
    return bool(_NAME.fullmatch(name))
