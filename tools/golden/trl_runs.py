"""Training runs of TRL on tiny random models, step by step, for `murmur test --golden` and our own replay of them.

`trl/`: `policy`, `reference`, `reward` (tiny Llamas with one tokenizer and template), `pairs.jsonl` (messages),
`pairs.tokens.json` (the ids TRL makes of them), `trajectories.json`:
  settings: of every run, by TRL's names
  runs: trainer/setting -> logs (an entry a step), final_param_sum_abs (sum and sum of absolutes of each parameter)
Rows in file order, again from the start when they end. `sft` learns the chosen replies; row i of `kto` is the chosen
reply of pair i, desirable, where i is even, else the rejected one, undesirable.
"""

import json
import logging
import random
import tempfile

import torch
from datasets import Dataset
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    LlamaConfig, LlamaForCausalLM, LlamaForSequenceClassification, PreTrainedTokenizerFast,
)
from trl import (
    DPOConfig, DPOTrainer, KTOConfig, KTOTrainer, RewardConfig, RewardTrainer, SFTConfig, SFTTrainer,
)

from common import FIXTURES, readable

FOLDER = FIXTURES / "trl"
PAIRS = 16
TEMPLATE = (
    "{% for m in messages %}{{ '<|' + m['role'] + '|>' }}{% if m['role'] == 'assistant' %}"
    "{% generation %}{{ m['content'] + '<|end|>' }}{% endgeneration %}"
    "{% else %}{{ m['content'] + '<|end|>' }}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"
)
SETTINGS = dict(
    per_device_train_batch_size=4, gradient_accumulation_steps=2, max_steps=6, learning_rate=2e-3,
    lr_scheduler_type="linear", warmup_steps=2, weight_decay=0.1, max_grad_norm=1.0,
    adam_beta1=0.9, adam_beta2=0.95, adam_epsilon=1e-8,
)
SILENT = dict(
    train_sampling_strategy="sequential", logging_steps=1, report_to="none", use_cpu=True, bf16=False, seed=1,
    save_strategy="no", disable_tqdm=True, gradient_checkpointing=False,
)
DPO = {
    "sigmoid": dict(loss_type=["sigmoid"]),
    "sigmoid_beta0.5": dict(loss_type=["sigmoid"], beta=0.5),
    "hinge": dict(loss_type=["hinge"]),
    "ipo": dict(loss_type=["ipo"]),
    "robust_e0.1": dict(loss_type=["robust"], label_smoothing=0.1),
    "exo_pair_e0.1": dict(loss_type=["exo_pair"], label_smoothing=0.1),
    "nca_pair": dict(loss_type=["nca_pair"]),
    "sppo_hard": dict(loss_type=["sppo_hard"]),
    "aot": dict(loss_type=["aot"]),
    "aot_unpaired": dict(loss_type=["aot_unpaired"]),
    "apo_zero": dict(loss_type=["apo_zero"]),
    "apo_down": dict(loss_type=["apo_down"]),
    "discopop": dict(loss_type=["discopop"]),
    "rpo_sigmoid+sft": dict(loss_type=["sigmoid", "sft"], loss_weights=[1.0, 1.0]),
    "ld_alpha0.5": dict(loss_type=["sigmoid"], ld_alpha=0.5),
    "sigmoid_norm": dict(loss_type=["sigmoid_norm"]),
    "wpo_sigmoid": dict(loss_type=["sigmoid"], use_weighting=True),
    "forward_kl": dict(loss_type=["sigmoid"], f_divergence_type="forward_kl"),
    "js_divergence": dict(loss_type=["sigmoid"], f_divergence_type="js_divergence"),
    "alpha_divergence0.5": dict(
        loss_type=["sigmoid"], f_divergence_type="alpha_divergence", f_alpha_divergence_coef=0.5
    ),
}
REWARD = {"bradley-terry": {}, "centered0.01": dict(center_rewards_coefficient=0.01)}
KTO = {
    "kto": {},
    "kto_undesirable1.5": dict(undesirable_weight=1.5),
    "apo_zero_unpaired": dict(loss_type="apo_zero_unpaired"),
}
LOGGED = {
    "loss", "grad_norm", "rewards/chosen", "rewards/rejected", "rewards/margins", "rewards/accuracies",
    "accuracy", "margin", "mean_reward", "kl",
}


def pairs(draw):
    """Questions with a short and a longer answer, each preferred now and then."""
    colours, things = ["red", "green", "blue", "pale"], ["boat", "tower", "lamp", "field", "stone"]
    verbs = ["holds", "lifts", "shows"]

    def sentence():
        return f"the {draw.choice(colours)} {draw.choice(things)} {draw.choice(verbs)} a {draw.choice(things)}."

    rows = []
    for i in range(PAIRS):
        one, many = sentence(), " ".join(sentence() for _ in range(draw.randint(2, 3)))
        chosen, rejected = (one, many) if i % 3 else (many, one)
        question = f"What does the {draw.choice(colours)} {draw.choice(things)} do?"
        rows.append({
            "prompt": [{"role": "user", "content": question}],
            "chosen": [{"role": "assistant", "content": chosen}],
            "rejected": [{"role": "assistant", "content": rejected}],
        })
    return rows


