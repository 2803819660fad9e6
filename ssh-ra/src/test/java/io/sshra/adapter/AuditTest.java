package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.sshra.SshCommand;
import io.sshra.SshConnectException;
import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshException;
import io.sshra.SshForward;
import io.sshra.SshProcess;
import io.sshra.SshProfileException;
import io.sshra.SshPty;
import io.sshra.SshShell;
import io.sshra.SshStream;
import io.sshra.SshTarget;
import io.sshra.events.SshEvent;
import io.sshra.testing.AtOnce;
import io.sshra.testing.AuditLog;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.HostileServer;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import io.sshra.testing.UnansweredPort;
import jakarta.resource.spi.ResourceAdapterInternalException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit log says who did what, where, and with which result. */
@RequiresOpenSsh
class AuditTest {

    private static final Pattern FIELD = Pattern.compile("(\\w+)=(\"(?:[^\"\\\\]|\\\\.)*+\"|[^ \"]++)( |$)");

    private static EmbeddedSshServer server;

    private final String user = "audited-" + UUID.randomUUID();

    @BeforeAll
    static void startServer() {
        server = EmbeddedSshServer.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private SshConnectionSpec spec() {
        return AdapterFixture.spec(user, "s-1", "box", AdapterFixture.target(server).allowForwarding(true).build());
    }

    private static AdapterFixture showing(String commands) throws Exception {
        return new AdapterFixture(adapter -> adapter.setAuditCommands(commands), definition -> { });
    }

    private static String where() {
        return "profile=box target=" + EmbeddedSshServer.USER + "@" + server.host() + ":" + server.port();
    }

    /** Replaces numbers that differ from run to run by N. */
    private List<String> lines(AuditLog log) {
        return log.lines(user).stream().map(line -> line.replaceAll(" user=" + user + " session=s-1 profile=box target=\\w+@127.0.0.1:\\d+", "")
                .replaceAll("connection=[1-9]\\d*", "connection=N").replaceAll("(millis|seconds|received|sent)=\\d+", "$1=N")
                .replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:N")).toList();
    }

    /** The fields of a line in order, as a reader of the log parses them. */
    private static Map<String, String> parsed(String line) {
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher field = FIELD.matcher(line);
        int end = 0;
        while (field.find()) {
            assertThat(field.start()).as("all of it is fields: " + line).isEqualTo(end);
            assertThat(fields.put(field.group(1), unquoted(field.group(2)))).as("once: " + line).isNull();
            end = field.end();
        }
        assertThat(end).as("all of it is fields: " + line).isEqualTo(line.length());
        return fields;
    }

    private static String unquoted(String value) {
        if (!value.startsWith("\"")) {
            return value;
        }
        Matcher escape = Pattern.compile("\\\\(u([0-9a-f]{4})|.)").matcher(value.substring(1, value.length() - 1));
        return escape.replaceAll(found -> Matcher.quoteReplacement(found.group(2) == null ? found.group(1)
                : String.valueOf((char) Integer.parseInt(found.group(2), 16))));
    }

    @Test
    void logLinesAndFlightRecorderEventsHaveTheSameFields(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("a file"), "content");
        try (OpenSshServer openSsh = OpenSshServer.start(); Recording recording = new Recording(); AuditLog log = new AuditLog(Level.FINEST)) {
            SshConnectionSpec spec = AdapterFixture.spec(user, "s-1", "box", AdapterFixture.target(openSsh).allowForwarding(true).build());
            recording.enable("io.sshra.Reuse");
            recording.start();
            try (AdapterFixture fixture = showing("full")) {
                try (SshConnection connection = fixture.factory.getConnection(spec)) {
                    connection.exec("echo out; exit 3");
                    assertThat(connection.exec(SshCommand.shell("sleep 60").withTimeout(Duration.ofMillis(50))).timedOut()).isTrue();
                    try (SshProcess process = connection.start(SshCommand.of("cat"))) {
                        process.stdin().close();
                        process.waitFor();
                        await().until(() -> lines(log).size() == 6);
                    }
                    try (SshShell shell = connection.shell(new SshPty("vt100", 80, 24))) {
                        shell.stdin().write("exit 5\n".getBytes(StandardCharsets.US_ASCII));
                        shell.stdin().flush();
                        shell.waitFor();
                    }
                    await().until(() -> lines(log).size() == 8);
                    try (FileSystem files = connection.fileSystem()) {
                        assertThat(files.isOpen()).isTrue();
                    }
                    await().until(() -> lines(log).size() == 10);
                    connection.upload(file, folder.resolve("copy").toString());
                    assertThatThrownBy(() -> connection.download(folder.resolve("absent").toString(), folder.resolve("there")))
                            .isInstanceOf(SshException.class);
                    try (SshForward forward = connection.forwardLocal(0, "127.0.0.1", 9)) {
                        assertThat(forward.isOpen()).isTrue();
                    }
                    await().until(() -> lines(log).size() == 14);
                    try (SshStream stream = connection.open("127.0.0.1", openSsh.port())) {
                        assertThat(stream.input().readNBytes(4)).asString(StandardCharsets.US_ASCII).isEqualTo("SSH-");
                    }
                    assertThatThrownBy(() -> connection.open(folder.resolve("absent"))).isInstanceOf(SshException.class);
                    fixture.factory.getConnection(spec).close();
                    fixture.factory.sessions().closeSession(user, "s-1");
                }
            }
            assertThat(lines(log)).containsExactly(
                    "event=authentication connection=N result=ok millis=N",
                    "event=connect connection=N result=ok millis=N hostKey=" + openSsh.hostKeyFingerprint() + " legacyAlgorithms=- certificateSerial=- certificateId=-",
                    "event=command connection=N result=exit:3 millis=N command=\"echo out; exit 3\"",
                    "event=command connection=N result=timed_out millis=N command=\"sleep 60\"",
                    "event=command connection=N result=started millis=N command=cat",
                    "event=command connection=N result=exit:0 millis=N command=cat",
                    "event=shell connection=N result=started millis=N",
                    "event=shell connection=N result=exit:5 millis=N",
                    "event=files connection=N result=started millis=N",
                    "event=files connection=N result=ok millis=N",
                    "event=transfer connection=N result=ok millis=N direction=upload local=\"" + file + "\" remote="
                            + folder.resolve("copy") + " files=1 bytes=7",
                    "event=transfer connection=N result=SSHRA001805 millis=N direction=download local=" + folder.resolve("there")
                            + " remote=" + folder.resolve("absent") + " files=0 bytes=0",
                    "event=forwarding connection=N result=started millis=N kind=local bind=127.0.0.1:N destination=127.0.0.1:N connections=0 refused=0 received=N sent=N",
                    "event=forwarding connection=N result=ok millis=N kind=local bind=127.0.0.1:N destination=127.0.0.1:N connections=0 refused=0 received=N sent=N",
                    "event=stream connection=N result=started millis=N destination=127.0.0.1:N received=N sent=N",
                    "event=stream connection=N result=ok millis=N destination=127.0.0.1:N received=N sent=N",
                    "event=stream connection=N result=SSHRA001809 millis=N destination=" + folder.resolve("absent") + " received=N sent=N",
                    "event=reuse connection=N result=ok",
                    "event=close connection=N result=ok reason=session_end commands=3 seconds=N received=N sent=N");
            assertThat(recorded(recording)).isEqualTo(log.lines(user).stream().map(AuditTest::parsed)
                    .filter(fields -> !fields.get("result").equals("started")).map(AuditTest::withoutTimes).toList());
        }
    }

    /** The Flight Recorder has times in other units. */
    private static Map<String, String> withoutTimes(Map<String, String> fields) {
        Map<String, String> without = new TreeMap<>(fields);
        without.keySet().removeAll(List.of("millis", "seconds"));
        return without;
    }

    /** The events of this test's user, in order, in the form of fields of log lines. */
    private List<Map<String, String>> recorded(Recording recording) throws Exception {
        Path file = Files.createTempFile("audit", ".jfr");
        try {
            recording.stop();
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream().filter(event -> event.getEventType().getName().startsWith("io.sshra.")
                    && user.equals(event.getString("user"))).sorted((a, b) -> a.getEndTime().compareTo(b.getEndTime())).map(AuditTest::fields).toList();
        } finally {
            Files.delete(file);
        }
    }

    private static Map<String, String> fields(RecordedEvent event) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("event", event.getEventType().getName().replace("io.sshra.", "").toLowerCase());
        event.getFields().stream().filter(field -> !List.of("startTime", "duration", "eventThread", "stackTrace", "open").contains(field.getName()))
                .forEach(field -> fields.put(field.getName(), Objects.toString(event.getValue(field.getName()), "-")));
        return fields;
    }

