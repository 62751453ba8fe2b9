"""Data in a guide: YAML with its lines, and the one language of schemas in which it is read.

``yaml_text`` makes values with lines of YAML, ``fields`` has the kinds of values that a schema is
made of, ``reader`` reads values by a schema. Front matter and drawings have their schemas where
they are made, in ``content.frontmatter`` and ``dialect``.
"""
