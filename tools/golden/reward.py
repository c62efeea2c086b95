"""A tiny random reward model, a Llama trunk with one score, and the scores transformers computes.

`expected.json`: rows (token ids, no padding) and scores (at the last token of each row).
"""

import torch
from transformers import LlamaForSequenceClassification

from common import FIXTURES, readable, rounded, write_json
from models import LENGTHS, VOCAB, config, random_norms

if __name__ == "__main__":
    torch.manual_seed(100)
    folder = FIXTURES / "reward" / "sequence-classification"
    model = LlamaForSequenceClassification(config(num_labels=1)).eval()
    random_norms(model)
    model.save_pretrained(folder)
    readable(folder)
    rows = [torch.cat([torch.tensor([1]), torch.randint(3, VOCAB, (n - 1,))]) for n in LENGTHS]
    with torch.no_grad():
        scores = torch.stack([model(row[None]).logits[0, 0] for row in rows])
    write_json(folder / "expected.json", {"rows": [row.tolist() for row in rows], "scores": rounded(scores)})
