"""Alerting: turns changes of cases into one notice for each owner who must know, never two."""
