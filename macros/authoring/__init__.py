"""What an editor runs: checks of the pages, the comparison, scaffolds, the editor's schema.

It stands on everything else but `hooks`, and knows no MkDocs.
"""
