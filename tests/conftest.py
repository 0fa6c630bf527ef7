"""What all tests share: the stores, and tests whose lines are not counted."""

import sys
import threading
from collections.abc import Generator

import pytest
from fakes.stores import empty_postgres, memory_store, store, store_url

__all__ = ["empty_postgres", "memory_store", "store", "store_url"]


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Trace nothing in tests marked `no_cover`: they go over lines by the thousand that other tests count.

    pytest-cov alone would hand over to the measurement that a worker process was begun with.
    """
    if item.get_closest_marker("no_cover") is None:
        return (yield)
    here, threads = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)  # which is how tracing ends
    try:
        return (yield)
    finally:
        sys.settrace(here)
        threading.settrace(threads)
