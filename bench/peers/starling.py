"""Scoring as the model card of Starling-RM-7B-alpha does it: each text padded to 2048 tokens, the score
read at the last token before them. The card's batch size is one. Warm-up is two replies."""

import torch
from common import main, repeated
from score import open_reward, texts

MAX_LENGTH = 2048


def run(spec):
    rows, tokenizer, model = spec.rows(), spec.tokenizer(padding_side="right"), open_reward(spec)

    def work(count=None):
        tokens = 0
        with torch.inference_mode():
            for text in texts(tokenizer, rows)[:count]:
                encoded = tokenizer(
                    text,
                    truncation=True,
                    max_length=MAX_LENGTH,
                    padding="max_length",
                    add_special_tokens=False,
                    return_tensors="pt",
                )
                hidden = model.model(**encoded).last_hidden_state
                last = int(encoded["attention_mask"].sum()) - 1
                model.score(hidden)[0, last, 0].item()
                tokens += last + 1
        return tokens

    return repeated(spec, work, warm_up=lambda: work(2))


main(run)
