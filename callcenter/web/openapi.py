"""OpenAPI 3.1, generated from the routes."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from callcenter import __version__
from callcenter.web.guard import COOKIE
from callcenter.web.models import TroubleAnswer
from callcenter.web.route import Route

REF = "#/components/schemas/{model}"
Refs = Mapping[object, Mapping[str, Any]]  # of each model
_ERRORS = {400: "bad input", 401: "not signed in", 403: "wrong role or Origin", 503: "a part is down"}


def describe(routes: Iterable[Route]) -> dict[str, Any]:
    """Return the OpenAPI document of these routes."""
    listed = list(routes)
    refs, schemas = _schemas(listed)
    paths: dict[str, dict[str, Any]] = {}
    for one in listed:
        paths.setdefault(one.name, {})[one.method.lower()] = _operation(one, refs)
    return {
        "openapi": "3.1.0",
        "info": {"title": "连心桥 callcenter", "version": __version__},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
                "token": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _schemas(routes: Iterable[Route]) -> tuple[Refs, Mapping[str, Any]]:
    """Where each model of a route stands, and all schemas: two models of one name stand under longer ones."""
    models: list[tuple[type[BaseModel], Any]] = [(TroubleAnswer, "serialization")]
    for one in routes:
        models += [(one.body, "validation")] if one.body else []
        models += [(one.out, "serialization")] if one.out else []
    placed, document = models_json_schema(models, ref_template=REF)
    return {model: schema for (model, _), schema in placed.items()}, document["$defs"]


def _operation(one: Route, refs: Refs) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": one.summary,
        "operationId": f"{one.method.lower()}_{re.sub(r'[^a-z0-9]+', '_', one.name.lower()).strip('_')}",
        "parameters": [*_path_parameters(one), *_query_parameters(one)],
        "responses": _responses(one, refs),
    }
    if one.body is not None:
        operation["requestBody"] = {"required": bool(one.body.model_fields), "content": _json(one.body, refs)}
    if one.roles is not None:
        operation["security"] = [{"session": []}, {"token": []}]
        operation["x-roles"] = sorted(one.roles)
    return operation


def _path_parameters(one: Route) -> list[dict[str, Any]]:
    """Return the ids of a path with the pattern that the route asks of them."""
    found = re.findall(r"{(\w+)(?::((?:[^{}]|{[^{}]*})*))?}", one.path)
    return [{"name": name, "in": "path", "required": True, "schema": _fitting(pattern)} for name, pattern in found]


def _fitting(pattern: str) -> dict[str, str]:
    return {"type": "string", **({"pattern": f"^{pattern}$"} if pattern else {})}


def _query_parameters(one: Route) -> list[dict[str, Any]]:
    if one.query is None:
        return []
    properties = _inline(one.query.model_json_schema())["properties"]
    return [{"name": name, "in": "query", "schema": schema} for name, schema in properties.items()]


def _inline(schema: dict[str, Any]) -> dict[str, Any]:
    """Put the few definitions of a query's schema where they are used: parameters have no place for them."""
    kept = schema.pop("$defs", {})

    def filled(part: Any) -> Any:
        if isinstance(part, dict):
            if "$ref" in part:
                return kept[part["$ref"].rpartition("/")[2]]
            return {name: filled(value) for name, value in part.items()}
        return [filled(item) for item in part] if isinstance(part, list) else part

    done: dict[str, Any] = filled(schema)
    return done


def _responses(one: Route, refs: Refs) -> dict[str, Any]:
    good: dict[str, Any]
    if one.live:
        good = {"101": {"description": "WebSocket"}}
    elif one.out is not None:
        good = {"200": {"description": "done", "content": _json(one.out, refs)}}
    elif one.media:
        good = {"200": {"description": "done", "content": {name: {} for name in one.media.split(", ")}}}
    else:
        good = {"204": {"description": "done"}}
    trouble = {
        str(status): {"description": why, "content": _json(TroubleAnswer, refs)} for status, why in _ERRORS.items()
    }
    if one.roles is None:
        trouble = {status: what for status, what in trouble.items() if status != "401"}
    return {**good, **trouble, "default": {"description": "other trouble", "content": _json(TroubleAnswer, refs)}}


def _json(model: type[BaseModel], refs: Refs) -> dict[str, Any]:
    return {"application/json": {"schema": refs[model]}}
