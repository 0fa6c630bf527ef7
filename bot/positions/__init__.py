"""Positions: statements in, values out; no clock, no database, no network."""
