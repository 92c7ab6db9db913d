"""Between domain objects and protos: ``to_proto_x`` and ``from_proto_x``."""
