package io.sshra.transport;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshHostKeyException;
import io.sshra.SshProfileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.digest.BuiltinDigests;

/**
 * Applies a {@link HostKeyRule} to one host: reads its {@code known_hosts} files (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT;
 * hashed names, patterns and {@code @revoked} included) once, for one attempt to connect.
 */
final class HostKeyVerifier {

    private static final String REVOKED = "revoked";
    private static final String CERTIFICATE_AUTHORITY = "cert-authority";

    private record Known(PublicKey key, String place, boolean revoked) {
    }

    private final Endpoint endpoint;
    private final HostKeyRule rule;
    private final List<Known> known = new ArrayList<>();

    /** @throws SshProfileException if a file can't be read or has a line that can't be understood for this host */
    HostKeyVerifier(HostKeyRule rule, Endpoint endpoint) throws SshException {
        this.endpoint = endpoint;
        this.rule = rule;
        for (Path file : rule.knownHostsFiles()) {
            read(file);
        }
    }

    private void read(Path file) throws SshException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new SshProfileException(SshErrorCode.UNREADABLE_KNOWN_HOSTS, "known_hosts file " + file + " can't be read", e);
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && line.charAt(0) != '#') {
                readLine(line, file + ":" + (i + 1));
            }
        }
    }

    private void readLine(String line, String place) throws SshException {
        try {
            KnownHostEntry entry = KnownHostEntry.parseKnownHostEntry(line);
            if (!entry.isHostMatch(endpoint.host(), endpoint.port()) || CERTIFICATE_AUTHORITY.equals(entry.getMarker())) {
                return;
            }
            AuthorizedKeyEntry keyEntry = entry.getKeyEntry();
            PublicKey key = keyEntry.resolvePublicKey(null, PublicKeyEntryResolver.IGNORING);
            if (key != null) {
                known.add(new Known(key, place, REVOKED.equals(entry.getMarker())));
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new SshProfileException(SshErrorCode.UNREADABLE_KNOWN_HOSTS, "line " + place + " can't be understood", e);
        }
    }

    /** The types of the keys that {@code known_hosts} has for this host, so that the server can be asked for one of them. */
    List<String> knownKeyTypes() {
        return known.stream().filter(entry -> !entry.revoked).map(entry -> KeyUtils.getKeyType(entry.key)).distinct().toList();
    }

    /** @throws SshHostKeyException if this key is not accepted */
    void check(PublicKey offered) throws SshHostKeyException {
        String fingerprint = KeyUtils.getFingerPrint(BuiltinDigests.sha256, offered);
        String what = endpoint + " offers the " + KeyUtils.getKeyType(offered) + " key " + fingerprint;
        Known other = null;
        boolean accepted = rule.fingerprints().contains(fingerprint);
        for (Known entry : known) {
            if (!KeyUtils.compareKeys(entry.key, offered)) {
                other = other == null && !entry.revoked ? entry : other;
            } else if (entry.revoked) {
                throw new SshHostKeyException(SshErrorCode.HOST_KEY_REVOKED, what + ", revoked at " + entry.place, offered,
                        fingerprint, null);
            } else {
                accepted = true;
            }
        }
        if (accepted) {
            return;
        }
        if (other != null) {
            throw new SshHostKeyException(SshErrorCode.HOST_KEY_CHANGED, what + ", but another key is known at " + other.place,
                    offered, fingerprint, null);
        }
        if (!rule.fingerprints().isEmpty()) {
            throw new SshHostKeyException(SshErrorCode.HOST_KEY_CHANGED, what + ", but another one is pinned", offered,
                    fingerprint, null);
        }
        throw new SshHostKeyException(SshErrorCode.HOST_KEY_UNKNOWN, what + ", and none is known", offered, fingerprint, null);
    }
}
