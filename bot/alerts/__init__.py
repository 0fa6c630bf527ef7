"""Alerts: what is worth telling (`rules`), to whom (`routing`) and how it reads (`cards`)."""