def tokenizer(rows):
    inner = Tokenizer(models.BPE())
    inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    inner.decoder = decoders.ByteLevel()
    texts = [m["content"] for row in rows for side in row.values() for m in side]
    inner.train_from_iterator(texts, trainers.BpeTrainer(
        vocab_size=72, special_tokens=["<pad>", "<|end|>", "<|user|>", "<|assistant|>"], show_progress=False,
    ))
    wrapped = PreTrainedTokenizerFast(tokenizer_object=inner, pad_token="<pad>", eos_token="<|end|>")
    wrapped.chat_template = TEMPLATE
    return wrapped


def make_models(tok):
    shape = dict(
        vocab_size=len(tok), hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=2,
        num_key_value_heads=1, max_position_embeddings=128, rms_norm_eps=1e-5, bos_token_id=None,
        eos_token_id=tok.eos_token_id, pad_token_id=tok.pad_token_id, tie_word_embeddings=False,
        initializer_range=0.15,
    )
    policy = LlamaForCausalLM(LlamaConfig(**shape))
    reference = LlamaForCausalLM(LlamaConfig(**shape))
    with torch.no_grad():  # near the policy, as a reference is
        for mine, others in zip(reference.parameters(), policy.parameters()):
            mine.copy_(others + 0.03 * torch.randn_like(others))
    reward = LlamaForSequenceClassification(LlamaConfig(**shape, num_labels=1))
    for name, model in {"policy": policy, "reference": reference, "reward": reward}.items():
        model.save_pretrained(FOLDER / name)
        tok.save_pretrained(FOLDER / name)
        readable(FOLDER / name)


def causal(name):
    return LlamaForCausalLM.from_pretrained(FOLDER / name)


def run(trainer):
    trainer.train()
    logs = [entry for entry in trainer.state.log_history if "loss" in entry]
    assert len(logs) == SETTINGS["max_steps"]
    sums = {name: [p.double().sum().item(), p.double().abs().sum().item()]
            for name, p in trainer.model.state_dict().items()}
    return {
        "logs": [{key: float(f"{entry[key]:.9g}") for key in entry if key in LOGGED} for entry in logs],
        "final_param_sum_abs": {name: [float(f"{x:.9g}") for x in two] for name, two in sums.items()},
    }


def runs(rows, tok, out):
    def config(kind, **more):
        return kind(output_dir=out, **SETTINGS, **SILENT, **more)

    results = {}
    common = dict(train_dataset=Dataset.from_list(rows), processing_class=tok)
    for name, more in DPO.items():
        trainer = DPOTrainer(
            model=causal("policy"), ref_model=causal("reference"), args=config(DPOConfig, **more), **common
        )
        results[f"dpo/{name}"] = run(trainer)
    tokens = [
        {key: row["prompt_ids"] + row[key] if key != "prompt_ids" else row[key]
         for key in ("prompt_ids", "chosen_ids", "rejected_ids")}
        for row in trainer.train_dataset
    ]
    for name, more in REWARD.items():
        model = LlamaForSequenceClassification.from_pretrained(FOLDER / "reward")
        results[f"reward/{name}"] = run(RewardTrainer(model=model, args=config(RewardConfig, **more), **common))
    chosen = [{"messages": row["prompt"] + row["chosen"]} for row in rows]
    results["sft/assistant-only"] = run(SFTTrainer(
        model=causal("policy"), args=config(SFTConfig, assistant_only_loss=True),
        train_dataset=Dataset.from_list(chosen), processing_class=tok,
    ))
    unpaired = [
        {"prompt": row["prompt"], "completion": row["chosen" if i % 2 == 0 else "rejected"], "label": i % 2 == 0}
        for i, row in enumerate(rows)
    ]
    for name, more in KTO.items():
        results[f"kto/{name}"] = run(KTOTrainer(
            model=causal("policy"), ref_model=causal("reference"), args=config(KTOConfig, **more),
            train_dataset=Dataset.from_list(unpaired), processing_class=tok,
        ))
    return results, tokens


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    torch.manual_seed(17)
    rows = pairs(random.Random(17))
    tok = tokenizer(rows)
    make_models(tok)
    with tempfile.TemporaryDirectory() as out:
        results, tokens = runs(rows, tok, out)
    (FOLDER / "pairs.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (FOLDER / "pairs.tokens.json").write_text(
        "[\n" + ",\n".join(json.dumps(row) for row in tokens) + "\n]\n"
    )
    body = ",\n".join(f"    {json.dumps(k)}: {json.dumps(v)}" for k, v in results.items())
    (FOLDER / "trajectories.json").write_text(
        f'{{\n  "settings": {json.dumps(SETTINGS)},\n  "runs": {{\n{body}\n  }}\n}}\n'
    )
