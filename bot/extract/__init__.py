"""Extract: from a document to mentions, attributions and statements; spaCy stays in here."""
