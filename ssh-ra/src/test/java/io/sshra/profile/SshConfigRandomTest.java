package io.sshra.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.SshProfileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Random files of the grammar of ssh_config(5). They have the same effect here as for the real ssh. */
@AddLifecycleHook(RequiresSshClient.class)
@Tag("long")
class SshConfigRandomTest {

    private static final String ALIASES = "a web-1 Web-2";

    private static Path home;

    @BeforeContainer
    static void makeHome() throws IOException {
        home = Files.createTempDirectory("ssh-config");
    }

    @AfterContainer
    static void removeHome() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A file and two files that it may include. */
    record Files3(String config, String one, String two) {
    }

    @Property(tries = 60)
    void everyAliasHasTheSameSettingsAsInSsh(@ForAll("files") Files3 files) throws Exception {
        Path folder = SshG.configFolder(home);
        write(folder.resolve("1.conf"), files.one());
        write(folder.resolve("2.conf"), files.two());
        Path file = write(folder.resolve("config"), files.config());
        Map<String, Map<String, Object>> ours = new TreeMap<>();
        for (String alias : ALIASES.split(" ")) {
            try {
                ours.put(alias, Effective.ofOurs(file, alias));
            } catch (SshProfileException e) {
                assertThat(Effective.isUselessForSsh(file, alias)).as("%s refused: %s", alias, e.getMessage()).isTrue();
            }
        }
        // ssh refuses a file for an invalid line, here it is an error of those who use it.
        SshG.mend(file);
        for (Map.Entry<String, Map<String, Object>> of : ours.entrySet()) {
            assertThat(of.getValue()).as(of.getKey()).isEqualTo(Effective.ofSsh(file, of.getKey(), of.getValue()));
        }
    }

    private static Path write(Path file, String text) throws IOException {
        return Files.setPosixFilePermissions(Files.writeString(file, text), PosixFilePermissions.fromString("rw-------"));
    }

    // ---- the grammar ----

    @Provide
    Arbitrary<Files3> files() {
        Arbitrary<String> included = lines(8, false);
        return Combinators.combine(lines(25, true), included, included).as((config, one, two) ->
                new Files3(config + "Host " + ALIASES + "\nUser otherwise\n", one, two));
    }

    private static Arbitrary<String> lines(int most, boolean includes) {
        Arbitrary<String> line = Arbitraries.frequencyOf(Tuple.of(60, oneOf(SETTINGS)), Tuple.of(3, oneOf(REFUSED)),
                Tuple.of(15, line("Host", hostPatterns())), Tuple.of(15, line("Match", criteria())), Tuple.of(includes ? 5 : 0, line("Include", Arbitraries.of("1.conf", "*.conf",
                        "2.conf 1.conf", "?.conf nothing*", "none.conf"))),
                Tuple.of(5, Arbitraries.of("", "  ", "# comment", "\t#")));
        return line.list().ofMaxSize(most).map(all -> String.join("\n", all) + "\n");
    }

    private static Arbitrary<String> oneOf(List<Tuple2<String, Arbitrary<String>>> keywords) {
        return Arbitraries.oneOf(keywords.stream().map(keyword -> line(keyword.get1(), keyword.get2())).toList());
    }

    private static Arbitrary<String> line(String keyword, Arbitrary<String> values) {
        Arbitrary<String> cased = Arbitraries.of(keyword, keyword.toLowerCase(), keyword.toUpperCase());
        Arbitrary<String> before = Arbitraries.of("", "  ", "\t");
        Arbitrary<String> between = Arbitraries.frequency(Tuple.of(8, " "), Tuple.of(1, "="), Tuple.of(1, " = "), Tuple.of(1, "\t"));
        Arbitrary<String> behind = Arbitraries.frequency(Tuple.of(8, ""), Tuple.of(1, " # comment"), Tuple.of(1, "  "), Tuple.of(1, "\r"));
        return Combinators.combine(before, cased, between, values, behind).as((space, name, separator, value, end) ->
                // ssh 9.2 takes a comment after none for a part of the value.
                space + name + separator + value + (value.equals("none") ? "" : end));
    }

    private static Arbitrary<String> hostPatterns() {
        return Arbitraries.of("a", "b", "*", "!a", "web-*", "!web-1", "w?b-?", "Web-*", "*.org", "db.*", "\"a\"", "'b'", "*-1", "?",
                "real", "*e*", "b*").list().ofMinSize(1).ofMaxSize(3).map(patterns -> String.join(" ", patterns));
    }

