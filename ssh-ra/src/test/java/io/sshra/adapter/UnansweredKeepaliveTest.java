package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnection;
import io.sshra.SshConnectionSpec;
import io.sshra.testing.EmbeddedSshServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that reads requests and answers none, as programs on Go's x/crypto/ssh do. */
class UnansweredKeepaliveTest {

    @TempDir
    private Path folder;

    @Test
    void aServerThatDrainsRequestsIsKeptIfItsProfileSaysSo() throws Exception {
        AtomicInteger drained = new AtomicInteger();
        try (EmbeddedSshServer server = EmbeddedSshServer.start(mina -> mina.setGlobalRequestHandlers(List.of(
                (service, request, wantReply, buffer) -> {
                    drained.incrementAndGet();
                    return RequestHandler.Result.Replied;
                })))) {
            Files.writeString(folder.resolve("known_hosts"), server.knownHostsLine() + "\n");
            writeKey(server.clientKey());
            Files.writeString(folder.resolve("profiles"), """
                    Host usual
                    Host drains
                      ServerAliveInterval 0
                    Host *
                      HostName 127.0.0.1
                      Port %d
                      User %s
                      IdentityFile key
                      UserKnownHostsFile known_hosts
                    """.formatted(server.port(), EmbeddedSshServer.USER));
            try (AdapterFixture fixture = new AdapterFixture(adapter -> {
                adapter.setKeepaliveIntervalSeconds(1);
                adapter.setKeepaliveMaxMissed(1);
            }, definition -> definition.setProfilesFile(folder.resolve("profiles").toString()));
                    SshConnection drains = fixture.factory.getConnection(SshConnectionSpec.of("u", "s", "drains"));
                    SshConnection usual = fixture.factory.getConnection(SshConnectionSpec.of("u", "s", "usual"))) {
                long number = drains.info().number();
                await().until(() -> !usual.info().alive());
                assertThat(drained).as("the usual connection asked").hasPositiveValue();
                assertThat(drains.info().number()).isEqualTo(number);
                assertThat(drains.info().alive()).isTrue();
                assertThat(drains.exec("echo here").stdout()).isEqualTo("here\n");
                assertThat(drains.info().number()).as("the same connection").isEqualTo(number);
            }
        }
    }

    private void writeKey(KeyPair key) throws Exception {
        try (var out = Files.newOutputStream(folder.resolve("key"))) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "test", null, out);
        }
    }
}
