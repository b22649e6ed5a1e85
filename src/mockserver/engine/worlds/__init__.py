"""What outlives a request: worlds and the state, journal, faults and clock of each."""