    private static Arbitrary<String> criteria() {
        Arbitrary<String> hosts = Arbitraries.of("a", "*.org", "web-*,!web-1", "REAL", "!b,*", "WEB-*,!web-1", "A", "\"*e*\"", "*.b,b", "a,b*,!?");
        Arbitrary<String> users = Arbitraries.of("alice", "al*", "!bob,*", "Alice,bob", "*", "bob");
        Arbitrary<String> one = Arbitraries.oneOf(
                Combinators.combine(Arbitraries.of("host ", "!host ", "originalhost ", "!originalhost ", "Host=", "HOST "), hosts).as(String::concat),
                Combinators.combine(Arbitraries.of("user ", "!user ", "User="), users).as(String::concat),
                Arbitraries.of("final", "!final", "canonical", "!canonical", "localuser nobody-of-this-name", "!localuser x,y"));
        return Arbitraries.frequencyOf(Tuple.of(1, Arbitraries.of("all", "!all", "final all", "canonical all")),
                Tuple.of(5, one.list().ofMinSize(1).ofMaxSize(3).map(criteria -> String.join(" ", criteria))));
    }

    private static Tuple2<String, Arbitrary<String>> of(String keyword, String... values) {
        return Tuple.of(keyword, Arbitraries.of(values));
    }

    private static final List<Tuple2<String, Arbitrary<String>>> SETTINGS = List.of(
            of("HostName", "real", "%h.example.org", "REAL.Example.org", "10.0.0.1", "::1", "100%%", "a"),
            of("Port", "22", "2222", "\"1\"", "65535"),
            of("User", "alice", "bob", "Alice", "\"al ice\"", "al\"i c\"e", "back\\\\slash", "o\\'hara"),
            of("IdentityFile", "key", "keys/%h", "keys/%n-%p", "none", "\"key 2\"", "keys/100%%", "keys/%u"),
            of("CertificateFile", "key-cert.pub", "keys/%n-cert.pub", "'c d'"),
            of("UserKnownHostsFile", "one", "one two", "known/%h %n", "known/%p", "/dev/null"),
            of("StrictHostKeyChecking", "yes", "ask", "accept-new", "Ask", "true"),
            of("HostKeyAlgorithms", "ssh-ed25519", "^rsa-sha2-512", "-ssh-*", "+rsa-sha2-256", "rsa-*,ssh-ed25519", "^ecdsa-*"),
            of("KexAlgorithms", "curve25519-sha256", "ecdh-sha2-nistp256,curve25519-sha256", "-ecdh-*", "^ecdh-sha2-nistp521"),
            of("Ciphers", "aes128-ctr,aes256-ctr", "-*gcm*", "^aes192-ctr", "+aes256-ctr", "-aes???-ctr,chacha*"),
            of("MACs", "hmac-sha2-512,hmac-sha2-256", "-*-etm@*", "^hmac-sha2-512", "-umac*", "umac-128-etm@openssh.com,hmac-sha2-256", "hmac-sha1,hmac-sha2-512"),
            of("ProxyJump", "none", "jump", "x@jump:22", "one,two@three:2222", "[::1]:22", "%r@gate-%h", "10.0.0.2", "p,%n-%p",
                    "ssh://u@h:1"),
            of("ServerAliveInterval", "0", "1m30s", "5", "1H", "none", "\"10\"", "2m2"),
            of("ServerAliveCountMax", "1", "5", "3"),
            of("ConnectTimeout", "1", "1m", "none", "30s"),
            of("SetEnv", "A=1", "A=1 B=2 A=3", "B=1 B=2", "\"C=x y\"", "D='q r' E=", "F=\\\"", "G=#x", "H=\"a#b\""),
            of("SendEnv", "PATH", "LANG LC_*", "-LC_*", "-*", "P?TH HOME", "-HO*", "* -PATH"),
            of("PreferredAuthentications", "publickey", "password,publickey", "gssapi-with-mic,keyboard-interactive", "\"password\""),
            of("NumberOfPasswordPrompts", "1", "2", "3", "7"),
            of("RequiredRSASize", "1024", "2048", "3072"),
            of("Compression", "yes", "no", "Yes"),
            of("GlobalKnownHostsFile", "none", "global", "global one"),
            of("PasswordAuthentication", "yes", "no"),
            of("KbdInteractiveAuthentication", "no", "yes"),
            of("AddressFamily", "any", "inet", "INET6"),
            of("BindAddress", "127.0.0.1", "::1", "host"),
            of("IdentitiesOnly", "yes", "no"),
            of("IgnoreUnknown", "Un*", "Other,Unk*", "*,!Unknown", "other"),
            of("Unknown", "x", "\"y z\""));

    private static final List<Tuple2<String, Arbitrary<String>>> REFUSED = List.of(of("Port", "0", "70000", "22 23", "x"),
            of("User", "\"\"", "'open", "a b"), of("SetEnv", "A"), of("SendEnv", "A=b"), of("Host", "\"\""),
            of("Match", "host", "user", "all host a", "nobody"), of("ServerAliveInterval", "1x", "-1"), of("Ciphers", "rot13"));
}
