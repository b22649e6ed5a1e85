"""What the members of error bodies are called, in the APIs that are published: names without case and separators.

Sources: RFC 9457 (problem details), RFC 6749 §5.2 (OAuth), JSON:API 1.1 §Error Objects, and the error bodies of common
frameworks, such as FastAPI, Spring, ASP.NET, Rails, Laravel and Express.
"""

from __future__ import annotations

import re

_SEPARATORS = re.compile(r"[^a-z0-9]")


def plain(name: str) -> str:
    """`errorMessage`, `error_message` and `error-message` are one name; `@type` and `$ref` are no names of errors."""
    return "" if name.startswith(("@", "$")) else _SEPARATORS.sub("", name.lower())


def names_of(words: str) -> frozenset[str]:
    """The names in a text, which are plain."""
    return frozenset(words.split())


MESSAGES = names_of(
    "message msg detail details description errormessage errordescription errordetail errordetails explanation why "
    "text usermessage developermessage longmessage localizedmessage displaymessage faultstring messages error errors "
    "reason cause fault problem violation issue failure"
)
SHORT_MESSAGES = names_of("error reason cause fault")  # a code or a title beside a longer message
TITLES = names_of("title summary statustext statusmessage reasonphrase shortmessage httpstatustext")
CODES = names_of("code errorcode errortype type rule key slug kind errorname errorkey")
STATUSES = names_of("status statuscode httpstatus httpstatuscode httpcode responsestatus responsecode")
FAILED = names_of("error fail failed failure")  # words of a status that are true of a refusal (JSend)
FAILURES = names_of("error iserror failed hasfailed")  # booleans that are true of a refusal
SUCCESSES = names_of("success ok succeeded successful issuccess issuccessful valid isvalid")  # that are false of it
LISTS = names_of(
    "errors violations details detail issues invalidparams invalidparameters fielderrors validationerrors messages "
    "causes problems error fieldviolations failures reasons suberrors innererrors validation errordetails params"
)
FIELDS = names_of(
    "field param parameter target fieldname parametername propertyname propertypath property attribute member argument"
)
ITEM_FIELDS = FIELDS | names_of("name path key subject loc")  # in an item of a list of errors
POINTERS = names_of("pointer jsonpointer instancepath datapath")
PLACES = names_of("location in")
SEEN = names_of("value input received rejectedvalue actual invalidvalue got given badvalue")
ALLOWED = names_of("expected allowed constraint")
TARGETS = names_of("path instance requesturi uri url")  # of the request
METHODS = names_of("method httpmethod")

# What an enumeration of codes calls a refusal, the most fitting first. Written in snake case; other cases are tried.
_INVALID = (
    "validation_error validation_failed invalid_request invalid_request_error invalid_parameter parameter_invalid "
    "invalid_argument invalid_input invalid bad_request unprocessable_entity unprocessable_content client_error error"
)
CODE_WORDS = {
    401: "unauthorized unauthenticated authentication_error authentication_required invalid_token not_authenticated",
    404: "not_found resource_not_found no_such_item unknown missing does_not_exist",
    409: "conflict already_exists duplicate resource_exists taken",
    410: "gone deleted not_found",
    412: "precondition_failed stale conflict",
    403: "forbidden permission_denied access_denied insufficient_scope unauthorized",
    406: "not_acceptable",
    413: "payload_too_large content_too_large request_too_large too_large",
    415: "unsupported_media_type invalid_content_type",
}


def iter_code_words(status: int) -> list[str]:
    """Codes that fit a refusal with a status, in five spellings each."""
    return spell_words(f"{CODE_WORDS.get(status, '')} {_INVALID}")


def spell_words(words: str) -> list[str]:
    """Each word as `bad_request`, `BAD_REQUEST`, `bad-request`, `BadRequest` and `badRequest`."""
    spelt = []
    for word in words.split():
        pascal = word.replace("_", " ").title().replace(" ", "")
        spelt += [word, word.upper(), word.replace("_", "-"), pascal, pascal[0].lower() + pascal[1:]]
    return list(dict.fromkeys(spelt))
