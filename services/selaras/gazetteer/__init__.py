"""The areas of Indonesia: codes, names and aliases, lineage, relations, time zones."""

from selaras.gazetteer.errors import GazetteerError, UnknownAreaError
from selaras.gazetteer.gazetteer import AreaMention, Gazetteer, Relation
from selaras.gazetteer.table import Area, Level

__all__ = [
    "Area",
    "AreaMention",
    "Gazetteer",
    "GazetteerError",
    "Level",
    "Relation",
    "UnknownAreaError",
]
