"""From YAML files to facts, or every problem with its file, line and column.

It stands on `model`, and knows no HTML and no MkDocs.
"""
