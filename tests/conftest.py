from fakes.stores import empty_postgres, memory_store, store, store_url

__all__ = ["empty_postgres", "memory_store", "store", "store_url"]
