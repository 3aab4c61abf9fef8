"""``plateocr detect``: the network that finds plates in whole photos."""

from pathlib import Path
from typing import Annotated

import typer

from plateocr.cli.options import OverwriteImagesOption
from plateocr.cli.output import note, progress_bar, results

commands = typer.Typer(help="Train the network that finds plates in whole photos.", no_args_is_help=True)

Data = Annotated[
    list[Path],
    typer.Option(help="Folder of photos with CCPD's names, or with boxes.json beside them; repeat for more."),
]
Plates = Annotated[
    list[Path] | None,
    typer.Option(help="Folder of labelled crops whose plates are laid over the photos' own; repeatable."),
]
Clutter = Annotated[
    Path | None, typer.Option(exists=True, file_okay=False, help="Folder of images that are no plates.")
]
Glyphs = Annotated[
    Path | None, typer.Option(exists=True, file_okay=False, help="Folder of glyph images to draw plates with.")
]


@commands.callback()
def _locate() -> None:
    pass


@commands.command()
def train(
    data: Data,
    out: Annotated[Path, typer.Option(help="Run folder to make, or to go on with; locate.onnx is written there.")],
    exclude: Annotated[
        list[Path] | None, typer.Option(help="Folder whose plates are validated on, not trained on; repeatable.")
    ] = None,
    plates: Plates = None,
    clutter: Clutter = None,
    glyphs: Glyphs = None,
    initial_weights: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="To start from: last.ckpt of an earlier run, or a locate.onnx."),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the last epoch in --out.")] = False,
    epochs: Annotated[int, typer.Option(min=1, help="Validations, one after each.")] = 10,
    scenes_per_epoch: Annotated[int, typer.Option(min=1, help="Scenes composed an epoch.")] = 6000,
    learning_rate: Annotated[float, typer.Option(help="The highest of the cosine cycle.")] = 2e-3,
    batch_size: Annotated[int, typer.Option(min=1, help="Scenes a step.")] = 16,
    seed: Annotated[int, typer.Option(min=0, help="Of everything that is drawn.")] = 0,
    workers: Annotated[int, typer.Option(min=0, help="Processes that compose scenes.")] = 1,
    precision: Annotated[str, typer.Option(help="For example bf16-mixed.")] = "32-true",
) -> None:
    """Train the detecting network.

    Photos are turned, zoomed and lit anew each time, and drawn plates of all kinds are put over and beside the real
    one. Copy OUT/locate.onnx to plateocr/assets to read with it.
    """
    from plateocr.training.detector.run import DetectorConfig, train_detector

    config = DetectorConfig.build(
        data=data,
        exclude=exclude,
        initial_weights=initial_weights,
        plates=plates,
        clutter=clutter,
        glyphs=glyphs,
        epochs=epochs,
        scenes_per_epoch=scenes_per_epoch,
        learning_rate=learning_rate,
        batch_size=batch_size,
        seed=seed,
        workers=workers,
        precision=precision,
    )
    path, figures = train_detector(config, out, resume=resume, on_note=note)
    results.print(
        f"{path}: {figures['val/found']:.1%} of the validation photos' plates found (IoU over 0.7), "
        f"{figures['val/false']:.2f} false alarms a photo."
    )


@commands.command()
def crops(
    out: Annotated[Path, typer.Argument(help="New folder for the images.")],
    data: Data,
    exclude: Annotated[list[Path] | None, typer.Option(help="Folder whose plates are left out; repeatable.")] = None,
    plates: Plates = None,
    clutter: Clutter = None,
    glyphs: Glyphs = None,
    scenes: Annotated[int, typer.Option("-n", "--scenes", min=1, help="Scenes to compose.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Of everything that is drawn.")] = 0,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; by default one a core.")] = None,
    overwrite: OverwriteImagesOption = False,
) -> None:
    """Cut plates out of composed scenes, as they are cut out of photos.

    The scenes are those that the detecting network learns from, without the photos that it is validated on. Images are
    named NUMBER-PLATE.jpg, and synth.parquet beside them holds the four corners of each: to train framing and readers
    on.
    """
    from plateocr.synth.scenes.crops import write_scene_crops
    from plateocr.synth.scenes.material import SceneFolders

    sources = SceneFolders(tuple(data), tuple(exclude or ()), tuple(plates or ()), clutter, glyphs)
    with progress_bar() as progress:
        task = progress.add_task("Composing scenes", total=scenes)
        table = write_scene_crops(
            out,
            scenes,
            sources,
            seed,
            workers,
            lambda done: progress.update(task, completed=done),
            overwrite=overwrite,
        )
    results.print(f"{len(table)} images and synth.parquet in {out}")
