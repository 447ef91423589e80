"""Facts made up for measuring: things with eight claims each, mixed about as they are in the real data.

Ten things that follow one another make a group, and name each other alone. So a page holds as much in a world of any
size.
"""

from __future__ import annotations

from typing import Any

import yaml

_GROUP = 10
# The first things of a group are what the others name; the rest are models.
_MODEL, _PLATFORM, _MAKE = range(3)
TYPES = ("models", "platforms", "organisations")
_FILE = 500  # things in a file of the data
PARAGRAPHS = 8

#: The sections that hold words alone. They come from the real data.
WORDS = ("types", "statuses", "kinds", "outcomes")

_PROPERTIES: dict[str, dict[str, Any]] = {
    "price": {"label": "Price", "type": "money", "question": "What will it cost?"},
    "launch": {"label": "Launch", "type": "date", "question": "When does it launch?"},
    "platform": {"label": "Platform", "type": "reference", "inverse": "Models on this platform"},
    "smaller-than": {"label": "Size", "type": "reference", "phrase": "smaller than {}", "inverse": "Smaller than it"},
    "charging": {"label": "Charging", "type": "text", "question": "How fast does it charge?"},
    "market": {"label": "Market", "type": "text"},
    "powertrain": {"label": "Powertrain", "type": "text"},
    "make": {"label": "Make", "type": "reference", "inverse": "Cars of this make"},
    "driving-range": {"label": "Range", "type": "text", "question": "How far does it go?", "asked-of": ["models"]},
}


def world(entities: int, words: dict[str, Any]) -> dict[str, str]:
    """The data of a world: the text of each file, by its name.

    Args:
        entities: how many things there are, three at least.
        words: the real data's `WORDS`.
    """
    files: dict[str, dict[str, Any]] = {"vocabulary.yml": {**words, "properties": _properties(), "sources": _sources()}}
    for start in range(0, entities, _FILE):
        some = range(start, min(start + _FILE, entities))
        files[f"things-{start}.yml"] = {
            **{type: {_id(n): _thing(n, entities) for n in some if _type(n) == type} for type in TYPES},
            "follow-ups": [_follow_up(number) for number in some],
        }
    return {name: _dump(made) for name, made in files.items()}


def _dump(made: dict[str, Any]) -> str:
    return str(yaml.dump(made, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=120))


def _properties() -> dict[str, Any]:
    return {
        id: {**made, "for": list(TYPES), **({"to": list(TYPES)} if "inverse" in made else {})}
        for id, made in _PROPERTIES.items()
    }


def _sources() -> dict[str, Any]:
    return {
        "paper": {
            "name": "The Paper",
            "title": "A report",
            "publisher": _id(_MAKE),
            "date": "2026-01",
            "paragraphs": f"{PARAGRAPHS}",
            "sentences": ["1"] * PARAGRAPHS,
        },
        "herald": {"name": "The Herald", "url": "https://example.org/report"},
    }


def _id(number: int) -> str:
    return f"thing-{number}"


def _type(number: int) -> str:
    place = number % _GROUP
    return TYPES[place] if place < len(TYPES) else TYPES[_MODEL]


def _named(number: int, place: int, entities: int) -> str:
    """What a thing names: one of its group's first, or the next of them if it is that one itself."""
    group = number - number % _GROUP if number - number % _GROUP + len(TYPES) <= entities else 0
    return _id(group + (place + (group + place == number)) % len(TYPES))


def _thing(number: int, entities: int) -> dict[str, Any]:
    model, platform, make = (_named(number, place, entities) for place in range(len(TYPES)))
    return {
        "name": f"Thing {number}",
        "aka": [f"Nickname {number}"],
        "summary": f"Something like [[{model}]], made up to be measured.",
        **({"speaks": "in-the-article"} if number == _MAKE else {}),
        "claims": {
            "price": {
                "value": f"about {15000 + number} GBP",
                "detail": "as others cost",
                **_said("expected", 3, wording="expect"),
                "rests-on": [f"{_id(number)}.smaller-than"],
                "note": f"No number was given for it. The figure is drawn from [[{platform}.launch]].",
            },
            "launch": {"value": f"{2026 + number % 4}", **_said("confirmed", 6, kind="plan")},
            "platform": {"value": platform, **_said("confirmed", 4, kind="fact")},
            "smaller-than": {"value": model, **_said("expected", 1, wording="assume")},
            "charging": {**_said("unknown", 8, wording="not known"), "detail": "how fast it charges"},
            "market": {
                "value": "Europe and Japan",
                **_said("confirmed", 5, kind="exploration"),
                "by": _id(_MAKE),
                "note": f"Part of what was asked of [[{make}|the others]]. That it was asked is confirmed.",
            },
            "powertrain": {"value": "electric", **_said("confirmed", 2, kind="fact")},
            "make": {"value": make, **_said("confirmed", 4, kind="fact")},
        },
    }


def _said(status: str, paragraph: int, wording: str = "says", **more: str) -> dict[str, str]:
    return {"status": status, "wording": wording, **more, "paragraph": f"{paragraph}", "sentence": "1"}


def _follow_up(number: int) -> dict[str, Any]:
    """A report about a thing. Two of three answer a question, as in the real data."""
    answer = {
        "to": f"{_id(number)}.price",
        "value": f"from {14000 + number} GBP",
        "status": "confirmed",
        "kind": "fact",
        "by": _id(_MAKE),
    }
    return {
        "about": [f"{_id(number)}.price"],
        "outcome": "open",
        "date": "2026-03",
        "recorded": "2026-03-01",
        "sources": ["herald"],
        "says": "Reported as less. Nobody has given a price.",
        **({"answers": [answer]} if number % 3 else {}),
    }
