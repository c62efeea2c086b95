"""TRL's DPOTrainer with reference log-probs computed before training, which is not under the clock.

Its best settings for this work: no gradient checkpointing (TRL's default turns it on: less memory, a
third more time), no evaluation, saving or logging. padding_free is switched off by TRL 1.13 itself.
bf16 is the trainer's autocast over float32 weights, which is what `bf16=True` does.
"""

from common import StepTimer, main
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
        output_dir=spec.folder,
        use_cpu=True,
        bf16=spec.precision == "bfloat16",
        precompute_ref_log_probs=True,
        per_device_train_batch_size=batch,
        max_steps=steps,
        learning_rate=1e-6,
        beta=0.1,
        max_length=None,
        gradient_checkpointing=False,
        save_strategy="no",
        logging_strategy="no",
        report_to="none",
        disable_tqdm=True,
        dataloader_pin_memory=False,
        seed=1,
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
