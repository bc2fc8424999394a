"""Candle files over HTTP: streamed to disk, checked, stored, reported on."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from app import bootstrap
from app.api.deps import CurrentUser, Parts, Platform
from app.api.idempotency import IdempotentUpload, answered_once
from app.api.openapi import problems
from app.api.schemas import market_data as schemas
from app.api.uploads import FILE_PART, Upload, received
from app.domain.errors import Fault, InvalidInput
from app.domain.timeframes import Calendar, Timeframe
from app.services.auth import User
from app.services.candle_uploads import CandleUploads, UploadOrder
from app.services.series_names import PartialName, checked_name

router = APIRouter(prefix="/candles", route_class=IdempotentUpload)

_NAMED: Final = ("source", "symbol", "timeframe")
_FLAGS: Final = {"true": True, "false": False}
_FIELDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "source": {"type": "string", "maxLength": 40, "description": "your name for it"},
    "symbol": {"type": "string", "maxLength": 64, "description": "by default the file's name"},
    "timeframe": {"type": "string", "enum": list(Timeframe), "description": "told by the file"},
    "calendar": {"type": "string", "enum": list(Calendar), "description": "by the symbol"},
    "strict": {"type": "boolean", "description": "one faulty row refuses the file"},
    "shared": {"type": "boolean", "description": "for everybody; administrators only"},
}
_FORM: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [FILE_PART],
                    "additionalProperties": False,
                    "properties": {
                        FILE_PART: {
                            "type": "string",
                            "format": "binary",
                            "description": "CSV, Parquet or JSON, not compressed",
                        },
                        **_FIELDS,
                    },
                },
                "example": {
                    FILE_PART: "time,open,high,low,close,volume\\n2024-01-01T00:00Z,1,2,1,2,10",
                    "source": "mine",
                    "symbol": "BTC/USD",
                },
            }
        },
    }
}


@router.post(
    "/import",
    status_code=201,
    response_model=schemas.Import,
    responses=problems(403),
    openapi_extra=_FORM,
)
async def import_candles(request: Request, user: CurrentUser, parts: Parts) -> Response:
    """Store the candles of a file as a series of your own, and report on every row.

    A file that is refused changes nothing. With an Idempotency-Key the same file and fields are
    answered once; without it the same file again finds only duplicates.
    """
    async with received(request, parts.settings.apex_home / "uploads") as upload:
        order = _order(upload.fields)

        async def imported() -> JSONResponse:
            return await _imported(upload, order, user, parts)

        return await answered_once(request, _digest(request, upload), imported)


async def _imported(
    upload: Upload, order: UploadOrder, user: User, parts: Platform
) -> JSONResponse:
    uploads = CandleUploads(importing=bootstrap.data_import(parts.transactions, parts.settings))
    # One file at a time in a process: each takes a multiple of its size in memory.
    async with parts.import_turn:
        report = await uploads.take(upload.path, order, user.id, is_admin=user.is_admin)
    answer = schemas.Import.of(report)
    place = f"/api/v1/market/coverage?source={answer.source}"
    return JSONResponse(answer.model_dump(mode="json"), 201, headers={"Location": place})


def _digest(request: Request, upload: Upload) -> bytes:
    """Return what tells one import from another: its address, its fields, its file."""
    told = json.dumps([upload.path.name, sorted(upload.fields.items())]).encode()
    return hashlib.sha256(
        b"\0".join((request.url.path.encode(), request.url.query.encode(), told, upload.sha256))
    ).digest()


def _order(fields: Mapping[str, str]) -> UploadOrder:
    """Return what the form says; an empty field says nothing.

    Raises: InvalidInput with a fault for each wrong field.
    """
    given = {name: value.strip() for name, value in fields.items() if value.strip()}
    name, faults = _name(given)
    faults += [
        Fault(field, f"{field[:40]!r} is no field; there are {', '.join(_FIELDS)}")
        for field in fields
        if field not in _FIELDS
    ]
    if given.get("calendar", Calendar.ALWAYS) not in set(Calendar):
        faults.append(Fault("calendar", f"calendar must be one of {', '.join(Calendar)}"))
    flags = {flag: given.get(flag, "false").lower() for flag in ("strict", "shared")}
    faults += [
        Fault(flag, f"{flag} must be true or false")
        for flag, text in flags.items()
        if text not in _FLAGS
    ]
    if faults:
        raise InvalidInput("; ".join(fault.message for fault in faults[:3]), faults)
    return UploadOrder(
        name=name,
        calendar=Calendar(given["calendar"]) if "calendar" in given else None,
        strict=_FLAGS[flags["strict"]],
        shared=_FLAGS[flags["shared"]],
    )


def _name(given: Mapping[str, str]) -> tuple[PartialName, list[Fault]]:
    """Return the parts of the series' name that are given, and what is wrong with the others."""
    name, faults = PartialName(), []
    for part in _NAMED:
        alone: dict[str, str | None] = dict.fromkeys(_NAMED)
        try:
            name = name.filled(checked_name(**alone | {part: given.get(part)}))
        except InvalidInput as error:
            faults.append(Fault(part, str(error)))
    return name, faults
