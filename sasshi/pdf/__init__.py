"""Finished PDFs: rotated, imposed, drawn with less ink, separated for a print shop, checked.

What a PDF says of itself (title, author, language) the layout engine takes from the page's head:
``templates/base/partials/metadata.html``. Here it is only carried over.
"""
