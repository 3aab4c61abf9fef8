"""``simple``: a plain CNN whose output columns are the characters."""

from torch import Tensor, nn

from plateocr.plates import SEVEN, PlateSpec

FEATURES = 256


class Backbone(nn.Module):
    """An image (B, 3, 64, 224) to features (B, 256, 1, 7): a column for each 32 pixels, and so for each character."""

    def __init__(self, dropout: float = 0.2) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            *_block(3, 32, stride=1, dropout=dropout),  # (B, 32, 32, 112)
            *_block(32, 64, stride=(2, 1), dropout=dropout),  # (B, 64, 8, 56)
            *_block(64, 128, stride=1, dropout=dropout),  # (B, 128, 4, 28)
            nn.Conv2d(128, FEATURES, kernel_size=3, stride=2, padding=1),  # (B, 256, 2, 14)
            nn.ReLU(),
            nn.MaxPool2d(2),  # (B, 256, 1, 7)
        )

    def forward(self, images: Tensor) -> Tensor:
        """(B, 3, 64, 224) normalised images to (B, 256, 1, 7)."""
        features: Tensor = self.layers(images)
        return features


class Heads(nn.Module):
    """Features (B, n, 256), a column a slot of ``spec``, to province logits (B, 31) and tail logits (B, n - 1, 35).

    Behind the first, all slots have one alphabet.
    """

    def __init__(self, spec: PlateSpec = SEVEN) -> None:
        super().__init__()
        self.length = len(spec)
        self.province = nn.Linear(FEATURES, len(spec.slots[0]))
        self.tail = nn.Linear(FEATURES, len(spec.slots[1]))

    def forward(self, columns: Tensor) -> tuple[Tensor, Tensor]:
        """(B, n, 256) to logits (B, 31) and (B, n - 1, 35); column 0 is the province."""
        return self.province(columns[:, 0]), self.tail(columns[:, 1 : self.length])


class SimpleReader(nn.Module):
    """The CNN alone, 405 K parameters: each character is read from its own column."""

    def __init__(self, dropout: float = 0.2, spec: PlateSpec = SEVEN) -> None:
        super().__init__()
        self.backbone = Backbone(dropout)
        self.heads = Heads(spec)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """(B, 3, 64, 224) normalised images to logits (B, 31) and (B, 6, 35)."""
        columns = self.backbone(images).squeeze(2).transpose(1, 2)  # (B, 7, 256)
        logits: tuple[Tensor, Tensor] = self.heads(columns)
        return logits


def _block(inputs: int, outputs: int, stride: int | tuple[int, int], dropout: float) -> list[nn.Module]:
    return [
        nn.Conv2d(inputs, outputs, kernel_size=3, stride=stride, padding=1),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
        nn.Dropout2d(dropout),
        nn.MaxPool2d(2),
    ]
