"""What every service needs and no business words: configuration, logging, gRPC, bus, database."""
