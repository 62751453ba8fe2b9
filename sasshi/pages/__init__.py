"""Pages that are laid out again and again while their text changes: only the changed pieces anew.

``changed_pieces`` drives it: what stands between two forced page breaks is a piece (``cut``), and
of one changed chapter that alone is built (``build_piece``) and laid out (``lay_out_piece``);
all others are kept (``kept_piece``). ``page_pdf`` writes each page by itself, ``blocks`` says
where the blocks of the source stand on it.
"""
