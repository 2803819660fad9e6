package io.sshra.adapter;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshForward;
import io.sshra.SshIdentity;
import io.sshra.SshProcess;
import io.sshra.SshPromptHandler;
import io.sshra.SshPty;
import io.sshra.SshTarget;
import io.sshra.testing.JvmFigures;
import io.sshra.testing.Secrets;
import io.sshra.testing.TestNames;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.security.PasswordCredential;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.logging.FileHandler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import javax.security.auth.Subject;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;

/**
 * The main class of {@link SecretsTest}. It logs in by every method, with right and wrong credentials and all loggers at their
 * lowest level, and writes everything that a JVM shows about itself to files. The argument is a folder. Its file {@code given}
 * has the credentials, disguised, so that only the adapter can keep a secret in this JVM's memory.
 */
final class SecretsClient {

    private final Path folder;
    private final Map<String, byte[]> given = new HashMap<>();
    private final List<AutoCloseable> held = new ArrayList<>();
    private final List<AdapterFixture> configured = new ArrayList<>();
    private final List<ManagedConnection> leases = new ArrayList<>();
    private final AdapterFixture fixture = new AdapterFixture();
    private final ObjectOutputStream serialised;
    private final List<String> sessions = new ArrayList<>();

    private SecretsClient(Path folder) throws Exception {
        this.folder = folder;
        this.serialised = new ObjectOutputStream(Files.newOutputStream(folder.resolve("serialised")));
        for (String line : Files.readAllLines(folder.resolve("given"))) {
            given.put(line.substring(0, line.indexOf('\t')), Base64.getDecoder().decode(line.substring(line.indexOf('\t') + 1)));
        }
    }

    public static void main(String... arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        FileHandler log = new FileHandler(folder.resolve("trace.log").toString());
        log.setFormatter(new SimpleFormatter());
        log.setLevel(Level.ALL);
        Logger root = Logger.getLogger("");
        root.addHandler(log);
        root.setLevel(Level.ALL);
        SecretsClient client;
        try (Recording recording = new Recording()) {
            for (EventType type : FlightRecorder.getFlightRecorder().getEventTypes()) {
                recording.enable(type.getName());
            }
            // It has the command lines of all processes of the machine. A server of another test takes a password there.
            recording.disable("jdk.SystemProcess");
            recording.start();
            client = new SecretsClient(folder);
            client.logIn();
            client.print();
            client.end();
            recording.dump(folder.resolve("recording.jfr"));
        }
        // ZGC collects nothing for a dump. This clears what only weak references refer to.
        System.gc();
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(folder.resolve("heap.hprof").toString(), true);
        client.fixture.close();
        // Remaining threads, for instance of name services, must not keep the JVM running.
        System.exit(0);
    }

    // ---- what is given ----

    /** The characters of a secret, for a caller that wipes them. */
    private char[] secret(String name) {
        byte[] bytes = Secrets.disguised(given.get(name));
        CharBuffer characters = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
        return Arrays.copyOf(characters.array(), characters.limit());
    }

    private String text(String name) {
        return new String(Secrets.disguised(given.get(name)), StandardCharsets.UTF_8);
    }

    private SshTarget.Builder target(String server) {
        return SshTarget.builder().host("127.0.0.1").port(Integer.parseInt(text(server + ".port"))).username("tester")
                .hostKeyFingerprint(text(server + ".fingerprint")).allowForwarding(true);
    }

    // ---- logging in ----

    private interface Attempt {

        SshConnection connect() throws Exception;
    }

    /** Leaves the connection open, and prints the result. */
    private void attempt(String name, Attempt attempt) throws IOException {
        try {
            SshConnection connection = attempt.connect();
            held.add(connection);
            use(connection);
            serialised.writeObject(connection.info().toString());
            System.out.println(name + ": in");
        } catch (Exception e) {
            System.out.println(name + ": " + e);
            e.printStackTrace(System.out);
            serialised.writeObject(e);
        }
    }

    private static void use(SshConnection connection) throws Exception {
        connection.exec("true");
        try (SshProcess shell = connection.shell(SshPty.xterm()); FileSystem files = connection.fileSystem();
                SshForward forward = connection.forwardLocal(0, "127.0.0.1", 1)) {
            System.out.println(shell + " " + files + " " + forward + " " + Files.exists(files.getPath("/")));
        }
    }

