"""Booleans that a creation cannot set, such as `returned`: a PATCH gives one item the other value for filters."""

from __future__ import annotations

from dataclasses import replace

from ...engine.drafts import Draft
from .created import CreatedItem
from .steps import Steps


def toggle(steps: Steps, items: list[CreatedItem], name: str) -> None:
    """Give a boolean member of the last item its other value, if all items were created with the same one."""
    shown = [item.creation.value.get(name) for item in items if isinstance(item.creation.value, dict)]
    if len(shown) < 2 or not isinstance(shown[-1], bool) or any(value is not shown[-1] for value in shown):
        return
    for change in items[-1].resource.changes:
        draft = next(iter(steps.drafter.drafts(change)), None) if change.method == "PATCH" else None
        if draft is not None and steps.is_selected(change):
            steps.send(steps.addressed(_setting(draft, name, not shown[-1]), items[-1]), keeps_promise=False)


def _setting(draft: Draft, name: str, value: bool) -> Draft:
    """Return a change of one member. It is not sent if the document does not allow it."""
    return replace(draft, body={name: value}, is_shown=False)
