"""``lstm``: the same CNN, and a bidirectional LSTM over its columns."""

from torch import Tensor, nn

from plateocr.models.recogniser.cnn import FEATURES, Backbone, Heads
from plateocr.plates import NOTEBOOK, Alphabet


class LstmReader(nn.Module):
    """The CNN and a two-layer bidirectional LSTM over its columns, 1.2 M parameters."""

    def __init__(self, dropout: float = 0.2, alphabet: Alphabet = NOTEBOOK) -> None:
        super().__init__()
        self.backbone = Backbone(dropout)
        self.lstm = nn.LSTM(
            FEATURES, FEATURES // 2, num_layers=2, batch_first=True, dropout=dropout, bidirectional=True
        )
        self.heads = Heads(alphabet)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """(B, 3, 64, 32 n) normalised images to logits of n characters; see Heads."""
        columns = self.backbone(images).squeeze(2).transpose(1, 2)  # (B, n, 256)
        in_context, _ = self.lstm(columns)  # (B, n, 2 * 128)
        logits: tuple[Tensor, Tensor] = self.heads(in_context)
        return logits