    @Test
    void aRefusedCallerIsRecordedWithTheReason() throws Exception {
        try (UnansweredPort silent = new UnansweredPort(); AuditLog log = new AuditLog(Level.FINE);
                AdapterFixture fixture = new AdapterFixture(adapter -> adapter.setMaxConnectionsPerSession(1), definition -> { })) {
            assertThatThrownBy(() -> fixture.factory.getConnection(SshConnectionSpec.of(user, "s-1", "nowhere")));
            assertThatThrownBy(() -> fixture.factory.getConnection(AdapterFixture.spec(user, "s-1", "box",
                    AdapterFixture.target(server).password("wrong".toCharArray()).build())));
            assertThatThrownBy(() -> fixture.factory.getConnection(AdapterFixture.spec(user, "s-1", "box",
                    AdapterFixture.target(server).password("wrong".toCharArray()).build())));
            SshTarget dead = SshTarget.builder().host("127.0.0.1").port(silent.port()).username("u").password("p".toCharArray())
                    .hostKeyFingerprint(server.hostKeyFingerprint()).build();
            // A short time-out for this host only: the others may be slow.
            SshConnectionFactory impatient = fixture.withConnectTimeoutSeconds(1);
            assertThatThrownBy(() -> impatient.getConnection(AdapterFixture.spec(user, "s-1", "dead", dead)));
            try (SshConnection connection = fixture.factory.getConnection(spec())) {
                assertThatThrownBy(() -> fixture.factory.getConnection(AdapterFixture.spec(user, "s-1", "other", dead)));
                assertThat(connection.exec("true").succeeded()).isTrue();
            }
            String deadHost = "session=s-1 profile=dead target=u@" + "127.0.0.1" + ":" + silent.port();
            assertThat(log.lines(user).stream().map(line -> line.replace(" user=" + user, "").replaceAll(" millis=.*", "")
                    .replaceAll("connection=[1-9]\\d*", "connection=N")).toList()).startsWith(
                    "event=refuse session=s-1 profile=nowhere target=- connection=0 result=SSHRA001101",
                    "event=connect session=s-1 " + where() + " connection=N result=SSHRA001301",
                    "event=refuse session=s-1 " + where() + " connection=0 result=SSHRA001302",
                    "event=connect " + deadHost + " connection=N result=SSHRA001203",
                    "event=connect session=s-1 " + where() + " connection=N result=ok",
                    "event=refuse " + deadHost.replace("profile=dead", "profile=other") + " connection=0 result=SSHRA001601");
        }
    }

