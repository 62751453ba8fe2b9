"""Finished PDFs: rotated, imposed, drawn with less ink, separated for a print shop, checked."""
