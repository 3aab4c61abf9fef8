"""``lstm``: the same CNN, and a bidirectional LSTM over its seven columns."""

from torch import Tensor, nn

from plateocr.models.recogniser.cnn import FEATURES, Backbone, Heads
from plateocr.plates import SEVEN, PlateSpec


class LstmReader(nn.Module):
    """The CNN and a two-layer bidirectional LSTM over its columns, 1.2 M parameters."""

    def __init__(self, dropout: float = 0.2, spec: PlateSpec = SEVEN) -> None:
        super().__init__()
        self.backbone = Backbone(dropout)
        self.lstm = nn.LSTM(
            FEATURES, FEATURES // 2, num_layers=2, batch_first=True, dropout=dropout, bidirectional=True
        )
        self.heads = Heads(spec)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """(B, 3, 64, 224) normalised images to logits (B, 31) and (B, 6, 35)."""
        columns = self.backbone(images).squeeze(2).transpose(1, 2)  # (B, 7, 256)
        in_context, _ = self.lstm(columns)  # (B, 7, 2 * 128)
        logits: tuple[Tensor, Tensor] = self.heads(in_context)
        return logits
