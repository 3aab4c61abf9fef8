"""``simple``: a plain CNN whose output columns are the characters."""

from torch import Tensor, nn

from plateocr.plates import NOTEBOOK, Alphabet

FEATURES = 256


class Backbone(nn.Module):
    """An image (B, 3, 64, 32 n) to features (B, 256, 1, n): a column for each 32 pixels, and so for each character.

    Sizes below are those of seven characters.
    """

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
        """(B, 3, 64, 32 n) normalised images to (B, 256, 1, n)."""
        features: Tensor = self.layers(images)
        return features


class Heads(nn.Module):
    """Features (B, n, 256), a column a character, to logits of the first character and of those that follow."""

    def __init__(self, alphabet: Alphabet = NOTEBOOK) -> None:
        super().__init__()
        self.province = nn.Linear(FEATURES, len(alphabet.first))
        self.tail = nn.Linear(FEATURES, len(alphabet.tail))

    def forward(self, columns: Tensor) -> tuple[Tensor, Tensor]:
        """(B, n, 256) to logits (B, first) and (B, n - 1, tail): 31 and 35 classes in the notebook's alphabet."""
        return self.province(columns[:, 0]), self.tail(columns[:, 1:])


class SimpleReader(nn.Module):
    """The CNN alone, 406 K parameters: each character is read from its own column."""

    def __init__(self, dropout: float = 0.2, alphabet: Alphabet = NOTEBOOK) -> None:
        super().__init__()
        self.backbone = Backbone(dropout)
        self.heads = Heads(alphabet)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """(B, 3, 64, 32 n) normalised images to logits of n characters; see Heads."""
        columns = self.backbone(images).squeeze(2).transpose(1, 2)  # (B, n, 256)
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
