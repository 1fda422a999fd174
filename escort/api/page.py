"""The built pages, read and compressed once at the start: no file is touched while phones are waiting.

/            the wall: index.html, asked for anew each time, so that a new version is seen; the same page is the
             wallboard at /board, and a case played again at /case/...
/ride        the phone's page, and the same page at /share/... for whoever was given a link
.../assets/  named by their content, kept by browsers for good

Rule: a page may speak to its own host and to nothing else; the phone's also to the port that takes phones.
"""

import gzip
import hashlib
import mimetypes
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.types import ControllerRouterHandler

Req = Request[Any, Any, Any]

compressed_from_bytes = 1_024  # smaller files travel as they are


@dataclass(frozen=True, slots=True)
class Stored:
    """One file of the page. `packed` is its gzip, None where that is no smaller."""

    plain: bytes
    packed: bytes | None
    kind: str
    tag: str
    lasting: bool


def page(folder: Path) -> ControllerRouterHandler:
    """The route that serves the built wall, or says how to build it."""
    files = _files(folder)

    @get(["/", "/{name:path}"], include_in_schema=False)
    async def serve(request: Request) -> Response[bytes]:  # type: ignore[type-arg]
        if not files:
            raise NotFoundException("the wall is not built yet: run `make pages`, then start again")
        name = request.scope["path"].strip("/")
        wanted = files.get("index.html" if name in ("", "board") or name.startswith("case/") else name)
        if wanted is None:
            raise NotFoundException(f"there is no /{name} here")
        return _answer(request, wanted)

    return serve


def ride_page(folder: Path, device_url: Callable[[Req], str]) -> ControllerRouterHandler:
    """The route of the phone's page; `device_url` says where its socket connects, which its policy must allow."""
    files = _files(folder)

    @get(["/ride", "/ride/{name:path}", "/share/{word:str}"], include_in_schema=False)
    async def serve(request: Request) -> Response[bytes]:  # type: ignore[type-arg]
        if not files:
            raise NotFoundException("the phone's page is not built yet: run `make pages`, then start again")
        name = request.scope["path"].removeprefix("/ride").strip("/")
        wanted = files.get("index.html" if name.startswith("share/") else name or "index.html")
        if wanted is None:
            raise NotFoundException(f"there is no /ride/{name} here")
        response = _answer(request, wanted)
        if wanted.kind == "text/html":
            response.headers["Content-Security-Policy"] = policy(origin_of(device_url(request)))
        return response

    return serve


def policy(*also: str) -> str:
    """A Content-Security-Policy: this host, and for sockets `also`; MapLibre's worker comes from this host too."""
    sockets = " ".join(("'self'", *also))
    return (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
        f"connect-src {sockets}; worker-src 'self'; manifest-src 'self'; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def origin_of(url: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _files(folder: Path) -> dict[str, Stored]:
    found = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path.relative_to(folder)): _stored(path, folder) for path in found}


def _stored(path: Path, folder: Path) -> Stored:
    plain = path.read_bytes()
    packed = gzip.compress(plain, 9, mtime=0) if len(plain) >= compressed_from_bytes else plain
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Stored(
        plain=plain,
        packed=packed if len(packed) < len(plain) else None,
        kind=kind,
        tag=f'"{hashlib.sha256(plain).hexdigest()[:32]}"',
        lasting=path.relative_to(folder).parts[0] == "assets",
    )


def _answer(request: Request, found: Stored) -> Response[bytes]:  # type: ignore[type-arg]
    headers = {
        "cache-control": "public, max-age=31536000, immutable" if found.lasting else "no-cache",
        "etag": found.tag,
        "vary": "accept-encoding",
    }
    if request.headers.get("if-none-match") == found.tag:
        return Response(b"", status_code=304, headers=headers, media_type=found.kind)
    if found.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(found.packed, headers={**headers, "content-encoding": "gzip"}, media_type=found.kind)
    return Response(found.plain, headers=headers, media_type=found.kind)
