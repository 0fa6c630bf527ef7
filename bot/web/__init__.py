"""What others reach over the web."""
