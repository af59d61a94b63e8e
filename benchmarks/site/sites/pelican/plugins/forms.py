"""Each release as text and JSON."""

from typing import Any

from pelican import signals


def write(generator: Any, writer: Any) -> None:  # Any: Pelican has no types
    """Write both forms of every article."""
    forms = {suffix: generator.get_template(f"form_{suffix}") for suffix in ("txt", "json")}
    for article in generator.articles:
        for suffix, template in forms.items():
            writer.write_file(f"de/{article.slug}.{suffix}", template, generator.context, article=article)


def register() -> None:
    """Tell Pelican."""
    signals.article_writer_finalized.connect(write)
