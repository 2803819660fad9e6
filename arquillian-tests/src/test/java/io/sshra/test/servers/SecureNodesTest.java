package io.sshra.test.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.test.servers.Application.Key;
import io.sshra.testing.RequiresOpenSsh;
import io.sshra.testing.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two WildFlys that authenticate each other and encrypt what they send, with the commands that docs/cluster.md prints. */
@Tag("cluster-faults")
@RequiresOpenSsh
class SecureNodesTest {

    private static final String STORE = "cluster.p12";

    /** The lines of code in the section about security, with a secret in the place of {@code SECRET}. */
    private static List<String> documented(String start, String secret) throws IOException {
        String text = Files.readString(Path.of("../docs/cluster.md"));
        String section = text.substring(text.indexOf("\n## Security\n"));
        List<String> lines = section.substring(0, section.indexOf("\n## ", 1)).lines().filter(line -> line.startsWith("    " + start))
                .map(line -> line.substring(4).replace("SECRET", secret)).toList();
        assertThat(lines).as("lines of docs/cluster.md that begin with " + start).isNotEmpty();
        return lines;
    }

    private static boolean isOfAuth(String command) {
        return command.contains("/protocol=AUTH");
    }

    @Test
    void aSessionEndsOnBothNodesWhenTheyAuthenticateAndEncrypt(@TempDir Path folder) throws Exception {
        String secret = Secrets.word("the cluster's secret");
        // The key store is made once and copied, as the document says.
        Path made = Files.createDirectories(folder.resolve("standalone/configuration")).resolve(STORE);
        WildFlyNode.Setup secure = node -> {
            synchronized (SecureNodesTest.class) {
                if (!Files.exists(made)) {
                    node.shell(folder, documented("$ keytool ", secret).get(0).substring(2));
                }
            }
            Files.copy(made, node.configuration().resolve(STORE));
            List<String> commands = documented("/subsystem=", secret);
            Path together = Files.write(node.configuration().resolve("auth.cli"), commands.stream().filter(SecureNodesTest::isOfAuth).toList());
            List<String> lines = new ArrayList<>(commands.stream().filter(command -> !isOfAuth(command)).toList());
            lines.add("run-batch --file=" + together);
            node.configure(lines);
            assertThat(Files.readString(node.configuration().resolve("standalone-ha.xml"))).contains("\"AUTH\"", "\"SYM_ENCRYPT\"");
        };
        try (TwoNodes cluster = new TwoNodes("cluster-secure", secure)) {
            cluster.awaitBoth();
            Application atFirst = new Application(cluster.first().application());
            Application atSecond = new Application(cluster.second().application());
            Key key = new Key("secure", "s", Machine.profile(0));
            atFirst.run(key, "true");
            atSecond.run(key, "true");
            cluster.awaitConnections(2);
            long start = System.nanoTime();

            assertThat(cluster.second().call(null, "end", "user", key.user(), "session", key.session())).isEqualTo("1 here, 1 elsewhere, unanswered []");

            cluster.awaitConnections(0);
            TwoNodes.report("with authentication and encryption, the end of a session: all closed on both nodes", start);
        }
    }
}
