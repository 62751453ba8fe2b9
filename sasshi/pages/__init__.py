"""Pages that are laid out again and again while their text changes: in pieces, and kept."""
