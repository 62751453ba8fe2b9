"""Font files: which there are, what they cover, cut down for a text, made for columns.

``faces`` lists the files, ``coverage`` says what none of them has, ``font_choice`` from which
family a character is taken, ``subset`` cuts files down, ``vertical`` makes fonts for columns of
them, and ``install`` puts all that into the one folder that the layout engine sees.
"""
