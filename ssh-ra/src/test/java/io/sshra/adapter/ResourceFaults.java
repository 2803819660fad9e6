package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnectException;
import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshTarget;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The main class of {@link ResourceFaultTest}. Arguments: the fault, those of the server, and one for the fault. */
final class ResourceFaults {

    /** The missing resource. */
    enum Fault {

        NO_FILE_DESCRIPTORS {
            @Override
            void strike(ResourceFaults faults) throws Exception {
                try (SshConnection open = faults.connect("open")) {
                    loadClasses();
                    assertThat(catchThrowable(() -> faults.connect("wrong", faults.target("127.0.0.1").port(1).build())))
                            .isInstanceOf(SshConnectException.class);
                    assertThat(open.exec("true").succeeded()).isTrue();
                    List<InputStream> all = new ArrayList<>();
                    Throwable failure = null;
                    // The socket of the connect that failed may be closed a moment later, and be one that is free again.
                    for (int attempt = 0; failure == null; attempt++) {
                        useUpFileDescriptors(all);
                        String session = "another" + attempt;
                        failure = catchThrowable(() -> faults.connect(session));
                    }
                    SshCommandResult meanwhile = open.exec("echo here");
                    for (InputStream one : all) {
                        one.close();
                    }
                    assertThat(failure).isInstanceOf(SshConnectException.class);
                    assertThat(meanwhile.stdout()).isEqualTo("here\n");
                    faults.works("another");
                }
            }
        },
        NO_MEMORY {
            @Override
            void strike(ResourceFaults faults) throws Exception {
                try (SshConnection other = faults.connect("other"); SshConnection greedy = faults.connect("greedy")) {
                    assertThat(other.exec("true").succeeded()).isTrue();
                    Throwable failure = catchThrowable(() -> System.out.println(greedy.exec(
                            SshCommand.shell("head -c 300000000 /dev/zero").withOutputLimit(1_000_000_000))));
                    System.out.println("[figure] what its caller gets: " + failure);
                    assertThat(other.exec("echo here").stdout()).isEqualTo("here\n");
                    assertThat(greedy.exec("echo again").stdout()).isEqualTo("again\n");
                }
                faults.works("another");
            }
        },
        NO_NAME_SERVICE {
            @Override
            void strike(ResourceFaults faults) throws Exception {
                SshConnectionFactory impatient = faults.fixture.withConnectTimeoutSeconds(IMPATIENT_SECONDS);
                Throwable failure = catchThrowable(() -> impatient.getConnection(
                        AdapterFixture.spec("alice", "hanging", "p", faults.target("some.name.example").build())));
                assertThat(failure).isInstanceOf(SshException.class).extracting("code").isEqualTo(SshErrorCode.CONNECT_TIMEOUT);
                faults.works("meanwhile");
                // The name service is back.
                try {
                    Files.writeString(Path.of(faults.argument), "127.0.0.1 some.name.example\n");
                } catch (IOException brokenPipe) {
                    // The look-up was interrupted with its connect, and ended as soon as the pipe was opened.
                }
            }
        },
        NO_SPACE {
            @Override
            void strike(ResourceFaults faults) throws Exception {
                faults.fixture.definition.setKnownHostsFile(faults.argument);
                faults.fixture.definition.setAcceptNewHostKeys(true);
                SshTarget unknown = SshTarget.builder().host(faults.host).port(faults.port).username(faults.username)
                        .privateKey(faults.privateKey).build();
                assertThat(catchThrowable(() -> faults.connect("new", unknown))).isInstanceOf(SshException.class)
                        .extracting("code").isEqualTo(SshErrorCode.UNWRITABLE_KNOWN_HOSTS);
                assertThat(faults.fixture.factory.sessions().totalConnections()).isZero();
            }
        };

        private static void useUpFileDescriptors(List<InputStream> used) {
            try {
                for (;;) {
                    used.add(new FileInputStream("/dev/null"));
                }
            } catch (IOException none) {
                assertThat(none).hasMessageContaining("Too many open files");
            }
        }

        /** A server has the archive open. Here each class is a file of its own, which takes a descriptor to be read. */
        private static void loadClasses() throws Exception {
            Path classes = Path.of(SshResourceAdapter.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            try (Stream<Path> files = Files.walk(classes)) {
                for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
                    String name = classes.relativize(file).toString().replace('/', '.');
                    Class.forName(name.substring(0, name.length() - ".class".length()), false, SshResourceAdapter.class.getClassLoader());
                }
            }
        }

        abstract void strike(ResourceFaults faults) throws Exception;
    }

    /** Longer than any connect takes on a busy machine. */
    private static final int PATIENT_SECONDS = 3600;
    private static final int IMPATIENT_SECONDS = 2;

    private final AdapterFixture fixture;
    private final String host;
    private final int port;
    private final String username;
    private final String privateKey;
    private final String fingerprint;
    private final String argument;

    private ResourceFaults(AdapterFixture fixture, String[] arguments) throws IOException {
        this.fixture = fixture;
        this.host = arguments[1];
        this.port = Integer.parseInt(arguments[2]);
        this.username = arguments[3];
        this.privateKey = Files.readString(Path.of(arguments[4]));
        this.fingerprint = arguments[5];
        this.argument = arguments[6];
    }

    public static void main(String[] arguments) throws Exception {
        try (AdapterFixture fixture = new AdapterFixture(adapter -> { },
                definition -> definition.setConnectTimeoutSeconds(PATIENT_SECONDS))) {
            Fault.valueOf(arguments[0]).strike(new ResourceFaults(fixture, arguments));
        }
        System.out.println("DONE");
    }

    private SshTarget.Builder target(String name) {
        return SshTarget.builder().host(name).port(port).username(username).privateKey(privateKey).hostKeyFingerprint(fingerprint);
    }

    private SshConnection connect(String session) throws Exception {
        return connect(session, target(host).build());
    }

    private SshConnection connect(String session, SshTarget target) throws Exception {
        return fixture.factory.getConnection(AdapterFixture.spec("alice", session, "p", target));
    }

    private void works(String session) throws Exception {
        try (SshConnection connection = connect(session)) {
            assertThat(connection.exec("echo works").stdout()).isEqualTo("works\n");
        }
    }
}
