"""PyGithub: objects that are completed by their addresses, pages by Link fields, refusals."""

from __future__ import annotations

from itertools import islice

import github
from calls import URL, call, refused

client = github.Github(auth=github.Auth.Token("any"), base_url=URL, retry=None)
boats = client.get_repo("acme/boats")

with call("get_user().login"):
    assert client.get_user().login
with call("get_repo"):
    assert client.get_repo("acme/boats").full_name == "acme/boats"
with call("get_repo().owner.url"):
    assert client.get_repo("acme/boats").url.startswith(URL), "its links lead here"
with call("create_issue"):
    assert boats.create_issue("Leak", body="Water.", labels=["bug"]).title == "Leak"
with call("get_issue"):
    assert boats.get_issue(7).number == 7
with call("get_issues (all pages)"):
    assert 0 < len(list(islice(boats.get_issues(state="open"), 100))) < 100
with call("get_issue().edit"):
    issue = boats.get_issue(7)
    issue.edit(state="closed")
    assert issue.state == "closed"
with call("get_issue().create_comment"):
    assert boats.get_issue(7).create_comment("Fixed.").body == "Fixed."
with call("get_contents"):
    found = boats.get_contents("a.txt")
    assert not isinstance(found, list) and found.decoded_content == b"hello"
with call("get_label().delete"):
    boats.get_label("bug").delete()
with refused("401: BadCredentialsException", github.BadCredentialsException):
    list(client.requester.requestJsonAndCheck("GET", "/user", headers={"Prefer": "code=401"}))
with refused("404: UnknownObjectException", github.UnknownObjectException):
    client.requester.requestJsonAndCheck("GET", "/repos/acme/none", headers={"Prefer": "code=404"})
with refused("422: GithubException", github.GithubException, "title"):
    client.requester.requestJsonAndCheck("POST", "/repos/acme/boats/issues", input={"body": "Water."})
