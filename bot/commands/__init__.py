"""Commands: one module per question a person can ask; each turns a request into a card."""
