"""In which of the office's languages a reader is answered."""

from collections.abc import Sequence

from starlette.requests import Request


def language_of(request: Request, languages: Sequence[str], own: str = "") -> str:
    """The language asked for in the address, else the reader's own as we know it, else as their browser prefers."""
    wanted = request.path_params.get("language") or request.query_params.get("language")
    for language in (wanted, own):
        if language in languages:
            return str(language)
    return preferred(request.headers.get("accept-language", ""), languages)


def preferred(header: str, languages: Sequence[str]) -> str:
    """The first of the languages that Accept-Language (RFC 9110, section 12.5.4) likes best; else the first of all."""
    # Sorting keeps the order of those that are liked alike.
    ranked = sorted(map(_weighed, header[:200].split(",")), key=lambda one: -one[0])
    for weight, tag in ranked:
        base = tag.partition("-")[0]
        found = next((one for one in languages if one.lower() == tag or one.lower().partition("-")[0] == base), "")
        if weight > 0 and found:
            return found
    return languages[0]


def _weighed(part: str) -> tuple[float, str]:
    """`en;q=0.8` as its weight and the tag; what cannot be read weighs nothing."""
    tag, _, weight = part.strip().partition(";q=")
    try:
        return (float(weight) if weight else 1.0), tag.strip().lower()
    except ValueError:
        return 0.0, ""
