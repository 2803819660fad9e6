package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample in a WildFly that has MicroProfile Health and Micrometer, as docs/operation.md adds them. */
class SampleTest {

    private static final String EXTENSIONS = """
            <extension module="org.wildfly.extension.microprofile.health-smallrye"/>
            <extension module="org.wildfly.extension.micrometer"/>
            """;
    private static final String SUBSYSTEMS = """
            <subsystem xmlns="urn:wildfly:microprofile-health-smallrye:3.0" security-enabled="false"/>
            <subsystem xmlns="urn:wildfly:micrometer:community:2.0">
                <prometheus-registry context="/prometheus" security-enabled="false"/>
            </subsystem>
            """;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private static DemoSshServer server;
    private static WildFly wildfly;
    private static int port;
    /** With the cookies of one visit. */
    private final HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        Path home = Path.of(System.getProperty("wildfly.home"));
        Path configurations = home.resolve("standalone/configuration");
        Files.writeString(configurations.resolve("standalone-sample.xml"), Files.readString(configurations.resolve("standalone.xml"))
                .replaceFirst("</extensions>", Matcher.quoteReplacement(EXTENSIONS + "</extensions>"))
                .replaceFirst("</profile>", Matcher.quoteReplacement(SUBSYSTEMS + "</profile>")));
        server = new DemoSshServer();
        port = WildFly.freePort();
        wildfly = new WildFly(home, "standalone-sample.xml", Path.of(System.getProperty("sample.ear")), port, server.writeProfile(folder));
        wildfly.start();
        wildfly.awaitReady(LIMIT);
    }

    @AfterAll
    static void stop() throws IOException {
        if (wildfly != null) {
            wildfly.stop();
        }
        if (server != null) {
            server.close();
        }
    }

    private String answer(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response = browser.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private String management(String path) throws Exception {
        return answer(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + wildfly.managementPort() + path)));
    }

    private String run(String command) throws Exception {
        return answer(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/console/api/commands"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"profile\": \"demo\", \"command\": \"" + command + "\"}")));
    }

    private double meter(String name) throws Exception {
        Matcher line = Pattern.compile("(?m)^" + name + "\\{[^}]*factory=\"java:/eis/ssh\"[^}]*} (\\S+)$").matcher(management("/prometheus"));
        assertThat(line.find()).as(name).isTrue();
        return Double.parseDouble(line.group(1));
    }

    @Test
    void theServersHealthAndMetricsTellOfTheAdapter() throws Exception {
        double commands = meter("ssh_commands_total");
        assertThat(run("echo from the sample")).contains("\"stdout\":\"from the sample\\n\"");
        assertThat(run("exit 3")).contains("\"exitCode\":3");
        assertThat(meter("ssh_commands_total")).isEqualTo(commands + 2);
        assertThat(meter("ssh_connections_open")).as("both by one").isEqualTo(1);
        assertThat(management("/health/ready"))
                .containsPattern("\"name\":\"ssh java:/eis/ssh\",\"status\":\"UP\",\"data\":\\{\"openConnections\":1,\"connecting\":0,");
    }
}
