package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshPolicyException;
import io.sshra.SshProcess;
import io.sshra.testing.EmbeddedSshServer;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/**
 * No sequence of calls runs anything that the rules do not have. The server records each line that it gets, and runs none. The lines are
 * read and judged here by other means than the adapter's: by a reader of a shell's quotes, and by conditions in Java.
 */
class PolicyPropertyTest {

    private static final List<String> WORDS = List.of("systemctl", "status", "restart", "nginx", "tail", "-n", "200", "/var/log/a", "/var/log/../../etc/shadow",
            "/var/log/", "/var/log/a b/c", "/var/log/$(id)", "", "-", "--", "*", "?", "~", "; id", "a\nid", "'", "'; id; '", "\\", "\"", "`id`", "$(id)", "&&", "|",
            "#", "!", "{a,b}", "=ls", "\u00e9", "\t", "/var/log/'x", "/var/log/a\\..\\b", "sh", "-c", "/var/log", "//var/log/a", "/var/log/.", "nginx ");

    private static final List<String> LINES = new CopyOnWriteArrayList<>();
    private static EmbeddedSshServer server;
    private static AdapterFixture fixture;
    private static SshConnection connection;
    private static Path file;

    /** Succeeds at once. */
    private static final class Nothing implements Command {

        private ExitCallback exit;

        @Override
        public void start(ChannelSession channel, Environment environment) {
            exit.onExit(0);
        }

        @Override
        public void setExitCallback(ExitCallback callback) {
            exit = callback;
        }

        @Override
        public void setInputStream(InputStream in) {
            // Nothing is read.
        }

        @Override
        public void setOutputStream(OutputStream out) {
            // Nothing is written.
        }

        @Override
        public void setErrorStream(OutputStream err) {
            // Nothing is written.
        }

        @Override
        public void destroy(ChannelSession channel) {
            // Nothing runs.
        }
    }

    @BeforeContainer
    static void start() throws Exception {
        server = EmbeddedSshServer.start(customized -> customized.setCommandFactory((channel, line) -> {
            LINES.add(line);
            return new Nothing();
        }));
        file = Files.createTempFile("policy", "");
        Files.writeString(file, "Level P\nAllow exec systemctl status *\nAllow exec systemctl restart nginx\nAllow exec tail -n 200 path:/var/log/**\n");
        fixture = new AdapterFixture(adapter -> { }, definition -> definition.setPolicyFile(file.toString()));
        connection = fixture.factory.getConnection(AdapterFixture.spec("u", "s", "box", AdapterFixture.target(server).privilegeLevel("P").build()));
    }

    @AfterContainer
    static void stop() throws Exception {
        connection.close();
        fixture.close();
        server.close();
        Files.delete(file);
    }

    @Provide
    Arbitrary<List<List<String>>> vectors() {
        Arbitrary<String> word = Arbitraries.of(WORDS);
        Arbitrary<List<String>> likeRules = Arbitraries.oneOf(word.map(last -> List.of("systemctl", "status", last)),
                word.map(last -> List.of("systemctl", "restart", last)), word.map(last -> List.of("tail", "-n", "200", last)));
        return Arbitraries.oneOf(likeRules, word.list().ofMinSize(1).ofMaxSize(5)).list().ofMinSize(1).ofMaxSize(6);
    }

    private static boolean isAllowed(List<String> words) {
        if (words.size() == 3 && words.get(0).equals("systemctl")) {
            String last = words.get(2);
            return words.get(1).equals("status") && last.matches("[^-\\p{Cntrl}][^\\p{Cntrl}]*") || words.get(1).equals("restart") && last.equals("nginx");
        }
        return words.size() == 4 && words.subList(0, 3).equals(List.of("tail", "-n", "200")) && words.get(3).startsWith("/var/log/")
                && words.get(3).indexOf(92) < 0 && Path.of(words.get(3)).normalize().toString().equals(words.get(3)) && words.get(3).length() > "/var/log/".length();
    }

    /** The words of a line as a POSIX shell reads them. Fails at anything that a shell does not take for the text of a word. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == ' ') {
                if (word != null) {
                    words.add(word.toString());
                }
                word = null;
                continue;
            }
            word = word == null ? new StringBuilder() : word;
            if (c == '\'') {
                int end = line.indexOf('\'', i + 1);
                assertThat(end).as(line).isPositive();
                word.append(line, i + 1, end);
                i = end;
            } else if (c == '"') {
                int end = line.indexOf('"', i + 1);
                assertThat(line.substring(i + 1, end)).as(line).doesNotContain("$", "`", "\\", "!");
                word.append(line, i + 1, end);
                i = end;
            } else if (c == '\\') {
                word.append(line.charAt(++i));
            } else {
                assertThat(Character.isLetterOrDigit(c) || "/._-,:@%+=".indexOf(c) >= 0).as("%s in %s", c, line).isTrue();
                word.append(c);
            }
        }
        if (word != null) {
            words.add(word.toString());
        }
        return words;
    }

    @Property(tries = 100)
    void nothingRunsThatTheRulesDoNotHave(@ForAll("vectors") List<List<String>> vectors, @ForAll boolean asProcess) throws Exception {
        LINES.clear();
        List<List<String>> allowed = new ArrayList<>();
        for (List<String> vector : vectors) {
            SshCommand command = SshCommand.of(vector.toArray(String[]::new));
            try {
                if (asProcess) {
                    try (SshProcess process = connection.start(command)) {
                        process.waitFor();
                    }
                } else {
                    connection.exec(command);
                }
                allowed.add(vector);
            } catch (SshPolicyException refused) {
                assertThat(isAllowed(vector)).as(vector.toString()).isFalse();
            }
        }
        assertThat(LINES.stream().map(PolicyPropertyTest::words).toList()).isEqualTo(allowed).allMatch(PolicyPropertyTest::isAllowed);
    }
}
