"""The features of the dialect, a module each; the table of them is ``dialect.FEATURES``."""
