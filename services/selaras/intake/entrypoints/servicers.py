"""All gRPC services of intake, and who may call them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import grpc

from selaras.api.v1 import (
    account_pb2_grpc,
    directory_pb2_grpc,
    draft_pb2_grpc,
    erasure_pb2_grpc,
    report_pb2_grpc,
)
from selaras.intake.entrypoints.grpc_access import AccessServicer
from selaras.intake.entrypoints.grpc_accounts import AccountServicer
from selaras.intake.entrypoints.grpc_coverage import CoverageServicer
from selaras.intake.entrypoints.grpc_directory import DirectoryServicer
from selaras.intake.entrypoints.grpc_drafts import DraftServicer
from selaras.intake.entrypoints.grpc_erasures import ErasureServicer
from selaras.intake.entrypoints.grpc_sign_in import SignInServicer
from selaras.internal.v1 import access_pb2_grpc, sign_in_pb2_grpc
from selaras.kit.auth import MEMBERS, PEOPLE, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Servicers:
    """One of each."""

    drafts: DraftServicer
    directory: DirectoryServicer
    access: AccessServicer
    erasures: ErasureServicer
    accounts: AccountServicer
    sign_in: SignInServicer
    coverage: CoverageServicer

    def register(self, server: grpc.aio.Server) -> Mapping[str, frozenset[Role]]:
        """Add them; answer full service name -> roles that may call it."""
        draft_pb2_grpc.add_DraftServiceServicer_to_server(self.drafts, server)
        directory_pb2_grpc.add_DirectoryServiceServicer_to_server(self.directory, server)
        access_pb2_grpc.add_AccessServiceServicer_to_server(self.access, server)
        erasure_pb2_grpc.add_ErasureServiceServicer_to_server(self.erasures, server)
        account_pb2_grpc.add_AccountServiceServicer_to_server(self.accounts, server)
        sign_in_pb2_grpc.add_SignInServiceServicer_to_server(self.sign_in, server)
        report_pb2_grpc.add_CoverageServiceServicer_to_server(self.coverage, server)
        return {
            "selaras.api.v1.DraftService": MEMBERS,
            "selaras.api.v1.DirectoryService": frozenset({Role.ADMIN}),
            "selaras.api.v1.ErasureService": MEMBERS | {Role.ADMIN},
            "selaras.api.v1.AccountService": PEOPLE | {Role.ADMIN},
            "selaras.api.v1.CoverageService": frozenset({Role.HEAD, Role.COORDINATOR, Role.ADMIN}),
            "selaras.internal.v1.AccessService": frozenset({Role.INTERNAL}),
            "selaras.internal.v1.SignInService": frozenset({Role.CONSOLE}),
        }
