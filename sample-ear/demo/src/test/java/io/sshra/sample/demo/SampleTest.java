package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.Patience;
import io.sshra.testing.RequiresOpenSsh;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the server tells operators of the sample in a WildFly that has MicroProfile Health and Micrometer. */
@RequiresOpenSsh
@ExtendWith(RunningConsole.Shared.class)
class SampleTest {

    private final RunningConsole console;

    SampleTest(RunningConsole console) {
        this.console = console;
    }

    private String management(String path) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient().send(HttpRequest.newBuilder(
                URI.create(console.managementAddress() + path)).timeout(Patience.LIMIT).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private double meter(String name) throws Exception {
        Matcher line = Pattern.compile("(?m)^" + name + "\\{[^}]*factory=\"java:/eis/ssh\"[^}]*} (\\S+)$").matcher(management("/prometheus"));
        assertThat(line.find()).as(name).isTrue();
        return Double.parseDouble(line.group(1));
    }

    @Test
    void healthAndMetricsIncludeTheAdapter() throws Exception {
        double commands = meter("ssh_commands_total");
        try (ConsoleClient alice = new ConsoleClient(console, console.alice())) {
            assertThat(alice.run("web-1", "echo from the sample")).containsPattern("\"exitCode\":0\\D").contains("\"output\":\"from the sample\\n\"");
            assertThat(alice.run("web-1", "exit 3")).containsPattern("\"exitCode\":3\\D");
            assertThat(meter("ssh_commands_total")).isEqualTo(commands + 2);
            assertThat(meter("ssh_connections_open")).as("both by one").isEqualTo(1);
            assertThat(management("/health/ready"))
                    .containsPattern("\"name\":\"ssh java:/eis/ssh\",\"status\":\"UP\",\"data\":\\{\"openConnections\":1,\"connecting\":0,");
        }
        assertThat(meter("ssh_connections_open")).isZero();
    }
}
