"""What it takes to make a theme of one's own: checked, described, begun, copied from, shown."""
