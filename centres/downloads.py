"""How a file that a view made is answered: kept by nobody on the way, and taken for nothing but what it says it is."""

from django.http import HttpResponse

PDF, ZIP = "application/pdf", "application/zip"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file_response(content: bytes | str, name: str, media_type: str, *, shown: bool = False) -> HttpResponse:
    """``shown`` opens it in the browser where that can; else it is saved under its name."""
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": f'{"inline" if shown else "attachment"}; filename="{name}"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
