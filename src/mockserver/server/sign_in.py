"""The page that asks a person for the control token, where a program gets a problem."""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qsl

from ..openapi.media_types import choose
from ..openapi.messages import Request, Response

TOKEN = "token"  # the query parameter
_PROBLEM, _HTML = "application/problem+json", "text/html"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; frame-ancestors 'none'"
_PAGE = """\
<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>mockserver · Token</title>
  <link rel="icon" href="data:,">
  <style>
    :root {{ --paper: #f8f6f1; --card: #fffefb; --ink: #23211d; --soft: #6b665c; --line: #e3ded3; --accent: #2f6f5e;
      --red: #b0382f; }}
    @media (prefers-color-scheme: dark) {{ :root {{ --paper: #161814; --card: #1e211c; --ink: #e9e6dd; --soft: #a09c90;
      --line: #33372f; --accent: #7cc4ab; --red: #f08c80; }} }}
    body {{ margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper);
      color: var(--ink); font: 15px/1.55 ui-sans-serif, system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }}
    main {{ box-sizing: border-box; width: min(26rem, 94vw); padding: 1.6rem 1.8rem; background: var(--card);
      border: 1px solid var(--line); border-radius: 14px; }}
    h1 {{ margin: 0 0 0.4rem; font-size: 1.25rem; letter-spacing: -0.01em; }}
    p {{ margin: 0 0 1.1rem; color: var(--soft); }}
    p.wrong {{ color: var(--red); }}
    label {{ display: block; margin-bottom: 0.3rem; font-weight: 550; }}
    form {{ display: flex; flex-wrap: wrap; gap: 0.5rem; }}
    label {{ flex: 1 0 100%; }}
    input {{ flex: 1 1 12rem; min-width: 0; padding: 0.45rem 0.7rem; border: 1px solid var(--line); border-radius: 8px;
      background: var(--paper); color: var(--ink); font: inherit; }}
    button {{ padding: 0.45rem 1.1rem; border: 0; border-radius: 8px; background: var(--accent); color: var(--card);
      font: inherit; font-weight: 550; cursor: pointer; }}
    :focus-visible {{ outline: 2px solid var(--accent); outline-offset: 2px; }}
  </style>
</head>
<body>
<main>
  <h1>mockserver</h1>
  <p{mark}>{sentence}</p>
  <form action="{path}">{kept}
    <label for="token">Token</label>
    <input type="password" id="token" name="token" required autofocus autocomplete="current-password">
    <button>Open</button>
  </form>
</main>
</body>
</html>
"""


def ask_for_token(request: Request) -> Response | None:
    """Return the page, or `None` if the client does not prefer HTML or does not read."""
    accept = request.headers.get("accept")
    if request.method not in ("GET", "HEAD") or choose(accept, [_PROBLEM, _HTML]) != _HTML:
        return None
    asked = parse_qsl(request.query, keep_blank_values=True)
    is_wrong = any(name == TOKEN for name, _ in asked)
    kept = "".join(
        f'\n    <input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in asked
        if name != TOKEN
    )
    sentence = (
        "This is not the token of this server, which it printed when it started."
        if is_wrong
        else "This page needs the token that the server printed when it started."
    )
    mark = ' class="wrong" role="alert"' if is_wrong else ""
    page = _PAGE.format(path=escape(request.path), kept=kept, sentence=sentence, mark=mark)
    fields = (("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", _POLICY))
    return Response(401, (*fields, ("Vary", "Accept")), page.encode())
