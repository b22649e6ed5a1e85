"""What the worlds of a server hold, as one JSON text and back: the file of `--state`. Files are read elsewhere.

    {"mockserver-state": 1, "version": "1.4.0", "key": "…", "documents": {"pets": "…"},
     "collections": [{"api": "pets", "name": "pet", "rows": [["1"], ["2", {"id": "2"}]], "gone": ["3"]}],
     "worlds": [{"name": "default", "requests": 7, "snapshots": [],
                 "holds": {"switches": {"pets.mood": "wild"}, "clock": null,
                           "states": {"pets": {"counters": {}, "deleted": {}, "collections": [0]}}}}]}

1. `collections` are those that differ from the seed; worlds and snapshots that share one have the same number. A row
   without content is as the seed has it; `gone` are rows of the seed that were deleted.
2. A row that is not plain JSON has a third item, `true`, and is written as `values` says: files, large integers.
3. `documents` tell whether the rows must be checked again, because a document or its `behaviour.yaml` has changed.
4. Journals, prepared responses and faults are not among it.
"""

from .captures import Captures
from .reading import StateFileError, read_worlds
from .records import SavedWorlds
from .resuming import resume_worlds
from .writing import write_worlds

__all__ = ["Captures", "SavedWorlds", "StateFileError", "read_worlds", "resume_worlds", "write_worlds"]
