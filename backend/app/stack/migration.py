"""The two databases, brought to the revision this release needs."""

from app.core.config import Settings
from app.core.database import Endpoints
from app.domain.errors import StorageUnavailable
from app.persistence import migrations


async def bring_up_to_date(settings: Settings, endpoints: Endpoints) -> None:
    """Migrate what is ours; say what to do about what is not."""
    configured = {"main": settings.database_url, "timeseries": settings.timescale_url}
    for tree in await migrations.status(endpoints):
        if tree.is_current:
            continue
        if tree.current is not None and tree.current not in migrations.revisions(tree.tree):
            raise StorageUnavailable(
                f"the {tree.tree} database is at revision {tree.current}, which this release does "
                "not know: it was written by a newer one, use that"
            )
        if configured[tree.tree].get_secret_value():
            raise StorageUnavailable(
                f"the {tree.tree} database is at revision {tree.current or 'none'} and this "
                f"release needs {tree.head}: run apextrade db up"
            )
        await migrations.upgrade(endpoints, trees=(tree.tree,))
