"""One module for each command; see :mod:`selaras.cli.app`."""
