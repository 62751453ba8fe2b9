"""sasshi (冊子): from a Markdown guide to printed booklets."""

__version__ = "0.1.0"
