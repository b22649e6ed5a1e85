"""What members are called that hold times which the server sets: plain names."""

from __future__ import annotations

CREATED = (
    "createdat",
    "created",
    "createdon",
    "createddate",
    "creationdate",
    "createtime",
    "creationtime",
    "datecreated",
    "createdtime",
    "creationtimestamp",
    "insertedat",
    "createddatetime",
    "datecreatedgmt",
    "addedat",
)
UPDATED = (
    "updatedat",
    "updated",
    "updatedon",
    "updateddate",
    "modifiedat",
    "modified",
    "lastmodified",
    "updatetime",
    "lastmodifiedat",
    "lastupdated",
    "modifiedon",
    "dateupdated",
    "datemodified",
    "lastupdatedat",
    "updatedtime",
    "lastmodifieddatetime",
    "modifieddate",
    "lastmodifieddate",
)
CREATED_WORDS = (*CREATED, "creation", "create", "inserted", "added")
UPDATED_WORDS = (*UPDATED, "update", "modification", "changed", "edited", "lastupdate", "lastchanged")
"""The same, with words that parameters use for them."""
