"""The figures of an evaluation as tables and sentences for a terminal."""

from collections.abc import Mapping
from typing import Any

from rich.table import Table

from plateocr.cli.output import results
from plateocr.cli.tables import print_table
from plateocr.evaluation.bootstrap import Interval
from plateocr.evaluation.photo_table import IN_WORDS, Outcome
from plateocr.evaluation.trust import Verdicts

LISTED_CONFUSIONS = 8

# metric in metrics.json, its label, and the count that it is a rate of
_ROWS = (
    ("accuracy", "plates exact", "n"),
    ("accuracy_not_wan", "plates exact, except 皖", "n_not_wan"),
    ("cer", "CER", "n"),
    ("char_accuracy", "characters", "n"),
    ("province_accuracy", "province", "n"),
    ("province_accuracy_not_wan", "province, except 皖", "n_not_wan"),
    ("province_macro_accuracy", "province, macro average", "n"),
    ("expected_calibration_error", "calibration error", "n"),
)


def print_figures(document: Mapping[str, Any]) -> None:
    """Print all figures of ``metrics.json``: detection, reading, the most frequent confusions, the comparison."""
    if "photos" in document:
        print_table(photos_table(document["photos"]))
    if not document["models"]:
        results.print("No plate to read was found in any photo, so there are no figures for reading.", soft_wrap=True)
        return
    print_table(metrics_table(document["models"]))
    print_table(verdicts_table(document["verdicts"]))
    for name, summary in document["models"].items():
        results.print(confusions_line(name, summary), markup=False, soft_wrap=True)
    if "comparison" in document:
        results.print(comparison_sentences(document["comparison"]), markup=False, soft_wrap=True)


def metrics_table(models: Mapping[str, Mapping[str, Any]]) -> Table:
    """All rates of all models in per cent with their intervals, one column per model."""
    table = Table(box=None, padding=(0, 2, 0, 0), title="Per cent (95 % interval)", title_justify="left")
    table.add_column("")
    table.add_column("images", justify="right")
    for name in models:
        table.add_column(name, justify="right")
    summaries = list(models.values())
    first = summaries[0]
    for key, label, count in _ROWS:
        table.add_row(label, str(first[count]), *(per_cent(summary[key]) for summary in summaries))
    for place, count in enumerate(first["n_per_position"]):
        cells = (per_cent(summary["per_position_accuracy"][place]) for summary in summaries)
        table.add_row(f"position {place + 1}", str(count), *cells)
    table.add_row("ms per image", str(first["n"]), *(f"{summary['ms_per_image']:.2f}" for summary in summaries))
    return table


def verdicts_table(verdicts: Verdicts) -> Table:
    """How many answers are sure, and how many of these are wrong: of all plates, and by kind if there are several."""
    table = Table(box=None, padding=(0, 2, 0, 0), title="Verdicts of all models together", title_justify="left")
    for heading, justify in (("", "left"), ("images", "right"), ("sure, %", "right"), ("of these wrong, %", "right")):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]  # both are justifications
    kinds = verdicts["kinds"] if len(verdicts["kinds"]) > 1 else {}
    for name, figures in {"all plates": verdicts["all"], **kinds}.items():
        wrong = f"{per_cent(figures['risk'])} ({figures['wrong']} of {figures['sure']})" if figures["sure"] else "-"
        table.add_row(name, str(figures["n"]), per_cent(figures["coverage"]), wrong)
    return table


def photos_table(photos: Mapping[str, Any]) -> Table:
    """How well plates were detected in whole photos, and the outcomes of each model."""
    table = Table(box=None, padding=(0, 2, 0, 0), title=f"{photos['photos']} photos", title_justify="left")
    table.add_column("")
    table.add_column("plates", justify="right")
    table.add_column("per cent (95 % interval)", justify="right")
    plates = str(photos["plates"])
    table.add_row("recall at IoU 0.5", plates, per_cent(photos["recall"]))
    table.add_row("recall at IoU 0.7", plates, per_cent(photos["recall_07"]))
    if photos["eight"]:
        table.add_row("eight characters, recognised as such", str(photos["eight"]), per_cent(photos["eight_named"]))
    precision = "-" if photos["precision"] is None else f"{100 * photos['precision']:.2f}"
    table.add_row("precision, of all detections", str(photos["detections"]), precision)
    for name, figures in photos["models"].items():
        table.add_row(f"{name}: found and exact", str(photos["in_scope"]), per_cent(figures["exact"]))
        table.add_row("  O and 0 counted as equal", "", per_cent(figures["exact_folded"]))
        if figures["named"]:
            table.add_row("  plates in photo names", str(figures["named"]), per_cent(figures["named_folded"]))
        table.add_row(
            "  outcomes",
            "",
            ", ".join(f"{count} {IN_WORDS[Outcome(name)]}" for name, count in figures["outcomes"].items()),
        )
    table.add_row("ms per photo, all models", "", f"{photos['ms_per_photo']:.1f}")
    return table


def per_cent(rate: Interval) -> str:
    """A rate in 0..1 with its interval, in per cent: ``91.20 (88.01 to 94.00)``; a dash if there is none."""
    if rate["value"] is None or rate["low"] is None or rate["high"] is None:
        return "-"
    return f"{100 * rate['value']:.2f} ({100 * rate['low']:.2f} to {100 * rate['high']:.2f})"


def confusions_line(name: str, summary: Mapping[str, Any]) -> str:
    """The most frequent confusions of a model in one line: ``D as 0 12/340`` for 12 of 340 Ds."""
    listed = [
        f"{one['truth']} as {one['prediction']} {one['count']}/{one['of']}"
        for one in summary["top_confusions"][:LISTED_CONFUSIONS]
    ]
    return f"{name} reads {', '.join(listed)}" if listed else f"{name} reads every character correctly"


def comparison_sentences(comparison: Mapping[str, Any]) -> str:
    """The paired comparison in words."""
    first, second = comparison["first"], comparison["second"]
    return (
        f"{first} minus {second}: plates exact {_points(comparison['accuracy_difference'])}, "
        f"CER {_points(comparison['cer_difference'])}.\n"
        f"Only {first} correct: {comparison['only_first_correct']}; "
        f"only {second} correct: {comparison['only_second_correct']}; "
        f"McNemar's exact p {comparison['mcnemar_p']:.3g}."
    )


def _points(difference: Interval) -> str:
    return "{value:+.2f} points ({low:+.2f} to {high:+.2f})".format(
        **{key: 100 * number for key, number in difference.items() if isinstance(number, float)}
    )
