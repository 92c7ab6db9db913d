"""``python -m selaras.cli``."""

from selaras.cli import main

main()
