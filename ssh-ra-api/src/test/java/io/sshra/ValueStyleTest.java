package io.sshra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Values have one style: what is made by one call and then refined has {@code with…} methods; what is made of several parts has a
 * builder, and {@code toBuilder}. Each option can be set back.
 */
class ValueStyleTest {

    private static final String FINGERPRINT = "SHA256:" + "x".repeat(43);

    private static final Path SOURCES = Path.of("src/main/java");

    private static Stream<Class<?>> publicClasses() throws Exception {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<Class<?>> classes = files.map(file -> SOURCES.relativize(file).toString()).filter(name -> name.endsWith(".java") && !name.endsWith("package-info.java"))
                    .<Class<?>>map(name -> named(name.replace(".java", "").replace('/', '.'))).toList();
            return classes.stream().filter(type -> Modifier.isPublic(type.getModifiers()));
        }
    }

    private static Class<?> named(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** So that a reader of 1.3 sees what an application for 1.0 can use. */
    @Test
    void everyPublicTypeSaysSinceWhenItExists() throws Exception {
        List<Class<?>> types = publicClasses().toList();
        assertThat(types).hasSizeGreaterThan(40);
        for (Class<?> type : types) {
            assertThat(Files.readString(SOURCES.resolve(type.getName().replace('.', '/') + ".java"))).as(type.toString())
                    .containsPattern("\n \\* @since \\d+\\.\\d+\n \\*/\n(@.*\n)*public ");
        }
    }

    private static List<Method> methods(Class<?> type, String prefix) {
        return Arrays.stream(type.getMethods()).filter(method -> method.getName().matches(prefix)).toList();
    }

    @Test
    void aTypeHasWithersOrABuilderAndNeverBoth() throws Exception {
        List<Class<?>> built = publicClasses().filter(type -> !methods(type, "builder").isEmpty()).toList();
        assertThat(built).contains(SshTarget.class, SshConnectionSpec.class, SshCommandResult.class, SshConnectionInfo.class);
        for (Class<?> type : built) {
            assertThat(methods(type, "toBuilder")).as("toBuilder of " + type).hasSize(1);
            assertThat(methods(type, "with[A-Z].*")).as("withers of " + type).isEmpty();
        }
        List<Class<?>> withers = publicClasses().filter(type -> !methods(type, "with[A-Z].*").isEmpty()).toList();
        assertThat(withers).contains(SshCommand.class, SshTransferOptions.class, SshPty.class, SshIdentity.class, SshAlgorithms.class, SshProxy.class);
    }

    /** A method without an argument switches something on. */
    @Test
    void whatIsSwitchedOnCanBeSwitchedOff() throws Exception {
        List<Method> switches = publicClasses().flatMap(type -> methods(type, "with[A-Z].*").stream())
                .filter(method -> method.getParameterCount() == 0).toList();
        assertThat(switches).hasSizeGreaterThan(7);
        for (Method method : switches) {
            assertThat(method.getDeclaringClass().getMethod(method.getName(), boolean.class)).as(method.toString()).isNotNull();
        }
    }

    private record Option<T>(T defaults, Function<T, T> set, Function<T, T> reset) {

        void check() throws Exception {
            T changed = set.apply(defaults);
            assertThat(parts(changed)).as("the option is set").isNotEqualTo(parts(defaults));
            assertThat(parts(reset.apply(changed))).as("the option is as before").isEqualTo(parts(defaults));
        }
    }

    /** All that the accessors return, arrays as text. */
    private static String parts(Object value) throws Exception {
        StringBuilder parts = new StringBuilder();
        for (Method accessor : Arrays.stream(value.getClass().getMethods()).sorted((a, b) -> a.getName().compareTo(b.getName())).toList()) {
            if (accessor.getParameterCount() == 0 && !Modifier.isStatic(accessor.getModifiers()) && accessor.getReturnType() != void.class
                    && accessor.getReturnType() != value.getClass() && accessor.getDeclaringClass() == value.getClass()
                    && !accessor.getName().matches("toBuilder|hashCode|toString")) {
                parts.append(accessor.getName()).append('=').append(shown(accessor.invoke(value))).append('\n');
            }
        }
        return parts.toString();
    }

    private static String shown(Object part) throws Exception {
        if (part instanceof Map<?, ?> map) {
            StringBuilder shown = new StringBuilder();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                shown.append(entry.getKey()).append(':').append(shown(entry.getValue())).append(' ');
            }
            return shown.toString();
        }
        if (part instanceof List<?> list) {
            StringBuilder shown = new StringBuilder();
            for (Object one : list) {
                shown.append(shown(one)).append(' ');
            }
            return shown.toString();
        }
        if (part instanceof SshIdentity || part instanceof SshTarget || part instanceof SshProxy) {
            return '(' + parts(part) + ')';
        }
        return part instanceof char[] secret ? Arrays.toString(secret) : part instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(part);
    }

    static Stream<Option<?>> options() {
        SshCommand command = SshCommand.of("df");
        SshTransferOptions transfer = SshTransferOptions.defaults();
        SshAlgorithms algorithms = SshAlgorithms.DEFAULTS;
        SshPty pty = SshPty.xterm();
        SshIdentity identity = SshIdentity.of("text");
        SshProxy proxy = SshProxy.http("p", 3128);
        SshConnections connections = SshConnections.all(new FakeFactory(), List.of(SshConnectionSpec.of("u", "s", "p")));
        return Stream.of(
                new Option<>(command, c -> c.withTimeout(Duration.ofSeconds(1)), c -> c.withTimeout(null)),
                new Option<>(command, c -> c.withStdin("x"), c -> c.withStdin("")),
                new Option<>(command, c -> c.withEnvironment("A", "1").withEnvironment("B", "2"), c -> c.withEnvironment(Map.of())),
                new Option<>(command, c -> c.withCharset(StandardCharsets.ISO_8859_1), c -> c.withCharset(StandardCharsets.UTF_8)),
                new Option<>(command, c -> c.withOutputLimit(1), c -> c.withOutputLimit(SshCommand.DEFAULT_OUTPUT_LIMIT)),
                new Option<>(command, c -> c.withPty(pty), c -> c.withPty(null)),
                new Option<>(command, SshCommand::withMergedError, c -> c.withMergedError(false)),
                new Option<>(command, SshCommand::withOutputUntilExit, c -> c.withOutputUntilExit(false)),
                new Option<>(transfer, SshTransferOptions::withResume, o -> o.withResume(false)),
                new Option<>(transfer, SshTransferOptions::withTimes, o -> o.withTimes(false)),
                new Option<>(transfer, SshTransferOptions::withPermissions, o -> o.withPermissions(false)),
                new Option<>(transfer, SshTransferOptions::withDirectWriting, o -> o.withDirectWriting(false)),
                new Option<>(transfer, SshTransferOptions::withScp, o -> o.withScp(false)),
                new Option<>(transfer, o -> o.withCharset(StandardCharsets.ISO_8859_1), o -> o.withCharset(StandardCharsets.UTF_8)),
                new Option<>(transfer, o -> o.withListener(progress -> false), o -> o.withListener(null)),
                new Option<>(transfer, o -> o.withTimeout(Duration.ofSeconds(1)), o -> o.withTimeout(null)),
                new Option<>(transfer, o -> o.withTemporaryName("a", "b"), o -> o.withTemporaryName(
                        SshTransferOptions.DEFAULT_TEMPORARY_PREFIX, SshTransferOptions.DEFAULT_TEMPORARY_SUFFIX)),
                new Option<>(algorithms, a -> a.withCiphers("x"), a -> a.withCiphers(null)),
                new Option<>(algorithms, a -> a.withMacs("x"), a -> a.withMacs(null)),
                new Option<>(algorithms, a -> a.withKexAlgorithms("x"), a -> a.withKexAlgorithms(null)),
                new Option<>(algorithms, a -> a.withHostKeyAlgorithms("x"), a -> a.withHostKeyAlgorithms(null)),
                new Option<>(algorithms, SshAlgorithms::withLegacy, a -> a.withLegacy(false)),
                new Option<>(pty, p -> p.withType("vt100"), p -> p.withType(pty.type())),
                new Option<>(pty, p -> p.withSize(1, 2), p -> p.withSize(pty.columns(), pty.rows())),
                new Option<>(pty, p -> p.withModes(Map.of("ECHO", 0)), p -> p.withModes(Map.of())),
                new Option<>(connections, c -> c.withMaxAtOnce(7), c -> c.withMaxAtOnce(SshConnections.DEFAULT_MAX_AT_ONCE)),
                new Option<>(connections, SshConnections::withRelease, c -> c.withRelease(false)),
                new Option<>(proxy, p -> p.withLogin("u", new char[] {'x'}), SshProxy::withoutLogin),
                new Option<>(proxy, SshProxy::withRemoteNames, p -> p.withRemoteNames(false)),
                new Option<>(identity, i -> i.withPassphrase(new char[] {'x'}), i -> i.withPassphrase(null)),
                new Option<>(identity, i -> i.withCertificate("x"), i -> i.withCertificate(null)));
    }

    @ParameterizedTest
    @MethodSource("options")
    void eachOptionCanBeSetBack(Option<?> option) throws Exception {
        option.check();
    }

    private static SshTarget.Builder full() {
        return SshTarget.builder().host("h").port(23).username("u").password("secret-word".toCharArray())
                .privateKey("key-text", "secret-phrase".toCharArray()).promptAnswer("code", "secret-code".toCharArray())
                .hostKeyFingerprint(FINGERPRINT).privilegeLevel("root").allowForwarding(true).algorithms(SshAlgorithms.DEFAULTS.withLegacy())
                .remoteShell(SshRemoteShell.RC).jump(SshTarget.builder().host("j").username("v").password("secret-jump".toCharArray())
                        .proxy(SshProxy.socks5("p", 1080).withLogin("w", "secret-proxy".toCharArray()).withRemoteNames()).build());
    }

    @Test
    void aCopyOfATargetHasAllItsPartsAndEachCanBeSetBack() throws Exception {
        SshTarget target = full().build();
        assertThat(parts(target)).isEqualTo(parts(target.toBuilder().build())).contains("allowForwarding=true", "privilegeLevel=root");

        SshTarget plain = target.toBuilder().port(SshTarget.DEFAULT_PORT).password(null).identities(List.of()).promptAnswers(Map.of())
                .hostKeyFingerprints(Set.of()).privilegeLevel(null).allowForwarding(false).algorithms(SshAlgorithms.DEFAULTS)
                .remoteShell(SshRemoteShell.POSIX).jump(null).build();
        assertThat(parts(plain)).isEqualTo(parts(SshTarget.builder().host("h").username("u").build()));
    }

    @Test
    void aCopyOfASpecHasAllItsParts() {
        SshConnectionSpec spec = new SshConnectionSpec("u", "s", "p", full().build());
        assertThat(spec.toBuilder().build()).isEqualTo(spec);
        assertThat(spec.toBuilder().user(null).target(null).profile("q").build()).isEqualTo(new SshConnectionSpec(null, "s", "q", null));
    }

    @Test
    void aTargetAndItsCopyAreDestroyedEachByItself() throws Exception {
        SshTarget target = full().build();
        String before = parts(target);
        SshTarget copy = target.toBuilder().build();

        copy.destroy();
        assertThat(parts(target)).isEqualTo(before);
        SshTarget another = target.toBuilder().build();
        target.destroy();
        assertThat(parts(another)).isEqualTo(before);
    }

    /** The caller wipes its own arrays at once. */
    @Test
    void aKeyAsCharactersIsCopied() {
        char[] key = "key-text".toCharArray();
        char[] passphrase = "secret-phrase".toCharArray();
        SshTarget target = SshTarget.builder().host("h").username("u").privateKey(key, passphrase).privateKey(key).build();
        SshIdentity alone = SshIdentity.of(key);
        Arrays.fill(key, '\0');
        Arrays.fill(passphrase, '\0');

        for (SshIdentity identity : List.of(target.identities().get(0), target.identities().get(1), alone, alone.withCertificate("c"))) {
            Arrays.fill(identity.privateKey(), 'x');
            assertThat(identity.privateKey()).containsExactly("key-text".toCharArray());
        }
        assertThat(target.identities().get(0).passphrase()).containsExactly("secret-phrase".toCharArray());
    }

    /** With wiped secrets it would log in with a wrong password, and the server would lock the account or the address out. */
    @Test
    void aDestroyedTargetIsNotUsedWithoutItsSecrets() throws Exception {
        SshTarget target = full().build();
        SshTarget.Builder late = target.toBuilder();
        target.destroy();

        assertThatThrownBy(target::password).isInstanceOf(IllegalStateException.class).hasMessage("SshTarget[u@h:23] is destroyed");
        assertThatThrownBy(target::promptAnswers).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(target.identities().get(0)::passphrase).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(target.identities().get(0)::privateKey).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(target.jump()::password).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(target.jump().proxy()::password).isInstanceOf(IllegalStateException.class);
        assertThat(target.jump().proxy().isDestroyed()).isTrue();
        assertThatThrownBy(target::toBuilder).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(late::build).isInstanceOf(IllegalStateException.class);
        assertThat(secrets(target)).as("all secrets").hasSize(6).allMatch(secret -> new String(secret).matches("\0+"));
    }

    /** Password and answer of the target, its key and passphrase, password of its jump host and of the proxy there. */
    private static List<char[]> secrets(SshTarget target) throws Exception {
        TargetParts parts = (TargetParts) field(target, "parts");
        TargetParts jump = (TargetParts) field(parts.jump, "parts");
        return List.of(parts.password, parts.promptAnswers.get("code"), (char[]) field(parts.identities.get(0), "passphrase"),
                (char[]) field(parts.identities.get(0), "privateKey"), jump.password,
                (char[]) field(jump.proxy, "password"));
    }

    private static Object field(Object owner, String name) throws Exception {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }
}
