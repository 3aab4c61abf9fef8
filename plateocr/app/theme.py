"""The look of the page: the Gradio theme, the style sheet with the bundled font, and the page's script."""

import base64
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from plateocr.assets import WEB_FONT_PATH

_HERE = Path(__file__).parent
# The font family in style.css: first for plate texts, and elsewhere the last resort for Chinese characters, since it
# is bold. Where "system-ui" and the like have none of these, the system's own fonts for them come before it by name;
# "sans-serif" is one on Android.
FONT_FAMILY = "Plateocr Plate"
_CHINESE_FONTS = (
    *("PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC"),
    *("Source Han Sans CN", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback"),
)
TEXT_FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", *_CHINESE_FONTS, "sans-serif", FONT_FAMILY)


def theme() -> gr.themes.Base:
    """A plain Gradio theme with the visitor's own text font and one accent colour."""
    return gr.themes.Base(
        primary_hue=gr.themes.colors.blue,
        neutral_hue=gr.themes.colors.slate,
        radius_size=gr.themes.sizes.radius_md,
        font=TEXT_FONTS,
        font_mono=("ui-monospace", "SFMono-Regular", "Menlo", "monospace", *_CHINESE_FONTS, FONT_FAMILY),
    ).set(
        body_background_fill="#f6f8fb",
        body_background_fill_dark="#0b1220",
        body_text_color="#0f1b2d",
        body_text_color_dark="#e6edf7",
        body_text_color_subdued="#53627a",
        body_text_color_subdued_dark="#9db0c9",
        color_accent="#1f5fd6",
        slider_color="#1f5fd6",
        slider_color_dark="#6ea2ff",
        checkbox_background_color_selected="#1f5fd6",
        checkbox_background_color_selected_dark="#1f5fd6",
        block_background_fill="#ffffff",
        block_background_fill_dark="#121c2e",
        border_color_primary="#dbe3ee",
        border_color_primary_dark="#26344b",
        block_border_width="0px",
        block_shadow="none",
        block_label_background_fill="transparent",
        block_label_background_fill_dark="transparent",
        button_secondary_background_fill="#ffffff",
        button_secondary_background_fill_dark="#121c2e",
        button_secondary_border_color="#c3cfdf",
        button_secondary_border_color_dark="#3a4b66",
    )


def style_sheet() -> str:
    """The style sheets with the web font as a data URI, so that a visitor needs no CJK font."""
    font = base64.b64encode(WEB_FONT_PATH.read_bytes()).decode("ascii")
    face = (
        f"@font-face {{ font-family: '{FONT_FAMILY}'; font-weight: 400 700; font-display: block; "
        f"src: url(data:font/woff2;base64,{font}) format('woff2'); }}\n"
    )
    return face + _files("css")


def page_head() -> str:
    """The content of the page's head: a description, and the scripts for the page's state and for sent images."""
    description = "Reads Chinese licence plates, and shows what it gets wrong and why."
    return f'<meta name="description" content="{description}"><script>{_files("js")}</script>'


def look(sections: Sequence[str]) -> dict[str, Any]:
    """The look as keyword arguments of ``Blocks.launch``; address.js selects which of ``sections`` is visible."""
    shown = ", ".join(f':root[data-show="{name}"] #po-section-{name}' for name in sections)
    return {
        "theme": theme(),
        "css": f"{style_sheet()}\n{shown} {{ display: flex !important; }}",
        "head": page_head(),
    }


def _files(kind: str) -> str:
    """The contents of the shared files of a kind, then of the sections' own, which build on them."""
    shared, own = sorted((_HERE / "static").glob(f"*.{kind}")), sorted(_HERE.glob(f"sections/*/section.{kind}"))
    return "".join(path.read_text(encoding="utf-8") for path in (*shared, *own))
