"""The built page, read and compressed once at the start: no file and no compressor is touched while phones are waiting.

/            index.html, asked for anew each time, so that a new version is seen
/assets/...  named by their content, kept by browsers for good
"""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.types import ControllerRouterHandler

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
    """The route that serves a built page, or says how to build it."""
    found = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    files = {str(path.relative_to(folder)): _stored(path, folder) for path in found}

    @get(["/", "/{name:path}"], include_in_schema=False)
    async def serve(request: Request) -> Response[bytes]:  # type: ignore[type-arg]
        if not files:
            raise NotFoundException("the wall is not built yet: run `make wall`, then start again")
        name = request.scope["path"].strip("/")
        wanted = files.get(name or "index.html")
        if wanted is None:
            raise NotFoundException(f"there is no /{name} here")
        return _answer(request, wanted)

    return serve


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
