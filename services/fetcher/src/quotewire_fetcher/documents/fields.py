"""Names of elements, in their many namespaces, to the names that the readers of entries use."""

_KNOWN = (
    ("purl.org/dc/terms", "dcterms:"),
    ("purl.org/dc/", "dc:"),
    ("modules/content", "content:"),
    ("modules/syndication", "sy:"),
    ("sitemap-news", "news:"),
    ("feedburner", "feedburner:"),
    ("itunes", "itunes:"),
)
_ATOM = ("www.w3.org/2005/atom", "purl.org/atom/ns")
_OTHERS = (
    "search.yahoo.com/mrss",
    "sitemap-image",
    "sitemap-video",
    "georss",
    "1999/xhtml",
    "a9.com",
    "podcast",
)
_RSS = ("rss", "netscape.com", "userland.com", "sitemap")
"""Parts of the namespaces that RSS 0.9 to 2.0 and sitemaps were given over the years, by their makers or by mistake."""

_PREFIXES = frozenset({"dc:", "dcterms:", "content:", "sy:", "news:", "feedburner:", "itunes:", "atom:"})


class FieldNames(dict[str, str]):
    """
    Tag as lxml gives it -> local name in lower case, with the usual prefix of its namespace; "" for what is not read.

    The namespace of the root is the format's own, whatever it is: publishers invent some. One for each document.
    """

    def __init__(self, root_tag: str) -> None:
        """Take the format's own namespace from *root_tag*."""
        super().__init__()
        self._own, self.root = _split(root_tag)
        self._is_atom = any(part in self._own.lower() for part in _ATOM)

    def __missing__(self, tag: str) -> str:
        """Find the name once."""
        namespace, local = _split(tag)
        prefix = self._prefix(namespace)
        if (
            not namespace and ":" in local
        ):  # its namespace was never declared; the prefix tells what was meant
            name = local if local[: local.index(":") + 1] in _PREFIXES else ""
        else:
            name = "" if prefix is None else prefix + local
        self[tag] = name
        return name

    def _prefix(self, namespace: str) -> str | None:
        if not namespace:
            return ""
        low = namespace.lower()
        for part, prefix in _KNOWN:
            if part in low:
                return prefix
        if any(part in low for part in _ATOM):
            return "" if self._is_atom else "atom:"
        if any(part in low for part in _OTHERS):
            return None
        return "" if namespace == self._own or any(part in low for part in _RSS) else None


def _split(tag: str) -> tuple[str, str]:
    namespace, _, local = tag[1:].rpartition("}") if tag[:1] == "{" else ("", "", tag)
    return namespace, local.lower()
