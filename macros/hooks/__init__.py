"""What makes MkDocs build and preview faster. The content needs none of it.

Nothing imports it, and it knows MkDocs and its macros engine; of the rest, only the message of a fault asks `loading`
and `authoring` what is wrong with a page.
"""
