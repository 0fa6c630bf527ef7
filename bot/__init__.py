"""Parley: who holds which position in a negotiation, in whose words and by whose report."""
