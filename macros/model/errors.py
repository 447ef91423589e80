"""The error that all others of this package are."""


class FactsError(Exception):
    """What was asked for can't be done with these facts. Its text says why, for whoever asked."""
