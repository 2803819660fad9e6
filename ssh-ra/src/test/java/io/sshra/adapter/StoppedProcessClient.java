package io.sshra.adapter;

import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshProcess;
import io.sshra.SshTarget;
import io.sshra.testing.EmbeddedSshServer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * The main class of {@link StoppedProcessTest}. It uses one connection before and after its process was suspended. Arguments:
 * host, port, user name, password and fingerprint. The test reads its output.
 */
final class StoppedProcessClient {

    private StoppedProcessClient() {
    }

    public static void main(String... arguments) throws Exception {
        AdapterFixture fixture = new AdapterFixture(adapter -> {
            adapter.setKeepaliveIntervalSeconds(1);
            adapter.setKeepaliveMaxMissed(2);
            adapter.setValidationIntervalSeconds(1);
            adapter.setValidationTimeoutSeconds(1);
        }, definition -> { });
        // The password is no argument: the Flight Recorder of SecretsTest records the command lines of all processes.
        SshTarget target = SshTarget.builder().host(arguments[0]).port(Integer.parseInt(arguments[1])).username(EmbeddedSshServer.USER)
                .password(EmbeddedSshServer.PASSWORD.toCharArray()).hostKeyFingerprint(arguments[2]).build();
        BufferedReader test = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (SshConnection connection = fixture.factory.getConnection(AdapterFixture.spec("u", "s", "p", target));
                SshProcess process = connection.start(SshCommand.shell("cat"))) {
            System.out.println("connected " + connection.info().number());
            for (String line = test.readLine(); line != null; line = test.readLine()) {
                process.stdin().write((line + "\n").getBytes(StandardCharsets.UTF_8));
                process.stdin().flush();
                StringBuilder echo = new StringBuilder();
                for (int c = process.stdout().read(); c >= 0 && c != '\n'; c = process.stdout().read()) {
                    echo.append((char) c);
                }
                System.out.println("echo " + echo + " " + connection.info().number());
            }
        }
        fixture.close();
    }
}
