"""What a dossier misses: surveys of documents in, counted suggestions with examples out."""
