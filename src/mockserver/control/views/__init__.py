"""The operations of the control API, each a Flask view of the same name; a module for each fragment of its document.

connexion validates every argument by the document, and converts it to the type of its schema, before it calls a view.
A view returns a Flask response, because connexion 3.3.0 cannot choose its media type: it takes those of all statuses of
an operation together, problems included.
"""

from .apis import get_api, get_document, list_apis, list_operations
from .clock import get_clock, set_clock
from .coverage import clear_coverage, get_coverage
from .faults import add_fault, clear_faults, delete_fault, get_fault, list_faults, set_fault
from .journal import clear_journal, export_journal, list_exchanges, list_unmatched, stream_journal
from .responses import add_response, clear_responses, delete_response, get_response, list_responses, set_response
from .rows import add_rows, clear_rows, delete_row, get_row, list_rows, patch_row, put_row, replace_rows
from .server import get_control_document, get_health
from .snapshots import delete_snapshot, list_snapshots, make_snapshot, restore_snapshot
from .state import get_api_state, get_state, seed_api_state, seed_state
from .switches import list_switches, set_switch
from .verification import verify_requests
from .worlds import create_world, delete_world, get_world, list_worlds, reset_world

__all__ = [
    "add_fault",
    "add_response",
    "add_rows",
    "clear_coverage",
    "clear_faults",
    "clear_journal",
    "clear_responses",
    "clear_rows",
    "create_world",
    "delete_fault",
    "delete_response",
    "delete_row",
    "delete_snapshot",
    "delete_world",
    "export_journal",
    "get_api",
    "get_api_state",
    "get_clock",
    "get_control_document",
    "get_coverage",
    "get_document",
    "get_fault",
    "get_health",
    "get_response",
    "get_row",
    "get_state",
    "get_world",
    "list_apis",
    "list_exchanges",
    "list_faults",
    "list_operations",
    "list_responses",
    "list_rows",
    "list_snapshots",
    "list_switches",
    "list_unmatched",
    "list_worlds",
    "make_snapshot",
    "patch_row",
    "put_row",
    "replace_rows",
    "reset_world",
    "restore_snapshot",
    "seed_api_state",
    "seed_state",
    "set_clock",
    "set_fault",
    "set_response",
    "set_switch",
    "stream_journal",
    "verify_requests",
]
