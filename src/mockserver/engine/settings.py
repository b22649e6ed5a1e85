"""How a server responds, for all its APIs and worlds; chosen when it starts.

Each field of `Settings` is also an option of `mockserver serve`. What the command line says about it stands at the
field, as plain data that the engine does not read; `mockserver.cli.serve_options` makes the option from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from ..openapi.errors import OptionError
from ..openapi.generation import OptionalMembers
from .amounts import MOST_ITEMS

Validation = Literal["on", "warn", "off"]
Strictness = Literal["real", "letter"]
Unknown = Literal["404", "example"]


class Group(StrEnum):
    """The headings under which `mockserver serve --help` shows its options, in their order."""

    SERVED = "What is served"
    SERVER = "The server"
    CONNECTIONS = "Connections"
    CONTROL = "Control and pages"
    MEMORY = "Worlds and memory"
    REQUESTS = "How requests are checked"
    RESPONSES = "How responses are made"
    PRINTED = "What is printed"


@dataclass(frozen=True, slots=True)
class Option:
    """What the command line says about the field that holds an option's value."""

    group: Group
    help: str  # "Language of dynamic values, such as de_DE."
    names: tuple[str, ...] = ()  # ("-d", "--dynamic"); empty: made from the field's name
    metavar: str | None = None  # "SECONDS"
    kind: Any = None  # a click type; None: made from the field's type


def option(default: Any, group: Group, help: str, *names: str, metavar: str | None = None, kind: Any = None) -> Any:
    """Declare a dataclass field that is an option of `mockserver serve`."""
    return field(default=default, metadata={"option": Option(group, help, names, metavar, kind)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The options of `mockserver serve` that the engine reads.

    Raises `OptionError` for `dynamic` or `locale` without Faker, for a locale that Faker lacks, for too many `items`,
    and for an empty name to mask.
    """

    validate_requests: Validation = option(
        "on",
        Group.REQUESTS,
        "warn responds as if the request were valid and lists its violations in Mock-Violations; off does not check.",
    )
    strictness: Strictness = option(
        "real",
        Group.REQUESTS,
        "real serves, with a warning, what real servers accept and the standards leave open; letter refuses it.",
    )
    strict_query: bool = option(False, Group.REQUESTS, "Refuse query parameters that the document does not declare.")
    auth: bool = option(True, Group.REQUESTS, "off requires no credentials.")
    dynamic: bool = option(
        False,
        Group.RESPONSES,
        "Generate different values each time, even where the document has examples.",
        "-d",
        "--dynamic",
    )
    seed: int | None = option(
        None,
        Group.RESPONSES,
        "Seed of identifiers (default: 0) and of dynamic values (default: a different one each time).",
    )
    locale: str | None = option(
        None, Group.RESPONSES, "Language of dynamic values, such as de_DE; default: that of the document."
    )
    keep_links: bool = option(
        False, Group.RESPONSES, "Leave the addresses of the document's servers in responses instead of the mock's own."
    )
    optional: OptionalMembers | None = option(
        None,
        Group.RESPONSES,
        "Optional members of generated objects; sometimes leaves out some of dynamic values "
        "(default: as the document's x-json-schema-faker says, else always).",
    )
    items: int | None = option(
        None,
        Group.RESPONSES,
        "Rows that each list begins with, documented ones and then invented ones; default: those of the document.",
        metavar="NUMBER",
    )
    unknown: Unknown | None = option(
        None,
        Group.RESPONSES,
        "What is sent for an id that never existed (default: 404 where the operation documents it, else the example).",
    )
    approximate: bool = True  # send the best attempt, marked, where no value keeps a schema; false: 501
    mask: tuple[str, ...] = option(
        (),
        Group.PRINTED,
        "Mask a header field, parameter or member of this name as well; repeatable.",
        metavar="NAME",
    )
    show_secrets: bool = option(
        False, Group.PRINTED, "Show credentials and passwords in the journal, the pages and the log."
    )

    def __post_init__(self) -> None:
        if self.dynamic or self.locale:
            from ..openapi.generation import Dynamic

            Dynamic(locale=self.locale or "")
        if self.items is not None and not 0 <= self.items <= MOST_ITEMS:
            raise OptionError(f"--items {self.items}: is not a number from 0 to {MOST_ITEMS}")
        if not all(name.strip() for name in self.mask):
            raise OptionError("--mask is empty; give the name of a header field, a parameter or a member")
