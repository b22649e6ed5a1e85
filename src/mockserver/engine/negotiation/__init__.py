"""Which of the documented responses a request gets."""