    @Test
    void aRefusedHostKeyIsRecordedWithItsFingerprint() throws Exception {
        try (AuditLog log = new AuditLog(Level.FINE); AdapterFixture fixture = showing("none");
                EmbeddedSshServer other = EmbeddedSshServer.start()) {
            assertThatThrownBy(() -> fixture.factory.getConnection(AdapterFixture.spec(user, "s-1", "box", SshTarget.builder().host(other.host())
                    .port(other.port()).username("u").password("p".toCharArray()).hostKeyFingerprint(server.hostKeyFingerprint()).build())));

            assertThat(log.lines(user)).singleElement().asString().startsWith("event=connect ").contains(" result=SSHRA001402 ")
                    .endsWith(" hostKey=" + other.hostKeyFingerprint() + " legacyAlgorithms=- certificateSerial=- certificateId=-");
        }
    }

    @Test
    void aFailedConnectIsOneLineHoweverManyWait() throws Exception {
        AtOnce callers = new AtOnce();
        try (AuditLog log = new AuditLog(Level.FINE); AdapterFixture fixture = showing("none")) {
            failTogether(callers, fixture);
            callers.await();

            assertThat(log.lines(user)).singleElement().asString().startsWith("event=connect ");
        }
    }

    /** Four callers wait for one connect, then its server ends it. */
    private void failTogether(AtOnce callers, AdapterFixture fixture) throws Exception {
        try (HostileServer silent = HostileServer.silent()) {
            SshTarget target = AdapterFixture.target(server).port(silent.port()).build();
            SshConnectionFactory patient = fixture.withConnectTimeoutSeconds(3600);
            for (int i = 0; i < 4; i++) {
                callers.run(() -> assertThatThrownBy(() -> patient.getConnection(AdapterFixture.spec(user, "s-1", "box", target)))
                        .isInstanceOf(SshConnectException.class));
            }
            await().until(() -> Thread.getAllStackTraces().values().stream()
                    .filter(stack -> Stream.of(stack).anyMatch(frame -> frame.getClassName().endsWith(".Flight"))).count() == 4);
        }
    }

