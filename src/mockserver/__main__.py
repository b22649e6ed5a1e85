"""`python -m mockserver`."""

from .cli import main

main(prog_name="mockserver")
