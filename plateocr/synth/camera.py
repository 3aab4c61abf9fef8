"""A simulated camera: one flat plate and a set of numbers in, one photographed crop out."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from plateocr.geometry.projection import Corners, crop_homography, project_plate
from plateocr.synth.glyphs import SCALE
from plateocr.synth.plate import Pixels
from plateocr.synth.surface import add_background, add_dirt, add_frame, add_shadow

# The image is rendered at most this many times larger, then averaged down, as a sensor does.
_MAX_OVERSAMPLING = 3.0
_MAX_DRAWN_WIDTH = 480


@dataclass(frozen=True)
class CameraSettings:
    """The settings of one photograph; drawn by :func:`random_settings`, recorded in the sidecar table.

    Angles are in degrees, lengths in fractions of the image's width unless stated otherwise; ``hardness`` goes from 0
    (easy) to 1 (hardest).
    """

    hardness: float
    yaw: float
    pitch: float
    roll: float
    rectified: bool
    margins: tuple[float, float, float, float]  # left, top, right, bottom, as fractions of the plate's box
    width: int  # of the image, pixels
    squeeze: float  # factor on the height
    gain: float
    gamma: float
    haze: float  # 0..1: how far black is lifted towards light grey
    cast: tuple[float, float, float]  # RGB gains
    saturation: float
    hue: float  # degrees
    shade: float  # 0..1: darkness of the shadow
    blur: float  # standard deviation in pixels of the image
    motion: float  # length in pixels of the image
    motion_angle: float
    resolution: float  # 0..1: the image is shrunk to this share of its width and enlarged again
    noise: float  # standard deviation in grey levels
    sharpening: float
    jpeg_quality: int
    dirt: int  # number of spots
    frame: float  # width of the frame in millimetres; 0: no frame
    seed: int  # for everything else: background, noise, dirt


def random_settings(rng: np.random.Generator, hardness: float | None = None) -> CameraSettings:
    """Settings for one photograph. ``hardness`` 0..1 scales tilt, blur, noise and dirt; None draws it at random."""
    hard = float(rng.beta(1.3, 1.6)) if hardness is None else hardness
    rectified = bool(rng.random() < 0.3)
    tilt = 0.25 if rectified else 1.0
    loose = 0.10 if rng.random() < 0.25 else 0.035
    blurred = rng.random() < 0.65
    moving = rng.random() < 0.15 + 0.25 * hard
    coarse = rng.random() < 0.35
    width = int(np.exp(rng.uniform(np.log(88), np.log(300))))
    return CameraSettings(
        hardness=hard,
        yaw=float(rng.normal(0, 8 + 20 * hard) * tilt),
        pitch=float(rng.normal(0, 5 + 14 * hard) * tilt),
        roll=float(rng.normal(0, 2 + 6 * hard) * tilt),
        rectified=rectified,
        margins=tuple(float(value) for value in rng.normal(0.012, loose, 4)),  # type: ignore[arg-type]
        width=width,
        squeeze=float(np.exp(rng.normal(0, 0.10))),
        gain=float(np.exp(rng.normal(0, 0.20 + 0.35 * hard))),
        gamma=float(np.exp(rng.normal(0, 0.15 + 0.2 * hard))),
        haze=float(rng.beta(1, 5) * (0.2 + 0.8 * hard)),
        cast=tuple(float(value) for value in np.exp(rng.normal(0, 0.04 + 0.14 * hard, 3))),  # type: ignore[arg-type]
        saturation=float(np.clip(rng.normal(0.95, 0.3), 0.1, 1.7)),
        hue=float(rng.normal(0, 9)),
        shade=float(rng.uniform(0, 0.75) if rng.random() < 0.3 else 0),
        blur=float(rng.gamma(1.5, 0.35 + 0.75 * hard) * width / 210 if blurred else 0),
        motion=float(rng.uniform(1.5, 3 + 8 * hard) * width / 210 if moving else 0),
        motion_angle=float(rng.choice([0.0, 90.0]) + rng.normal(0, 25)),
        resolution=float(rng.uniform(1 - 0.6 * hard, 1) if coarse else 1),
        noise=float(rng.exponential(1.5 + 5 * hard)),
        sharpening=float(rng.uniform(0.2, 1.5) if rng.random() < 0.3 else 0),
        jpeg_quality=int(rng.integers(int(90 - 60 * hard), 97)),
        dirt=int(rng.poisson(6 * hard) if rng.random() < 0.3 + 0.3 * hard else 0),
        frame=float(rng.uniform(4, 14) if rng.random() < 0.35 else 0),
        seed=int(rng.integers(2**31)),
    )


def photograph(flat: Pixels, settings: CameraSettings) -> tuple[Pixels, Corners]:
    """Photograph a flat plate: RGB (height, width, 3) uint8, and the plate's corners in its pixels.

    ``flat`` is a plate in its colours (H, W, 3) uint8, two pixels a millimetre, as synth.kinds draws it.

    Corners are (4, 2) float64: left-top, right-top, right-bottom, left-bottom.
    """
    rng = np.random.default_rng(settings.seed)
    plate = flat.copy()
    add_dirt(plate, settings.dirt, rng)
    size = plate.shape[1] / SCALE, plate.shape[0] / SCALE
    corners_seen = project_plate(settings.yaw, settings.pitch, settings.roll, *size)
    homography, corners, (width, height) = crop_homography(corners_seen, settings, plate.shape[1], plate.shape[0])
    zoom = min(_MAX_OVERSAMPLING, max(1.0, _MAX_DRAWN_WIDTH / width))
    large = (round(width * zoom), round(height * zoom))
    drawn = _take(plate, np.diag([large[0] / width, large[1] / height, 1.0]) @ homography, large, settings, rng)
    image = cv2.resize(drawn, (width, height), interpolation=cv2.INTER_AREA)
    return _sense(image, settings, rng), corners


def _take(
    plate: Pixels,
    homography: npt.NDArray[np.float64],
    size: tuple[int, int],
    settings: CameraSettings,
    rng: np.random.Generator,
) -> Pixels:
    scene = add_background(size, rng)
    if settings.frame:
        add_frame(scene, homography, (plate.shape[1], plate.shape[0]), settings.frame * SCALE, rng)
    cv2.warpPerspective(plate, homography, size, dst=scene, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_TRANSPARENT)
    if settings.shade:
        scene = add_shadow(scene, settings.shade, rng)
    return scene


def _sense(image: Pixels, settings: CameraSettings, rng: np.random.Generator) -> Pixels:
    height, width = image.shape[:2]
    if settings.motion:
        image = cv2.filter2D(image, -1, _motion_kernel(settings.motion, settings.motion_angle))
    if settings.blur > 0.2:
        image = cv2.GaussianBlur(image, (0, 0), settings.blur)
    if settings.resolution < 1:
        small = (max(24, round(width * settings.resolution)), max(8, round(height * settings.resolution)))
        coarse = cv2.resize(image, small, interpolation=cv2.INTER_AREA)
        image = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
    values = _expose(image.astype(np.float32) / np.float32(255), settings)
    if settings.sharpening:
        soft = cv2.GaussianBlur(values, (0, 0), 1.2)
        values = values + settings.sharpening * (values - soft)
    values += rng.standard_normal(values.shape, dtype=np.float32) * np.float32(settings.noise / 255)
    return np.asarray((np.clip(values, 0, 1) * 255).round(), dtype=np.uint8)


def _expose(values: npt.NDArray[np.float32], settings: CameraSettings) -> npt.NDArray[np.float32]:
    grey = values.mean(axis=2, keepdims=True)
    values = np.clip(grey + (values - grey) * settings.saturation, 0, 1)
    if abs(settings.hue) > 1:
        hsv = cv2.cvtColor(values, cv2.COLOR_RGB2HSV)
        hsv[..., 0] = (hsv[..., 0] + settings.hue) % 360
        values = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)
    light = settings.gain * np.asarray(settings.cast, np.float32)
    values = np.power(np.clip(values * light, 0, 1), settings.gamma)
    return np.asarray(values * (1 - settings.haze) + settings.haze * 0.7, dtype=np.float32)


def _motion_kernel(length: float, angle: float) -> npt.NDArray[np.float32]:
    size = int(np.ceil(length)) | 1
    kernel = np.zeros((size, size), np.float32)
    middle = size // 2
    step = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))]) * length / 2
    start, end = (np.array([middle, middle]) - step), (np.array([middle, middle]) + step)
    shift = 4  # cv2 draws with 1/16 pixel steps
    points = [tuple(round(value * (1 << shift)) for value in point) for point in (start, end)]
    cv2.line(kernel, points[0], points[1], 1.0, 1, cv2.LINE_AA, shift)
    return np.asarray(kernel / kernel.sum(), dtype=np.float32)
