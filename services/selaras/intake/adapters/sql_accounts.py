"""Accounts, sessions and tries in SQL."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, and_, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from selaras.intake.adapters.tables import account as table
from selaras.intake.adapters.tables import attempt, session
from selaras.intake.domain.account import Account, Tries, hash_login
from selaras.intake.domain.session import Session, SessionKind


class SqlAccounts:
    """See :class:`selaras.intake.ports.accounts.Accounts`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, account_id: str) -> Account | None:
        """One account."""
        return await self._one(table.c.account_id == account_id)

    async def by_login(self, login: str) -> Account | None:
        """The account of a login."""
        return await self._one(table.c.login == login)

    async def by_invitation(self, invitation_hash: bytes) -> Account | None:
        """The account whose invitation this is."""
        return await self._one(table.c.invitation_hash == invitation_hash)

    async def by_identity(self, issuer: str, subject: str) -> Account | None:
        """The account that this identity has signed in with."""
        return await self._one(and_(table.c.issuer == issuer, table.c.subject == subject))

    async def of_owner(self, agency_id: str, owner_id: str) -> list[Account]:
        """Accounts of an owner by login."""
        query = (
            select(table)
            .where(table.c.agency_id == agency_id, table.c.owner_id == owner_id)
            .order_by(table.c.login)
        )
        return [_account(row) for row in (await self._connection.execute(query)).mappings()]

    async def page(self, agency_id: str, *, after: str, limit: int) -> list[Account]:
        """Accounts by login."""
        query = select(table).where(table.c.login > after).order_by(table.c.login).limit(limit)
        if agency_id:
            query = query.where(table.c.agency_id == agency_id)
        return [_account(row) for row in (await self._connection.execute(query)).mappings()]

    async def put(self, account: Account) -> None:
        """Store an account, new or changed."""
        values = asdict(account)
        account_id = values.pop("account_id")
        # NULL where there is none: no two accounts may have the same identity.
        values |= {"issuer": account.issuer or None, "subject": account.subject or None}
        changed = update(table).where(table.c.account_id == account_id).values(**values)
        if not (await self._connection.execute(changed)).rowcount:
            insert = table.insert().values(account_id=account_id, **values)
            await self._connection.execute(insert)

    async def remove(self, account: Account) -> None:
        """Delete an account with its sessions and its tries."""
        await self._connection.execute(
            delete(session).where(session.c.account_id == account.account_id)
        )
        await self._connection.execute(
            delete(table).where(table.c.account_id == account.account_id)
        )
        await self.forget_tries(account.login)

    async def get_session(self, session_id: str) -> Session | None:
        """One session or feed."""
        query = select(session).where(session.c.session_id == session_id)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return Session(**{**row, "kind": SessionKind(row["kind"])}) if row else None

    async def put_session(self, one: Session) -> None:
        """Store a new session or feed."""
        values = {**asdict(one), "kind": one.kind.value}
        await self._connection.execute(session.insert().values(**values))

    async def end_session(self, session_id: str) -> None:
        """Delete a session."""
        await self._connection.execute(delete(session).where(session.c.session_id == session_id))

    async def end_sessions(self, account_id: str, kind: SessionKind, *, keep: str = "") -> None:
        """Delete the sessions of an account, or its feeds, but one."""
        await self._connection.execute(
            delete(session).where(
                session.c.account_id == account_id,
                session.c.kind == kind.value,
                session.c.session_id != keep,
            )
        )

    async def has_feed(self, account_id: str) -> bool:
        """Whether an account has the address of a feed."""
        query = (
            select(session.c.session_id)
            .where(session.c.account_id == account_id, session.c.kind == SessionKind.FEED.value)
            .limit(1)
        )
        return (await self._connection.scalar(query)) is not None

    async def tries(self, login: str) -> Tries:
        """How often a login was tried."""
        query = select(attempt.c.count, attempt.c.since, attempt.c.locked_until).where(
            attempt.c.login_hash == hash_login(login)
        )
        row = (await self._connection.execute(query)).one_or_none()
        return Tries(*row) if row else Tries()

    async def put_tries(self, login: str, tries: Tries) -> None:
        """Store how often a login was tried."""
        is_postgres = self._connection.dialect.name == "postgresql"
        values = asdict(tries)
        insert = (postgresql.insert if is_postgres else sqlite.insert)(attempt).values(
            login_hash=hash_login(login), **values
        )
        await self._connection.execute(
            insert.on_conflict_do_update(index_elements=["login_hash"], set_=values)
        )

    async def forget_tries(self, login: str) -> None:
        """Count anew."""
        await self._connection.execute(
            delete(attempt).where(attempt.c.login_hash == hash_login(login))
        )

    async def purge(self, now: datetime) -> int:
        """Delete sessions that have ended, and tries that say nothing any more."""
        unlocked = or_(attempt.c.locked_until.is_(None), attempt.c.locked_until <= now)
        old = attempt.c.since < Tries.forgotten_before(now)
        await self._connection.execute(delete(attempt).where(unlocked, old))
        ended = await self._connection.execute(delete(session).where(session.c.expire_time <= now))
        return int(ended.rowcount)

    async def _one(self, condition: ColumnElement[bool]) -> Account | None:
        query = select(table).where(condition)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return _account(row) if row else None


def _account(row: RowMapping) -> Account:
    return Account(**{**row, "issuer": row["issuer"] or "", "subject": row["subject"] or ""})
