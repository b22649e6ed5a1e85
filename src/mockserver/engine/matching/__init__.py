"""Which requests something applies to: prepared responses, faults and verifications say it in the same words."""
