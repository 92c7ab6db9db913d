from dataclasses import replace
from datetime import UTC, datetime

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.timestamp_pb2 import Timestamp
from hypothesis import given
from hypothesis import strategies as st
from selaras.api.v1 import agency_pb2, case_pb2, directory_pb2, draft_pb2, finding_pb2
from selaras.event.v1 import draft_pb2 as event_pb2
from selaras.intake.adapters.events import to_bus_event
from selaras.intake.convert import directory, draft
from selaras.intake.convert import owner as owner_convert
from selaras.intake.convert.check import (
    from_proto_checked,
    to_proto_check,
    to_proto_check_summary,
    without_findings,
)
from selaras.intake.convert.times import from_proto_time, to_proto_time
from selaras.intake.domain import errors
from selaras.intake.domain.agency import Agency, AgencyLevel
from selaras.intake.domain.channel import ChannelKind, OwnerChannel
from selaras.intake.domain.content import Channel, Content, ShareLevel
from selaras.intake.domain.draft import Check, CheckState, DraftState, first_draft
from selaras.intake.domain.errors import RuleBroken
from selaras.intake.domain.events import DirectoryEvent, DraftChange, DraftEvent
from selaras.intake.domain.owner import Owner, OwnerRole
from selaras.intake.entrypoints.errors import to_selaras_error
from selaras.intake.entrypoints.masks import read_read_mask, read_update_mask
from selaras.intake.entrypoints.tickets import make_ticket
from selaras.kit.bus import EVENTS

NOW = datetime(2026, 8, 1, 3, 0, tzinfo=UTC)
AGENCY = Agency(
    agency_id="dinkes",
    display_name="Dinkes",
    level=AgencyLevel.KOTA,
    area_code="32.78",
    parent_id="kemenkes",
    create_time=NOW,
)
OWNER = Owner(
    agency_id="dinkes",
    owner_id="humas",
    display_name="Humas",
    contact="0812",
    time_zone="Asia/Makassar",
    create_time=NOW,
)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC)))
def test_times_come_back(value):
    assert from_proto_time(to_proto_time(value), "x") == value


@given(st.integers(-(2**63), 2**63 - 1), st.integers(-(2**31), 2**31 - 1))
def test_any_number_is_a_time_or_a_named_error(seconds, nanos):
    try:
        from_proto_time(Timestamp(seconds=seconds, nanos=nanos), "draft.valid_from")
    except RuleBroken as error:
        assert error.reason == "TIME_OUT_OF_RANGE"  # noqa: PT017  # both ends are right


@pytest.mark.parametrize("level", AgencyLevel)
def test_levels_come_back(level):
    assert directory.from_proto_level(directory.to_proto_level(level)) is level


def test_every_enum_value_is_known():
    for channel in draft_pb2.Channel.values():
        draft.from_proto_content(draft_pb2.Draft(channel=channel))
    for level in draft_pb2.ShareLevel.values():
        draft.from_proto_content(draft_pb2.Draft(share_level=level))
    assert len(AgencyLevel) == len(agency_pb2.AgencyLevel.values()) - 1
    assert len(Channel) == len(draft_pb2.Channel.values())
    assert len(DraftState) == len(draft_pb2.DraftState.values()) - 1


def test_an_unspecified_share_level_means_excerpt():
    assert draft.from_proto_content(draft_pb2.Draft()).share_level is ShareLevel.EXCERPT


def test_agencies_and_owners_come_back_from_a_stored_answer():
    assert directory.AgencyCodec().decode(directory.AgencyCodec().encode(AGENCY)) == AGENCY
    codec = owner_convert.OwnerCodec()
    assert codec.decode(codec.encode(OWNER)) == OWNER


def test_a_draft_from_a_stored_answer_is_answered_the_same():
    content = Content(body="a", publish_time=NOW, audience_tags=("x",), channel=Channel.X)
    stored = first_draft("dinkes", "post-1", content, NOW).published(None, NOW)
    codec = draft.DraftCodec()
    again = codec.decode(codec.encode(stored))
    assert draft.to_proto_draft(again) == draft.to_proto_draft(stored)


def test_an_owner_without_a_zone_lives_in_jakarta():
    owner = owner_convert.from_proto_owner("dinkes", directory_pb2.Owner(owner_id="x"))
    assert owner.time_zone == "Asia/Jakarta"


