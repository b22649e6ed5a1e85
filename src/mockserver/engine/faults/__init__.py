"""Faults: what can go wrong with a response on purpose. Each kind is one file.

    FaultKind
    ├── Latency    latency            "delays"    it is sent later
    ├── RateLimit  rate_limit         "limits"    429 when too many requests come
    ├── ErrorFault error              "replaces"  an error is sent instead
    ├── Breakage                      "replaces"  no response is sent
    │   ├── Reset      reset
    │   ├── Timeout    timeout
    │   └── Empty      empty
    ├── Truncated  truncated          "damages"   its end is missing
    ├── Garbled    garbled            "damages"   its bytes are wrong
    └── Slow       slow               "damages"   its bytes come one after the other

Two doors carry out what the engine decides: `server.writing` and `testing.transports`. A kind that only changes the
response or its delay needs nothing there.
"""

from .kinds import KINDS, SIMPLE, describe_fault, read_fault

__all__ = ["KINDS", "SIMPLE", "describe_fault", "read_fault"]
