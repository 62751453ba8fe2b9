"""The live preview: a guide in the browser, built again whenever one of its files is saved.

From the window inwards:

- ``page/`` is what the browser loads: ``keys.js`` holds every key, ``zoom.js`` how large pages are
  shown, ``views.js`` the pages, ``theme_panel.js`` the themes and tokens. ``page_files`` is the
  table of these files, ``words.toml`` their texts.
- ``server`` answers the windows, by way of ``answers``; ``window_json`` is what they are sent.
- ``session`` is what all windows share, and the thread on which builds run.
- ``builder`` builds one guide again and again, ``build_result`` is what comes of it.
  ``edition_cache`` keeps the pages of its editions, ``theme_cache`` the themes. How one changed
  chapter alone is laid out is in ``sasshi.pages.changed_pieces``.
- ``watch`` calls when a file that a build read is saved; ``editor`` opens one at a line.
"""
