"""The service under test: how it is served, addressed and asked, and the credentials it needs."""