    private SshConnection open(SshConnectionFactory factory, String profile, SshTarget target) throws Exception {
        sessions.add(profile);
        try {
            return factory.getConnection(AdapterFixture.spec("alice", profile, profile, target));
        } finally {
            System.out.println(target);
            if (target != null) {
                target.identities().forEach(System.out::println);
                target.destroy();
            }
        }
    }

    private void target(String name, SshTarget target) throws IOException {
        attempt(name, () -> open(fixture.factory, name, target));
    }

    /** A separate definition, with a profile of the same name. */
    private void definition(String name, Consumer<SshManagedConnectionFactory> settings) throws Exception {
        AdapterFixture own = new AdapterFixture(adapter -> { }, definition -> {
            definition.setProfile(name);
            definition.setPort(Integer.parseInt(text("server.port")));
            definition.setHostKeyFingerprints(text("server.fingerprint"));
            definition.setUsername("tester");
            definition.setAllowForwarding(true);
            settings.accept(definition);
        });
        configured.add(own);
        attempt(name, () -> open(own.factory, name, null));
    }

    private void logIn() throws Exception {
        passwords();
        keys();
        definitions();
        containersLogin();
    }

    private void passwords() throws Exception {
        target("password", target("server").password(secret("password")).build());
        target("wrong-password", target("server").password(secret("wrong")).build());
        target("wrong-password", target("server").password(secret("wrong")).build());
        target("answers", target("asking").promptAnswer("token", secret("token")).password(secret("password")).build());
        target("wrong-answers", target("asking").promptAnswer("token", secret("wrong")).password(secret("password")).build());
        target("jump", target("server").password(secret("password"))
                .jump(target("jump").password(secret("password")).build()).build());
        target("wrong-jump", target("server").password(secret("password"))
                .jump(target("jump").password(secret("wrong")).build()).build());
        target("changed-host-key", target("server").password(secret("password"))
                .port(Integer.parseInt(text("jump.port"))).build());
        target("nobody-there", target("server").password(secret("password")).port(1).build());
        target("reconnected", target("server").password(secret("password")).build());
        try {
            ((SshConnection) held.get(held.size() - 1)).exec(SecretsTest.CUT);
        } catch (Exception e) {
            e.printStackTrace(System.out);
        }
        attempt("reconnected", () -> (SshConnection) held.get(held.size() - 1));
    }

    private void keys() throws Exception {
        for (String key : text("keys").split(",")) {
            target(key, target("server").privateKey(text(key), key.endsWith("encrypted") ? secret("passphrase") : null).build());
        }
        String encrypted = text("encrypted-key");
        target("wrong-passphrase", target("server").privateKey(text(encrypted), secret("wrong")).build());
        target("no-passphrase", target("server").privateKey(text(encrypted)).build());
        String plain = text("plain-key");
        target("half-a-key", target("server").privateKey(text(plain).substring(0, text(plain).length() / 2)).build());
        target("a-damaged-key", target("server").privateKey(text(plain).replaceFirst("\n.", "\n!")).build());
        target("refused-key", target("server").privateKey(text("refused-key")).build());
        target("certificate", target("server").identity(SshIdentity.of(text("certified")).withCertificate(text("certificate"))).build());
    }

