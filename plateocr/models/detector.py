"""The detector network: where plates are in a photo, of which kind, and their corners. Pure torch."""

import torch
from torch import Tensor, nn

from plateocr.plates import Layout

# Multiples of 8, to which ONNX Runtime pads channels on processors with AVX2.
_HALF, _QUARTER, _EIGHTH, _SIXTEENTH, _LAST, _NECK = 16, 16, 40, 80, 144, 48
# Probability of a plate in a cell before training: with 0.5, the many empty cells would dominate the first steps.
_PRIOR = 0.01


class DetectorNetwork(nn.Module):
    """Photos (B, 3, H, W) in -1..1, H and W multiples of 32, to heat (B, 5, H/8, W/8) and offsets (B, 8, H/8, W/8).

    Heat is the logit (in evaluation mode, the probability) that the centre of a plate of one of the layouts lies in the
    cell; offsets go from the cell's centre to the four corners, in units of 32 pixels.
    """

    def __init__(self) -> None:
        super().__init__()
        self.eighth = nn.Sequential(
            _conv(3, _HALF, 2), _conv(_HALF, _QUARTER, 2), _conv(_QUARTER, _EIGHTH, 2), Bottleneck(_EIGHTH)
        )
        self.sixteenth = nn.Sequential(_conv(_EIGHTH, _SIXTEENTH, 2), Bottleneck(_SIXTEENTH), Bottleneck(_SIXTEENTH))
        self.last = nn.Sequential(_conv(_SIXTEENTH, _LAST, 2), Bottleneck(_LAST), Bottleneck(_LAST), Bottleneck(_LAST))
        self.from_last = nn.Conv2d(_LAST, _NECK, 1)
        self.from_sixteenth = nn.Conv2d(_SIXTEENTH, _NECK, 1)
        self.from_eighth = nn.Conv2d(_EIGHTH, _NECK, 1)
        self.deep_neck = _separable(_NECK)
        self.neck = nn.Sequential(_separable(_NECK), _separable(_NECK))
        self.heat = nn.Conv2d(_NECK, len(Layout), 1)
        self.offsets = nn.Conv2d(_NECK, 8, 1)
        nn.init.constant_(self.heat.bias, torch.logit(torch.tensor(_PRIOR)).item())  # type: ignore[arg-type]

    def forward(self, photos: Tensor) -> tuple[Tensor, Tensor]:
        """Heat and offsets; heat as logits in training, as probabilities in evaluation."""
        eighth = self.eighth(photos)
        sixteenth = self.sixteenth(eighth)
        deep = self.deep_neck(self.from_sixteenth(sixteenth) + _twice(self.from_last(self.last(sixteenth))))
        features = self.neck(self.from_eighth(eighth) + _twice(deep))
        heat = self.heat(features)
        return heat if self.training else heat.sigmoid(), self.offsets(features)


class Bottleneck(nn.Module):
    """Features (B, C, h, w), squeezed to C/2 channels, convolved back to C, and added to themselves."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.change = nn.Sequential(
            _conv(channels, channels // 2, kernel=1),
            nn.Conv2d(channels // 2, channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, features: Tensor) -> Tensor:
        """(B, C, h, w) to the same shape."""
        return nn.functional.relu(features + self.change(features))


def _conv(inputs: int, outputs: int, stride: int = 1, kernel: int = 3, groups: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


def _separable(channels: int) -> nn.Sequential:
    """A depthwise separable convolution: a cheap 5 x 5 receptive field."""
    return nn.Sequential(_conv(channels, channels, kernel=5, groups=channels), _conv(channels, channels, kernel=1))


def _twice(features: Tensor) -> Tensor:
    return nn.functional.interpolate(features, scale_factor=2.0, mode="nearest")
