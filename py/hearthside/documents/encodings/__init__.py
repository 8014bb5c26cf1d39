"""How letters are written as bytes: what names mean, and what bytes without a name are in.

`labels` reads names as the web does; `guess` weighs the encodings against each other with the
letters of `profiles`. Knows nothing of files.
"""
