package io.sshra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that can't be sent can't be created: the caller gets the error where the mistake is, and not from a connection. */
class InvalidValueTest {

    private static final SshCommand COMMAND = SshCommand.shell("true");
    private static final String LONE_SURROGATE = "a\ud800";
    private static final String TOO_LONG = "x".repeat(65_001);

    /** @param problem the start of the message; the advice follows */
    private static void refused(ThrowingCallable making, String problem) {
        assertThatThrownBy(making).isExactlyInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(problem)
                .hasMessageMatching("\\P{C}{1,300}: \\P{C}{10,100}");
    }

    @Test
    void aCommandLineIsCheckedWhenItIsMade() {
        refused(() -> SshCommand.shell(null), "the command is null: give the command line");
        refused(() -> SshCommand.shell(""), "the command is empty: give the command line");
        refused(() -> SshCommand.shell(" \n\t"), "the command is empty");
        refused(() -> SshCommand.shell("a\0b"), "the command has a NUL character at index 1: remove it");
        refused(() -> SshCommand.shell(TOO_LONG), "the command has 65001 characters, more than the 65000 that fit into a packet: send it");
        refused(() -> SshCommand.shell(LONE_SURROGATE), "the command has a character that UTF-8 can't encode: set a charset");
        assertThat(SshCommand.shell("x".repeat(65_000)).commandLine()).hasSize(65_000);
    }

    @Test
    void anArgumentVectorIsCheckedWhenItIsMade() {
        refused(() -> SshCommand.of(), "the command is empty: give a program");
        refused(() -> SshCommand.of((String[]) null), "the command is empty");
        refused(() -> SshCommand.of("echo", null), "argument 1 of the command is null: give an empty string");
        refused(() -> SshCommand.of("echo", "a", "bc\0"), "argument 2 of the command has a NUL character at index 2");
        refused(() -> SshCommand.of("echo", "'".repeat(40_000)), "the command has 80005 characters");
        assertThat(SshCommand.of("echo", "").commandLine()).isEqualTo("echo ''");
    }

