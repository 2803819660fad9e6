package io.sshra.fake;

import io.sshra.SshConnectionFactory;
import io.sshra.contract.FilesContractTest;
import io.sshra.contract.Machine;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.io.TempDir;

/** The contract of the API, kept by the fake. */
class FakeContractTest extends FilesContractTest {

    @TempDir
    private Path folder;

    @Override
    protected Machine start() {
        FakeSsh ssh = new FakeSsh();
        FakeMachine web1 = ssh.machine(Machine.PROFILE).withFiles(folder);
        web1.on(HELLO).answers("hello\n");
        web1.on(FAILING).exits(3, "out\n", "oops\n");
        web1.on(CAT).runs((command, in, out, err) -> {
            in.transferTo(out);
            return 0;
        });
        web1.on(ENDLESS).runs((command, in, out, err) -> {
            out.write("begun\n".getBytes(StandardCharsets.UTF_8));
            new CountDownLatch(1).await();
            return 0;
        });
        web1.onShell().runs((command, in, out, err) -> {
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                out.write(("$ " + line + "\n").getBytes(StandardCharsets.UTF_8));
                if (line.equals(IN_SHELL)) {
                    out.write("hello\n".getBytes(StandardCharsets.UTF_8));
                    return 4;
                }
            }
            return 0;
        });
        return new Machine() {

            @Override
            public SshConnectionFactory factory() {
                return ssh;
            }

            @Override
            public Path folder() {
                return folder;
            }

            @Override
            public String remote() {
                return "";
            }

            @Override
            public int started() {
                return web1.calls().size();
            }

            @Override
            public int allowStreams() {
                web1.serves("127.0.0.1", 7, InputStream::transferTo);
                return 7;
            }

            @Override
            public void askForCommandLines() {
                web1.asksFor(command -> command.arguments().isEmpty());
            }

            @Override
            public void loseConnections() {
                web1.loseConnections();
            }

            @Override
            public void close() {
                web1.loseConnections();
            }
        };
    }
}
