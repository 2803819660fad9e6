package io.sshra.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.RequiresPrograms;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.awaitility.Awaitility;
import org.jboss.as.controller.client.ModelControllerClient;
import org.jboss.dmr.ModelNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls the examples in a WildFly that was started as the README says. */
@Tag("long")
class ExamplesTest {

    private static RunningExamples examples;

    /** As curl, it closes a connection that it no longer needs. In HTTP/2 there would be others' requests on it. */
    private final HttpClient browser = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).cookieHandler(new CookieManager()).build();

    @BeforeAll
    static void start() throws Exception {
        examples = new RunningExamples();
    }

    @AfterAll
    static void stop() throws Exception {
        if (examples != null) {
            examples.close();
        }
    }

    private <T> HttpResponse<T> call(String method, String pathAndQuery, HttpResponse.BodyHandler<T> body) throws Exception {
        return call(browser.version(), method, pathAndQuery, body);
    }

    private <T> HttpResponse<T> call(HttpClient.Version http, String method, String pathAndQuery, HttpResponse.BodyHandler<T> body)
            throws Exception {
        return browser.send(HttpRequest.newBuilder(examples.uri(pathAndQuery)).version(http).method(method, HttpRequest.BodyPublishers.noBody())
                .header("Authorization", examples.authorization()).build(), body);
    }

    /** Status and body of the answer, separated by a space. */
    private String get(String pathAndQuery) throws Exception {
        HttpResponse<String> response = call("GET", pathAndQuery, BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }

    private static String squeezed(String line) {
        return line.strip().replaceAll("\\s+", " ");
    }

    /** Runs a command in a shell in the folder of the project, and returns its output and exit code. */
    private static String type(String command) throws Exception {
        Process shell = new ProcessBuilder("/bin/sh", "-c", command).directory(Readme.PROJECT.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return output + "exit code " + shell.waitFor();
    }

    @Test
    void theFirstCommandOfTheReadmePrintsWhatItShows() throws Exception {
        Readme readme = new Readme();
        String launch = readme.command("mvn -Pexamples");
        assertThat(launch).isEqualTo("mvn -Pexamples -pl examples/run -am");
        for (String pom : List.of("pom.xml", "examples/run/pom.xml")) {
            assertThat(Files.readString(Readme.PROJECT.resolve(pom))).contains("<id>examples</id>");
        }
        assertThat(examples.output().lines().map(ExamplesTest::squeezed))
                .containsAll(readme.output(launch).stream().map(examples::here).map(ExamplesTest::squeezed).toList());
    }

    @Test
    @RequiresPrograms("curl")
    void theSecondCommandOfTheReadmeAnswersWhatItShows() throws Exception {
        Readme readme = new Readme();
        String request = readme.command("curl");
        assertThat(readme.output(readme.command("mvn -Pexamples"))).anySatisfy(line -> assertThat(line).contains(request));
        List<String> shown = readme.output(request);
        List<String> answer = type(examples.here(request)).lines().toList();

        assertThat(answer.get(answer.size() - 1)).isEqualTo("exit code 0");
        assertThat(answer).as("%s", answer).hasSize(shown.size() + 1);
        assertThat(squeezed(answer.get(0))).isEqualTo(squeezed(shown.get(0))).isEqualTo("Filesystem Size Used Avail Use% Mounted on");
        assertThat(squeezed(answer.get(1)).split(" ")).hasSameSizeAs(squeezed(shown.get(1)).split(" ")).endsWith("/");
    }

    @Test
    void theFirstProgramAsksForALogInAndForAMachine() throws Exception {
        HttpResponse<String> stranger = browser.send(HttpRequest.newBuilder(examples.uri("/first/disk?on=demo")).build(), BodyHandlers.ofString());
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(get("/first/disk")).startsWith("400 ").contains("?on=PROFILE");
        assertThat(get("/first/disk?on=nowhere")).startsWith("502 SSHRA0011").contains("nowhere");
    }

    @Test
    void requestsOfOneUserShareAConnection() throws Exception {
        assertThat(get("/first/disk?on=demo")).startsWith("200 ");
        assertThat(get("/first/disk?on=demo")).startsWith("200 ");
        assertThat(examples.logged("session=disk")).filteredOn(line -> line.contains("SSHRA000100")).hasSize(1);
    }

    @Test
    void theConnectionsOfAnHttpSessionEndWithIt() throws Exception {
        assertThat(get("/tasks/kernel?on=demo")).startsWith("200 Linux ");
        assertThat(call("DELETE", "/tasks/kernel", BodyHandlers.ofString()).statusCode()).isEqualTo(204);
        Awaitility.await().untilAsserted(() -> assertThat(examples.logged("reason=session_end"))
                .anySatisfy(line -> assertThat(line).contains("user=alice", "commands=1")));
    }

    @Test
    void theRestEndpointsSayWhatIsWrong() throws Exception {
        assertThat(get("/tasks/kernel?on=nowhere")).startsWith("502 SSHRA0011").contains("nowhere");
        assertThat(get("/tasks/log?on=nowhere&file=x")).startsWith("502 SSHRA0011").contains("nowhere");
        assertThat(get("/tasks/kernel")).startsWith("400 ");
        assertThat(get("/tasks/log?on=demo")).startsWith("400 ");
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void theEndpointStreamsLinesUntilTheBrowserHasGone(HttpClient.Version http, @TempDir Path folder) throws Exception {
        Path log = Files.writeString(folder.resolve("a log"), "first\n");
        HttpResponse<InputStream> response = call(http, "GET", "/tasks/log?on=demo&file=" + log.toString().replace(" ", "%20"),
                BodyHandlers.ofInputStream());
        assertThat(response.version()).isEqualTo(http);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("first");
            append(log, "second\n");
            assertThat(lines.readLine()).isEqualTo("second");
            assertThat(examples.processes(log.toString())).isNotEmpty();
        }
        // The browser has gone. The next lines make the application notice it.
        Awaitility.await().until(() -> {
            append(log, "more\n");
            return examples.processes(log.toString()).isEmpty();
        });
    }

    private static void append(Path file, String line) throws IOException {
        Files.writeString(file, line, StandardOpenOption.APPEND);
    }

    @Test
    void theTimerOfTheJobUploadsTheFolder() throws Exception {
        Path uploaded = examples.file("machine").resolve("report.csv");
        Files.deleteIfExists(uploaded);
        Files.writeString(examples.file("reports").resolve("report.csv"), "id;name\n1;one\n");
        try (ModelControllerClient management = examples.management()) {
            ModelNode service = new ModelNode();
            service.get("operation").set("read-children-names");
            service.get("child-type").set("timer");
            service.get("address").add("deployment", "tasks.war").add("subsystem", "ejb3").add("singleton-bean", "NightlyUpload")
                    .add("service", "timer-service");
            List<ModelNode> timers = result(management, service).asList();
            assertThat(timers).hasSize(1);

            ModelNode trigger = new ModelNode();
            trigger.get("operation").set("trigger");
            trigger.get("address").set(service.get("address")).add("timer", timers.get(0).asString());
            result(management, trigger);
        }
        Awaitility.await().untilAsserted(() -> assertThat(uploaded).hasContent("id;name\n1;one\n"));
        Awaitility.await().untilAsserted(() -> assertThat(examples.logged("reason=session_end"))
                .anySatisfy(line -> assertThat(line).contains("user=nightly-upload")));
    }

    private static ModelNode result(ModelControllerClient management, ModelNode operation) throws IOException {
        ModelNode answer = management.execute(operation);
        assertThat(answer.get("outcome").asString()).as("%s", answer).isEqualTo("success");
        return answer.get("result");
    }

    @Test
    void theHealthCheckAsksTheMachine() throws Exception {
        URI ready = URI.create("http://127.0.0.1:" + examples.managementPort() + "/health/ready");
        HttpResponse<String> answer = browser.send(HttpRequest.newBuilder(ready).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("{\"name\":\"ssh demo\",\"status\":\"UP\"}");
        assertThat(examples.logged("user=health-check")).isNotEmpty();
    }
}
