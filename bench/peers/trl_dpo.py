"""TRL's DPOTrainer with reference log-probs computed before training, which is not under the clock.

Its best settings for this work are those of `trl_settings`. padding_free is switched off by TRL 1.13
itself.
"""

from common import StepTimer, main, trl_settings
from datasets import Dataset
from transformers import AutoModelForCausalLM
from trl import DPOConfig, DPOTrainer


def example(row):
    return {
        "prompt": row["messages"],
        "chosen": [{"role": "assistant", "content": row["chosen"]}],
        "rejected": [{"role": "assistant", "content": row["rejected"]}],
    }


def train(spec, rows, batch, steps):
    """Trains on rows with messages, chosen and rejected; returns the timer of its steps."""
    timer = StepTimer(spec)
    config = DPOConfig(
        **trl_settings(spec, batch, steps),
        precompute_ref_log_probs=True,
        beta=0.1,
        max_length=None,
    )
    DPOTrainer(
        model=AutoModelForCausalLM.from_pretrained(spec.model, dtype="float32"),
        args=config,
        train_dataset=Dataset.from_list([example(row) for row in rows]),
        processing_class=spec.tokenizer(),
        callbacks=[timer],
    ).train()
    return timer


def run(spec):
    return train(spec, spec.rows(), spec.batch, spec.warm_up + spec.steps).measured()


if __name__ == "__main__":
    main(run)
