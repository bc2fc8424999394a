"""What is done by the clock: every task may run twice or not at all."""

from app.tasks.runtime import Platform, process, task


def _clean() -> None:
    process().run(clean)


async def clean(platform: Platform) -> None:
    """Remove what nobody can use any more."""
    now = platform.clock.now()
    async with platform.transactions.begin_system() as work:
        await work.maintenance.cut_events(now)
        await work.maintenance.cut_tokens(now)
        await work.maintenance.cut_mail(now)
        await work.maintenance.cut_idempotency_keys(now)
        await work.maintenance.cut_heartbeats(now)


clean_task = task("app.tasks.maintenance.clean", _clean)
