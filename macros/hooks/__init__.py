"""What makes MkDocs build and preview faster. The content needs none of it.

Nothing imports it, and it knows MkDocs alone; only the message of a fault asks the page checks.
"""
