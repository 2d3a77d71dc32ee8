"""What the service says about itself: OpenAPI, the schema of MQTT payloads, the meaning of every figure."""

from dataclasses import asdict

from aiohttp import web
from pydantic.json_schema import models_json_schema

from callcenter.web.models import Definition, DefinitionList
from callcenter.web.route import ANYONE_SIGNED_IN, Ask, route
from dashboards.definitions import HOT, definitions
from dashboards.topics import TOPICS


@route("GET", "/api/v1/definitions", "What every figure on a screen means", ANYONE_SIGNED_IN, out=DefinitionList)
async def list_definitions(ask: Ask) -> DefinitionList:
    """List the definitions, in the variant that counts here."""
    return DefinitionList(items=[Definition(**asdict(one)) for one in (*definitions(ask.parts.definition), HOT)])


@route("GET", "/api/v1/schema", "JSON Schema of all MQTT payloads", None, media="application/schema+json")
async def schema(_ask: Ask) -> web.Response:
    """Answer one document: the payloads under `$defs`, and which topic carries which."""
    _, document = models_json_schema([(topic.payload, "serialization") for topic in TOPICS])
    topics = {topic.path: {"$ref": f"#/$defs/{topic.payload.__name__}", "retain": topic.retain} for topic in TOPICS}
    return web.json_response(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", **document, "x-topics": topics},
        content_type="application/schema+json",
    )


ROUTES = (list_definitions, schema)
