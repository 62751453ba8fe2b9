"""WeasyPrint, behind one door: started, changed where it must be, kept off the network, heard.

Importing a module of this package loads WeasyPrint and Pango, the slowest part of a start.
"""
