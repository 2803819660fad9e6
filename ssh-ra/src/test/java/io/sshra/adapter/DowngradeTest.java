package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sshra.SshConnectException;
import io.sshra.SshConnection;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshTarget;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.KexInit;
import io.sshra.testing.KexInit.Kind;
import io.sshra.testing.ManInTheMiddle;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.Relay.Direction;
import io.sshra.testing.RequiresOpenSsh;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.session.ReservedSessionMessagesHandler;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.ServerFactoryManager;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.apache.sshd.server.session.SessionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Somebody on the way, or a server, who wants the connection to be weaker than both sides can make it: Terrapin
 * (CVE-2023-48795), and lists of algorithms that are not what the other side has said.
 */
@RequiresOpenSsh
@Timeout(60)
class DowngradeTest {

    private static final String STRICT_CLIENT = "kex-strict-c-v00@openssh.com";
    private static final String STRICT_SERVER = "kex-strict-s-v00@openssh.com";
    private static final String CHACHA = "chacha20-poly1305@openssh.com";
    private static final int FROM_FIRST_PACKET_FOLLOWS = 5;
    private static final byte[] IGNORE = {SshConstants.SSH_MSG_IGNORE, 0, 0, 0, 0};
    private static final byte[] DEBUG = {SshConstants.SSH_MSG_DEBUG, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    private static final byte[] UNIMPLEMENTED = {SshConstants.SSH_MSG_UNIMPLEMENTED, 0, 0, 0, 0};

    /** Who is attacked, with the cipher for which Terrapin was found. */
    enum Server {

        OPENSSH {
            @Override
            Attacked start() {
                OpenSshServer server = OpenSshServer.start("Ciphers " + CHACHA);
                return new Attacked(server.port(), AdapterFixture.target(server), server::authenticatedConnections, server);
            }
        },
        MINA {
            @Override
            Attacked start() {
                return attacked(EmbeddedSshServer.start(DowngradeTest::onlyChacha));
            }
        };

        abstract Attacked start();
    }

    private record Attacked(int port, SshTarget.Builder target, Supplier<Number> authenticated, AutoCloseable server) {
    }

    private static Attacked attacked(EmbeddedSshServer server) {
        return new Attacked(server.port(), AdapterFixture.target(server), server::authenticatedSessions, server);
    }

    private static void onlyChacha(SshServer server) {
        server.setCipherFactories(new ArrayList<>(List.of(BuiltinCiphers.cc20p1305_openssh)));
    }

    /** What somebody on the way does. Of each the client has to notice before it logs in. */
    enum Attack implements ManInTheMiddle.Attack {

        AN_IGNORED_PACKET_BEFORE_THE_NEW_KEYS(before(ManInTheMiddle.MSG_NEWKEYS, IGNORE)),
        AN_IGNORED_PACKET_BEFORE_THE_LISTS(before(ManInTheMiddle.MSG_KEXINIT, IGNORE)),
        AN_IGNORED_PACKET_AFTER_THE_LISTS(before(SshConstants.SSH_MSG_KEX_FIRST + 1, IGNORE)),
        A_DEBUG_MESSAGE_BEFORE_THE_NEW_KEYS(before(ManInTheMiddle.MSG_NEWKEYS, DEBUG)),
        AN_UNIMPLEMENTED_BEFORE_THE_NEW_KEYS(before(ManInTheMiddle.MSG_NEWKEYS, UNIMPLEMENTED)),
        TERRAPIN(before(ManInTheMiddle.MSG_NEWKEYS, IGNORE)) {
            @Override
            public boolean takesFirstOfServersNewKeys() {
                return true;
            }
        },
        TERRAPIN_WITH_THE_MARKS_OF_STRICT_KEY_EXCHANGE_TAKEN_AWAY(before(ManInTheMiddle.MSG_NEWKEYS, IGNORE)) {
            @Override
            public List<byte[]> packet(Direction direction, byte[] payload) {
                byte[] unmarked = payload[0] == ManInTheMiddle.MSG_KEXINIT
                        ? KexInit.of(payload).without(STRICT_CLIENT).without(STRICT_SERVER).payload() : payload;
                return super.packet(direction, unmarked);
            }

            @Override
            public boolean takesFirstOfServersNewKeys() {
                return true;
            }
        },
        THE_SERVERS_MARK_TAKEN_AWAY(list(Direction.TO_CLIENT, init -> init.without(STRICT_SERVER))),
        THE_CLIENTS_MARK_TAKEN_AWAY(list(Direction.TO_SERVER, init -> init.without(STRICT_CLIENT))),
        THE_CLIENTS_EXTENSIONS_TAKEN_AWAY(list(Direction.TO_SERVER, init -> init.without("ext-info-c"))),
        AN_OLDER_KEY_EXCHANGE(list(Direction.TO_CLIENT,
                init -> init.with(Kind.KEY_EXCHANGE, list -> "diffie-hellman-group14-sha256," + STRICT_SERVER))),
        AN_OLDER_KEY_EXCHANGE_ASKED_FOR(list(Direction.TO_SERVER,
                init -> init.with(Kind.KEY_EXCHANGE, list -> "diffie-hellman-group14-sha256,ext-info-c," + STRICT_CLIENT))),
        ANOTHER_CIPHER(list(Direction.TO_CLIENT, init -> init.with(Kind.CIPHER_TO_CLIENT, list -> "aes128-ctr"))),
        A_GUESS_THAT_NOBODY_MADE(list(Direction.TO_CLIENT, KexInit::followed)),
        AN_OLDER_SERVER(before(-1, IGNORE)) {
            @Override
            public String version(Direction direction, String version) {
                return direction == Direction.TO_CLIENT ? "SSH-2.0-OpenSSH_5.1" : version;
            }
        },
        A_VERSION_BETWEEN_TWO_PROTOCOLS(before(-1, IGNORE)) {
            @Override
            public String version(Direction direction, String version) {
                return direction == Direction.TO_CLIENT ? version.replace("SSH-2.0", "SSH-1.99") : version;
            }
        },
        AN_OLDER_CLIENT(before(-1, IGNORE)) {
            @Override
            public String version(Direction direction, String version) {
                return direction == Direction.TO_SERVER ? "SSH-2.0-OpenSSH_5.1" : version;
            }
        };

        private final ManInTheMiddle.Attack packets;

        Attack(ManInTheMiddle.Attack packets) {
            this.packets = packets;
        }

        @Override
        public List<byte[]> packet(Direction direction, byte[] payload) {
            return packets.packet(direction, payload);
        }

        /** A packet that nobody has sent, in front of the server's first of this kind; -1 for no kind. */
        private static ManInTheMiddle.Attack before(int message, byte[] injected) {
            return new ManInTheMiddle.Attack() {
                @Override
                public List<byte[]> packet(Direction direction, byte[] payload) {
                    return direction == Direction.TO_CLIENT && payload[0] == message ? List.of(injected, payload) : List.of(payload);
                }
            };
        }

        private static ManInTheMiddle.Attack list(Direction changed, UnaryOperator<KexInit> change) {
            return new ManInTheMiddle.Attack() {
                @Override
                public List<byte[]> packet(Direction direction, byte[] payload) {
                    return List.of(direction == changed && payload[0] == ManInTheMiddle.MSG_KEXINIT
                            ? change.apply(KexInit.of(payload)).payload() : payload);
                }
            };
        }
    }

    private AdapterFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new AdapterFixture(adapter -> { }, definition -> definition.setConnectTimeoutSeconds(2));
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private SshConnection connect(String session, SshTarget target) throws SshException {
        return fixture.factory.getConnection(AdapterFixture.spec("alice", session, "p", target));
    }

    @ParameterizedTest
    @EnumSource
    void nobodyOnTheWayWeakensAConnection(Server server) throws Exception {
        Attacked attacked = server.start();
        Map<Attack, SshErrorCode> results = new EnumMap<>(Attack.class);
        for (Attack attack : Attack.values()) {
            try (ManInTheMiddle man = ManInTheMiddle.to(attacked.port(), attack)) {
                SshException failure = catchThrowableOfType(SshException.class,
                        () -> connect(attack.name(), attacked.target().port(man.port()).build()).close());
                results.put(attack, failure == null ? null : failure.code());
            }
        }
        assertThat(results).allSatisfy((attack, code) -> assertThat(code).as(attack.name()).isIn(SshErrorCode.CONNECT_FAILED,
                SshErrorCode.NO_COMMON_ALGORITHM));
        assertThat(attacked.authenticated().get().intValue()).as("log-ins").isZero();
        attacked.server().close();
    }

    /** There are keys then, and the host has proved to be itself: the log-in that comes with the first packet may be on its way. */
    @ParameterizedTest
    @EnumSource
    void whatIsTakenAwayBehindTheNewKeysIsMissed(Server server) throws Exception {
        Attacked attacked = server.start();
        try (ManInTheMiddle man = ManInTheMiddle.to(attacked.port(), new ManInTheMiddle.Attack() {
            @Override
            public boolean takesFirstOfServersNewKeys() {
                return true;
            }
        })) {
            assertThatThrownBy(() -> connect("s", attacked.target().port(man.port()).build())).isInstanceOf(SshConnectException.class)
                    .extracting("code").isIn(SshErrorCode.CONNECT_FAILED, SshErrorCode.CONNECT_TIMEOUT);
        }
        attacked.server().close();
    }

    /** What the client says and does with a server that knows it, too; the sequence numbers are the nonces of this cipher. */
    @ParameterizedTest
    @EnumSource
    void strictKeyExchangeIsOfferedAndKept(Server server) throws Exception {
        Attacked attacked = server.start();
        List<String> offered = new CopyOnWriteArrayList<>();
        try (ManInTheMiddle man = ManInTheMiddle.to(attacked.port(), new ManInTheMiddle.Attack() {
            @Override
            public List<byte[]> packet(Direction direction, byte[] payload) {
                if (payload[0] == ManInTheMiddle.MSG_KEXINIT) {
                    offered.add(direction + " " + KexInit.of(payload).list(Kind.KEY_EXCHANGE));
                }
                return List.of(payload);
            }
        }); SshConnection connection = connect("s", attacked.target().port(man.port()).build())) {
            assertThat(connection.exec("echo strict").stdout()).isEqualTo("strict\n");
            assertThat(connection.info().cipher()).isEqualTo(CHACHA);
        }
        assertThat(offered).hasSize(2).anyMatch(list -> list.startsWith("TO_SERVER") && list.contains(STRICT_CLIENT) && list.contains("ext-info-c"))
                .anyMatch(list -> list.startsWith("TO_CLIENT") && list.contains(STRICT_SERVER));
        attacked.server().close();
    }

    /** What is left where the server knows nothing of it: nothing with the ciphers that stand first; with that one, its extensions. */
    @Test
    void aServerWithoutStrictKeyExchangeLosesItsExtensionsWithOneCipherOnly() throws Exception {
        try (EmbeddedSshServer old = EmbeddedSshServer.start(server -> server.setSessionFactory(without(server)));
                ManInTheMiddle man = ManInTheMiddle.to(old.port(), Attack.TERRAPIN)) {
            assertThatThrownBy(() -> connect("gcm", AdapterFixture.target(old).port(man.port()).build()))
                    .isInstanceOf(SshConnectException.class);
            assertThat(old.authenticatedSessions()).isZero();
        }
        try (EmbeddedSshServer old = EmbeddedSshServer.start(server -> {
            server.setSessionFactory(without(server));
            onlyChacha(server);
        }); ManInTheMiddle man = ManInTheMiddle.to(old.port(), Attack.TERRAPIN);
                SshConnection connection = connect("chacha", AdapterFixture.target(old).port(man.port()).build())) {
            assertThat(connection.exec("echo weakened").stdout()).as("so this attack is one").isEqualTo("weakened\n");
        }
    }

    private static SessionFactory without(SshServer server) {
        return factory(server, WithoutStrictKeyExchange::new);
    }

    private interface MadeSession {
        ServerSessionImpl of(ServerFactoryManager server, IoSession socket) throws Exception;
    }

    private static SessionFactory factory(SshServer server, MadeSession made) {
        return new SessionFactory(server) {
            @Override
            protected ServerSessionImpl doCreateSession(IoSession socket) throws Exception {
                return made.of(getServer(), socket);
            }
        };
    }

    private static final class WithoutStrictKeyExchange extends ServerSessionImpl {

        WithoutStrictKeyExchange(ServerFactoryManager server, IoSession socket) throws Exception {
            super(server, socket);
        }

        @Override
        protected Map<KexProposalOption, String> doStrictKexProposal(Map<KexProposalOption, String> proposal) {
            return proposal;
        }
    }

    /** RFC 4253 section 7: a packet sent by a wrong guess is ignored, whatever it says. */
    @Test
    void aServersWrongGuessIsIgnored() throws Exception {
        try (EmbeddedSshServer server = EmbeddedSshServer.start(mina -> mina.setSessionFactory(factory(mina, Guessing::new)));
                SshConnection connection = connect("s", AdapterFixture.target(server).build())) {
            assertThat(connection.exec("echo right").stdout()).isEqualTo("right\n");
        }
    }

    /** Prefers another key exchange than the client does, and goes on with it at once. */
    private static final class Guessing extends ServerSessionImpl {

        Guessing(ServerFactoryManager server, IoSession socket) throws Exception {
            super(server, socket);
            setReservedSessionMessagesHandler(new ReservedSessionMessagesHandler() {
                @Override
                public IoWriteFuture sendKexInitRequest(Session session, Map<KexProposalOption, String> proposal, Buffer packet) {
                    packet.array()[packet.wpos() - FROM_FIRST_PACKET_FOLLOWS] = 1;
                    return null;
                }
            });
        }

        @Override
        protected byte[] sendKexInit(Map<KexProposalOption, String> proposal) throws Exception {
            proposal.merge(KexProposalOption.ALGORITHMS, "diffie-hellman-group14-sha256,", (list, first) -> first + list);
            byte[] sent = super.sendKexInit(proposal);
            Buffer guess = createBuffer((byte) (SshConstants.SSH_MSG_KEX_FIRST + 1));
            guess.putString("as if it were a key");
            writePacket(guess);
            return sent;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"KexAlgorithms diffie-hellman-group1-sha1,diffie-hellman-group14-sha1,diffie-hellman-group-exchange-sha1",
        "Ciphers 3des-cbc,aes128-cbc,aes256-cbc", "HostKeyAlgorithms ssh-rsa,ssh-dss"})
    void aServerThatOffersOnlyWeakAlgorithmsIsRefused(String offer) throws Exception {
        try (OpenSshServer server = offer.startsWith("HostKey") ? null : OpenSshServer.start(offer);
                EmbeddedSshServer mina = server == null ? EmbeddedSshServer.start(s -> s.setSignatureFactories(new ArrayList<>(
                        List.of(org.apache.sshd.common.signature.BuiltinSignatures.rsa)))) : null) {
            SshTarget target = (server == null ? AdapterFixture.target(mina) : AdapterFixture.target(server)).build();
            assertThatThrownBy(() -> connect("s", target)).isInstanceOf(SshConnectException.class).extracting("code")
                    .isEqualTo(SshErrorCode.NO_COMMON_ALGORITHM);
        }
    }
}
