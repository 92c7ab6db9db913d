"""The matching service: takes drafts apart, finds near messages of others, judges the pairs.

``pipeline.py`` names the steps in order. ``text/`` cuts a message into claims, ``facts/`` reads
the values in them, ``index/`` finds near messages, ``judge/`` decides, ``cases/`` gathers findings
into cases.
"""
