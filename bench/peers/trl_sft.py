"""TRL's SFTTrainer with packing into rows of 1024 tokens, 8 rows a step.

The strategy is "wrapped": rows are full, and attention crosses the borders between conversations. The
default, "bfd", keeps them apart with flash attention; without it, as on a CPU, it flattens a batch and
masks a square of all its tokens, which is slower. No gradient checkpointing, as in trl_dpo.py.
"""

from common import StepTimer, main
from datasets import Dataset
from transformers import AutoModelForCausalLM
from trl import SFTConfig, SFTTrainer

ROW = 1024


def run(spec):
    timer = StepTimer(spec)
    config = SFTConfig(
        output_dir=spec.folder,
        use_cpu=True,
        bf16=spec.precision == "bfloat16",
        packing=True,
        packing_strategy="wrapped",
        max_length=ROW,
        per_device_train_batch_size=round(spec.tokens / ROW),
        max_steps=spec.warm_up + spec.steps,
        learning_rate=1e-6,
        gradient_checkpointing=False,
        save_strategy="no",
        logging_strategy="no",
        report_to="none",
        disable_tqdm=True,
        dataloader_pin_memory=False,
        seed=1,
    )
    SFTTrainer(
        model=AutoModelForCausalLM.from_pretrained(spec.model, dtype="float32"),
        args=config,
        train_dataset=Dataset.from_list([{"messages": row["messages"]} for row in spec.rows()]),
        processing_class=spec.tokenizer(),
        callbacks=[timer],
    ).train()
    return timer.measured()


main(run)
