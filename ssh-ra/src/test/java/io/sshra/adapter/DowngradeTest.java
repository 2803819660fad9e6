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
import io.sshra.testing.LoopbackServer;
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
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.session.ReservedSessionMessagesHandler;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.ServerFactoryManager;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.apache.sshd.server.session.SessionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Neither a man in the middle nor a server can weaken a connection: the host signs the key exchange, strict key exchange is
 * used, and weak algorithms are not offered.
 */
@RequiresOpenSsh
class DowngradeTest {

    private static final String STRICT_CLIENT = "kex-strict-c-v00@openssh.com";
    private static final String STRICT_SERVER = "kex-strict-s-v00@openssh.com";
    private static final String CHACHA = "chacha20-poly1305@openssh.com";
    private static final int FROM_FIRST_PACKET_FOLLOWS = 5;

    /** Uses the cipher that depends most on strict key exchange, because its nonces are the sequence numbers. */
    enum Server {

        OPENSSH {
            @Override
            Started start() {
                OpenSshServer server = OpenSshServer.start("Ciphers " + CHACHA);
                return new Started(AdapterFixture.target(server), server::authenticatedConnections, server);
            }
        },
        MINA {
            @Override
            Started start() {
                EmbeddedSshServer server = EmbeddedSshServer.start(mina ->
                        mina.setCipherFactories(new ArrayList<>(List.of(BuiltinCiphers.cc20p1305_openssh))));
                return new Started(AdapterFixture.target(server), server::authenticatedSessions, server);
            }
        };

        abstract Started start();
    }

    private record Started(SshTarget.Builder target, Supplier<Number> authenticated, LoopbackServer server)
            implements AutoCloseable {

        int port() {
            return server.port();
        }

        @Override
        public void close() {
            server.close();
        }
    }

    /** What the man in the middle changes. The client must detect each change before it logs in. */
    enum Change implements ManInTheMiddle.Tampering {

        STRICT_KEY_EXCHANGE_REMOVED_FROM_THE_SERVERS_OFFER(Direction.TO_CLIENT, init -> init.without(STRICT_SERVER)),
        STRICT_KEY_EXCHANGE_REMOVED_FROM_THE_CLIENTS_OFFER(Direction.TO_SERVER, init -> init.without(STRICT_CLIENT)),
        EXTENSIONS_REMOVED_FROM_THE_CLIENTS_OFFER(Direction.TO_SERVER, init -> init.without("ext-info-c")),
        OLDER_KEY_EXCHANGE_OFFERED_BY_THE_SERVER(Direction.TO_CLIENT,
                init -> init.with(Kind.KEY_EXCHANGE, list -> "diffie-hellman-group14-sha256," + STRICT_SERVER)),
        OLDER_KEY_EXCHANGE_OFFERED_BY_THE_CLIENT(Direction.TO_SERVER,
                init -> init.with(Kind.KEY_EXCHANGE, list -> "diffie-hellman-group14-sha256,ext-info-c," + STRICT_CLIENT)),
        ANOTHER_CIPHER(Direction.TO_CLIENT, init -> init.with(Kind.CIPHER_TO_CLIENT, list -> "aes128-ctr")),
        A_GUESS_ANNOUNCED(Direction.TO_CLIENT, KexInit::followed),
        AN_OLDER_SERVER(Direction.TO_CLIENT, "SSH-2.0-OpenSSH_5.1"),
        A_SERVER_OF_TWO_PROTOCOLS(Direction.TO_CLIENT, "SSH-1.99-OpenSSH_5.1"),
        AN_OLDER_CLIENT(Direction.TO_SERVER, "SSH-2.0-OpenSSH_5.1");

        private final Direction changed;
        private final UnaryOperator<KexInit> offer;
        private final String version;

        Change(Direction changed, UnaryOperator<KexInit> offer) {
            this.changed = changed;
            this.offer = offer;
            this.version = null;
        }

        Change(Direction changed, String version) {
            this.changed = changed;
            this.offer = null;
            this.version = version;
        }

        @Override
        public String version(Direction direction, String said) {
            return direction == changed && version != null ? version : said;
        }

        @Override
        public byte[] packet(Direction direction, byte[] payload) {
            return direction == changed && offer != null && payload[0] == ManInTheMiddle.MSG_KEXINIT
                    ? offer.apply(KexInit.of(payload)).payload() : payload;
        }
    }

    private AdapterFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new AdapterFixture();
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
    void tamperingWithTheKeyExchangeIsDetected(Server kind) throws Exception {
        try (Started server = kind.start()) {
            Map<Change, SshErrorCode> results = new EnumMap<>(Change.class);
            for (Change change : Change.values()) {
                try (ManInTheMiddle man = ManInTheMiddle.to(server.port(), change)) {
                    SshException failure = catchThrowableOfType(SshException.class,
                            () -> connect(change.name(), server.target().port(man.port()).build()).close());
                    results.put(change, failure == null ? null : failure.code());
                }
            }
            assertThat(results).allSatisfy((change, code) -> assertThat(code).as(change.name()).isIn(SshErrorCode.CONNECT_FAILED,
                    SshErrorCode.NO_COMMON_ALGORITHM));
            assertThat(server.authenticated().get().intValue()).as("log-ins").isZero();
        }
    }

