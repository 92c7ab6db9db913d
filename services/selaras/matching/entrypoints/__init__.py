"""Where protobuf enters and leaves matching: gRPC, the bus, and the events it emits."""
