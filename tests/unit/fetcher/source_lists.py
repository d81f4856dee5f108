"""Lists of sources as hypothesis makes them up."""

from hypothesis import strategies as st

from quotewire_fetcher.naming.identity import canonical_url
from quotewire_fetcher.sources.source import Source

names = st.text(min_size=1, max_size=60).map(lambda text: " ".join(text.split())).filter(bool)
xml_names = names.map(lambda text: "".join(char for char in text if char.isprintable() and char <= "\uffff")).map(
    lambda text: " ".join(text.split())
).filter(bool)  # fmt: skip
addresses = st.builds(
    lambda host, path: f"https://{host}.example/{path}",
    st.from_regex(r"[a-z]{1,12}", fullmatch=True),
    st.from_regex(r"[a-z0-9?=&%._/-]{0,30}", fullmatch=True),
)


def lists(names: st.SearchStrategy[str]) -> st.SearchStrategy[list[Source]]:
    one = st.builds(
        Source,
        id=st.from_regex(r"[a-z0-9][a-z0-9._-]{0,30}", fullmatch=True),
        name=names,
        url=addresses,
        kind=st.sampled_from([None, "rss", "atom", "jsonfeed", "newssitemap", "sitemap", "page"]),
        publisher=st.none() | names,
        language=st.none() | st.sampled_from(["en", "pt-BR", "zh-Hant"]),
        country=st.none() | st.sampled_from(["GB", "BR"]),
        group=st.none() | names,
        home=st.none() | st.just("https://home.example/"),
        poll_interval_s=st.none() | st.floats(min_value=0.001, max_value=1e7),
        enabled=st.booleans(),
    )
    return st.lists(
        one, max_size=6, unique_by=(lambda source: source.id, lambda source: canonical_url(source.url))
    )
