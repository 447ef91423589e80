"""The base class of this package's errors."""


class FactsError(Exception):
    """What was asked for can't be done with these facts. Its text says why, for whoever asked."""
