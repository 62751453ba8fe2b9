"""Templates read, not run: what they name that nobody gives them, and what they use."""

from sasshi.theme.lint.expressions import TemplateUse
from sasshi.theme.lint.statements import lint

__all__ = ["TemplateUse", "lint"]