def test_every_role_kind_and_severity_is_known():
    for role in directory_pb2.OwnerRole.values():
        owner_convert.from_proto_owner("x", directory_pb2.Owner(role=role))
    assert len(OwnerRole) == len(directory_pb2.OwnerRole.values()) - 1
    assert len(ChannelKind) == len(directory_pb2.ChannelKind.values()) - 2  # NATS is no choice
    for number in case_pb2.Severity.values():
        wanted = directory_pb2.Owner(min_severity=number)
        owner = owner_convert.from_proto_owner("x", wanted)
        assert owner_convert.to_proto_owner(owner).min_severity == number


@pytest.mark.parametrize(
    ("owner", "reason"),
    [
        ({"role": 9}, "ROLE_UNKNOWN"),
        ({"channels": [{"kind": 0, "address": "x"}]}, "CHANNEL_KIND_UNKNOWN"),
        ({"channels": [{"kind": 1, "address": "x"}]}, "CHANNEL_KIND_UNKNOWN"),
        ({"working_hours": [{"days": [1], "start": "8:00", "end": "16:00"}]}, "HOURS_INVALID"),
        ({"working_hours": [{"days": [1], "start": "08:60", "end": "16:00"}]}, "HOURS_INVALID"),
        ({"working_hours": [{"days": [1], "start": "08:00", "end": "16.00"}]}, "HOURS_INVALID"),
        ({"working_hours": [{"days": [1], "start": "08:00"}]}, "HOURS_INVALID"),
        ({"working_hours": [{"days": [1], "start": "٠٨:٠٠", "end": "16:00"}]}, "HOURS_INVALID"),
        ({"duty_shifts": [{"start_time": {"seconds": 1}}]}, "SHIFT_TIME_MISSING"),
        (
            {"duty_shifts": [{"start_time": {"seconds": 1 << 60}, "end_time": {}}]},
            "TIME_OUT_OF_RANGE",
        ),
    ],
)
def test_owners_that_cannot_be_read_are_refused(owner, reason):
    with pytest.raises(RuleBroken, match=reason):
        owner_convert.from_proto_owner("dinkes", directory_pb2.Owner(**owner))


def test_an_owner_in_an_answer_has_no_secret():
    secret = OwnerChannel(kind=ChannelKind.WEBHOOK, address="https://a.go.id", secret="whsec_x")
    answered = owner_convert.to_proto_owner(replace(OWNER, channels=(secret,)))
    assert (answered.channels[0].secret, answered.channels[0].has_secret) == ("", True)
    assert "whsec_x" not in str(answered)


def test_states_that_do_not_exist_are_refused():
    for number in (0, 17):
        with pytest.raises(RuleBroken, match="STATE_UNKNOWN"):
            draft.from_proto_states([number])


class TestChecks:
    def test_a_check_is_passed_on_as_it_came(self):
        finding = finding_pb2.Finding(name="findings/1", confidence=3)
        check = draft_pb2.Check(state=2, revision=4, findings=[finding])
        event = event_pb2.DraftChecked(check=check, check_time=to_proto_time(NOW))
        stored = from_proto_checked(event)
        assert (stored.state, stored.check_time) == (CheckState.CHECKED, NOW)
        check.check_time.CopyFrom(event.check_time)
        assert to_proto_check(stored, 4) == check

    def test_what_people_are_alerted_of_is_counted(self):
        kinds = [(relation, confidence) for relation in range(4) for confidence in range(4)]
        findings = [
            finding_pb2.Finding(relation=relation, confidence=confidence)
            for relation, confidence in kinds
        ]
        event = event_pb2.DraftChecked(
            check=draft_pb2.Check(state=2, findings=findings), check_time=to_proto_time(NOW)
        )
        stored = from_proto_checked(event)
        # Contradictions and overlaps, likely or confirmed.
        assert stored.alerts == 4
        summary = to_proto_check_summary(stored, 3)
        assert (summary.state, summary.revision, summary.alerts) == (2, 3, 4)
        assert summary.check_time == event.check_time

    @pytest.mark.parametrize(
        ("check", "summary"),
        [
            (Check(check_time=NOW), draft_pb2.CheckSummary(state=1, revision=5)),
            (
                Check(state=CheckState.FAILED, check_time=NOW),
                draft_pb2.CheckSummary(state=3, revision=5, check_time=to_proto_time(NOW)),
            ),
        ],
    )
    def test_a_check_that_has_no_outcome_in_short(self, check, summary):
        assert to_proto_check_summary(check, 5) == summary

    def test_findings_are_taken_out_of_the_count_too(self):
        findings = [
            finding_pb2.Finding(name=f"findings/{number}", relation=2, confidence=3)
            for number in range(3)
        ]
        data = draft_pb2.Check(findings=findings).SerializeToString()
        left = without_findings(data, {"findings/1"})
        assert left["alerts"] == 2
        assert draft_pb2.Check.FromString(left["findings"]).findings == [findings[0], findings[2]]

    def test_pending_shows_nothing_of_an_earlier_answer(self):
        check = Check(check_time=NOW)
        assert to_proto_check(check, 1) == draft_pb2.Check(state=1, revision=1)

    @pytest.mark.parametrize("state", [0, 1, 9])
    def test_an_answer_must_be_final(self, state):
        event = event_pb2.DraftChecked(
            check=draft_pb2.Check(state=state), check_time=to_proto_time(NOW)
        )
        with pytest.raises(RuleBroken, match="EVENT_MALFORMED"):
            from_proto_checked(event)

    def test_never_more_than_100_findings(self):
        findings = [finding_pb2.Finding(name=str(number)) for number in range(150)]
        event = event_pb2.DraftChecked(
            check=draft_pb2.Check(state=2, findings=findings), check_time=to_proto_time(NOW)
        )
        kept = to_proto_check(from_proto_checked(event), 1).findings
        assert [finding.name for finding in kept] == [str(number) for number in range(100)]