    @Test
    void limitsOfACommandAreCheckedWhenTheyAreSet() {
        refused(() -> COMMAND.withTimeout(Duration.ZERO), "invalid time-out, PT0S: give more than zero");
        refused(() -> COMMAND.withTimeout(Duration.ofNanos(-1)), "invalid time-out, PT-0.000000001S");
        refused(() -> COMMAND.withTimeout(Duration.ofSeconds(Long.MAX_VALUE)), "invalid time-out, PT");
        refused(() -> COMMAND.withOutputLimit(-1), "invalid output limit, -1 bytes: give 0 or more");
        assertThat(COMMAND.withTimeout(Duration.ofNanos(Long.MAX_VALUE)).timeout().toNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(COMMAND.withTimeout(null).withOutputLimit(0).outputLimit()).isZero();
    }

    @Test
    void theInputOfACommandIsCheckedWhenItIsSet() {
        refused(() -> COMMAND.withStdin((byte[]) null), "the input of the command is null: give an empty one");
        refused(() -> COMMAND.withStdin((String) null), "the input of the command is null");
        refused(() -> COMMAND.withCharset(StandardCharsets.US_ASCII).withStdin("ü"),
                "the input of the command has a character that US-ASCII can't encode: set a charset");
        assertThat(COMMAND.withStdin("a\0b").stdin()).containsExactly('a', 0, 'b');
    }

    /**
     * Java would send a question mark instead of such a character. For a shell, that is a pattern that matches any character.
     */
    @Test
    void aCharsetThatLacksACharacterOfTheCommandIsRefused() {
        refused(() -> SshCommand.shell("rm ü").withCharset(StandardCharsets.US_ASCII), "the command has a character that US-ASCII can't encode");
        refused(() -> SshCommand.of("rm", "\u0416").withCharset(StandardCharsets.ISO_8859_1), "the command has a character that ISO-8859-1");
        refused(() -> COMMAND.withCharset(null), "the charset of the command is null: give UTF-8");
        refused(() -> COMMAND.withCharset(decodingOnly()), "the charset x-decoding-only can't encode");
        assertThat(SshCommand.shell("rm ü").withCharset(StandardCharsets.ISO_8859_1).charset()).isEqualTo(StandardCharsets.ISO_8859_1);
    }

    private static Charset decodingOnly() {
        return new Charset("x-decoding-only", null) {
            @Override
            public boolean contains(Charset other) {
                return false;
            }

            @Override
            public java.nio.charset.CharsetDecoder newDecoder() {
                return StandardCharsets.UTF_8.newDecoder();
            }

            @Override
            public java.nio.charset.CharsetEncoder newEncoder() {
                throw new UnsupportedOperationException();
            }

            @Override
            public boolean canEncode() {
                return false;
            }
        };
    }

    @Test
    void anEnvironmentVariableIsCheckedWhenItIsAdded() {
        refused(() -> COMMAND.withEnvironment(null, "x"), "invalid name of an environment variable: null: give a name");
        refused(() -> COMMAND.withEnvironment("", "x"), "invalid name of an environment variable: \"\"");
        refused(() -> COMMAND.withEnvironment("A=B", "x"), "invalid name of an environment variable: \"A=B\"");
        refused(() -> COMMAND.withEnvironment("A\0", "x"), "the name of the environment variable \"A\\u0000\" has a NUL character at index 1");
        refused(() -> COMMAND.withEnvironment("A", null), "the environment variable \"A\" is null");
        refused(() -> COMMAND.withEnvironment("A", "secret\0"), "the environment variable \"A\" has a NUL character at index 6");
        refused(() -> COMMAND.withEnvironment("A", TOO_LONG), "the environment variable \"A\" has 65002 characters");
        refused(() -> COMMAND.withEnvironment("A", LONE_SURROGATE), "the environment variable \"A\" has a character that UTF-8 can't encode");
        assertThatThrownBy(() -> COMMAND.withEnvironment("A", "secret\0")).hasMessageNotContaining("secret");
        refused(() -> SshCommand.checkEnvironment(null), "the environment is null: give an empty map");
        refused(() -> SshCommand.checkEnvironment(Map.of("A=", "x")), "invalid name of an environment variable: \"A=\"");
        SshCommand.checkEnvironment(Map.of("A", "", "ü", "x=y"));
    }

    @Test
    void aTerminalIsCheckedWhenItIsMade() {
        refused(() -> new SshPty(null, 80, 24), "the type of the terminal is null: give the value of TERM");
        refused(() -> new SshPty("", 80, 24), "the type of the terminal is empty");
        refused(() -> new SshPty("vt\0", 80, 24), "the type of the terminal has a NUL character at index 2");
        refused(() -> new SshPty(TOO_LONG, 80, 24), "the type of the terminal has 65001 characters");
        for (int[] size : new int[][] {{0, 24}, {-1, 24}, {65_536, 24}, {80, 0}, {80, -1}, {80, 65_536}}) {
            String problem = "invalid size of a terminal, " + size[0] + " columns and " + size[1] + " rows: give 1 to 65535";
            refused(() -> new SshPty("x", size[0], size[1]), problem);
            refused(() -> SshPty.xterm().withSize(size[0], size[1]), problem);
        }
        assertThat(SshPty.xterm().withSize(1, 65_535)).isEqualTo(new SshPty("xterm-256color", 1, 65_535));
    }

    /** RFC 4254 section 8 has 55 modes: opcodes 1 to 18, 30 to 41, 50 to 62, 70 to 75, 90 to 93, 128 and 129. */
    @Test
    void theModesOfATerminalAreCheckedWhenTheyAreSet() {
        refused(() -> new SshPty("x", 80, 24, Map.of("NO_MODE", 1)), "unknown terminal mode \"NO_MODE\": give one of RFC 4254 section 8");
        refused(() -> new SshPty("x", 80, 24, Map.of("echo", 1)), "unknown terminal mode \"echo\"");
        refused(() -> new SshPty("x", 80, 24, Collections.singletonMap(null, 1)), "unknown terminal mode null");
        refused(() -> new SshPty("x", 80, 24, Collections.singletonMap("ECHO", null)), "invalid value of the terminal mode ECHO, null");
        refused(() -> new SshPty("x", 80, 24, Map.of("ECHO", -1)), "invalid value of the terminal mode ECHO, -1: give 0 or more");
        assertThat(SshPty.MODES).hasSize(18 + 12 + 13 + 6 + 4 + 2);
        Map<String, Integer> all = new HashMap<>();
        SshPty.MODES.forEach(mode -> all.put(mode, 1));
        SshPty pty = new SshPty("x", 80, 24, all);
        all.clear();
        assertThat(pty.modes()).hasSize(SshPty.MODES.size());
        refused(() -> new SshPty("x", 80, 24, null), "the map of modes is null: give an empty map");
    }

    @Test
    void anIdentityIsCheckedWhenItIsMade() throws Exception {
        KeyPair whole = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        refused(() -> SshIdentity.of((KeyPair) null), "the key pair is null: give a private key");
        refused(() -> SshIdentity.of(new KeyPair(whole.getPublic(), null)), "the private key is null");
        refused(() -> SshIdentity.of(new KeyPair(null, whole.getPrivate())), "the public key is null");
        refused(() -> SshIdentity.of((String) null), "the private key is null: give the text");
        refused(() -> SshIdentity.of(" "), "the private key is empty");
        refused(() -> SshIdentity.of((char[]) null), "the private key is null: give the text");
        refused(() -> SshIdentity.of(new char[] {'\n', ' '}), "the private key is empty");
        assertThat(SshIdentity.of(whole).keyPair()).isSameAs(whole);
    }

    /** Names are often input of users, so that a message must show no more of them than one short line. */
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "a\nb", "\0", "\u001b[31m", "\u0085", "\u2028", "\u202eabc", "\ufeff"})
    void aSpecIsCheckedWhenItIsMade(String name) {
        refused(() -> SshConnectionSpec.of(name, "s", "p"), "the user name ");
        refused(() -> SshConnectionSpec.of("u", name, "p"), "the session name ");
        refused(() -> SshConnectionSpec.of("u", "s", name), "the profile name ");
        refused(() -> new SshConnectionSpec("u", name, "p", null), "the session name ");
        refused(() -> SshConnectionSpec.builder().user("u").session("s").profile(name).build(), "the profile name ");
        refused(() -> SshNames.user(name), "the user name ");
        refused(() -> SshNames.session(name), "the session name ");
        refused(() -> SshNames.profile(name), "the profile name ");
    }

    @Test
    void namesHaveUpTo1024CharactersOfAnyScript() {
        String longest = "\u65e5".repeat(SshNames.MAX_LENGTH);
        assertThat(SshConnectionSpec.of(longest, "a b", "\ud83d\ude00").user()).isEqualTo(longest);
        refused(() -> SshNames.user(longest + "x"), "the user name has 1025 characters: give 1 to 1024");
        assertThat(new SshConnectionSpec(null, "s", "p", null).user()).as("the caller").isNull();
    }

    @Test
    void aTargetIsCheckedWhenItsPartsAreSet() {
        SshTarget.Builder target = SshTarget.builder();
        refused(() -> target.build(), "the host is null: give a host name");
        refused(() -> target.host(null), "the host is null");
        refused(() -> target.host(" "), "the host is empty");
        refused(() -> target.host("a\nb"), "the host has a control character: \"a\\u000ab\"");
        refused(() -> target.host("a b"), "the host has white space: \"a b\"");
        refused(() -> target.port(0), "the port is 0: give 1 to 65535");
        refused(() -> target.port(65_536), "the port is 65536");
        refused(() -> target.host("h").build(), "the user name of the target is null: give the login");
        refused(() -> target.username(""), "the user name of the target is empty");
        refused(() -> target.username("a\0"), "the user name of the target has a control character");
        for (String wrong : new String[] {null, "", "MD5:00", "SHA256:" + "x".repeat(42), "SHA256:" + "x".repeat(44)}) {
            assertThatThrownBy(() -> target.hostKeyFingerprint(wrong)).isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("give what ssh-keygen -l prints");
        }
        refused(() -> target.identity(null), "the identity is null");
        refused(() -> target.remoteShell(null), "the shell is null");
        refused(() -> target.algorithms(null), "the choice of algorithms is null");
        assertThat(target.username("u").hostKeyFingerprint("SHA256:" + "x".repeat(43) + "=").build().port()).isEqualTo(22);
    }

    @Test
    void aProxyIsCheckedWhenItIsMade() {
        char[] secret = {'x'};
        SshProxy http = SshProxy.http("p", 3128);
        refused(() -> SshProxy.http(null, 1), "the host of the proxy is null");
        refused(() -> SshProxy.socks5("a b", 1), "the host of the proxy has white space");
        refused(() -> SshProxy.socks5("p", 0), "the port of the proxy is 0: give 1 to 65535");
        refused(() -> http.withLogin("", secret), "the user name for the proxy is empty");
        refused(() -> http.withLogin("a:b", secret), "the user name for the proxy has a colon");
        refused(() -> http.withLogin("a\r\nb", secret), "the user name for the proxy has a control character");
        refused(() -> http.withLogin("\u00fc".repeat(128), secret), "the user name for the proxy is too long");
        refused(() -> http.withLogin("u", null), "the password for the proxy is null");
        refused(() -> http.withLogin("u", new char[0]), "the password for the proxy is empty");
        refused(() -> http.withLogin("u", "\u20ac".repeat(86).toCharArray()), "the password for the proxy is too long");
        refused(() -> http.withLogin(null, secret), "the user name for the proxy is null");
        assertThat(SshProxy.socks5("p", 1080).withLogin("a:b", "\u20ac".repeat(85).toCharArray()).username()).isEqualTo("a:b");
        SshTarget.Builder behind = SshTarget.builder().host("h").username("u").proxy(http).jump(SshTarget.builder().host("j").username("u").build());
        refused(behind::build, "the target has a jump host and a proxy: give the proxy to the jump host");
        assertThat(behind.jump(null).build().proxy()).isSameAs(http);
    }

    @Test
    void aTargetHasUpToTenJumpHosts() {
        SshTarget target = null;
        for (int i = 0; i <= 10; i++) {
            target = SshTarget.builder().host("h" + i).username("u").jump(target).build();
        }
        SshTarget last = target;
        refused(() -> SshTarget.builder().host("h").username("u").jump(last).build(), "the target has more than 10 jump hosts in a row");
    }

    @Test
    void theOptionsOfATransferAreCheckedWhenTheyAreSet() {
        SshTransferOptions options = SshTransferOptions.defaults();
        refused(() -> options.withTimeout(Duration.ZERO), "invalid time-out, PT0S: give more than zero");
        refused(() -> options.withTimeout(Duration.ofSeconds(-1)), "invalid time-out, PT-1S");
        refused(() -> options.withResume().withDirectWriting(), "a transfer with direct writing or by SCP can't be resumed");
        refused(() -> options.withDirectWriting().withResume(), "a transfer with direct writing or by SCP can't be resumed");
        refused(() -> options.withScp().withResume(), "a transfer with direct writing or by SCP can't be resumed");
        refused(() -> options.withResume().withScp(), "a transfer with direct writing or by SCP can't be resumed");
    }

    /** An empty part would match every question of a server, even one that asks for another secret. */
    @Test
    void anAnswerNeedsAQuestion() {
        SshTarget.Builder target = SshTarget.builder();
        refused(() -> target.promptAnswer("", new char[0]), "the question is empty: give a part");
        refused(() -> target.promptAnswer(null, new char[0]), "the question is null");
        refused(() -> target.promptAnswer("Code", null), "the answer is null: give an empty one");
    }

    @Test
    void whatAMessageShowsOfAnInvalidValueIsShortAndVisible() {
        refused(() -> COMMAND.withEnvironment("\u001b[2J\n" + "x".repeat(5000) + "=", "x"),
                "invalid name of an environment variable: \"\\u001b[2J\\u000a" + "x".repeat(95) + "…\": give");
    }
}
