"""Tiny random reward models, Llama trunks with one score, and the scores that their own code computes.

`sequence-classification` is transformers' LlamaForSequenceClassification; `expected.json`: rows (token ids), scores
(rows padded to the longest in one batch) and, for `pad-last`, a row whose last tokens are the padding id.

`starling-style` is the layout of Starling-RM: `transformer.*` and `v_head.weight`, with their rule to read the score
at the token before the first padding id (id 0) of a row padded on the right; two rows hold a literal one.
`expected.json`: rows, scores, and scores_at_true_last_token.
"""

import torch
from safetensors.torch import save_file
from torch import nn
from transformers import LlamaForSequenceClassification, LlamaModel

from common import FIXTURES, readable, rounded, write_json
from models import LENGTHS, VOCAB, config, random_vectors

PAD = 0
PADDED_TO = 40


def random_rows():
    return [[1] + torch.randint(3, VOCAB, (n - 1,)).tolist() for n in LENGTHS]


def padded(rows, length):
    return torch.tensor([row + [PAD] * (length - len(row)) for row in rows])


@torch.no_grad()
def sequence_classification():
    torch.manual_seed(100)
    folder = FIXTURES / "reward" / "sequence-classification"
    model = LlamaForSequenceClassification(config(num_labels=1)).eval()
    random_vectors(model)
    model.save_pretrained(folder)
    readable(folder)
    rows = random_rows()
    rows.append(rows[1][:9] + [PAD] + rows[2][:4])  # within the text it changes nothing
    rows.append(rows[1] + [PAD, PAD])  # at its end it is no text
    batch = padded(rows, PADDED_TO)
    lengths = torch.tensor([len(row) for row in rows])
    mask = (torch.arange(PADDED_TO) < lengths[:, None]).long()
    scores = model(batch, attention_mask=mask).logits[:, 0]
    write_json(folder / "expected.json", {"rows": rows, "scores": rounded(scores)})


class StarlingStyle(nn.Module):
    """After the class in the model card of Starling-RM-34B."""

    def __init__(self, config):
        super().__init__()
        self.transformer = LlamaModel(config)
        self.v_head = nn.Linear(config.hidden_size, 1, bias=False)

    def scores(self, ids, mask):
        hidden = self.transformer(ids, attention_mask=mask).last_hidden_state
        values = self.v_head(hidden)[..., 0]
        return torch.stack([
            value[(row == PAD).nonzero()[0].item() - 1 if (row == PAD).any() else -1] for row, value in zip(ids, values)
        ])


@torch.no_grad()
def starling_style():
    torch.manual_seed(101)
    folder = FIXTURES / "reward" / "starling-style"
    shape = config(architectures=["LlamaForSequenceClassification"])
    model = StarlingStyle(shape).eval()
    for parameter in model.parameters():
        parameter.normal_(0, shape.initializer_range)
    random_vectors(model)
    folder.mkdir(parents=True, exist_ok=True)
    save_file(model.state_dict(), folder / "model.safetensors", metadata={"format": "pt"})
    shape.save_pretrained(folder)
    readable(folder)
    rows = random_rows()
    rows.append([1, 78, 48, 66, 42, PAD, 79, 82, 13, 37, 62])
    rows.append([1, 33, PAD, 5, PAD, 9])
    lengths = torch.tensor([len(row) for row in rows])
    batch = padded(rows, PADDED_TO)
    mask = (torch.arange(PADDED_TO) < lengths[:, None]).long()
    alone = [model.v_head(model.transformer(torch.tensor([row])).last_hidden_state)[0, -1, 0] for row in rows]
    write_json(folder / "expected.json", {
        "rule": "score at the token before the first pad id (0)",
        "padded_to": PADDED_TO,
        "rows": rows,
        "scores": rounded(model.scores(batch, mask)),
        "scores_at_true_last_token": rounded(torch.stack(alone)),
    })


if __name__ == "__main__":
    sequence_classification()
    starling_style()