    /** Both sides offer it. Since each can read the other, both count from zero under the new keys. */
    @ParameterizedTest
    @EnumSource
    void strictKeyExchangeIsOfferedAndUsed(Server kind) throws Exception {
        List<String> offered = new CopyOnWriteArrayList<>();
        try (Started server = kind.start(); ManInTheMiddle man = ManInTheMiddle.to(server.port(), new ManInTheMiddle.Tampering() {
            @Override
            public byte[] packet(Direction direction, byte[] payload) {
                if (payload[0] == ManInTheMiddle.MSG_KEXINIT) {
                    offered.add(direction + " " + KexInit.of(payload).list(Kind.KEY_EXCHANGE));
                }
                return payload;
            }
        }); SshConnection connection = connect("s", server.target().port(man.port()).build())) {
            assertThat(connection.exec("echo strict").stdout()).isEqualTo("strict\n");
            assertThat(connection.info().cipher()).isEqualTo(CHACHA);
        }
        assertThat(offered).hasSize(2).anyMatch(list -> list.startsWith("TO_SERVER") && list.contains(STRICT_CLIENT) && list.contains("ext-info-c"))
                .anyMatch(list -> list.startsWith("TO_CLIENT") && list.contains(STRICT_SERVER));
    }

    /** How the server numbers its packets under the new keys. */
    enum Numbering { FROM_ZERO, GOES_ON_FROM_THE_KEY_EXCHANGE, LEAVES_ONE_OUT }

    /** The MAC covers the sequence number, which begins at zero with the new keys (OpenSSH's PROTOCOL section 1.10). */
    @ParameterizedTest
    @EnumSource
    void aWrongSequenceNumberEndsTheConnection(Numbering numbering) throws Exception {
        try (EmbeddedSshServer server = EmbeddedSshServer.start(mina -> {
            mina.setCipherFactories(new ArrayList<>(List.of(BuiltinCiphers.aes128ctr)));
            mina.setMacFactories(new ArrayList<>(List.of(BuiltinMacs.hmacsha256etm)));
            mina.setSessionFactory(factory(mina, (manager, socket) -> new Numbered(manager, socket, numbering)));
        })) {
            SshTarget target = AdapterFixture.target(server).build();
            if (numbering == Numbering.FROM_ZERO) {
                try (SshConnection connection = connect("s", target)) {
                    assertThat(connection.exec("echo counted").stdout()).isEqualTo("counted\n");
                }
            } else {
                assertThatThrownBy(() -> connect("s", target)).isInstanceOf(SshConnectException.class).extracting("code")
                        .isEqualTo(SshErrorCode.CONNECT_FAILED);
                assertThat(server.authenticatedSessions()).isZero();
            }
        }
    }

    private static final class Numbered extends ServerSessionImpl {

        private final Numbering numbering;

        Numbered(ServerFactoryManager server, IoSession socket, Numbering numbering) throws Exception {
            super(server, socket);
            this.numbering = numbering;
        }

        @Override
        protected void setOutputEncoding() throws Exception {
            assertThat(strictKex).isTrue();
            long next = seqo;
            super.setOutputEncoding();
            assertThat(seqo).isZero();
            switch (numbering) {
                case FROM_ZERO -> { }
                case GOES_ON_FROM_THE_KEY_EXCHANGE -> seqo = next;
                case LEAVES_ONE_OUT -> seqo++;
            }
        }
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

    /** The packet that follows a wrong guess is ignored (RFC 4253 section 7). */
    @Test
    void aWrongGuessByTheServerIsIgnored() throws Exception {
        try (EmbeddedSshServer server = EmbeddedSshServer.start(mina -> mina.setSessionFactory(factory(mina, Guessing::new)));
                SshConnection connection = connect("s", AdapterFixture.target(server).build())) {
            assertThat(connection.exec("echo right").stdout()).isEqualTo("right\n");
        }
    }

    /** Prefers another key exchange than the client, and sends its first packet at once. */
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
                EmbeddedSshServer mina = server == null ? EmbeddedSshServer.startWithRsaKeys(s -> s.setSignatureFactories(new ArrayList<>(
                        List.of(BuiltinSignatures.rsa)))) : null) {
            SshTarget target = (server == null ? AdapterFixture.target(mina) : AdapterFixture.target(server)).build();
            assertThatThrownBy(() -> connect("s", target)).isInstanceOf(SshConnectException.class).extracting("code")
                    .isEqualTo(SshErrorCode.NO_COMMON_ALGORITHM);
        }
    }
}
