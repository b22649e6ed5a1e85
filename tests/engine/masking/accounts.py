"""An API whose messages carry secrets in every place, for the tests of masking."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from mockserver.engine.apis.apis import Api, load_api
from tests.support.small_sandbox import write_folder

ACCOUNTS = """
    openapi: 3.1.0
    info: {title: Accounts, version: '1'}
    security: [{}]
    paths:
      /accounts:
        post:
          operationId: createAccount
          parameters: [{name: pin, in: query, schema: {type: string, format: password, minLength: 2}}]
          requestBody:
            content:
              application/json: {schema: {$ref: '#/components/schemas/NewAccount'}}
              application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/NewAccount'}}
              multipart/form-data: {schema: {$ref: '#/components/schemas/NewAccount'}}
              application/xml: {schema: {$ref: '#/components/schemas/NewAccount'}}
              application/x-ndjson: {schema: {type: array, items: {$ref: '#/components/schemas/NewAccount'}}}
          responses:
            '201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Account'}}}}
      /logins:
        post:
          operationId: login
          requestBody: {content: {application/json: {schema: {type: object}}}}
          responses: {'200': {description: ok, content: {application/json: {schema: {type: object}}}}}
      /resets/{ticket}:
        get:
          operationId: readReset
          parameters: [{name: ticket, in: path, required: true, schema: {type: string, format: password}}]
          responses: {'204': {description: ok}}
      /notes:
        post:
          operationId: writeNote
          requestBody:
            content:
              application/json:
                schema: {type: object, properties: {text: {type: string}, rank: {type: integer}}}
          responses:
            '200':
              description: ok
              content: {application/json: {schema: {type: object, properties: {text: {type: string}}}}}
      /keys:
        post:
          operationId: writeKey
          requestBody: {content: {text/plain: {schema: {type: string, format: password}}}}
          responses: {'204': {description: ok}}
    components:
      securitySchemes:
        inHeader: {type: apiKey, in: header, name: X-Door}
        inQuery: {type: apiKey, in: query, name: door}
        inCookie: {type: apiKey, in: cookie, name: doorway}
      schemas:
        Phrase: {type: string, format: password, minLength: 4}
        Card: {type: object, properties: {number: {type: string, writeOnly: true}, holder: {type: string}}}
        Account:
          type: object
          properties:
            id: {type: string}
            name: {type: string}
            cards: {type: array, items: {$ref: '#/components/schemas/Card'}}
        NewAccount:
          allOf:
            - $ref: '#/components/schemas/Account'
            - type: object
              properties:
                phrase: {$ref: '#/components/schemas/Phrase'}
                phrases: {type: array, items: {$ref: '#/components/schemas/Phrase'}}
                hints: {type: object, additionalProperties: {$ref: '#/components/schemas/Phrase'}}
                parent: {$ref: '#/components/schemas/NewAccount'}
"""

RULES = """
    resources: {account: {identifier: id, ids: 'number:10'}}
    operations:
      createAccount: {action: create, resource: account}
"""

HANDLERS = """
    from mockserver.handlers import Reply, handles


    @handles("login")
    def login(call):
        if "explode" in call.body:
            raise KeyError(call.body["password"])
        secret = call.body["password"]
        headers = (("Set-Cookie", f"session={secret}; Path=/"), ("Location", f"/next?door={secret}"))
        return Reply({"echo": secret, "access_token": secret}, 200, headers)
"""


def load_accounts(folder: Path) -> Api:
    write_folder(folder, accounts_yaml=ACCOUNTS)
    fixtures = write_folder(folder / "fixtures", behaviour_yaml=RULES, handlers_py=HANDLERS)
    return load_api("accounts", folder / "accounts.yaml", fixtures, prefix="")


SECRET = 'hunt&er2/"täst'
ENCODED = base64.b64encode(f"ann:{SECRET}".encode()).decode()
JSON = ("Content-Type", "application/json")
FORM = ("Content-Type", "application/x-www-form-urlencoded")
PARTS = ("Content-Type", "multipart/form-data; boundary=limit")
XML = ("Content-Type", "application/xml")
LINES = ("Content-Type", "application/x-ndjson")

in_url = quote(SECRET, safe="")
in_json = SECRET.replace('"', '\\"')
in_xml = SECRET.replace("&", "&amp;").replace("<", "&lt;")


def part(name: str, value: str) -> str:
    return f'--limit\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'


@dataclass(frozen=True)
class Sent:
    """One request with the secret in one place."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""


