"""The addresses of the screens on which one sees what became of an announcement."""

from fastapi import APIRouter

from app.dashboard.broadcasts.report import export_pages, family_pages, pages

router = APIRouter()
for part in (pages, family_pages, export_pages):
    router.include_router(part.router)
