"""Stories: which items are the same report, and where an utterance was first published."""
