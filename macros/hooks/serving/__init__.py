"""What `mkdocs serve` is made of here: a site whose pages are rendered when they are asked for.

`preview.py` beside this folder is the hook, and imports `serving` by this short name, as MkDocs lets a hook import what
lies beside it. So it is no part of the package `macros`: it stays when that is forgotten after a change of its code,
and it lives through whatever fault that has.
"""
