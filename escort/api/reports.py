"""What the timelines of a period add up to, for supervisors: the same figures as `escort report --json`."""

from typing import Annotated

from litestar import Controller, get
from litestar.di import Provide
from litestar.exceptions import ClientException, TooManyRequestsException
from litestar.params import QueryParameter

from escort import clock
from escort.api.here import Inside, Who, supervisor
from escort.api.refusals import told
from escort.errors import Unusable
from escort.report.figures import Report
from escort.report.period import period_of
from escort.report.reading import add_up
from escort.report.tally import Tally

period_max_s = 35 * 86_400.0  # 35 days; a longer one is for `escort report`: it would be added up beside the walls
First = Annotated[str | None, QueryParameter(name="from")]
Last = Annotated[str | None, QueryParameter(name="to")]


class ReportsApi(Controller):
    """Reports of this region, one at a time."""

    path = "/v1/reports"
    tags = ("wall",)
    dependencies = {"who": Provide(supervisor)}  # noqa: RUF012

    @get("/", responses=told(400, 401, 403, 429, 503))
    async def report(self, here: Inside, who: Who, first: First = None, last: Last = None) -> Report:  # noqa: ARG002
        """The 24 hours until now, or the time from one day or moment to another; the last is not in it."""
        try:
            period = period_of(first, last, here.zone, clock.now_s())
        except Unusable as why:
            raise ClientException(str(why)) from why
        if period.to_s - period.from_s > period_max_s:
            raise ClientException("a report here is of 35 days at most; `escort report` adds up more")
        if here.reporting.borrowed_tokens:
            raise TooManyRequestsException("another report is being added up; try again in a moment")
        async with here.reporting:
            tally = Tally(period, clock.now_s())
            await add_up(here.link, here.region, tally)
        return tally.report((here.region,), here.board.policy.wrap_up.after_s)
