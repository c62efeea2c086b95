package dev.murmur.bench.program;

import dev.murmur.bench.ProcessMemory;
import dev.murmur.data.TokenGroup;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.model.SafetensorsWriter;
import dev.murmur.objective.ReplyScorer;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// A checkpoint of exactly Mistral-7B's shape, bfloat16, on this machine: opened, used to score and
/// to decode. `RealSize write DIR` makes it of random weights (14.5 GB, three shards), `RealSize
/// measure DIR` uses it.
public final class RealSize {
    private static final int VOCAB = 32_000;
    private static final int HIDDEN = 4096;
    private static final int INNER = 14_336;
    private static final int KEYS = 1024;
    private static final int LAYERS = 32;
    private static final int SHARDS = 3;
    private static final int NEW_TOKENS = 16;

    private RealSize() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 2 || !List.of("write", "measure").contains(args[0])) {
            System.err.println("RealSize write|measure DIR");
            System.exit(2);
        }
        Path folder = Path.of(args[1]);
        if (args[0].equals("write")) {
            write(folder);
        } else {
            measure(folder);
        }
    }

    private static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("config.json"),
                """
                {"model_type": "mistral", "architectures": ["MistralForCausalLM"], "vocab_size": %d, "hidden_size": %d,
                 "num_hidden_layers": %d, "num_attention_heads": 32, "num_key_value_heads": 8,
                 "intermediate_size": %d, "rms_norm_eps": 1e-5, "max_position_embeddings": 32768,
                 "tie_word_embeddings": false, "hidden_act": "silu", "bos_token_id": 1, "eos_token_id": 2,
                 "rope_theta": 10000.0, "sliding_window": 4096, "torch_dtype": "bfloat16"}
                """
                        .formatted(VOCAB, HIDDEN, LAYERS, INNER));
        List<String> names = new ArrayList<>(shapes().keySet());
        var index = new ArrayList<String>();
        try (var _ = new TensorScope()) {
            Tensor block =
                    torch.randn((long) VOCAB * HIDDEN)
                            .mul(new org.bytedeco.pytorch.Scalar(0.02f))
                            .to(ScalarType.BFloat16);
            int perShard = (names.size() + SHARDS - 1) / SHARDS;
            for (int shard = 0; shard < SHARDS; shard++) {
                String file = "model-%05d-of-%05d.safetensors".formatted(shard + 1, SHARDS);
                var tensors = new LinkedHashMap<String, Tensor>();
                int to = Math.min(names.size(), (shard + 1) * perShard);
                for (String name : names.subList(shard * perShard, to)) {
                    tensors.put(
                            name, part(block, name, Objects.requireNonNull(shapes().get(name))));
                    index.add("\"%s\": \"%s\"".formatted(name, file));
                }
                SafetensorsWriter.write(folder.resolve(file), tensors);
                System.out.println(file);
            }
        }
        Files.writeString(
                folder.resolve("model.safetensors.index.json"),
                "{\"metadata\": {}, \"weight_map\": {%s}}".formatted(String.join(",\n", index)));
    }

    /// Some of the block's numbers, others for each name.
    private static Tensor part(Tensor block, String name, long[] shape) {
        long count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (shape.length == 1) {
            return torch.ones(shape).to(ScalarType.BFloat16);
        }
        long room = block.numel() - count;
        long start = room == 0 ? 0 : Math.floorMod((long) name.hashCode() * 7919, room);
        return block.narrow(0, start, count).view(shape);
    }

    private static Map<String, long[]> shapes() {
        var shapes = new LinkedHashMap<String, long[]>();
        shapes.put("model.embed_tokens.weight", new long[] {VOCAB, HIDDEN});
        for (int i = 0; i < LAYERS; i++) {
            String at = "model.layers." + i + ".";
            shapes.put(at + "input_layernorm.weight", new long[] {HIDDEN});
            shapes.put(at + "self_attn.q_proj.weight", new long[] {HIDDEN, HIDDEN});
            shapes.put(at + "self_attn.k_proj.weight", new long[] {KEYS, HIDDEN});
            shapes.put(at + "self_attn.v_proj.weight", new long[] {KEYS, HIDDEN});
            shapes.put(at + "self_attn.o_proj.weight", new long[] {HIDDEN, HIDDEN});
            shapes.put(at + "post_attention_layernorm.weight", new long[] {HIDDEN});
            shapes.put(at + "mlp.gate_proj.weight", new long[] {INNER, HIDDEN});
            shapes.put(at + "mlp.up_proj.weight", new long[] {INNER, HIDDEN});
            shapes.put(at + "mlp.down_proj.weight", new long[] {HIDDEN, INNER});
        }
        shapes.put("model.norm.weight", new long[] {HIDDEN});
        shapes.put("lm_head.weight", new long[] {VOCAB, HIDDEN});
        return shapes;
    }

    private static void measure(Path folder) {
        Sizes.threads(2);
        report("JVM and libtorch", 0);
        long start = System.nanoTime();
        try (CausalLm model = CausalLm.frozen(folder, Dtype.BFLOAT16)) {
            report("open", seconds(start));
            start = System.nanoTime();
            double bytes = read(model);
            double first = seconds(start);
            report("read every weight, first time", first);
            double bandwidth = bandwidth(model, bytes);
            start = System.nanoTime();
            List<TokenGroup> group = Sample.groups(1, 40, 4, 40, VOCAB); // 200 tokens
            double[] scores =
                    ReplyScorer.logProbs(model, 4096)
                            .score(group, "score", RunContext.QUIET)
                            .getFirst();
            double scored = seconds(start);
            report("score a group of 200 tokens: " + Arrays.toString(scores), scored);
            List<int[]> prompts = List.of(Sample.tokens(40, VOCAB, 1));
            Decoding.generate(model, prompts, 2);
            start = System.nanoTime();
            Decoding.generate(model, prompts, 1);
            double prefill = seconds(start);
            start = System.nanoTime();
            Decoding.generate(model, prompts, NEW_TOKENS + 1);
            double token = (seconds(start) - prefill) / NEW_TOKENS;
            report(NEW_TOKENS + " new tokens", token * NEW_TOKENS);
            System.out.printf(
                    Locale.ROOT,
                    "%.2f tokens/s; %.1f GB of weights at %.1f GB/s allow %.2f: %.0f %% of the limit%n",
                    1 / token,
                    bytes / 1e9,
                    bandwidth / 1e9,
                    bandwidth / bytes,
                    100 * bytes / bandwidth / token);
        }
    }

    /// Reads all weights once.
    ///
    /// @return how many bytes they are
    private static double read(CausalLm model) {
        double bytes = 0;
        try (var _ = new InferenceMode(true)) {
            for (Tensor weight : model.parameters().all().values()) {
                try (var _ = new TensorScope()) {
                    // As integers of eight bytes, whose sum is as fast as memory.
                    weight.view(ScalarType.Long).max();
                    bytes += weight.nbytes();
                }
            }
        }
        return bytes;
    }

    private static double bandwidth(CausalLm model, double bytes) {
        double best = 0;
        for (int run = 0; run < 3; run++) {
            long start = System.nanoTime();
            read(model);
            best = Math.max(best, bytes / seconds(start));
        }
        return best;
    }

    private static void report(String what, double seconds) {
        System.out.printf(
                Locale.ROOT,
                "%s: %.2f s, %.0f MB resident, peak %.0f MB%n",
                what,
                seconds,
                ProcessMemory.resident(),
                ProcessMemory.peak());
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