@pytest.mark.parametrize("change", DraftChange)
def test_draft_events_go_to_the_subject_of_their_agency(change):
    stored = first_draft("dinkes", "post-1", Content(body="a"), NOW)
    event = to_bus_event(DraftEvent(change, AGENCY, stored))
    assert (event.stream, event.subject) == (EVENTS, f"selaras.v1.draft.{change.value}.dinkes")
    told = event_pb2.DraftSubmitted.FromString(event.payload)  # the three have one shape
    assert told.event_id == event.event_id
    assert told.revision.agency.name == "agencies/dinkes"
    assert told.revision.draft.name == "agencies/dinkes/drafts/post-1"


def test_each_event_has_an_id_of_its_own():
    event = DirectoryEvent(AGENCY, (OWNER,))
    assert to_bus_event(event).event_id != to_bus_event(event).event_id


class TestMasks:
    FIELDS = directory_pb2.Owner.DESCRIPTOR.fields_by_name
    MUTABLE = frozenset({"contact", "time_zone"})

    def test_paths_are_read(self):
        mask = FieldMask(paths=["contact"])
        assert read_update_mask(mask, self.FIELDS, self.MUTABLE) == {"contact"}
        star = FieldMask(paths=["*"])
        assert read_update_mask(star, self.FIELDS, self.MUTABLE) == self.MUTABLE
        assert read_read_mask(FieldMask(), self.FIELDS) is None
        assert read_read_mask(star, self.FIELDS) is None
        assert read_read_mask(FieldMask(paths=["name"]), self.FIELDS) == {"name"}

    @pytest.mark.parametrize(
        ("paths", "reason"),
        [
            ([], "FIELD_MASK_INVALID"),
            (["contact", "nonsense"], "FIELD_MASK_INVALID"),
            (["contact", "*"], "FIELD_MASK_INVALID"),
            (["contact.x"], "FIELD_MASK_INVALID"),
            (["owner_id"], "FIELD_IMMUTABLE"),
            (["name"], "FIELD_IMMUTABLE"),
        ],
    )
    def test_paths_that_mean_nothing_are_refused(self, paths, reason):
        with pytest.raises(RuleBroken, match=reason):
            read_update_mask(FieldMask(paths=paths), self.FIELDS, self.MUTABLE)


class TestTickets:
    def request(self, **changes):
        values = {"draft": draft_pb2.Draft(external_id="a", body="b"), "request_id": "r"}
        return draft_pb2.SubmitDraftRequest(**{**values, **changes})

    def test_the_wish_decides_not_the_waiting(self):
        first = make_ticket("dinkes", self.request())
        assert first.key.method == "SubmitDraft"
        assert make_ticket("dinkes", self.request(wait={"seconds": 3})) == first
        other = make_ticket("dinkes", self.request(draft=draft_pb2.Draft(body="c")))
        assert other.key == first.key
        assert other.body_hash != first.body_hash


def test_every_error_has_a_code():
    kinds = [kind for kind in errors.IntakeError.__subclasses__() if kind is not RuleBroken]
    made = [to_selaras_error(kind("SOME_REASON", "message")) for kind in kinds]
    assert {error.reason for error in made} == {"SOME_REASON"}
    wrong = to_selaras_error(RuleBroken.field("R", "draft.body", "must be", limit="5"))
    assert wrong.metadata == {"field": "draft.body", "limit": "5"}
    assert [violation.field for violation in wrong.violations] == ["draft.body"]
