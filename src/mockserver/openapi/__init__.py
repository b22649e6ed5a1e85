"""What an OpenAPI document says, and whether a message keeps it. Knows no server, no state and no fixture."""
