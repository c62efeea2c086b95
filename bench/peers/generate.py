"""transformers generate: its key-value cache, all replies of all prompts as rows of one batch, end
tokens suppressed so that every reply has its full length."""

import torch
from common import main, repeated
from transformers import AutoModelForCausalLM


def replies(spec, model, tokenizer, rows):
    """Draws the replies of some rows; returns [replies, tokens]."""
    prompts = tokenizer.apply_chat_template(
        [row["messages"] for row in rows],
        add_generation_prompt=True,
        padding=True,
        return_tensors="pt",
        return_dict=True,
    )
    with torch.inference_mode():
        sequences = model.generate(
            **prompts,
            do_sample=spec.task != "greedy",
            num_return_sequences=spec.replies,
            temperature=1.0,
            top_k=0,
            top_p=1.0,
            min_new_tokens=spec.new_tokens,
            max_new_tokens=spec.new_tokens,
        )
    return sequences[:, prompts["input_ids"].shape[1] :]


def run(spec):
    rows = spec.rows()
    tokenizer = spec.tokenizer(padding_side="left")
    model = AutoModelForCausalLM.from_pretrained(spec.model, dtype=spec.dtype).eval()
    batches = [[row] for row in rows] if spec.task == "greedy" else [rows]
    new_tokens = spec.new_tokens

    def work(tokens):
        spec.new_tokens = tokens
        return sum(replies(spec, model, tokenizer, batch).numel() for batch in batches)

    return repeated(spec, lambda: work(new_tokens), warm_up=lambda: work(32))


if __name__ == "__main__":
    main(run)
