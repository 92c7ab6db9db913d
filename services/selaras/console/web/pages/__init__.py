"""One module for each page; its ``routes`` are found by lying in this folder.

A page is a function from a :class:`selaras.console.web.visit.Visit` to a response; ``get`` and
``post`` of :mod:`selaras.console.web.routing` say where it is and who may see it.
"""
