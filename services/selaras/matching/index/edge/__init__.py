"""The index on Qdrant Edge: the engine in a process of its own beside the service.

Every call of the engine holds Python's interpreter lock until it returns: 5 ms for a search, a
minute for building a graph. In the service's own process that would stop its event loop, so the
engine runs in a child process, and graphs are built in another::

    adapter.py   in the service: sends requests, waits without blocking
      wire.py    how the two talk: length-prefixed frames on a socket pair
    worker.py    the child: owns the folder, answers one request after another
      store.py   the folder: lock, state file, collections, switches
      collection.py  one collection: writes and searches over its parts
      part.py    one part: an EdgeShard, its configuration and its filters
      upkeep.py  flushes, and builds graphs aside
    builder.py   a child of the worker: builds the graph of a copy of a part

No process but the worker and the builder imports ``qdrant_edge``.
"""
