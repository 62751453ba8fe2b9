"""Font files: which there are, what they cover, cut down for a text, made for columns."""