    private void definitions() throws Exception {
        definition("own-password", definition -> {
            definition.setHost("127.0.0.1");
            definition.setPassword(text("password"));
        });
        definition("own-key", definition -> {
            definition.setHost("127.0.0.1");
            definition.setPrivateKeyFile(folder.resolve(text("encrypted-key")).toString());
            definition.setPrivateKeyPassphrase(text("passphrase"));
        });
        definition("own-wrong-passphrase", definition -> {
            definition.setHost("127.0.0.1");
            definition.setPrivateKeyFile(folder.resolve(text("encrypted-key")).toString());
            definition.setPrivateKeyPassphrase(text("wrong"));
        });
        definition("own-answers", definition -> {
            definition.setHost("127.0.0.1");
            definition.setPort(Integer.parseInt(text("asking.port")));
            definition.setHostKeyFingerprints(text("asking.fingerprint"));
            definition.setPromptAnswers("token=" + text("token") + "\nPassword=" + text("password"));
        });
        definition("own-malformed-answers", definition -> {
            definition.setHost("127.0.0.1");
            definition.setPromptAnswers(text("token"));
        });
        definition("filed", definition -> definition.setProfilesFile(folder.resolve("profiles").toString()));
        SshProfileObject object = new SshProfileObject();
        object.setHost("127.0.0.1");
        object.setPort(Integer.parseInt(text("server.port")));
        object.setUsername("tester");
        object.setAllowForwarding(true);
        object.setHostKeyFingerprints(text("server.fingerprint"));
        object.setPassword(text("password"));
        TestNames.bind("java:/profiles/object", object);
        definition("object", definition -> {
            definition.setProfile("another");
            definition.setProfilesContext("java:/profiles");
        });
        System.out.println(object);
        TestNames.bind("java:/profiles/object", "gone");
        TestNames.bind("java:/handler", (SshPromptHandler) (user, session, profile, host, request) ->
                List.of(secret("password"), secret("token")));
        definition("asked", definition -> {
            definition.setHost("127.0.0.1");
            definition.setPort(Integer.parseInt(text("asking.port")));
            definition.setHostKeyFingerprints(text("asking.fingerprint"));
            definition.setPromptHandler("java:/handler");
        });
    }

    /** A container that logs in. */
    private void containersLogin() throws Exception {
        AdapterFixture own = new AdapterFixture(adapter -> { }, definition -> {
            definition.setAllowForwarding(true);
            definition.setHost("127.0.0.1");
            definition.setPort(Integer.parseInt(text("server.port")));
            definition.setHostKeyFingerprints(text("server.fingerprint"));
        });
        configured.add(own);
        PasswordCredential credential = new PasswordCredential("tester", secret("password"));
        credential.setManagedConnectionFactory(own.definition);
        Subject subject = new Subject();
        subject.getPrivateCredentials().add(credential);
        SshConnectionFactory factory = (SshConnectionFactory) own.definition.createConnectionFactory(new Container(leases, subject));
        attempt("container", () -> factory.getConnection(SshConnectionSpec.of("alice", "container", "default")));
    }

    private record Container(List<ManagedConnection> leases, Subject subject) implements ConnectionManager {

        private static final long serialVersionUID = 1L;

        @Override
        public Object allocateConnection(ManagedConnectionFactory definition, ConnectionRequestInfo request) throws ResourceException {
            System.out.println(request);
            ManagedConnection lease = definition.createManagedConnection(subject, request);
            leases.add(lease);
            System.out.println(lease + " " + lease.getMetaData());
            return lease.getConnection(subject, request);
        }
    }

    // ---- printing ----

    private void print() throws Exception {
        try (PrintStream out = new PrintStream(Files.newOutputStream(folder.resolve("objects")), false, StandardCharsets.UTF_8)) {
            System.out.println(ReachableObjects.print(List.of(fixture, held, configured, leases), out) + " objects");
        }
        try (PrintStream out = new PrintStream(Files.newOutputStream(folder.resolve("management")), false, StandardCharsets.UTF_8)) {
            JvmFigures.print(out);
        }
        serialised.close();
        try (ObjectOutputStream out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
            out.writeObject(configured.get(0).factory);
            throw new AssertionError("a factory was serialised");
        } catch (NotSerializableException expected) {
            System.out.println(expected);
        }
    }

    // ---- ends ----

    /** Ends the sessions, and drops the definitions with secrets and everything here that refers to them. */
    private void end() throws Exception {
        for (String session : sessions) {
            fixture.factory.sessions().closeSession("alice", session);
        }
        System.out.println(fixture.factory.sessions().totalConnections() + " connections");
        for (ManagedConnection lease : leases) {
            lease.destroy();
        }
        for (AdapterFixture own : configured) {
            own.close();
        }
        TestNames.bind("java:/handler", "gone");
        leases.clear();
        configured.clear();
        held.clear();
        given.clear();
    }
}
