"""HTML of the section 'Own data'."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from plateocr.app.dashboard import Dashboard
from plateocr.app.texts import Language, say
from plateocr.data.archive import MEGABYTE, ArchiveLimits, LeftOut

# The page names this many files that were left out; the rest is a number.
SHOWN = 200


def show_invitation(language: Language, limits: ArchiveLimits, keep_hours: float) -> str:
    """What to send, the limits, and what becomes of it: said before anything is sent."""
    rules = (
        say(
            language,
            "Each picture shows one plate and is named after it, for example 0001-皖A26Y56.jpg or 皖A26Y56.jpg.",
        ),
        say(
            language,
            "At most {pictures:,} pictures in a ZIP of {archive:g} MB; each at most {picture:g} MB and {pixels:g} "
            "megapixels, all together at most {total:g} MB when unpacked.",
            pictures=limits.images,
            archive=limits.archive_bytes / MEGABYTE,
            picture=limits.image_bytes / MEGABYTE,
            pixels=limits.image_pixels / 1e6,
            total=limits.total_bytes / MEGABYTE,
        ),
        say(
            language,
            "Only people with the link can see your pictures. They are deleted after {hours:g} hours at the latest, "
            "or as soon as you delete them.",
            hours=keep_hours,
        ),
    )
    items = "".join(f"<li>{escape(rule)}</li>" for rule in rules)
    return (
        f'<section class="po-own"><h2>{say(language, "The whole dashboard for your own pictures")}</h2>'
        f'<ul class="po-own-rules">{items}</ul></section>'
    )


def show_own(language: Language, dashboard: Dashboard, dashboard_id: str) -> str:
    """What became of a visitor's ZIP, the way to its dashboard and back, and the files that were left out."""
    pictures = int(dashboard.table["file"].nunique())
    done = say(language, "{pictures:,} of your pictures were read by {models}.", pictures=pictures, models="{models}")
    names = ", ".join(f"<b>{escape(model)}</b>" for model in dashboard.models)
    links = (
        (say(language, "Show the dashboard"), {"lang": language, "show": "overview", "data": dashboard_id}),
        (say(language, "Back to the pictures of the app"), {"lang": language, "show": "overview"}),
    )
    buttons = "".join(
        f'<a class="po-action" href="?{escape(urlencode(query))}">{escape(text)}</a>' for text, query in links
    )
    return (
        f'<section class="po-own-done" aria-live="polite"><p>{escape(done).replace("{models}", names)}</p>'
        f'<p class="po-actions">{buttons}<button type="button" class="po-action" data-delete="{escape(dashboard_id)}">'
        f"{say(language, 'Delete my pictures now')}</button></p></section>"
        f"{show_left_out(language, dashboard.left_out)}"
    )


def show_left_out(language: Language, left_out: Sequence[LeftOut]) -> str:
    """The files that are not in the dashboard, each with its reason; nothing when there is none."""
    if not left_out:
        return ""
    title = say(language, "Files that were left out: {n:,}", n=len(left_out))
    items = "".join(f"<li>{escape(file.reason)}</li>" for file in left_out[:SHOWN])
    if len(left_out) > SHOWN:
        items += f"<li>{say(language, '... and {n:,} more.', n=len(left_out) - SHOWN)}</li>"
    return (
        f'<details class="po-notice po-left-out" open><summary><h2>{escape(title)}</h2></summary>'
        f"<ul>{items}</ul></details>"
    )
