"""HTML above each section of the dashboard: the model that is looked at, and the one it is compared with."""

from html import escape

from plateocr.app.page_state import PageState
from plateocr.app.texts import Language, say


def show_models(language: Language, state: PageState) -> str:
    """A link a model; with three models or more, also those to compare with. Whose pictures these are, if a visitor's.

    Raises DataError and ConfigError as ``state.view`` does.
    """
    models, view = state.dashboard.models, state.view
    # Another model is compared with the one that was looked at before.
    switch = [(model, model == view.model, view.other if model == view.model else view.model) for model in models]
    parts = [
        _choices(say(language, "Model"), [(m, on, state.link(model=m, other=o or "", page="")) for m, on, o in switch])
    ]
    if len(models) > 2:
        others = [model for model in models if model != view.model]
        links = [(model, model == view.other, state.link(model=view.model, other=model, page="")) for model in others]
        parts.append(_choices(say(language, "Compared with"), links))
    if state.dashboard_id:
        back = escape(state.link(data="", model="", other="", page="", show="overview"))
        parts.append(
            f'<p class="po-muted">{say(language, "These are the pictures that you sent.")} '
            f'<a href="{back}">{say(language, "Back to the pictures of the app")}</a></p>'
        )
    return f'<div class="po-models">{"".join(parts)}</div>'


def _choices(label: str, links: list[tuple[str, bool, str]]) -> str:
    """A row of links of which one is chosen: name, whether it is, where it leads."""
    items = "".join(
        f'<a href="{escape(link)}"{_CURRENT if chosen else ""}>{escape(name)}</a>' for name, chosen, link in links
    )
    return f'<nav class="po-choices" aria-label="{escape(label)}"><span>{escape(label)}</span>{items}</nav>'


_CURRENT = ' aria-current="true"'
