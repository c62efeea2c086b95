"""One iteration of online DPO as RLHFlow's scripts do it: draw n replies a prompt with transformers,
score them sorted by length, take best and worst, train with TRL. The stages follow each other in one
process, so models are loaded once and nothing goes through files: less than those scripts pay.
Replies are drawn for 16 prompts at a time. Everything from loading to the last step is under the clock.
"""

from common import Stopwatch, main
from generate import replies
from score import open_reward, score
from transformers import AutoModelForCausalLM
from trl_dpo import train

PROMPTS = 16
PAIRS = 8


def run(spec):
    watch = Stopwatch()
    rows = sampled(spec)
    scored(spec, rows)
    train(spec, [pair(row) for row in rows], PAIRS, len(rows) // PAIRS)
    return [watch.stop(len(rows) * spec.replies * spec.new_tokens)]


def sampled(spec):
    rows, tokenizer = spec.rows(), spec.tokenizer(padding_side="left")
    model = AutoModelForCausalLM.from_pretrained(spec.model, dtype=spec.dtype).eval()
    for start in range(0, len(rows), PROMPTS):
        batch = rows[start : start + PROMPTS]
        texts = tokenizer.batch_decode(
            replies(spec, model, tokenizer, batch), skip_special_tokens=True
        )
        for i, row in enumerate(batch):
            own = texts[i * spec.replies : (i + 1) * spec.replies]
            row["replies"] = [{"text": text} for text in own]
    return rows


def scored(spec, rows):
    scores, _ = score(open_reward(spec), spec.tokenizer(padding_side="right"), rows)
    for i, row in enumerate(rows):
        row["scores"] = scores[i * spec.replies : (i + 1) * spec.replies]


def pair(row):
    order = sorted(range(len(row["scores"])), key=row["scores"].__getitem__)
    texts = [reply["text"] for reply in row["replies"]]
    return {"messages": row["messages"], "chosen": texts[order[-1]], "rejected": texts[order[0]]}


if __name__ == "__main__":
    main(run)
