"""Put errands on the queue in the transaction that causes them: they are there when it commits, and never otherwise."""

from collections.abc import Sequence

from procrastinate import App, SyncPsycopgConnector

from bot.queue.work import work_of
from bot.store.database import Connection, Store
from bot.store.errands import Errand


def carry(store: Store) -> None:
    """Let the store hand what its transactions leave to be done to the queue, whichever of them that is."""
    app = App(connector=SyncPsycopgConnector())  # never opened: every job goes over the connection of its transaction

    def put(conn: Connection, errands: Sequence[Errand]) -> None:
        jobs = [work_of(errand).deferrer(app).make_new_job() for errand in errands]
        app.job_manager.batch_defer_jobs(jobs, connection=conn.connection.driver_connection)

    store.carrier = put
