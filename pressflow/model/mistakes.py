"""Validation errors in plain words: where, what is wrong, what to do."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing a validator did not accept."""

    location: tuple[str | int, ...]
    code: str
    message: str


def in_plain_words(error: ValidationError, model: type[BaseModel]) -> Iterator[Mistake]:
    """Each error once, in words for the office; `model` is asked which names an unknown field may have meant.

    A field that is missing because its name is misspelt is one mistake, not two.
    """
    details = error.errors(include_url=False)
    unknown = (detail["loc"] for detail in details if detail["type"] == "extra_forbidden")
    misspelt = {(*location[:-1], _close(location, model)) for location in unknown}
    for detail in details:
        if detail["type"] == "missing" and detail["loc"] in misspelt:
            continue
        if detail["type"] == "too_short" and detail["input"]:
            continue  # its entries were refused, and each says why
        yield Mistake(detail["loc"], *_say(detail, model))


def _say(detail: Any, model: type[BaseModel]) -> tuple[str, str]:  # Any: pydantic's ErrorDetails and its context
    context, given = detail.get("ctx", {}), detail["input"]
    match detail["type"]:
        case "missing":
            return "FIELD-MISSING", "is missing; add it"
        case "extra_forbidden":
            return "FIELD-UNKNOWN", f"is not a field{_meant(detail['loc'], model)}"
        case "string_too_short" if not str(given).strip():
            return "FIELD-EMPTY", "is empty; fill it in or remove the line"
        case "string_too_short":
            return "FIELD-LENGTH", f"has {len(given)} characters; it needs at least {context['min_length']}"
        case "string_too_long":
            return "FIELD-LENGTH", f"has {len(given)} characters; at most {context['max_length']} are allowed"
        case "too_short":
            return "FIELD-EMPTY", "is empty; at least one entry is needed"
        case "tuple_type" | "list_type" | "model_type" | "model_attributes_type" | "dict_type" if given == "":
            return "FIELD-EMPTY", "is empty; fill it in or remove the line"
        case "literal_error":
            return "FIELD-VALUE", f"{given!r} is not possible; choose one of {context['expected']}"
        case "string_pattern_mismatch" if len(given.splitlines()) > 1:
            return "FIELD-VALUE", "has several lines; write it in one"
        case "bool_parsing":
            return "FIELD-VALUE", f"{given!r} is not possible; write true or false"
        case "string_pattern_mismatch":
            return "FIELD-VALUE", f"{given!r} does not have the right form ({context['pattern']})"
        case "value_error":
            return getattr(context["error"], "code", "FIELD-VALUE"), str(context["error"])
        case "string_type" if isinstance(given, (list, dict)):
            return (
                "FIELD-TYPE",
                "must be one text, not a list or a group of fields; remove the - or the inner names",
            )
        case "tuple_type" | "list_type":
            return "FIELD-TYPE", 'must be a list, as in ["one", "two"]'
        case "model_type" | "model_attributes_type" | "dict_type":
            return "FIELD-TYPE", "must be a group of fields, each on a line of its own, as in name: Value"
        case _:
            return "FIELD-VALUE", f"{given!r}: {detail['msg']}"


def _meant(location: tuple[str | int, ...], model: type[BaseModel]) -> str:
    close = _close(location, model)
    return f"; did you mean {close}?" if close else "; remove it"


def _close(location: tuple[str | int, ...], model: type[BaseModel]) -> str | None:
    close = difflib.get_close_matches(str(location[-1]), sorted(known_names(model)), n=1, cutoff=0.6)
    return close[0] if close else None


def known_names(model: type[BaseModel]) -> set[str]:
    """The names of all fields of a model and of the models inside it."""
    schema = model.model_json_schema()
    groups = [schema, *schema.get("$defs", {}).values()]
    return {name for group in groups for name in group.get("properties", {})}
