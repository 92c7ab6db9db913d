"""Accounts, invitations and who has signed in."""

from __future__ import annotations

from selaras.api.v1 import account_pb2
from selaras.intake.convert.directory import to_proto_agency_ref
from selaras.intake.convert.owner import to_proto_role
from selaras.intake.convert.times import to_proto_time
from selaras.intake.domain.account import Account
from selaras.intake.domain.names import account_name, owner_name
from selaras.intake.domain.owner import DEFAULT_TIME_ZONE
from selaras.intake.handlers.account_rules import Profile
from selaras.intake.handlers.sign_in import SignedIn
from selaras.internal.v1 import sign_in_pb2

_ADMIN = "admin"


def to_proto_account(account: Account) -> account_pb2.Account:
    """An account, without anything that lets somebody in."""
    is_active = account.sign_in_time is not None
    return account_pb2.Account(
        name=account_name(account.account_id),
        login=account.login,
        owner=owner_name(account.agency_id, account.owner_id) if account.owner_id else "",
        state=account_pb2.Account.STATE_ACTIVE if is_active else account_pb2.Account.STATE_INVITED,
        create_time=to_proto_time(account.create_time),
        sign_in_time=to_proto_time(account.sign_in_time),
    )


def to_proto_profile(profile: Profile) -> account_pb2.Profile:
    """Who somebody is."""
    account, owner = profile.account, profile.owner
    answer = account_pb2.Profile(
        account=account_name(account.account_id) if account else "",
        login=account.login if account else "",
        has_calendar_secret=profile.has_feed,
    )
    if owner is None or profile.agency is None:
        answer.kind = account_pb2.Profile.KIND_ADMIN
        answer.display_name = answer.login or _ADMIN
        answer.time_zone = DEFAULT_TIME_ZONE
        return answer
    answer.kind = account_pb2.Profile.KIND_PERSON
    answer.owner = owner_name(owner.agency_id, owner.owner_id)
    answer.role = to_proto_role(owner.role)
    answer.agency.CopyFrom(to_proto_agency_ref(profile.agency))
    answer.display_name = owner.display_name
    answer.time_zone = owner.time_zone or DEFAULT_TIME_ZONE
    answer.language = owner.language
    answer.topics.extend(owner.topics)
    answer.area_codes.extend(owner.area_codes)
    return answer


def to_proto_signed_in(signed_in: SignedIn) -> sign_in_pb2.SignedIn:
    """A session that has begun."""
    return sign_in_pb2.SignedIn(
        session=signed_in.session,
        expire_time=to_proto_time(signed_in.expire_time),
        profile=to_proto_profile(signed_in.profile),
    )
