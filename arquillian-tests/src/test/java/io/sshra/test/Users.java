package io.sshra.test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jboss.as.arquillian.api.ServerSetupTask;
import org.jboss.as.arquillian.container.ManagementClient;
import org.jboss.shrinkwrap.api.asset.StringAsset;

/** Alice and Bob in WildFly's ApplicationRealm, as add-user.sh makes them. Their passwords are their names. Used on the client's side. */
final class Users implements ServerSetupTask {

    private static final Path FILE = Path.of(System.getProperty("wildfly.base"), "configuration", "application-users.properties");
    private String before;

    @Override
    public void setup(ManagementClient client, String container) throws Exception {
        before = Files.readString(FILE, StandardCharsets.ISO_8859_1);
        for (String user : List.of("alice", "bob")) {
            byte[] hash = MessageDigest.getInstance("MD5").digest((user + ":ApplicationRealm:" + user).getBytes(StandardCharsets.UTF_8));
            Files.writeString(FILE, "\n" + user + "=" + HexFormat.of().formatHex(hash) + "\n", StandardOpenOption.APPEND);
        }
        load(client);
    }

    @Override
    public void tearDown(ManagementClient client, String container) throws Exception {
        Files.writeString(FILE, before, StandardCharsets.ISO_8859_1);
        load(client);
    }

    private static void load(ManagementClient client) {
        Management.execute(client.getControllerClient(),
                Management.operation("load", "subsystem", "elytron", "properties-realm", "ApplicationRealm"));
    }

    /** A web.xml in which everything below /secured needs a log-in. */
    static StringAsset logIn() {
        return new StringAsset("""
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                  <security-constraint>
                    <web-resource-collection>
                      <web-resource-name>secured</web-resource-name>
                      <url-pattern>/secured/*</url-pattern>
                    </web-resource-collection>
                    <auth-constraint><role-name>**</role-name></auth-constraint>
                  </security-constraint>
                  <login-config><auth-method>BASIC</auth-method></login-config>
                </web-app>
                """);
    }

    /** The header of a request of this user. */
    static String authorization(String user) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
    }
}
