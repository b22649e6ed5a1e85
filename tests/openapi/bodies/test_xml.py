"""XML is read and written by the `xml` objects of schemas."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.openapi.bodies import BodyError, BodyReader, BodyWriter, ReadBody, Unwritable, xml_tree
from mockserver.openapi.bodies.xml_tree import parse_xml
from mockserver.openapi.operations import MediaTypeObject
from tests.support import bodies
from tests.support.documents import body_operation

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
TEXT, NUMBER = {"type": "string"}, {"type": "integer"}


def content_of(schema: dict[str, Any], **options: Any) -> tuple[BodyWriter, BodyReader, dict[str, MediaTypeObject]]:
    operation = body_operation({"application/xml": {"schema": schema}}, **options)
    assert operation.body is not None
    content = operation.body.content
    return BodyWriter(operation.document), BodyReader(operation.document, content), content


def write(schema: dict[str, Any], value: Any, **options: Any) -> str:
    writer, _, content = content_of(schema, **options)
    return writer.write(value, "application/xml", content).body.decode().removeprefix(HEAD)


def read(schema: dict[str, Any], text: str, content_type: str = "application/xml", **options: Any) -> Any:
    _, reader, _ = content_of(schema, **options)
    found = reader.read(content_type, text.encode())
    return found.value if isinstance(found, ReadBody) else [str(violation) for violation in found]


def object_of(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def array_of(items: dict[str, Any], **xml: Any) -> dict[str, Any]:
    return {"type": "array", "items": items} | ({"xml": xml} if xml else {})


PET = object_of(
    id={"type": "integer", "xml": {"attribute": True}},
    name=TEXT,
    tags=array_of({"type": "string", "xml": {"name": "tag"}}, wrapped=True, name="labels"),
    photos=array_of({"type": "string", "xml": {"name": "photo"}}),
) | {"xml": {"name": "pet"}}

NAMED = [
    pytest.param({"$ref": "#/components/schemas/Pet"}, {}, "<Pet/>", id="after-the-component"),
    pytest.param({"$ref": "#/components/schemas/Named"}, {}, "<animal/>", id="by-its-schema"),
    pytest.param(object_of(), {}, "<xml/>", id="nameless"),
    pytest.param(
        {"$ref": "#/components/schemas/Pet", "xml": {"name": "nearer"}}, {}, "<nearer/>", id="beside-a-reference"
    ),
    pytest.param({"allOf": [{"$ref": "#/components/schemas/Named"}]}, {}, "<animal/>", id="in-all-of"),
    pytest.param(array_of({"$ref": "#/components/schemas/Pet"}), [{}, {}], "<xml><Pet/><Pet/></xml>", id="root-array"),
    pytest.param(array_of(NUMBER, name="n"), [1, 2], "<n><n>1</n><n>2</n></n>", id="root-array-of-nameless-items"),
    pytest.param({"type": "integer"}, 5, "<xml>5</xml>", id="scalar"),
]

WRITTEN = [
    pytest.param(
        PET,
        {"id": 1, "name": "Tom & <Co>", "tags": ["a", "b"], "photos": ["u", "v"]},
        '<pet id="1"><name>Tom &amp; &lt;Co&gt;</name><labels><tag>a</tag><tag>b</tag></labels>'
        "<photo>u</photo><photo>v</photo></pet>",
        id="names-attributes-arrays",
    ),
    pytest.param(object_of(a=array_of(TEXT)), {"a": ["x", "y"]}, "<xml><a>x</a><a>y</a></xml>", id="spread"),
    pytest.param(
        object_of(a=array_of(TEXT, wrapped=True)), {"a": ["x"]}, "<xml><a><a>x</a></a></xml>", id="wrapped-nameless"
    ),
    pytest.param(object_of(a=array_of(TEXT, name="b")), {"a": ["x"]}, "<xml><b>x</b></xml>", id="named-not-wrapped"),
    pytest.param(object_of(a=array_of(TEXT, wrapped=True)), {"a": []}, "<xml><a/></xml>", id="wrapped-empty"),
    pytest.param(
        object_of(a={"type": ["string", "null"]}),
        {"a": None},
        '<xml><a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/></xml>',
        id="null",
    ),
    pytest.param(
        object_of(a={"type": "string", "xml": {"prefix": "p"}}) | {"xml": {"prefix": "p", "namespace": "urn:x"}},
        {"a": "1"},
        '<p:xml xmlns:p="urn:x"><p:a>1</p:a></p:xml>',
        id="prefix",
    ),
    pytest.param(
        object_of(a=TEXT) | {"xml": {"namespace": "urn:x"}},
        {"a": "1"},
        '<xml xmlns="urn:x"><a>1</a></xml>',
        id="default-namespace",
    ),
    pytest.param(
        object_of(a={"type": "string", "xml": {"attribute": True, "prefix": "p", "namespace": "urn:x"}}),
        {"a": 'q"\n'},
        '<xml xmlns:p="urn:x" p:a="q&quot;&#10;"/>',
        id="attribute-with-a-prefix",
    ),
    pytest.param(
        object_of(a={"type": "string", "xml": {"prefix": "lost"}}),
        {"a": "1"},
        '<xml><lost:a xmlns:lost="urn:lost">1</lost:a></xml>',
        id="undeclared-prefix",
    ),
    pytest.param(
        object_of(a=NUMBER | {"xml": {"nodeType": "attribute"}}, b=TEXT | {"xml": {"nodeType": "text"}}),
        {"a": 1, "b": "hi"},
        '<xml a="1">hi</xml>',
        id="node-types",
    ),
    pytest.param(
        object_of(a={"type": "string", "xml": {"nodeType": "cdata"}}),
        {"a": "<b>]]>"},
        "<xml><![CDATA[<b>]]]]><![CDATA[>]]></xml>",
        id="cdata",
    ),
    pytest.param(
        object_of(a=object_of(b=NUMBER) | {"xml": {"nodeType": "none"}}, c=NUMBER),
        {"a": {"b": 1}, "c": 2},
        "<xml><b>1</b><c>2</c></xml>",
        id="no-node",
    ),
    pytest.param(
        object_of(a=object_of(b={"type": "boolean"})), {"a": {"b": True}}, "<xml><a><b>true</b></a></xml>", id="objects"
    ),
    pytest.param(
        {"type": "object", "additionalProperties": NUMBER}, {"a": 1, "b": 2}, "<xml><a>1</a><b>2</b></xml>", id="others"
    ),
    pytest.param(
        object_of(a=array_of(array_of(NUMBER))),
        {"a": [[1, 2], [3]]},
        "<xml><a><a>1</a><a>2</a></a><a><a>3</a></a></xml>",
        id="arrays-of-arrays",
    ),
    pytest.param(
        {"type": "object", "additionalProperties": array_of(NUMBER)},
        {"a": [1], "b": [2, 3]},
        "<xml><a>1</a><b>2</b><b>3</b></xml>",
        id="other-arrays",
    ),
    pytest.param(
        {"type": "object", "additionalProperties": array_of(NUMBER, wrapped=True)},
        {"a": [1, 2]},
        "<xml><a><a>1</a><a>2</a></a></xml>",
        id="other-wrapped-arrays",
    ),
    pytest.param(object_of(a=TEXT), {"a": "x\r\n\ty "}, "<xml><a>x&#13;\n\ty </a></xml>", id="white-space"),
    pytest.param(
        object_of(ids={"type": "array", "items": NUMBER, "xml": {"attribute": True}}),
        {"ids": [1, 2]},
        '<xml ids="1 2"/>',
        id="list-in-an-attribute",
    ),
]

SCHEMAS = {"Name": TEXT, "Pet": object_of(), "Named": object_of() | {"xml": {"name": "animal"}}}


@pytest.mark.parametrize(("schema", "value", "text"), NAMED + WRITTEN)
def test_there_and_back(schema: dict[str, Any], value: Any, text: str) -> None:
    assert write(schema, value, schemas=SCHEMAS) == text
    assert read(schema, text, schemas=SCHEMAS) == value


def test_siblings_of_a_reference_count_from_3_1_on() -> None:
    schema = {"$ref": "#/components/schemas/Pet", "xml": {"name": "nearer"}}
    assert write(schema, {}, schemas=SCHEMAS, version="3.0.3") == "<Pet/>"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("<pet><name>Tom</name></pet>", {"name": "Tom"}, id="plain"),
        pytest.param('<?xml version="1.0" encoding="utf-8"?><pet/>', {}, id="declaration"),
        pytest.param("<p:pet xmlns:p='urn:x'><p:name>Tom</p:name></p:pet>", {"name": "Tom"}, id="any-namespace"),
        pytest.param("<pet id=' 5 '/>", {"id": 5}, id="white-space-around-numbers"),
        pytest.param("<pet id='five'/>", {"id": "five"}, id="for-a-validator-to-judge"),
        pytest.param("<pet><name>a</name><name>b</name></pet>", {"name": ["a", "b"]}, id="twice"),
        pytest.param("<pet>Tom</pet>", "Tom", id="text-in-place-of-an-object"),
        pytest.param("<pet><x>1</x><x><y z='2'/></x></pet>", {"x": ["1", {"y": {"z": "2"}}]}, id="undeclared"),
        pytest.param("<pet><name><b>T</b></name></pet>", {"name": {"b": "T"}}, id="object-in-place-of-text"),
        pytest.param("<pet><labels>no</labels></pet>", {"tags": "no"}, id="text-in-place-of-an-array"),
        pytest.param("<pet><name>&#x41;&amp;<![CDATA[<]]><!-- no --></name></pet>", {"name": "A&<"}, id="entities"),
    ],
)
def test_reading(text: str, value: Any) -> None:
    assert read(PET, text) == value


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("", "is not XML: no element found at line 1 column 1", id="empty"),
        pytest.param("<pet>\n<name></pet>", "is not XML: mismatched tag at line 2 column 9", id="mismatched"),
        pytest.param("<a:pet/>", "is not XML: unbound prefix at line 1 column 1", id="unbound-prefix"),
        pytest.param("<!DOCTYPE pet [<!ENTITY a 'b'>]><pet/>", "has a DTD, which is not read at line 1", id="dtd"),
        pytest.param("<pet>&a;</pet>", "is not XML: undefined entity at line 1 column 6", id="entity"),
        pytest.param("<dog/>", 'has the root "dog", where "pet" is expected', id="root"),
        pytest.param("<a>" * 300 + "</a>" * 300, "is nested deeper than 256 levels at line 1", id="deep"),
        pytest.param("<a>" + "<b/>" * 100_000 + "</a>", "has more than 100,000 elements at line 1", id="many"),
        pytest.param(
            "<pet>\n<labels " + " ".join(f"a{n} = '='" for n in range(10_001)) + "/></pet>",
            "has an element with more than 10,000 attributes at line 2",
            id="many-attributes",
        ),
        pytest.param("<pet>Tom<name/></pet>", 'has text beside the elements and attributes of "pet"', id="mixed"),
        pytest.param(
            "<pet><labels><x/></labels></pet>", 'has the element "x" in "labels", where "tag" is expected', id="items"
        ),
        pytest.param(
            "<?xml version='1.0' encoding='nonsense'?><pet/>", "is in an encoding that is not understood", id="encoding"
        ),
    ],
)
def test_what_cannot_be_read(text: str, sentence: str) -> None:
    (found,) = read(PET, text)
    assert found.startswith("body: ") and sentence in found


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "iso-8859-1"])
def test_charsets(charset: str) -> None:
    _, reader, _ = content_of(PET)
    found = reader.read(f"application/xml; charset={charset}", "<pet><name>é</name></pet>".encode(charset))
    assert isinstance(found, ReadBody) and found.value == {"name": "é"}


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        pytest.param(object_of(a=NUMBER), "<order><a>1</a></order>", {"a": 1}, id="object"),
        pytest.param(NUMBER, "<int>5</int>", 5, id="number"),
        pytest.param(array_of(NUMBER), "<ids><id>1</id><id>2</id></ids>", [1, 2], id="array"),
        pytest.param({"type": "string", "enum": ["a"]}, "<string>a</string>", "a", id="particular-string"),
        pytest.param(TEXT, "<string>a</string>", "<string>a</string>", id="any-string"),
        pytest.param(
            object_of() | {"xml": {"namespace": "urn:x"}}, "<order xmlns='urn:x'/>", {}, id="with-its-namespace"
        ),
    ],
)
def test_a_root_without_a_documented_name_may_have_any(schema: dict[str, Any], text: str, value: Any) -> None:
    assert read(schema, text) == value


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        pytest.param({"$ref": "#/components/schemas/Pet"}, "<order/>", id="component"),
        pytest.param(object_of() | {"xml": {"name": "pet"}}, "<order/>", id="named"),
        pytest.param(array_of(NUMBER, name="ids"), "<ids><id>1</id></ids>", id="item-of-a-named-array"),
        pytest.param(object_of() | {"xml": {"namespace": "urn:x"}}, "<order/>", id="without-its-namespace"),
    ],
)
def test_a_documented_name_counts(schema: dict[str, Any], text: str) -> None:
    (found,) = read(schema, text, schemas=SCHEMAS)
    assert "is expected" in found


def test_a_declared_namespace_must_match() -> None:
    schema = object_of(a=TEXT) | {"xml": {"namespace": "urn:x"}}
    assert read(schema, "<xml xmlns='urn:x'><a>1</a></xml>") == {"a": "1"}


SPACED = object_of(
    a={"type": "string", "xml": {"namespace": "urn:a", "prefix": "a"}},
    b={"type": "array", "items": {"type": "string", "xml": {"name": "b", "namespace": "urn:b"}}},
    c=array_of({"type": "string", "xml": {"name": "d", "namespace": "urn:d"}}, wrapped=True),
) | {"xml": {"name": "pet", "namespace": "urn:x"}}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "<pet/>", 'has the root "pet" in no namespace, where the namespace "urn:x" is expected', id="root-in-none"
        ),
        pytest.param(
            "<pet xmlns='urn:y'/>",
            'has the root "pet" in the namespace "urn:y", where the namespace "urn:x" is expected',
            id="root-in-another",
        ),
        pytest.param(
            "<dog xmlns='urn:x'/>", 'has the root "dog", where "pet" in the namespace "urn:x" is expected', id="name"
        ),
        pytest.param(
            "<pet xmlns='urn:x'><a>1</a></pet>",
            'has the element "a" in "pet" in the namespace "urn:x", where the namespace "urn:a" is expected',
            id="property",
        ),
        pytest.param(
            "<p:pet xmlns:p='urn:x'><b>1</b></p:pet>",
            'has the element "b" in "pet" in no namespace, where the namespace "urn:b" is expected',
            id="item",
        ),
        pytest.param(
            "<p:pet xmlns:p='urn:x'><c><d/></c></p:pet>",
            'has the element "d" in "c" in no namespace, where the namespace "urn:d" is expected',
            id="wrapped-item",
        ),
    ],
)
def test_a_namespace_that_is_not_the_declared_one_is_named(text: str, message: str) -> None:
    (found,) = read(SPACED, text)
    assert found.startswith(f"body: {message} (test.yaml:")


def test_other_prefixes_of_the_declared_namespaces_are_read() -> None:
    text = "<q:pet xmlns:q='urn:x'><a xmlns='urn:a'>1</a><r:b xmlns:r='urn:b'>2</r:b></q:pet>"
    assert read(SPACED, text) == {"a": "1", "b": ["2"]}


CODE = {"type": "string", "xml": {"name": "code"}}


@pytest.mark.parametrize(
    ("schema", "value", "text"),
    [
        pytest.param(TEXT, "a & b", "<xml>a &amp; b</xml>", id="string"),
        pytest.param(CODE, "", "<code/>", id="empty"),
        pytest.param(CODE, "x", "<code>x</code>", id="named"),
        pytest.param(NUMBER, 5, "<xml>5</xml>", id="number"),
        pytest.param({"$ref": "#/components/schemas/Name"}, "x", "<Name>x</Name>", id="component"),
        pytest.param(TEXT, "<note><to/></note>", "<note><to/></note>", id="markup"),
        pytest.param(TEXT, "\ufeff <note/>", "\ufeff <note/>", id="markup-after-a-byte-order-mark"),
    ],
)
def test_a_scalar_is_an_element(schema: dict[str, Any], value: Any, text: str) -> None:
    """A string that is markup is the document itself."""
    assert write(schema, value, schemas=SCHEMAS) == text
    assert read(schema, text, schemas=SCHEMAS) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("<code>x</code>", "x", id="value"),
        pytest.param("<?xml version='1.0'?><code> x </code>", " x ", id="white-space-counts"),
        pytest.param("<other>x</other>", "<other>x</other>", id="another-root"),
        pytest.param("<code a='1'>x</code>", "<code a='1'>x</code>", id="attributes"),
        pytest.param("<!DOCTYPE svg><svg/>", "<!DOCTYPE svg><svg/>", id="dtd"),
    ],
)
def test_a_string_is_the_text_of_its_element_or_a_whole_document(text: str, value: Any) -> None:
    assert read(CODE, text) == value


@pytest.mark.parametrize(
    ("text", "reason"), [("x", "syntax error"), ("", "no element found"), ("5 < 6", "syntax error")]
)
def test_bare_text_is_not_xml(text: str, reason: str) -> None:
    (found,) = read(CODE, text)
    assert found.startswith(f"body: is not XML: {reason} at line 1 column 1 (")


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        pytest.param(object_of(), {"no name": 1}, id="name"),
        pytest.param(object_of(a=TEXT), {"a": "\x00"}, id="character"),
        pytest.param(
            object_of(a={"type": "object", "xml": {"attribute": True}}), {"a": {}}, id="object-in-an-attribute"
        ),
    ],
)
def test_what_cannot_be_written(schema: dict[str, Any], value: Any) -> None:
    with pytest.raises(Unwritable):
        write(schema, value)


def test_the_declaration_names_the_charset() -> None:
    written = bodies.write({"a": "é"}, "application/xml; charset=iso-8859-1")
    assert written.body == b'<?xml version="1.0" encoding="iso-8859-1"?>\n<xml><a>\xe9</a></xml>'


# laws

CHARACTERS = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"], include_characters="\t\n\r")
SCALARS = [
    (TEXT, st.text(CHARACTERS.filter(lambda char: char not in "\ufffe\uffff"))),
    (NUMBER, st.integers(-(10**6), 10**6)),
    ({"type": "boolean"}, st.booleans()),
    ({"type": "number"}, st.floats(allow_nan=False, allow_infinity=False)),
]
XML_NAMES = st.from_regex(r"[a-z][a-z0-9_.\-]{0,6}", fullmatch=True)


@st.composite
def scalars(draw: st.DrawFn) -> tuple[dict[str, Any], Any]:
    schema, values = draw(st.sampled_from(SCALARS))
    return dict(schema), draw(values)


@st.composite
def parts(draw: st.DrawFn, depth: int) -> tuple[dict[str, Any], Any]:
    """A schema with a value that it admits."""
    kind = draw(st.sampled_from(["scalar", "null", "array", "object"] if depth else ["scalar", "null"]))
    if kind == "scalar":
        return draw(scalars())
    if kind == "null":
        return {"type": ["string", "null"]}, None
    if kind == "object":
        return draw(objects(depth - 1))
    wrapped = draw(st.booleans())
    items, value = draw(parts(depth - 1))
    schema = array_of(items, **({"wrapped": True} if wrapped else {}), **({"name": draw(XML_NAMES)} if wrapped else {}))
    return schema, [value] * draw(st.integers(0 if wrapped else 1, 3))


@st.composite
def objects(draw: st.DrawFn, depth: int = 2) -> tuple[dict[str, Any], Any]:
    names = draw(st.lists(XML_NAMES, max_size=4, unique=True))
    properties, value = {}, {}
    taken: set[str] = set()
    for name in names:
        if draw(st.booleans()):
            schema, item = draw(scalars())
            schema["xml"] = {"attribute": True}
        else:
            schema, item = draw(parts(depth))
            if schema["type"] == "array" and schema.get("xml", {}).get("name", name) in taken | set(names) - {name}:
                schema.pop("xml")
                item = item or [item_of(schema)]
            taken.add(schema.get("xml", {}).get("name", name))
        properties[name], value[name] = schema, item
    return object_of(**properties), value


def item_of(schema: dict[str, Any]) -> Any:
    return {"string": "", "integer": 0, "boolean": True, "number": 0.0, "object": {}, "array": []}.get(
        str(schema["items"]["type"])
    )


@settings(deadline=None)
@given(objects())
def test_what_is_written_is_read_back(case: tuple[dict[str, Any], Any]) -> None:
    schema, value = case
    text = write(schema, value)
    ET.fromstring(text)  # noqa: S314 - our own text; a second opinion on whether it is XML
    assert read(schema, text) == value


LIKE_ATTRIBUTES = ' c="1"' * 11_000


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<r " + " ".join(f'a{n}="1"' for n in range(10_000)) + "/>", id="as-many-as-are-allowed"),
        pytest.param(f"<r><a>{LIKE_ATTRIBUTES}</a></r>", id="in-text"),
        pytest.param(f"<r><!-- {LIKE_ATTRIBUTES} --></r>", id="in-a-comment"),
        pytest.param(f"<r a='{'b=1 ' * 20_000}'/>", id="in-a-value"),
    ],
)
def test_what_looks_like_many_attributes(text: str) -> None:
    assert parse_xml(text.encode()).name == "r"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_many_attributes_are_refused_before_they_are_read(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_tree, "_Builder", None)
    text = "<r " + " ".join(f'a{n}="1"' for n in range(10_001)) + "/>"
    with pytest.raises(BodyError, match="more than 10,000 attributes"):
        parse_xml(text.encode(encoding))
