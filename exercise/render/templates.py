"""Templates filled in: `rendered` for what this package draws as HTML and SVG.

Every text is escaped as it is filled in, and what could steer or reorder what surrounds it is replaced.
Jinja is loaded with the first page, not with the program.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from exercise.model.text import clean

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What a page may load: nothing; its own style sheet is inline."""
LONGEST = 1_000_000


def rendered(template: str, **values: Any) -> Markup:
    """Return a template of `templates/` with values filled in, texts escaped, as markup."""
    from markupsafe import Markup

    return Markup(templates().get_template(template).render(policy=POLICY, **values))


@cache
def templates() -> Environment:
    """Return the environment in which templates are read."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("exercise.render"),
        autoescape=True,
        finalize=_harmless,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def _harmless(value: Any) -> Any:
    """Return a value as it may stand on a page: numbers short, texts without what could disturb a screen, markup as it is."""
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return clean(value, multiline=True, limit=LONGEST)
    return value
