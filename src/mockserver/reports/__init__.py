"""What the reports of `coverage`, `lint` and `provider` share: formats by name, the files they go to, and the formats
that other programs define.

`coverage`, `lint` and `provider` each declare a table of `Format` rows. The writers here take plain records and return
text.
"""
