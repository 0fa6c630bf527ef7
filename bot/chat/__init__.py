"""Chat: the `Chat` protocol and its adapters."""
