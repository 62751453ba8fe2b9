"""WeasyPrint, behind one door: started, changed where it must be, kept off the network, heard.

Importing ``internals``, or a module that does, loads WeasyPrint and Pango, the slowest part of a
start; ``session``, ``stylesheets`` and the table of patches do without.
"""
