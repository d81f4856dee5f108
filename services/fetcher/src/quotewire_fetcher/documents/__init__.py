"""
Reads the documents that sources name: feeds of every kind, sitemaps and their indexes, and HTML pages that declare feeds.

`reading.read_document` is the way through: unpack and decode (`encoding`), well-formed documents (`xml_tree` over
`xml_items`, `json_feed`, `html_page`, `url_list`), malformed ones (`mending`, `tolerant`), each with its limits.
`rescue_server` runs the last step in a process of its own.
"""
