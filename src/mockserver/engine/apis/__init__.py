"""APIs made ready to respond, and where each is served."""