    @Test
    void aLostConnectionItsCommandsAndTheReconnectAreRecorded() throws Exception {
        try (AuditLog log = new AuditLog(Level.FINE); AdapterFixture fixture = showing("none");
                SshConnection connection = fixture.factory.getConnection(spec()); SshProcess process = connection.start(SshCommand.of("cat"))) {
            server.cutConnections();
            process.waitFor();
            assertThat(connection.exec("true").succeeded()).isTrue();
            await().until(() -> lines(log).size() == 6);
            assertThat(lines(log).stream().map(line -> line.replaceAll("commands=\\d", "commands=N"))).containsExactlyInAnyOrder(
                    "event=connect connection=N result=ok millis=N hostKey=" + server.hostKeyFingerprint() + " legacyAlgorithms=- certificateSerial=- certificateId=-",
                    "event=command connection=N result=started millis=N command=-",
                    "event=command connection=N result=connection_lost millis=N command=-",
                    "event=close connection=N result=ok reason=connection_lost commands=N seconds=N received=N sent=N",
                    "event=reconnect connection=N result=ok millis=N hostKey=" + server.hostKeyFingerprint() + " legacyAlgorithms=- certificateSerial=- certificateId=-",
                    "event=command connection=N result=exit:0 millis=N command=-");
            assertThat(log.lines(user).stream().map(line -> parsed(line).get("connection")).distinct()).hasSize(2);
        }
    }

