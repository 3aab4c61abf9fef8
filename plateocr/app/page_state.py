"""The state of the page: all of it in the query string, so that a link opens the same view again. No Gradio."""

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

# The keys of a view that leave images out, and the page among those that are left; order and models are kept.
FILTERS = tuple(key for key in View.model_fields if key not in ("model", "other", "sort"))


@dataclass(frozen=True, eq=False)
class PageState:
    """What a query string asks for. ``fields`` are its keys and values as they stand, the last of equal keys.

    Keys of its own: ``lang``, ``show`` (a section), ``data`` (id of a dashboard), ``picture`` (id of the image whose
    detail is open), ``kind`` (what became of the plates of photos that are shown) and ``answer`` (the confidence from
    which a model answers).
    """

    fields: Mapping[str, str]
    store: DashboardStore = field(repr=False)

    @classmethod
    def from_query(cls, query: str, store: DashboardStore) -> Self:
        """Read a query string, with or without '?'; empty values count as not given."""
        return cls(dict(parse_qsl(query.removeprefix("?"))), store)

    @property
    def language(self) -> Language:
        """The language asked for, English by default."""
        return language_of(self.fields.get("lang"), None)

    @property
    def dashboard_id(self) -> str:
        """The id of the dashboard, '' for the one that the app was started with."""
        return self.fields.get("data", STARTED_WITH)

    @property
    def image(self) -> str:
        """The id of the image whose detail is open, or ''."""
        return self.fields.get("picture", "")

    @cached_property
    def dashboard(self) -> Dashboard:
        """The dashboard asked for. Raises DataError when there is none (any more)."""
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
        """The images asked for. Raises DataError without a dashboard, ConfigError naming the key of a bad value."""
        return View.from_query(self.fields, self.dashboard.models)

    @property
    def kind(self) -> Outcome | None:
        """The kind of plates of photos asked for, None for all. Raises ConfigError when there is no such kind."""
        asked = self.fields.get("kind")
        if asked is not None and asked not in set(Outcome):
            raise ConfigError("kind: '{asked}' must be one of {kinds}.", asked=asked, kinds=", ".join(Outcome))
        return None if asked is None else Outcome(asked)

    def link(self, **changes: object) -> str:
        """The query string, with its '?', after ``changes``; '' removes a key."""
        merged = {**self.fields, **{key: str(value) for key, value in changes.items()}}
        return "?" + urlencode({key: value for key, value in merged.items() if value})

    def images(self, **filters: object) -> str:
        """The link to the images that pass ``filters`` (keys of a view), and no others of this state's filters."""
        return self.link(**{**dict.fromkeys(FILTERS, ""), "show": "worst", "picture": "", **filters})

    def image_url(self, image_id: str) -> str:
        """Where the page finds an image of the dashboard."""
        return image_url(image_id, self.dashboard_id)

    def thumbnail_url(self, image_id: str) -> str:
        """Where the page finds an image small, for a card."""
        return thumbnail_url(image_id, self.dashboard_id)

    def photo_url(self, photo_id: str, part: Part | None = None) -> str:
        """Where the page finds a whole photo, shrunk, or a part of it."""
        return photo_url(photo_id, self.dashboard_id, part)
