"""The judge: facts decide. ``decide.py`` is where the signals come together.

``scope.py`` asks whether two messages speak to the same area, ``phases.py`` of which phase,
``alignment.py`` how near their claims are, ``conflicts.py`` which facts cannot both hold (by
``signals.py``), ``sameness.py`` whether two messages are one, ``model.py`` turns signals into a
probability.
"""
