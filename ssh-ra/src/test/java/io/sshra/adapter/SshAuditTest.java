package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sshra.SshException;
import io.sshra.SshTarget;
import io.sshra.testing.RequiresPrograms;
import io.sshra.testing.SshAudit;
import java.util.List;
import org.junit.jupiter.api.Test;

@RequiresPrograms("ssh-audit")
class SshAuditTest {

    /**
     * Algorithms that this version of ssh-audit (2.5) does not know yet, and one that it calls experimental and OpenSSH uses by
     * default.
     */
    private static final List<String> OF_ITS_AGE = List.of(
            "(kex) mlkem768x25519-sha256 -- [warn] unknown algorithm",
            "(kex) sntrup761x25519-sha512 -- [warn] unknown algorithm",
            "(kex) sntrup761x25519-sha512@openssh.com -- [warn] using experimental algorithm",
            "(kex) kex-strict-c-v00@openssh.com -- [warn] unknown algorithm");

    @Test
    void theAuditReportsNoFailureOrWarning() throws Exception {
        try (SshAudit audit = SshAudit.start(); AdapterFixture fixture = new AdapterFixture()) {
            SshTarget target = SshTarget.builder().host("127.0.0.1").port(audit.port()).username("u")
                    .password("p".toCharArray()).hostKeyFingerprint("SHA256:" + "A".repeat(43)).build();
            assertThat(catchThrowableOfType(SshException.class, () ->
                    fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "p", target)))).isNotNull();
            List<String> remarks = audit.remarks();
            assertThat(remarks).anyMatch(line -> line.startsWith("(kex) curve25519-sha256"))
                    .anyMatch(line -> line.startsWith("(key) ssh-ed25519"))
                    .anyMatch(line -> line.startsWith("(enc) aes128-gcm@openssh.com"))
                    .anyMatch(line -> line.startsWith("(mac) hmac-sha2-256-etm@openssh.com"));
            assertThat(remarks).noneMatch(line -> line.contains("[fail]"));
            assertThat(remarks).filteredOn(line -> line.contains("[warn]")).isSubsetOf(OF_ITS_AGE);
        }
    }
}