PLACES = {
    "bearer": Sent("POST", "/notes", (("Authorization", f"Bearer {SECRET}"),)),
    "basic": Sent("POST", "/notes", (("Authorization", f"Basic {ENCODED}"),)),
    "no-scheme": Sent("POST", "/notes", (("Authorization", f"{SECRET} of ann"),)),
    "proxy": Sent("POST", "/notes", (("Proxy-Authorization", f"Bearer {SECRET}"),)),
    "two-lines": Sent("POST", "/notes", (("Authorization", "Bearer a"), ("Authorization", f"Bearer {SECRET}"))),
    "cookie": Sent("POST", "/notes", (("Cookie", f"theme={SECRET}; session={SECRET}"),)),
    "api-key": Sent("POST", "/notes", (("X-Door", SECRET),)),
    "known-header": Sent("POST", "/notes", (("X-CSRF-Token", SECRET),)),
    "referer": Sent("POST", "/notes", (("Referer", f"https://ann:{in_url}@a.example/x?door={in_url}#token={in_url}"),)),
    "query": Sent("POST", f"/notes?door={in_url}&limit=3"),
    "escaped-query-name": Sent("POST", f"/notes?%64oor={in_url}"),
    "address-in-query": Sent("POST", f"/notes?to=https://ann:{in_url}@h/?door={in_url}"),
    "escaped-address-in-query": Sent("POST", f"/notes?to={quote(f'https://ann:{in_url}@h/?door={in_url}', safe='')}"),
    "declared-parameter": Sent("POST", f"/accounts?pin={in_url}", (JSON,), "{}"),
    "path": Sent("GET", f"/resets/{in_url}"),
    "member": Sent("POST", "/accounts", (JSON,), f'{{"name": "a", "phrase": "{in_json}"}}'),
    "nested": Sent("POST", "/accounts", (JSON,), f'{{"parent": {{"parent": {{"phrase": "{in_json}"}}}}}}'),
    "write-only-in-list": Sent("POST", "/accounts", (JSON,), f'{{"cards": [{{"number": "{in_json}"}}]}}'),
    "list-of-secrets": Sent("POST", "/accounts", (JSON,), f'{{"phrases": ["{in_json}", "{in_json}"]}}'),
    "map-of-secrets": Sent("POST", "/accounts", (JSON,), f'{{"hints": {{"a": "{in_json}"}}}}'),
    "escaped-member": Sent("POST", "/accounts", (JSON,), f'{{"phr\\u0061se": "{in_json}"}}'),
    "member-of-open-schema": Sent("POST", "/logins", (JSON,), f'{{"password": "{in_json}"}}'),
    "member-of-a-text": Sent("POST", "/logins", (JSON,), f'{{"password":"x","t":"{{\\"token\\":\\"{in_url}\\"}}"}}'),
    "form": Sent("POST", "/accounts", (FORM,), f"name=a&phrase={in_url}"),
    "form-with-brackets": Sent("POST", "/accounts", (FORM,), f"parent[phrase]={in_url}"),
    "multipart": Sent("POST", "/accounts", (PARTS,), part("name", "a") + part("phrase", SECRET) + "--limit--\r\n"),
    "xml": Sent("POST", "/accounts", (XML,), f"<NewAccount><phrase>{in_xml}</phrase></NewAccount>"),
    "lines": Sent("POST", "/accounts", (LINES,), f'{{"name": "a"}}\n{{"phrase": "{in_json}"}}\n'),
    "whole-body": Sent("POST", "/keys", (("Content-Type", "text/plain"),), SECRET),
    "malformed": Sent("POST", "/accounts", (JSON,), f'{{"name": "a", "phrase": "{in_json}'),
    "malformed-quotation-marks": Sent("POST", "/accounts", (JSON,), f"{{'phrase': '{SECRET}'}}"),
    "malformed-parts": Sent("POST", "/accounts", (PARTS,), part("phrase", SECRET).replace("limit", "other")),
    "malformed-xml": Sent("POST", "/accounts", (XML,), f"<NewAccount><phrase>{in_xml}</NewAccount>"),
    "wrong-media-type": Sent("POST", "/accounts", (("Content-Type", "text/x"),), f'{{"password": "{in_json}"}}'),
    "too-long": Sent("POST", "/accounts", (JSON,), f'{{"phrase": {{"a": "{in_json}"}}, "name": 7}}'),
    "cut-quotation": Sent("POST", "/accounts", (JSON,), f'[{{"name": "{"a" * 80}", "phrase": "{in_json * 9}"}}]'),
    "long": Sent("POST", "/accounts", (JSON,), f'{{"phrase": ["{in_json * 9}"]}}'),
    "unmatched-header": Sent("GET", "/nowhere", (("X-Door", SECRET),)),
    "unmatched-query": Sent("GET", f"/nowhere?door={in_url}"),
    "unmatched-body": Sent("POST", "/nowhere", (JSON,), f'{{"password": "{in_json}"}}'),
    "unmatched-form": Sent("POST", "/nowhere", (FORM,), f"grant_type=x&client_secret={in_url}"),
    "handler-cookie": Sent("POST", "/logins", (JSON,), f'{{"password": "{in_json}"}}'),
    "handler-mistake": Sent("POST", "/logins", (JSON,), f'{{"password": "{in_json}", "explode": 1}}'),
    "wrong-world": Sent("POST", "/notes", (("Mock-World", "no/world"), ("Authorization", f"Bearer {SECRET}"))),
}


def find_leaks(text: str) -> list[str]:
    """Return the parts of the secret that a text has; no escaping changes them."""
    return [piece for piece in (SECRET[:4], SECRET[5:8], "äst", "\\u00e4st", ENCODED[:12]) if piece in text]
