package dev.murmur.report;

import com.github.mustachejava.DefaultMustacheFactory;
import com.github.mustachejava.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.commons.codec.digest.DigestUtils;

/// Renders a [Page]: the template escapes every text, the charts' data are JSON that cannot end its
/// element, and a Content-Security-Policy lets only our two scripts and our style run, so that even
/// text which slipped through could do nothing and reach nowhere.
final class HtmlPage {
    private static final String CHART_JS =
            "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js";

    private HtmlPage() {}

    /// What the template needs beside the page.
    private record Model(
            Page page, String policy, String style, String library, String script, String data) {}

    static String render(Page page) {
        String style = resource("report.css");
        String library = resource(CHART_JS).replaceAll("//# sourceMappingURL=\\S+\\s*$", "");
        String script = resource("report.js");
        String policy =
                "default-src 'none'; style-src "
                        + hash(style)
                        + "; script-src "
                        + hash(library)
                        + " "
                        + hash(script)
                        + "; base-uri 'none'; form-action 'none'";
        Mustache template =
                new DefaultMustacheFactory("dev/murmur/report").compile("report.mustache");
        var html = new StringWriter();
        template.execute(
                html,
                new Model(page, policy, style, library, script, Json.embedded(page.charts())));
        return html.toString();
    }

    private static String resource(String name) {
        try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String text) {
        return "'sha256-" + Base64.getEncoder().encodeToString(DigestUtils.sha256(text)) + "'";
    }
}
