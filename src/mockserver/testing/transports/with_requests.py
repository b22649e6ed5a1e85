"""requests: a session with a base URL that sends its requests through a channel."""

from __future__ import annotations

from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter

from .channel import Channel
from .with_urllib3 import ChannelPool


class ChannelSession(requests.Session):
    """A session for one API; URLs may be relative to its base URL."""

    def __init__(self, channel: Channel, base_url: str) -> None:
        super().__init__()
        self.base_url = base_url  # "https://api.intercom.io"
        self.trust_env = False  # proxies and .netrc do not apply in process
        for scheme in ("https://", "http://"):
            self.mount(scheme, ChannelAdapter(channel))

    def request(self, method: str | bytes, url: str | bytes, *rest: Any, **options: Any) -> requests.Response:
        text = url.decode() if isinstance(url, bytes) else str(url)
        if "://" not in text:
            text = self.base_url.rstrip("/") + "/" + text.lstrip("/")
        return super().request(method, text, *rest, **options)


class ChannelAdapter(HTTPAdapter):
    """requests' own adapter with our connection pool, so that everything above the connection is real."""

    def __init__(self, channel: Channel, **options: Any) -> None:
        self._channel = channel
        self._pools: dict[tuple[str, str, int | None], ChannelPool] = {}
        super().__init__(**options)

    def get_connection_with_tls_context(
        self, request: requests.PreparedRequest, verify: Any, proxies: Any = None, cert: Any = None
    ) -> urllib3.HTTPConnectionPool:
        url = urllib3.util.parse_url(str(request.url))
        key = (url.scheme or "http", url.host or "", url.port)
        pool = self._pools.get(key)
        if pool is None:
            pool = self._pools[key] = ChannelPool(self._channel, *key)
        return pool

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Verify nothing, since nothing is encrypted."""
