"""The ways into intake: gRPC, the bus, and its own clockwork."""
