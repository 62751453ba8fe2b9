"""Data in a guide: YAML with its lines, and the schemas by which it is read."""
