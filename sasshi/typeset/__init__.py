"""HTML → laid-out pages → PDF: lines and blocks set by our own rules within the engine's layout."""
