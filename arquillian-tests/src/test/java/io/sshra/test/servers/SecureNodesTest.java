package io.sshra.test.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.test.servers.Application.Key;
import io.sshra.testing.RequiresOpenSsh;
import io.sshra.testing.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two WildFlys that authenticate each other and encrypt what they send, with the commands that docs/cluster.md prints. */
@Tag("cluster-faults")
@RequiresOpenSsh
class SecureNodesTest {

    private static final String STORE = "cluster.p12";
    private static final Pattern KEYTOOL = Pattern.compile("`(keytool [^`]*)`");

    private static String section() throws IOException {
        String text = Files.readString(Path.of("../docs/cluster.md"));
        String section = text.substring(text.indexOf("\n## Security\n"));
        return section.substring(0, section.indexOf("\n## ", 1));
    }

    @Test
    void aSessionEndsOnBothNodesWhenTheyAuthenticateAndEncrypt(@TempDir Path folder) throws Exception {
        String password = Secrets.word("the password of the key store");
        String secret = Secrets.word("the secret of the group");
        String section = section();
        Matcher keytool = KEYTOOL.matcher(section);
        assertThat(keytool.find()).as("the command that makes the key").isTrue();
        List<String> commands = section.lines().filter(line -> line.startsWith("    "))
                .map(line -> line.strip().replace("STORE-PASSWORD", password).replace("GROUP-SECRET", secret)).toList();
        WildFlyNode.Setup secure = node -> {
            // The key is the same on both nodes.
            synchronized (SecureNodesTest.class) {
                if (!Files.exists(folder.resolve(STORE))) {
                    node.shell(folder, keytool.group(1) + " -storepass " + password);
                }
            }
            Files.copy(folder.resolve(STORE), node.configuration().resolve(STORE));
            node.configure(commands);
            assertThat(Files.readString(node.configuration().resolve("standalone-ha.xml"))).contains("\"AUTH\"", "\"SYM_ENCRYPT\"");
        };
        try (TwoNodes cluster = new TwoNodes("cluster-secure", secure)) {
            cluster.awaitBoth();
            Key key = new Key("secure", "s", Machine.profile(0));
            new Application(cluster.first().application()).run(key, "true");
            new Application(cluster.second().application()).run(key, "true");
            cluster.awaitConnections(2);
            long start = System.nanoTime();

            assertThat(cluster.second().call(null, "end", "user", key.user(), "session", key.session())).isEqualTo("1 here, 1 elsewhere, unanswered []");

            cluster.awaitConnections(0);
            TwoNodes.report("with authentication and encryption, the end of a session: all closed on both nodes", start);
        }
    }
}
