"""HTML of the section 'Own data'."""

from markupsafe import Markup

from plateocr.app.dashboards.dashboard import Dashboard
from plateocr.app.languages import Language, tell
from plateocr.app.sections.own.evaluation import NoneUsableError
from plateocr.app.templating import render
from plateocr.data.archive import MEGABYTE, ArchiveLimits
from plateocr.errors import DataError

# How many of the files left out the page lists; of the rest it says the number.
SHOWN = 200


def show_invitation(language: Language, limits: ArchiveLimits, keep_hours: float) -> Markup:
    """What to send, the limits, and what happens to it, stated before anything is sent."""
    return render(
        language, "sections/own/invitation.html", limits=limits, megabyte=MEGABYTE, megapixel=1e6, hours=keep_hours
    )


def show_own(language: Language, dashboard: Dashboard | None, dashboard_id: str) -> Markup:
    """The result of a visitor's ZIP, the links to its dashboard and back, and the files left out.

    Without a dashboard: that it was deleted.
    """
    template = "sections/own/view.html"
    left_out = () if dashboard is None else dashboard.left_out
    return render(language, template, dashboard=dashboard, id=dashboard_id, left_out=left_out, shown=SHOWN)


def show_refused(language: Language, error: DataError) -> Markup:
    """Why a ZIP was not used, and the reasons for its files if each has its own."""
    left_out = error.left_out if isinstance(error, NoneUsableError) else ()
    told = tell(language, error)
    sentence = f"{told[0].upper()}{told[1:]}"
    return render(language, "sections/own/refused.html", sentence=sentence, left_out=left_out, shown=SHOWN)