    @Test
    void commandsAreShownAsHashesByDefault() throws Exception {
        try (AuditLog log = new AuditLog(Level.FINE); AdapterFixture fixture = new AdapterFixture();
                SshConnection connection = fixture.factory.getConnection(spec())) {
            connection.exec("echo hello");
            connection.exec("df -h /");
            assertThat(log.lines(user).get(1)).endsWith(" command=sha256:584a331fd6b02dcb1ecbe2eba731f609a2e1e3dac0bb73ae998dfad14c309a77");
            assertThat(log.lines(user)).noneMatch(line -> line.contains("hello"));

            String documented = "printf '%s' 'df -h /' | sha256sum";
            assertThat(Path.of("../docs/audit.md")).content().contains("`" + documented + "`");
            Process shell = new ProcessBuilder("sh", "-c", documented).start();
            String hash = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).replaceFirst(" .*\\s*", "");
            assertThat(log.lines(user).get(2)).endsWith(" command=sha256:" + hash);
        }
    }

    @Test
    void anInvalidAuditCommandsIsNamed() {
        assertThatThrownBy(() -> showing("sometimes")).isInstanceOf(ResourceAdapterInternalException.class)
                .hasMessage("auditCommands is sometimes: it must be FULL, HASH or NONE");
    }

    @Test
    void noValueLooksLikeAnotherFieldOrAnotherLine() throws Exception {
        List<String> hostile = List.of("x result=ok", "say \"quoted\" result=ok", "a\\", "\\\"", "a\nevent=connect user=root", "\u001b[2J", "\u202eright",
                "-", " ", "\ud83d\ude00", "tab\tand\u0000nul".replace("\u0000", ""));
        try (AuditLog log = new AuditLog(Level.FINE); AdapterFixture fixture = showing("full")) {
            try (SshConnection connection = fixture.factory.getConnection(AdapterFixture.spec(user, "a \" session=x", "p=\\q result=ok",
                    AdapterFixture.target(server).build()))) {
                for (String command : hostile) {
                    if (!command.isBlank()) {
                        connection.exec(": " + command);
                    }
                }
            }
            assertThatThrownBy(() -> fixture.factory.getConnection(SshConnectionSpec.of(user, "a event=connect", "\u65e5 \"".repeat(300))))
                    .isInstanceOf(SshProfileException.class);
            List<String> lines = log.lines();
            assertThat(lines).allMatch(line -> line.chars().noneMatch(Character::isISOControl) && line.length() < 30_000);
            List<Map<String, String>> ours = lines.stream().map(AuditTest::parsed).filter(fields -> fields.get("user").equals(user)).toList();
            assertThat(ours.stream().map(fields -> fields.get("command")).filter(command -> command != null).toList())
                    .isEqualTo(hostile.stream().filter(command -> !command.isBlank()).map(command -> ": " + command).toList());
            assertThat(ours.get(1)).containsEntry("session", "a \" session=x").containsEntry("profile", "p=\\q result=ok");
            assertThat(ours.get(ours.size() - 1).get("session")).isEqualTo("a event=connect");
        }
    }

    @Test
    void theTableOfTheDocumentationHasTheFieldsOfEachEvent() throws Exception {
        Map<String, List<String>> documented = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("../docs/audit.md"))) {
            Matcher row = Pattern.compile("\\| `(\\w+)` \\|.*\\| ([^|]*) \\|").matcher(line);
            if (row.matches()) {
                documented.put(row.group(1), Stream.of(row.group(2).split(", ")).filter(field -> !field.isEmpty())
                        .map(field -> field.replaceAll("`", "")).toList());
            }
        }
        Map<String, List<String>> actual = new TreeMap<>();
        for (JavaClass type : new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.sshra.events")) {
            if (type.isAssignableTo(SshEvent.class) && !type.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT)) {
                actual.put(type.getSimpleName().replace("Event", "").toLowerCase(), own(type.reflect()));
            }
        }
        assertThat(documented).isEqualTo(actual);
    }

    /** The fields that not all events have, and the times, which are durations in the Flight Recorder. */
    private static List<String> own(Class<?> type) throws Exception {
        List<String> fields = new ArrayList<>();
        for (Class<?> of = type; of != SshEvent.class; of = of.getSuperclass()) {
            fields.addAll(Stream.of(of.getDeclaredFields()).filter(field -> field.isAnnotationPresent(jdk.jfr.Label.class))
                    .map(field -> field.getName()).collect(Collectors.toList()));
        }
        return fields;
    }
}
