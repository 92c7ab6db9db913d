"""Accounts and profiles from their messages."""

from __future__ import annotations

from selaras.api.v1 import account_pb2, directory_pb2
from selaras.client.account_models import Account, AccountState, Profile, ProfileKind
from selaras.client.convert import from_proto_agency_ref
from selaras.client.models import OwnerRole
from selaras.client.values import from_proto_enum, from_proto_time


def from_proto_account(account: account_pb2.Account) -> Account:
    """An account."""
    return Account(
        name=account.name,
        login=account.login,
        owner=account.owner,
        state=from_proto_enum(AccountState, account_pb2.Account.State, "STATE", account.state),
        create_time=from_proto_time(account, "create_time"),
        sign_in_time=from_proto_time(account, "sign_in_time"),
    )


def from_proto_profile(profile: account_pb2.Profile) -> Profile:
    """Who calls."""
    return Profile(
        kind=from_proto_enum(ProfileKind, account_pb2.Profile.Kind, "KIND", profile.kind),
        account=profile.account,
        login=profile.login,
        owner=profile.owner,
        role=from_proto_enum(OwnerRole, directory_pb2.OwnerRole, "OWNER_ROLE", profile.role),
        agency=from_proto_agency_ref(profile.agency) if profile.HasField("agency") else None,
        display_name=profile.display_name,
        time_zone=profile.time_zone,
        language=profile.language,
        topics=tuple(profile.topics),
        area_codes=tuple(profile.area_codes),
        has_calendar_secret=profile.has_calendar_secret,
    )
