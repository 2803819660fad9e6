package io.sshra.ssh.hostkey;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshHostKeyException;
import io.sshra.ssh.Endpoint;
import io.sshra.ssh.HostKeyRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.digest.BuiltinDigests;

/**
 * Applies a {@link HostKeyRule} to one host, for one attempt to connect. Reads its files once.
 *
 * <p>The key exchange checks a certificate's signature, type, validity and names; this class checks who signed it.
 */
public final class HostKeyVerifier {

    private final Endpoint endpoint;
    private final HostName name;
    private final HostKeyRule rule;
    private volatile List<KnownHosts.Entry> known;
    private volatile PublicKey added;
    private volatile boolean trustedByFile;

    /** @throws io.sshra.SshProfileException if a file can't be read, all are missing where keys must be known, or an invalid line is meant to revoke a key */
    public HostKeyVerifier(HostKeyRule rule, Endpoint endpoint) throws SshException {
        this.endpoint = endpoint;
        this.name = HostName.of(endpoint, rule.alias());
        this.rule = rule;
        List<Path> missing = rule.knownHostsFiles().stream().filter(Files::notExists).toList();
        boolean missingIsEmpty = rule.policy() != HostKeyRule.Policy.STRICT || missing.size() < rule.knownHostsFiles().size();
        List<KnownHosts.Entry> entries = new ArrayList<>();
        for (Path file : rule.knownHostsFiles()) {
            if (rule.policy() == HostKeyRule.Policy.STRICT && missingIsEmpty && missing.contains(file)) {
                KnownHostsWarnings.missing(file);
            }
            entries.addAll(new KnownHosts(file).entries(name, missingIsEmpty));
        }
        known = withoutOtherPort(entries);
    }

    /** As in ssh, a key of port 22 also counts for another port, unless that port has a key of its own. */
    private static List<KnownHosts.Entry> withoutOtherPort(List<KnownHosts.Entry> entries) {
        boolean hasKey = entries.stream().anyMatch(KnownHosts.Entry::isKeyOfHost);
        return entries.stream().filter(entry -> !hasKey || entry.isKeyOfHost() || entry.marker() != KnownHostsLine.Marker.KEY).toList();
    }

    /** The types of the keys that are known for this host, so that the server can be asked for one of them. */
    public List<String> knownKeyTypes() {
        return known.stream().filter(entry -> entry.marker() == KnownHostsLine.Marker.KEY)
                .map(entry -> KeyUtils.getKeyType(entry.key())).distinct().toList();
    }

    /** Whether a key of this type may be known: pinned keys may have any type. */
    public boolean mayHave(String keyType) {
        return !rule.fingerprints().isEmpty() || knownKeyTypes().contains(keyType);
    }

    /** Whether an authority is known that signs certificates for this host. */
    public boolean knowsAuthority() {
        return known.stream().anyMatch(entry -> entry.marker() == KnownHostsLine.Marker.CERTIFICATE_AUTHORITY);
    }

    /** @throws SshHostKeyException if this key or certificate is not accepted */
    public void check(PublicKey offered) throws SshHostKeyException {
        if (offered instanceof OpenSshCertificate certificate) {
            checkRevoked(certificate.getCaPubKey());
            checkRevoked(certificate.getCertPubKey());
            checkStrength(certificate.getCertPubKey());
            // As for ssh, the key of a certificate that does not count may still be known.
            if (!isOf(certificate.getCaPubKey(), KnownHostsLine.Marker.CERTIFICATE_AUTHORITY)
                    || !rule.strength().allowsCaSignature(certificate.getSignatureAlgorithm())) {
                checkKey(certificate.getCertPubKey());
            }
        } else {
            checkRevoked(offered);
            checkStrength(offered);
            checkKey(offered);
        }
    }

    private boolean isOf(PublicKey key, KnownHostsLine.Marker marker) {
        return known.stream().anyMatch(entry -> entry.marker() == marker && entry.isFor(key));
    }

    private void checkRevoked(PublicKey key) throws SshHostKeyException {
        for (KnownHosts.Entry entry : known) {
            if (entry.marker() == KnownHostsLine.Marker.REVOKED && entry.isFor(key)) {
                throw refused(SshErrorCode.HOST_KEY_REVOKED, key, "revoked at " + entry.place());
            }
        }
    }

    private void checkStrength(PublicKey key) throws SshHostKeyException {
        String shortcoming = rule.strength().shortcoming(key);
        if (shortcoming != null) {
            throw refused(SshErrorCode.HOST_KEY_TOO_SHORT, key, "which " + shortcoming);
        }
    }

