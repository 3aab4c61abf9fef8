"""The rectifier network: a small CNN that finds the four corners of the plate in a crop, and its layout. Pure torch."""

import torch
from torch import Tensor, nn

from plateocr.geometry.quads import WHOLE
from plateocr.models.registry import LAYOUT_CLASSES, REGISTRY

_CHANNELS = (24, 48, 96, 96, 128)
_STRIDES = (2, 2, 1, 2, 1)
_SQUEEZED, _HIDDEN = 16, 128
_INPUT = REGISTRY["rectifier"].input
_CELLS = (_INPUT.height // 8) * (_INPUT.width // 8)  # after three strides of 2


class RectifierNetwork(nn.Module):
    """Images (B, 3, 32, 112) in -1..1 to corners (B, 4, 2) in fractions of the image, and layouts (B, 6).

    Layouts are logits in training and probabilities in evaluation mode; the last class is an image without a plate.
    """

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        inputs = 3
        for outputs, stride in zip(_CHANNELS, _STRIDES, strict=True):
            layers += [nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]
            inputs = outputs
        layers += [nn.Conv2d(inputs, _SQUEEZED, 1), nn.Flatten(), nn.Linear(_SQUEEZED * _CELLS, _HIDDEN), nn.ReLU()]
        last = nn.Linear(_HIDDEN, WHOLE.size)
        with torch.no_grad():  # the initial prediction is the whole image
            last.weight.mul_(0.1)
            last.bias.copy_(torch.from_numpy(WHOLE.ravel()))
        self.layers = nn.Sequential(*layers, last)
        self.layouts = nn.Linear(_HIDDEN, LAYOUT_CLASSES)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """(B, 3, 32, 112) to (B, 4, 2), left-top, right-top, right-bottom, left-bottom, and (B, 6)."""
        features = self.layers[:-1](images)
        corners: Tensor = self.layers[-1](features).unflatten(1, WHOLE.shape)
        layouts: Tensor = self.layouts(features)
        return corners, layouts if self.training else layouts.softmax(dim=1)
