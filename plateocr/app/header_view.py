"""HTML of the top of the page: name, languages, and the navigation between the sections."""

from plateocr.app.texts import LANGUAGES, Language, say


def show_header(language: Language) -> str:
    """The top of the page in a language. page.js keeps the links up to date with the state of the page."""
    switch = "".join(
        f'<a href="?lang={code}" data-reload lang="{code}"{_current(code == language)}>{name}</a>'
        for code, name in LANGUAGES.items()
    )
    links = "".join(f'<a href="?show={section}">{title}</a>' for section, title in section_titles(language).items())
    return (
        '<header class="po-header"><h1>plateocr</h1>'
        f"<p>{say(language, 'Reads Chinese licence plates of seven characters, and shows what it gets wrong and why.')}"
        f'</p><nav class="po-languages" aria-label="{say(language, "Language")}">{switch}</nav></header>'
        f'<nav class="po-nav" aria-label="{say(language, "Sections")}">{links}</nav>'
    )


def section_titles(language: Language) -> dict[str, str]:
    """The name of each section of the page, in the order of the navigation."""
    return {
        "read": say(language, "Read a plate"),
        "overview": say(language, "Overview"),
        "worst": say(language, "Worst first"),
        "photos": say(language, "Photos"),
        "confusions": say(language, "Confusions"),
        "slices": say(language, "Slices"),
        "confidence": say(language, "Confidence"),
        "faults": say(language, "Data faults"),
        "own": say(language, "Own data"),
    }


def _current(is_current: bool) -> str:
    return ' aria-current="true"' if is_current else ""
