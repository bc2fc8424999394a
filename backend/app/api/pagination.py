"""Lists: which page, how long, in which order (decision 20)."""

from typing import Annotated

from fastapi import Depends, Query

from app.domain.pages import LIMIT_MAX, PAGE_MAX, PageRequest


async def page_request(
    page: Annotated[int, Query(ge=1, le=PAGE_MAX, description="from 1")] = 1,
    limit: Annotated[int, Query(ge=1, le=LIMIT_MAX, description="items per page")] = 20,
    sort: Annotated[
        str,
        Query(
            max_length=41,
            # The list refuses a field it does not know; the form is the same for all.
            pattern=r"^(-?[a-z][a-z0-9_]*)?$",
            description="a field; - in front for descending",
            examples=["-created_at"],
        ),
    ] = "",
) -> PageRequest:
    return PageRequest(page=page, limit=limit, sort=sort)


# `async def list_things(asked: PageQuery) -> PageOf[Thing]`, then `asked.checked(("created_at",))`.
PageQuery = Annotated[PageRequest, Depends(page_request)]
