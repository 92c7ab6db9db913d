"""The ports on real parts: a SQL database and NATS."""
