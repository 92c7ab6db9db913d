"""The index on a Qdrant server, through qdrant-client (asynchronous, gRPC)."""
