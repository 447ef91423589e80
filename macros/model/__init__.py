"""The domain: values, records and the graph of facts.

It stands on nothing, and knows no YAML, no HTML and no MkDocs.
"""
