"""Whether the attacks run at length, which `make abuse` asks for."""

from __future__ import annotations

import os

IS_LONG = os.environ.get("ABUSE") == "long"
