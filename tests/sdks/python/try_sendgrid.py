"""sendgrid: mail with an attachment, templates by its fluent client, refusals."""

from __future__ import annotations

import json

from calls import URL, call, refused
from python_http_client.exceptions import BadRequestsError, NotFoundError, UnauthorizedError
from sendgrid import SendGridAPIClient
from sendgrid.helpers.mail import Attachment, Mail

client = SendGridAPIClient(api_key="SG.any", host=URL)
templates = client.client.templates


def letter(subject: str = "Hello") -> Mail:
    return Mail(from_email="ann@example.com", to_emails="bob@example.com", subject=subject, html_content="<b>Hi</b>")


with call("send"):
    sent = client.send(letter())
    assert sent.status_code == 202 and sent.headers["X-Message-Id"]
with call("send (attachment)"):
    with_file = letter()
    with_file.attachment = Attachment(file_content="aGVsbG8=", file_name="a.txt", file_type="text/plain")
    assert client.send(with_file).status_code == 202
with call("templates.post"):
    made = templates.post(request_body={"name": "Welcome", "generation": "dynamic"})
    assert made.status_code == 201 and json.loads(made.body)["name"] == "Welcome"
with call("templates.get (a page)"):
    page = json.loads(templates.get(query_params={"page_size": 2, "generations": "dynamic"}).body)
    assert page["result"] and not page.get("_metadata", {}).get("next")
with call("templates._(id).get"):
    assert json.loads(templates._("t1").get().body)["id"]
with call("templates._(id).patch"):
    assert json.loads(templates._("t1").patch(request_body={"name": "Bye"}).body)["name"] == "Bye"
with call("templates._(id).delete"):
    assert templates._("t1").delete().status_code == 204
with refused("400: BadRequestsError", BadRequestsError, "subject"):
    client.send(letter(subject=""))
with refused("401: UnauthorizedError", UnauthorizedError):
    SendGridAPIClient(api_key="", host=URL).client.mail.send.post(
        request_body=letter().get(), request_headers={"Authorization": "Basic YTpi"}
    )
with refused("404: NotFoundError", NotFoundError):
    templates._("none").get(request_headers={"Prefer": "code=404"})
