"""DirectoryService in memory on a real gRPC server, for the client and the commands."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent import futures
from contextlib import contextmanager

import grpc
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.message import Message
from selaras.api.v1 import directory_pb2 as pb
from selaras.api.v1 import directory_pb2_grpc
from selaras.kit.errors import SelarasError, Unauthenticated
from selaras.kit.grpc_errors import to_proto_status

ADMIN_KEY = "sk-admin"


class FakeDirectory(directory_pb2_grpc.DirectoryServiceServicer):
    """Keeps owners and keys as the service does: secrets are taken and never given.

    Attributes:
        requests: what came.
        owners: by name, with the secrets.
        failures: what the next calls end with.
    """

    def __init__(self) -> None:
        self.requests: list[Message] = []
        self.owners: dict[str, pb.Owner] = {}
        self.keys: list[pb.Key] = []
        self.failures: list[SelarasError] = []

    def CreateOwner(self, request, context):  # noqa: N802
        self._admit(request, context)
        owner = pb.Owner()
        owner.CopyFrom(request.owner)
        owner.name = f"{request.parent}/owners/{owner.owner_id}"
        owner.time_zone = owner.time_zone or "Asia/Jakarta"
        owner.role = owner.role or pb.OWNER_ROLE_OWNER
        self.owners[owner.name] = owner
        return pb.CreateOwnerResponse(owner=_without_secrets(owner))

    def ListOwners(self, request, context):  # noqa: N802
        self._admit(request, context)
        found = [
            _without_secrets(owner)
            for name, owner in sorted(self.owners.items())
            if name.startswith(f"{request.parent}/")
        ]
        return pb.ListOwnersResponse(owners=found)

    def UpdateOwner(self, request, context):  # noqa: N802
        self._admit(request, context)
        owner = self.owners[request.owner.name]
        known = {(one.kind, one.address): one.secret for one in owner.channels}
        for path in request.update_mask.paths:
            owner.ClearField(path)
        FieldMask(paths=request.update_mask.paths).MergeMessage(request.owner, owner)
        for channel in owner.channels:
            channel.secret = channel.secret or known.get((channel.kind, channel.address), "")
        return pb.UpdateOwnerResponse(owner=_without_secrets(owner))

    def DeleteOwner(self, request, context):  # noqa: N802
        self._admit(request, context)
        del self.owners[request.name]
        return pb.DeleteOwnerResponse()

    def CreateKey(self, request, context):  # noqa: N802
        self._admit(request, context)
        name = f"{request.parent}/keys/k{len(self.keys)}"
        key = pb.Key(name=name, prefix=name[-2:], owner=request.owner)
        self.keys.append(key)
        return pb.CreateKeyResponse(key=key, secret=f"slr_{key.prefix}_secret")

    def ListKeys(self, request, context):  # noqa: N802
        self._admit(request, context)
        return pb.ListKeysResponse(keys=self.keys)

    def last(self, kind: type[Message]) -> Message:
        """The last request of a kind."""
        return next(one for one in reversed(self.requests) if isinstance(one, kind))

    def _admit(self, request, context) -> None:
        self.requests.append(request)
        metadata = dict(context.invocation_metadata())
        if metadata.get("authorization") != f"Bearer {ADMIN_KEY}":
            self.failures.insert(0, Unauthenticated("KEY_UNKNOWN", "this key is not valid"))
        if self.failures:
            error = self.failures.pop(0)
            status = to_proto_status(error).SerializeToString()
            context.set_trailing_metadata((("grpc-status-details-bin", status),))
            context.abort(error.code, f"{error.reason}: {error.message}")


@contextmanager
def serving_directory() -> Iterator[tuple[FakeDirectory, str]]:
    """A directory and the address that it is served at."""
    directory = FakeDirectory()
    server = grpc.server(futures.ThreadPoolExecutor(2))
    directory_pb2_grpc.add_DirectoryServiceServicer_to_server(directory, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield directory, f"127.0.0.1:{port}"
    finally:
        server.stop(None)


def _without_secrets(owner: pb.Owner) -> pb.Owner:
    shown = pb.Owner()
    shown.CopyFrom(owner)
    for channel in shown.channels:
        channel.has_secret = bool(channel.secret)
        channel.secret = ""
    return shown
