package dev.murmur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir Path folder;
    private Path run;

    @BeforeEach
    void writeRun() throws IOException {
        run = Files.createDirectory(folder.resolve("mine"));
        Files.writeString(run.resolve("recipe.yaml"), "kind: online\n");
    }

    @Test
    void onePageLiesInItsRunFolder() {
        assertThat(execute(run.toString())).isEqualTo(ExitCodes.OK);
        assertThat(out.toString().strip()).isEqualTo(run.resolve("report.html").toString());
        assertThat(run.resolve("report.html")).content().contains("<h1>mine</h1>");
    }

    @Test
    void severalRunsGoIntoTheGivenFile() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("recipe.yaml"), "kind: online\n");
        Path html = folder.resolve("both.html");
        assertThat(execute(run.toString(), other.toString(), "-o", html.toString()))
                .isEqualTo(ExitCodes.OK);
        assertThat(html).content().contains("<h1>mine · other</h1>");
    }

    @Test
    void aFolderThatIsNoRunIsBadInputAndNothingIsWritten() {
        assertThat(execute(folder.toString(), "-o", folder.resolve("x.html").toString()))
                .isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).startsWith("murmur: " + folder + " is not a run folder: ");
        assertThat(folder.resolve("x.html")).doesNotExist();
    }

    @Test
    void noFolderAtAllIsBadInput() {
        assertThat(execute()).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(err.toString()).contains("Missing required parameter: 'RUN_DIR'");
    }

    private int execute(String... args) {
        var line = Main.commandLine(List.of(new ReportCommand()));
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        var all = new String[args.length + 1];
        all[0] = "report";
        System.arraycopy(args, 0, all, 1, args.length);
        return Main.execute(line, all);
    }
}
