"""transformers' side of python.sh: the same step and the same replies as AgainstPython.java."""

import statistics
import sys
import time

import torch
from transformers import AutoModelForCausalLM

ROUNDS = 7


def timed(what, work):
    for _ in range(5):  # warm-up
        work()
    seconds = []
    for _ in range(ROUNDS):
        start = time.thread_time()
        work()
        seconds.append(time.thread_time() - start)
    print(f"{what} {statistics.median(seconds):.4f}")


torch.set_num_threads(1)
model = AutoModelForCausalLM.from_pretrained(sys.argv[1], dtype=torch.float32)
vocab = model.config.vocab_size
generator = torch.Generator().manual_seed(1)
ids = torch.randint(1, vocab, (8, 128), generator=generator)
prompts = torch.randint(1, vocab, (32, 32), generator=generator)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5, betas=(0.9, 0.95), weight_decay=0.1, fused=True)


def step():
    model.train()
    logits = model(input_ids=ids, use_cache=False).logits[:, :-1]
    loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten())
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()


def generate():
    model.eval()
    with torch.inference_mode():
        model.generate(prompts, do_sample=False, min_new_tokens=64, max_new_tokens=64, pad_token_id=0)


timed("step", step)
timed("generate", generate)
