"""A page's facts for search engines, as schema.org has them: https://schema.org/Claim.

A thing has only what is confirmed, since nothing there can say "expected". Each claim is a `Claim`, with its badge.
"""

from __future__ import annotations

from typing import Any

from jinja2.utils import htmlsafe_json_dumps

from ..model.facts import Facts
from ..model.records import Claim, Entity
from ..model.vocabulary import CONFIRMED


def structured(facts: Facts, entity: Entity) -> str:
    """Return the JSON-LD of an entity's page, safe inside a script element. Urls in it are relative to the page."""
    claims = facts.claims_of(entity.id)
    graph = [_thing(facts, entity, claims), *(_claim(facts, claim) for claim in claims)]
    return str(htmlsafe_json_dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False))


def _thing(facts: Facts, entity: Entity, claims: tuple[Claim, ...]) -> dict[str, Any]:
    thing: dict[str, Any] = {
        "@type": _type(facts, entity),
        "@id": "#",
        "name": entity.name,
        "description": facts.prose_text(entity.summary),
    }
    if facts.types[entity.type].schema_org_parent:  # nothing but a Product or a Place has additional properties
        thing["additionalProperty"] = [
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
    return thing


def _claim(facts: Facts, claim: Claim) -> dict[str, Any]:
    speaker, article = facts.entities[facts.speaker(claim)], facts.article
    publisher = facts.entities[article.publisher]
    return {
        "@type": "Claim",
        "@id": f"#{claim.property.id}",
        "name": f"{claim.property.label}: {facts.claim_text(claim)}",
        "keywords": claim.badge,
        "about": {"@id": "#"},
        "author": {"@type": _type(facts, speaker), "name": speaker.name},
        "appearance": {
            "@type": "NewsArticle",
            "headline": article.title or article.name,
            "publisher": {"@type": _type(facts, publisher), "name": publisher.name},
        },
    }


def _type(facts: Facts, entity: Entity) -> str:
    return facts.types[entity.type].schema_org or "Thing"
