"""What stands beside the pages: the API, the feed, the badges, structured data and the policy.

It stands on `model` and `rendering`, and knows no YAML and no MkDocs.
"""