    private void checkKey(PublicKey key) throws SshHostKeyException {
        PublicKey firstTime = added;
        if (firstTime != null && !KeyUtils.compareKeys(firstTime, key)) {
            throw refused(SshErrorCode.HOST_KEY_CHANGED, key, "which is not the key of a moment ago, " + fingerprint(firstTime));
        }
        trustedByFile = known.stream().anyMatch(entry -> entry.isKeyOfHost() && entry.isFor(key));
        if (trustedByFile || isOf(key, KnownHostsLine.Marker.KEY) || rule.fingerprints().contains(fingerprint(key))) {
            return;
        }
        if (rule.policy() == HostKeyRule.Policy.INSECURE) {
            added = key;
            return;
        }
        KnownHosts.Entry other = other(key);
        if (other != null) {
            throw refused(SshErrorCode.HOST_KEY_CHANGED, key, "but another key, " + fingerprint(other.key()) + ", is known at " + other.place());
        }
        if (!rule.fingerprints().isEmpty()) {
            throw refused(SshErrorCode.HOST_KEY_CHANGED, key, "but another one is pinned: " + String.join(", ", new TreeSet<>(rule.fingerprints())));
        }
        if (rule.policy() != HostKeyRule.Policy.ACCEPT_NEW || knowsAuthority()) {
            throw refused(SshErrorCode.HOST_KEY_UNKNOWN, key, "and none is known");
        }
        added = key;
    }

    /** A key that is known for this host, of the type of this one if there is one; null if none is known. */
    private KnownHosts.Entry other(PublicKey key) {
        return known.stream().filter(KnownHosts.Entry::isKeyOfHost)
                .min(Comparator.comparing(entry -> !KeyUtils.getKeyType(entry.key()).equals(KeyUtils.getKeyType(key)))).orElse(null);
    }

    /**
     * Writes a key that was accepted as the first of its host to the first file. Call it before anything secret is sent, on a
     * thread that may block.
     *
     * @throws SshHostKeyException if another key of the host was written meanwhile
     * @throws SshException        if it can't be written
     */
    public void remember() throws SshException {
        PublicKey key = added;
        if (key != null && rule.policy() == HostKeyRule.Policy.ACCEPT_NEW) {
            known = withoutOtherPort(new KnownHosts(rule.knownHostsFiles().get(0)).add(name, key));
            checkRevoked(key);
            if (!isOf(key, KnownHostsLine.Marker.KEY)) {
                KnownHosts.Entry other = other(key);
                throw refused(SshErrorCode.HOST_KEY_CHANGED, key, "but another key, " + fingerprint(other.key()) + ", was added at " + other.place());
            }
            trustedByFile = true;
        }
    }

    // ---- a server that changes its keys ----

    /**
     * Whether to trust the server's announcement of its keys: its present key is among them and is known from a file. As in
     * OpenSSH, a certificate is not enough.
     */
    boolean learnsFrom(Collection<? extends PublicKey> said) {
        return rule.updateHostKeys() && trustedByFile && said.stream().anyMatch(key -> isOf(key, KnownHostsLine.Marker.KEY));
    }

    /** The announced keys that the server has to prove before they are learnt. */
    List<PublicKey> toProve(Collection<? extends PublicKey> said) {
        return said.stream().filter(key -> !(key instanceof OpenSshCertificate))
                .filter(key -> !isOf(key, KnownHostsLine.Marker.KEY) && !isOf(key, KnownHostsLine.Marker.REVOKED)
                        && rule.strength().shortcoming(key) == null)
                .map(PublicKey.class::cast).toList();
    }

    /**
     * Adds keys to the first file, and removes keys of this host that the server does not have any more.
     *
     * @param proven by the server to be its own
     * @param said   all keys that the server has announced
     * @return whether there was anything to change
     * @throws SshException if the file can't be written
     */
    boolean learn(List<PublicKey> proven, Collection<? extends PublicKey> said) throws SshException {
        return new KnownHosts(rule.knownHostsFiles().get(0)).replace(name, proven, said);
    }

    private SshHostKeyException refused(SshErrorCode code, PublicKey key, String why) {
        return new SshHostKeyException(code, endpoint + (rule.alias() == null ? "" : ", known as " + rule.alias() + ",") + " offers the " + KeyUtils.getKeyType(key) + " key " + fingerprint(key)
                + ", " + why, key, fingerprint(key), null);
    }

    private static String fingerprint(PublicKey key) {
        return KeyUtils.getFingerPrint(BuiltinDigests.sha256, key);
    }
}
