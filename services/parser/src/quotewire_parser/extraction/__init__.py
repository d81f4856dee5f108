"""From a page, or a plain text, to an article: headline, body, people, dates, and where each of them was found."""
