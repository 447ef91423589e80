"""A page's facts for search engines, as schema.org has them: https://schema.org/Claim, https://schema.org/Car.

A thing has only what is confirmed, since nothing there can say "expected". Each claim is a `Claim`, with its badge.
"""

from __future__ import annotations

from typing import Any

from jinja2.utils import htmlsafe_json_dumps

from ..model.facts import Facts
from ..model.records import CONFIRMED, Claim, Entity

#: The schema.org type of each type of thing.
TYPES = {"models": "Car", "organisations": "Organization", "people": "Person", "events": "Event"}


def structured(facts: Facts, entity: Entity) -> str:
    """The JSON-LD of an entity's page, safe inside a script element. Urls in it are relative to the page."""
    claims = facts.claims_of(entity.id)
    graph = [_thing(facts, entity, claims), *(_claim(facts, claim) for claim in claims)]
    return str(htmlsafe_json_dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False))


def _thing(facts: Facts, entity: Entity, claims: tuple[Claim, ...]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "@type": TYPES.get(entity.type, "Thing"),
        "@id": "#",
        "name": entity.name,
        "description": facts.prose_text(entity.summary),
    }
    if entity.type == "models":  # a Car is a Product, and only a Product has additional properties
        made["additionalProperty"] = [
            {
                "@type": "PropertyValue",
                "name": claim.property.label,
                "value": facts.claim_text(claim),
                "description": claim.badge,
                "url": f"#{claim.property.id}",
            }
            for claim in claims
            if claim.status.id == CONFIRMED
        ]
    return made


def _claim(facts: Facts, claim: Claim) -> dict[str, Any]:
    speaker, article = facts.entities[facts.speaker(claim)], facts.article
    return {
        "@type": "Claim",
        "@id": f"#{claim.property.id}",
        "name": f"{claim.property.label}: {facts.claim_text(claim)}",
        "keywords": claim.badge,
        "about": {"@id": "#"},
        "author": {"@type": TYPES.get(speaker.type, "Thing"), "name": speaker.name},
        "appearance": {
            "@type": "NewsArticle",
            "headline": article.title or article.name,
            "publisher": {"@type": "Organization", "name": facts.entities[article.publisher].name},
        },
    }
