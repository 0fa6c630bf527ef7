from fakes.stores import memory_store, store

__all__ = ["memory_store", "store"]
