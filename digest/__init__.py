"""The digest: which statements of a period to tell, in which order, and how they look."""
