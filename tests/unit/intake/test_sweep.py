from datetime import timedelta

from tests.unit.intake.conftest import NOW, ticket

SECOND = timedelta(seconds=1)
NAME = "agencies/dinkes/drafts/post-1"


async def test_what_waits_too_long_is_sent_again_after_growing_pauses(bench):
    await bench.register()
    draft = await bench.submit()
    sent = []
    for second in range(40 * 60):
        if await bench.sweep():
            sent.append(second)
        bench.clock.advance(SECOND)
    # 60 s, doubled each time, never more than ten minutes.
    assert sent == [60, 180, 420, 900, 1500, 2100]
    assert all(event.draft == draft for event in bench.draft_events)
    assert len(bench.draft_events) == 1 + len(sent)


async def test_what_is_checked_or_withdrawn_is_left_alone(bench):
    await bench.register()
    await bench.submit()
    await bench.checked()
    await bench.submit(external_id="b")
    await bench.drafts.withdraw("dinkes", "agencies/dinkes/drafts/b", ticket())
    bench.clock.advance(timedelta(days=1))
    assert await bench.sweep() == 0


async def test_only_the_newest_text_is_sent_again(bench):
    await bench.register()
    await bench.submit()
    bench.clock.advance(50 * SECOND)
    await bench.submit("Diundur.")
    bench.clock.advance(20 * SECOND)
    assert await bench.sweep() == 0
    bench.clock.advance(40 * SECOND)
    assert await bench.sweep() == 1
    assert bench.draft_events[-1].draft.revision == 2


async def test_two_sweepers_send_it_once(bench):
    await bench.register()
    await bench.submit()
    bench.clock.advance(60 * SECOND)
    original = bench.storage.read
    # The other replica sweeps between this one's look and its writing.
    swept = []

    class Between:
        def __init__(self):
            self.inner = original()

        async def __aenter__(self):
            return await self.inner.__aenter__()

        async def __aexit__(self, *error):
            await self.inner.__aexit__(*error)
            if not swept:
                swept.append(True)
                assert await bench.sweep() == 1

    bench.storage.read = Between
    assert await bench.sweep() == 0


def test_the_pause_does_not_overflow(bench):
    assert bench.plan.after(10_000, NOW).sweep_time == NOW + timedelta(minutes=10)
