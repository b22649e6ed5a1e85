"""One request in, one exchange out."""
