"""`/r/<word>`: where a text message leads its rider."""

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.status_codes import HTTP_302_FOUND

from escort import auth, clock
from escort.api.here import Inside
from escort.short_links import ShortLinks, lasts_s


@get("/r/{word:str}", include_in_schema=False, status_code=HTTP_302_FOUND)
async def short_link(word: FromPath[str], here: Inside) -> Response[None]:
    """To the rider's own page, signed in as that trip's rider."""
    trip = await ShortLinks(here.link).find(word)
    if trip is None:
        raise NotFoundException("this link leads nowhere any more")
    token = auth.device_token(here.secret, auth.Device(f"text-{trip}", "rider", trip), clock.now_s(), lasts_s)
    headers = {"location": f"/ride#token={token}", "cache-control": "no-store"}
    return Response(None, status_code=HTTP_302_FOUND, headers=headers)
