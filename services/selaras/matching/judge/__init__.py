"""The judge: facts decide. ``decide.py`` is where the signals come together.

``scope.py`` asks whether two messages speak to the same area, ``context.py`` whether they are about
one occasion, ``phases.py`` of which phase, ``alignment.py`` how near their claims are,
``conflicts.py`` which facts cannot both hold (by ``signals.py``), ``claims.py`` which claims may
clash as a whole, ``weigh.py`` how probable each conflict is, ``sameness.py`` how far two messages
say the same, ``matter.py`` whether they are one message and whether something in them clashes,
``model.py`` turns signals into a probability.

``questions.py`` says what an entailment model should read before the decision, ``statement.py`` in
which words, ``reading_signals.py`` what its answers count. ``evidence.py`` shows the facts that a
verdict rests on, ``differences.py`` what they state, ``exchange.py`` whether the words of one may
stand in the sentence of the other. ``superseded.py`` takes back what the other agency has itself
put right in a newer message.
"""
