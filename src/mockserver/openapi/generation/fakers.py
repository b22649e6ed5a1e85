"""Call `x-faker` methods: those of faker.js, as users of Prism write them, and those of Python's Faker.

x-faker: person.firstName                       a name
x-faker: {number.int: {min: 1, max: 6}}         with arguments by name
x-faker: {finance.amount: [10, 100, 2]}         with arguments in order
x-faker: {random_element: {elements: [a, b]}}   Python's Faker under its own names
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from faker import Faker

ARGUMENT_LIMIT = 10_000  # a length or a count beyond it is refused
_PAST, _NOW, _FUTURE = (datetime(year, 1, 1, tzinfo=UTC) for year in (2025, 2026, 2027))  # independent of the clock

Call = str | dict[str, dict[str, Any]]  # a method of Faker, alone or with its arguments

BY_FORMAT: dict[str, Call] = {
    "email": "ascii_safe_email", "idn-email": "ascii_safe_email", "hostname": "domain_name",
    "idn-hostname": "domain_name", "ipv4": "ipv4", "ipv6": "ipv6", "uri": "url", "url": "url", "iri": "url",
    "uri-reference": "uri_path", "iri-reference": "uri_path", "password": {"password": {"length": 14}},
    "phone": "phone_number", "uuid": "uuid4", "byte": "word", "duration": "word",
}  # fmt: skip  # a glossary: at one pair a line it would bury the code below it
BY_NAME: dict[str, Call] = {
    "email": "ascii_safe_email", "mail": "ascii_safe_email", "name": "name", "full_name": "name",
    "display_name": "name", "author": "name", "owner": "name", "first_name": "first_name", "firstname": "first_name",
    "given_name": "first_name", "nickname": "first_name", "last_name": "last_name", "lastname": "last_name",
    "surname": "last_name", "family_name": "last_name", "username": "user_name", "user_name": "user_name",
    "login": "user_name", "handle": "user_name", "phone": "phone_number", "phone_number": "phone_number",
    "mobile": "phone_number", "telephone": "phone_number", "fax": "phone_number", "address": "address",
    "street": "street_address", "street_address": "street_address", "address_line1": "street_address",
    "line1": "street_address", "city": "city", "town": "city", "country": "country", "country_name": "country",
    "country_code": "country_code", "nationality": "country_code", "zip": "postcode", "zip_code": "postcode",
    "postal_code": "postcode", "postcode": "postcode", "currency": "currency_code", "currency_code": "currency_code",
    "language": "language_code", "language_code": "language_code", "locale": "locale", "timezone": "timezone",
    "time_zone": "timezone", "iban": "iban", "bic": "swift", "company": "company", "company_name": "company",
    "organization": "company", "organisation": "company", "job": "job", "job_title": "job", "role": "job",
    "color": "hex_color", "colour": "hex_color", "url": "url", "uri": "url", "href": "url", "link": "url",
    "website": "url", "homepage": "url", "endpoint": "url", "image": "image_url", "avatar": "image_url",
    "picture": "image_url", "photo": "image_url", "logo": "image_url", "icon": "image_url", "thumbnail": "image_url",
    "slug": "slug", "ip": "ipv4", "ip_address": "ipv4", "host": "hostname", "hostname": "hostname",
    "domain": "domain_name", "mac": "mac_address", "user_agent": "user_agent", "isbn": "isbn13", "file": "file_name",
    "filename": "file_name", "file_name": "file_name", "extension": "file_extension", "mime_type": "mime_type",
    "content_type": "mime_type", "media_type": "mime_type", "latitude": "latitude", "longitude": "longitude",
    "title": {"sentence": {"nb_words": 4}}, "headline": {"sentence": {"nb_words": 4}},
    "subject": {"sentence": {"nb_words": 4}}, "description": "sentence", "summary": "sentence", "comment": "sentence",
    "note": "sentence", "notes": "sentence", "message": "sentence", "detail": "sentence", "reason": "sentence",
    "text": "paragraph", "content": "paragraph", "body": "paragraph", "bio": "paragraph", "password": "password",
    "token": "sha1", "hash": "md5", "checksum": "md5", "sha": "sha1", "uuid": "uuid4", "guid": "uuid4", "tag": "word",
    "label": "word", "keyword": "word",
}  # fmt: skip  # a glossary: at one pair a line it would bury the code below it

# faker.js -> Faker: the method, and its arguments in order, by their names in faker.js
_MODERN: dict[str, tuple[str, dict[str, str]]] = {
    "person.firstName": ("first_name", {}), "person.lastName": ("last_name", {}),
    "person.middleName": ("first_name", {}), "person.fullName": ("name", {}), "person.prefix": ("prefix", {}),
    "person.suffix": ("suffix", {}), "person.jobTitle": ("job", {}), "person.jobType": ("job", {}),
    "person.jobArea": ("job", {}), "person.bio": ("sentence", {}), "internet.email": ("ascii_safe_email", {}),
    "internet.exampleEmail": ("ascii_safe_email", {}), "internet.userName": ("user_name", {}),
    "internet.username": ("user_name", {}), "internet.displayName": ("user_name", {}), "internet.url": ("url", {}),
    "internet.domainName": ("domain_name", {}), "internet.domainWord": ("domain_word", {}),
    "internet.domainSuffix": ("tld", {}), "internet.ip": ("ipv4", {}), "internet.ipv4": ("ipv4", {}),
    "internet.ipv6": ("ipv6", {}), "internet.mac": ("mac_address", {}), "internet.port": ("port_number", {}),
    "internet.userAgent": ("user_agent", {}), "internet.password": ("password", {"length": "length"}),
    "internet.httpMethod": ("http_method", {}), "internet.httpStatusCode": ("http_status_code", {}),
    "internet.emoji": ("emoji", {}), "internet.color": ("hex_color", {}), "internet.protocol": ("uri_scheme", {}),
    "location.city": ("city", {}), "location.country": ("country", {}), "location.countryCode": ("country_code", {}),
    "location.state": ("administrative_unit", {}), "location.street": ("street_name", {}),
    "location.streetAddress": ("street_address", {}), "location.buildingNumber": ("building_number", {}),
    "location.secondaryAddress": ("secondary_address", {}), "location.zipCode": ("postcode", {}),
    "location.latitude": ("latitude", {}), "location.longitude": ("longitude", {}),
    "location.timeZone": ("timezone", {}), "phone.number": ("phone_number", {}), "phone.imei": ("msisdn", {}),
    "company.name": ("company", {}), "company.catchPhrase": ("catch_phrase", {}), "company.buzzPhrase": ("bs", {}),
    "commerce.department": ("bs", {}), "commerce.product": ("word", {}), "commerce.productName": ("catch_phrase", {}),
    "commerce.productMaterial": ("word", {}), "commerce.productAdjective": ("word", {}),
    "commerce.productDescription": ("sentence", {}), "commerce.isbn": ("isbn13", {}),
    "commerce.price": ("amount", {"min": "min", "max": "max", "dec": "dec"}),
    "finance.amount": ("amount", {"min": "min", "max": "max", "dec": "dec"}), "finance.accountNumber": ("bban", {}),
    "finance.iban": ("iban", {}), "finance.bic": ("swift", {}),
    "finance.creditCardNumber": ("credit_card_number", {}),
    "finance.creditCardCVV": ("credit_card_security_code", {}),
    "finance.creditCardIssuer": ("credit_card_provider", {}), "finance.currencyCode": ("currency_code", {}),
    "finance.currencyName": ("currency_name", {}), "finance.currencySymbol": ("currency_symbol", {}),
    "finance.bitcoinAddress": ("sha1", {}), "finance.pin": ("credit_card_security_code", {}),
    "lorem.word": ("word", {}), "lorem.words": ("joined_words", {"wordCount": "nb"}), "lorem.slug": ("slug", {}),
    "lorem.sentence": ("sentence", {"wordCount": "nb_words"}),
    "lorem.sentences": ("paragraph", {"sentenceCount": "nb_sentences"}),
    "lorem.paragraph": ("paragraph", {"sentenceCount": "nb_sentences"}),
    "lorem.paragraphs": ("joined_paragraphs", {"paragraphCount": "nb"}), "lorem.text": ("text", {}),
    "lorem.lines": ("text", {}), "word.noun": ("word", {}), "word.verb": ("word", {}), "word.adjective": ("word", {}),
    "word.adverb": ("word", {}), "word.sample": ("word", {}), "word.words": ("joined_words", {"count": "nb"}),
    "number.int": ("integer", {"min": "min", "max": "max", "multipleOf": "multiple"}),
    "number.bigInt": ("integer", {"min": "min", "max": "max"}),
    "number.float": ("decimal", {"min": "min", "max": "max", "fractionDigits": "dec", "multipleOf": "multiple"}),
    "number.hex": ("hexadecimal", {"min": "min", "max": "max"}), "datatype.boolean": ("boolean", {}),
    "string.uuid": ("uuid4", {}), "string.nanoid": ("pystr", {"length": "max_chars"}),
    "string.alpha": ("letters", {"length": "length"}), "string.alphanumeric": ("alphanumeric", {"length": "length"}),
    "string.numeric": ("digits", {"length": "length"}), "string.hexadecimal": ("sha1", {}),
    "string.sample": ("alphanumeric", {"length": "length"}), "date.past": ("past", {}), "date.recent": ("past", {}),
    "date.future": ("future", {}), "date.soon": ("future", {}), "date.anytime": ("past", {}),
    "date.birthdate": ("birthdate", {}), "date.month": ("month_name", {}), "date.weekday": ("day_of_week", {}),
    "date.between": ("moment_between", {"from": "first", "to": "last"}), "date.timeZone": ("timezone", {}),
    "system.fileName": ("file_name", {}), "system.fileExt": ("file_extension", {}),
    "system.mimeType": ("mime_type", {}), "system.filePath": ("file_path", {}),
    "system.directoryPath": ("file_path", {}), "system.semver": ("semver", {}), "color.rgb": ("hex_color", {}),
    "color.human": ("color_name", {}), "image.url": ("image_url", {}), "image.avatar": ("image_url", {}),
    "image.dataUri": ("image_url", {}), "vehicle.vin": ("vin", {}), "vehicle.vrm": ("license_plate", {}),
    "git.commitSha": ("sha1", {}), "git.branch": ("slug", {}), "database.mongodbObjectId": ("object_id", {}),
    "helpers.arrayElement": ("element", {"array": "array"}), "science.unit": ("word", {}),
    "hacker.phrase": ("catch_phrase", {}),
}  # fmt: skip  # a glossary: at one pair a line it would bury the code below it
_OLD_MODULES = {"name": "person", "address": "location", "random": "datatype"}  # before faker.js 8
_OLD_NAMES = {
    "person.findName": "person.fullName", "person.title": "person.jobTitle", "datatype.uuid": "string.uuid",
    "datatype.number": "number.int", "datatype.float": "number.float", "datatype.string": "string.sample",
    "datatype.datetime": "date.anytime", "datatype.hexaDecimal": "string.hexadecimal", "datatype.word": "lorem.word",
    "datatype.words": "lorem.words", "datatype.alphaNumeric": "string.alphanumeric",
    "datatype.arrayElement": "helpers.arrayElement", "location.streetName": "location.street",
    "location.stateAbbr": "location.state", "location.zip": "location.zipCode", "phone.phoneNumber": "phone.number",
    "company.companyName": "company.name", "finance.account": "finance.accountNumber", "image.imageUrl": "image.url",
    "image.image": "image.url", "commerce.color": "color.human", "internet.avatar": "image.avatar",
}  # fmt: skip  # a glossary: at one pair a line it would bury the code below it
_REFUSED = frozenset(  # Faker's own methods that configure it, or make files rather than values
    [
        "add_provider",
        "binary",
        "csv",
        "del_arguments",
        "dsv",
        "enum",
        "fixed_width",
        "format",
        "get_arguments",
        "get_formatter",
        "get_providers",
        "image",
        "items",
        "json",
        "json_bytes",
        "locales",
        "parse",
        "psv",
        "provider",
        "providers",
        "pyobject",
        "random",
        "seed",
        "seed_instance",
        "seed_locale",
        "set_arguments",
        "set_formatter",
        "tar",
        "tsv",
        "unique",
        "optional",
        "xml",
        "zip",
    ]
)


def call(faker: Faker, wanted: object) -> Any:
    """Return the JSON value for an `x-faker`; `None` for an unknown method or wrong arguments."""
    name, arguments = _read(wanted)
    found = _find(faker, name)
    if found is None:
        return None
    method, renamed = found
    named = _named(arguments, renamed)
    try:
        return _as_json(method(**named) if named is not None else method(*arguments))
    except Exception:  # noqa: BLE001  # arguments of the author reach foreign code; the value is then made without it
        return None


def is_known(faker: Faker, wanted: object) -> bool:
    """Return whether a method of that name exists."""
    return _find(faker, _read(wanted)[0]) is not None


def _read(wanted: object) -> tuple[str, Any]:
    """Return the name, and the arguments as a mapping or as a list in order."""
    if isinstance(wanted, dict) and wanted:
        name, arguments = next(iter(wanted.items()))
        if isinstance(arguments, dict):
            return str(name), arguments
        return str(name), arguments if isinstance(arguments, list) else [arguments]
    return (wanted if isinstance(wanted, str) else ""), {}


def _find(faker: Faker, name: str) -> tuple[Callable[..., Any], dict[str, str] | None] | None:
    """Return the method of a name; for one of faker.js also the names of its arguments in Faker."""
    module, _, member = name.partition(".")
    if member:
        modern = f"{_OLD_MODULES.get(module, module)}.{member}"
        known = _MODERN.get(_OLD_NAMES.get(modern, modern))
        if known is None:
            return None
        method, renamed = known
        own = getattr(_ExtraMethods(faker), method, None)
        return own or getattr(faker, method, None) or faker.word, renamed
    if not name or name.startswith("_") or name in _REFUSED or not name.isidentifier():
        return None
    method_of_provider = getattr(faker, name, None)
    return (method_of_provider, None) if callable(method_of_provider) else None


def _named(arguments: Any, renamed: dict[str, str] | None) -> dict[str, Any] | None:
    """Return arguments by their names in Faker; `None` for arguments that are passed in order."""
    if isinstance(arguments, list):
        if renamed is None:
            return None if all(map(_is_modest, arguments)) else {}
        arguments = dict(zip(renamed, arguments, strict=False))
        if len(arguments) == 1 and isinstance(next(iter(arguments.values())), dict):
            arguments = next(iter(arguments.values()))
    known = (
        arguments if renamed is None else {renamed[key]: value for key, value in arguments.items() if key in renamed}
    )
    return {str(key): value for key, value in known.items() if renamed is not None or _is_modest(value)}


def _is_modest(value: object) -> bool:
    return not isinstance(value, (int, float)) or abs(value) <= ARGUMENT_LIMIT


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {str(key): _as_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_as_json(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)


class _ExtraMethods:
    """Methods of faker.js that Faker does not have, or that depend on the clock there."""

    def __init__(self, faker: Faker) -> None:
        self._faker = faker
        self._random: random.Random = faker.random

    def integer(self, min: int = 0, max: int = 99999, multiple: int = 1) -> int:
        return int(self._random.randint(math.ceil(min / multiple), math.floor(max / multiple)) * multiple)

    def decimal(self, min: float = 0, max: float = 1, dec: int = 2, multiple: float | None = None) -> float:
        number = self._random.uniform(min, max)
        return round(round(number / multiple) * multiple, 12) if multiple else round(number, dec)

    def amount(self, min: float = 1, max: float = 1000, dec: int = 2) -> float:
        return round(self._random.uniform(min, max), dec)

    def hexadecimal(self, min: int = 0, max: int = 15) -> str:
        return f"{self._random.randint(min, max):x}"

    def boolean(self) -> bool:
        return self._random.random() < 0.5

    def element(self, array: list[Any]) -> Any:
        return self._random.choice(array)

    def letters(self, length: int = 10) -> str:
        return self._chosen("abcdefghijklmnopqrstuvwxyz", length)

    def digits(self, length: int = 10) -> str:
        return self._chosen("0123456789", length)

    def alphanumeric(self, length: int = 10) -> str:
        return self._chosen("abcdefghijklmnopqrstuvwxyz0123456789", length)

    def object_id(self) -> str:
        return self._chosen("0123456789abcdef", 24)

    def semver(self) -> str:
        return ".".join(str(self._random.randint(0, 9)) for _ in range(3))

    def joined_words(self, nb: int = 3) -> str:
        return " ".join(self._faker.words(min(nb, ARGUMENT_LIMIT)))

    def joined_paragraphs(self, nb: int = 3) -> str:
        return "\n".join(self._faker.paragraphs(min(nb, 100)))

    def past(self) -> datetime:
        return self.moment_between(_PAST.isoformat(), _NOW.isoformat())

    def future(self) -> datetime:
        return self.moment_between(_NOW.isoformat(), _FUTURE.isoformat())

    def birthdate(self) -> date:
        return (_NOW - timedelta(days=self._random.randint(18 * 366, 80 * 365))).date()

    def moment_between(self, first: str, last: str) -> datetime:
        start, end = datetime.fromisoformat(first), datetime.fromisoformat(last)
        return start + (end - start) * self._random.random()

    def _chosen(self, alphabet: str, length: int) -> str:
        return "".join(self._random.choices(alphabet, k=min(length, ARGUMENT_LIMIT)))
