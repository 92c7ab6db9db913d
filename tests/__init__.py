"""All tests, by how much of the world they need (CONTRIBUTING.md)."""

import os

# Tests start servers as child processes while gRPC's threads run. gRPC's own handling of such a
# fork can hang (`fork_posix.cc: skipping fork() handlers`), and a child that is a new program
# needs none.
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "false")
