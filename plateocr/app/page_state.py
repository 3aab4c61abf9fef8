"""The state of the page, all of it in the query string, so that a link reopens the same view. No Gradio."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self
from urllib.parse import parse_qsl, urlencode

from plateocr.app.dashboards.dashboard import Dashboard
from plateocr.app.dashboards.store import STARTED_WITH, DashboardStore
from plateocr.app.images.routes import Part, image_url, photo_url, thumbnail_url
from plateocr.app.languages import Language, language_of
from plateocr.errors import ConfigError, DataError
from plateocr.evaluation.photo_table import Outcome
from plateocr.evaluation.view import View

# The keys of a view that filter images, and the page number; the order and the models are not among them.
FILTERS = tuple(key for key in View.model_fields if key not in ("model", "other", "sort"))


@dataclass(frozen=True, eq=False)
class PageState:
    """The state given by a query string. ``fields`` has its raw keys and values; the last of equal keys counts.

    Keys besides those of a view: ``lang``, ``show`` (a section), ``data`` (id of a dashboard), ``picture`` (id of the
    image shown in detail), ``kind`` (outcome of the plates in photos) and ``answer`` (the confidence from which a model
    answers).
    """

    fields: Mapping[str, str]
    store: DashboardStore = field(repr=False)

    @classmethod
    def from_query(cls, query: str, store: DashboardStore) -> Self:
        """Parse a query string, with or without '?'; empty values are ignored."""
        return cls(dict(parse_qsl(query.removeprefix("?"))), store)

    @property
    def language(self) -> Language:
        """The requested language, English by default."""
        return language_of(self.fields.get("lang"), None)

    @property
    def dashboard_id(self) -> str:
        """The id of the dashboard; '' for the one that the app was started with."""
        return self.fields.get("data", STARTED_WITH)

    @property
    def image(self) -> str:
        """The id of the image shown in detail, or ''."""
        return self.fields.get("picture", "")

    @cached_property
    def dashboard(self) -> Dashboard:
        """The requested dashboard. Raises DataError if there is none (any more)."""
        dashboard = self.store.get(self.dashboard_id)
        if dashboard is None and self.dashboard_id == STARTED_WITH:
            raise DataError(
                "there is no evaluation to show. Make one with 'plateocr evaluate DIR --out OUT', "
                "then start the app with --predictions OUT."
            )
        if dashboard is None:
            raise DataError(
                "the images behind this link were deleted; images are deleted a few hours after they are sent."
            )
        return dashboard

    @cached_property
    def view(self) -> View:
        """The requested view. Raises DataError without a dashboard, ConfigError, naming the key, for a bad value."""
        return View.from_query(self.fields, self.dashboard.models)

    @property
    def kind(self) -> Outcome | None:
        """The requested outcome of plates in photos, None for all. Raises ConfigError for an unknown outcome."""
        asked = self.fields.get("kind")
        if asked is not None and asked not in set(Outcome):
            raise ConfigError("kind: '{asked}' must be one of {kinds}.", asked=asked, kinds=", ".join(Outcome))
        return None if asked is None else Outcome(asked)

    def link(self, **changes: object) -> str:
        """The query string, with its '?', after ``changes``; '' removes a key."""
        merged = {**self.fields, **{key: str(value) for key, value in changes.items()}}
        return "?" + urlencode({key: value for key, value in merged.items() if value})

    def images(self, **filters: object) -> str:
        """The link to the images that pass ``filters`` (keys of a view), which replace this state's filters."""
        return self.link(**{**dict.fromkeys(FILTERS, ""), "show": "worst", "picture": "", **filters})

    def image_url(self, image_id: str) -> str:
        """The URL of an image of the dashboard."""
        return image_url(image_id, self.dashboard_id)

    def thumbnail_url(self, image_id: str) -> str:
        """The URL of an image's thumbnail, for a card."""
        return thumbnail_url(image_id, self.dashboard_id)

    def photo_url(self, photo_id: str, part: Part | None = None) -> str:
        """The URL of a whole photo, shrunk, or of a part of it."""
        return photo_url(photo_id, self.dashboard_id, part)
