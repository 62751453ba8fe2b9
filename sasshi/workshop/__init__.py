"""What it takes to make a theme of one's own: the work of ``check`` and of ``theme …``.

``check`` looks at a theme: ``stylesheets`` and ``unused_files`` are about its files,
``sample_builds`` about pages. ``new_theme`` begins one, ``eject`` copies a file to change,
``theme_files`` says which file counts, ``reference`` what templates may use, ``gallery`` draws it.
"""
