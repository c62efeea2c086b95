package dev.murmur.verify;

import dev.murmur.data.TokenGroup;
import dev.murmur.model.GroupBatch;
import dev.murmur.model.ModelFolder;
import dev.murmur.model.ScalarModel;
import dev.murmur.model.ScoreAt;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;

/// Compares a reward model's scores with those of its own code: `scores` where that code reads
/// them, `scores_at_true_last_token` at the last token.
final class RewardVerification {
    private static final String SCORES = "scores";
    private static final String AT_LAST = "scores_at_true_last_token";
    private static final String RULE = "rule";
    private static final List<String> KNOWN = List.of("rows", SCORES, AT_LAST);

    private final ScalarModel model;
    private final Field expected;
    private final double tolerance;

    private RewardVerification(ScalarModel model, Field expected, double tolerance) {
        this.model = model;
        this.expected = expected;
        this.tolerance = tolerance;
    }

    static List<Check> of(Path folder, Field expected, Dtype dtype, double tolerance) {
        ModelFolder files = ModelFolder.open(folder);
        ScoreAt rule = rule(expected, files);
        try (ScalarModel model = ScalarModel.frozen(folder, dtype);
                var _ = new NoGradGuard()) {
            return new RewardVerification(model, expected, tolerance).compare(files, rule);
        }
    }

    /// Without one in the file it is transformers' for sequence classification, which without a
    /// padding id reads the last token.
    private static ScoreAt rule(Field expected, ModelFolder files) {
        if (expected.has(RULE)) {
            Field rule = expected.at(RULE);
            rule.require(
                    rule.node().asText().contains("before the first pad"),
                    "'score at the token before the first pad id', or no rule for transformers'");
            return ScoreAt.BEFORE_FIRST_PAD;
        }
        return files.ids("pad_token_id").length == 0 ? ScoreAt.LAST : ScoreAt.LAST_NON_PAD;
    }

    private List<Check> compare(ModelFolder files, ScoreAt rule) {
        int vocab = files.config().vocabSize();
        List<int[]> rows =
                expected.at("rows").items().stream().map(row -> row.sequence(vocab)).toList();
        expected.at("rows").require(!rows.isEmpty(), "at least one row");
        var checks = new ArrayList<Check>();
        checks.add(scores(rows, SCORES, rule, files));
        if (expected.has(AT_LAST)) {
            checks.add(scores(rows, AT_LAST, ScoreAt.LAST, files));
        }
        checks.addAll(expected.unknown(KNOWN));
        return List.copyOf(checks);
    }

    private Check scores(List<int[]> rows, String key, ScoreAt rule, ModelFolder files) {
        var check = new NumberCheck(key + " (" + rule + ")", tolerance);
        double[] wanted = expected.at(key).numbers(rows.size(), "one for each row");
        List<TokenGroup> groups = rows.stream().map(Sequences::group).toList();
        try (var _ = new TensorScope()) {
            GroupBatch batch = GroupBatch.of(groups, rule.in(files));
            check.add("rows", Tensors.toDoubles(model.scores(batch)), wanted);
        }
        return check.result();
    }
}
