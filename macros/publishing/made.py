"""Values that are made when they are asked for, and not kept: all files of a large site together take much room."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

V = TypeVar("V")


class Made(Mapping[str, V]):
    """A mapping whose values are made anew each time.

    Args:
        makers: what makes each value, by its key.
    """

    def __init__(self, makers: Mapping[str, Callable[[], V]]) -> None:
        self._makers = makers

    def __or__(self, other: Made[V]) -> Made[V]:
        return Made({**self._makers, **other._makers})

    def __getitem__(self, key: str) -> V:
        return self._makers[key]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)
