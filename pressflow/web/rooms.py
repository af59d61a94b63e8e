"""The embargo page: one journalist's own link to a release that is not public yet."""

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
