"""From facts to HTML: the macros of a page, its urls, its templates and drawings.

It stands on `model`, and knows no YAML and no MkDocs.
"""
