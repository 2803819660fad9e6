package io.sshra.ssh.hostkey;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshHostKeyException;
import io.sshra.ssh.Endpoint;
import io.sshra.ssh.HostKeyRule;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.digest.BuiltinDigests;

/**
 * Applies a {@link HostKeyRule} to one host, for one attempt to connect: its files are read once.
 *
 * <p>A certificate's signature, kind, validity and names are checked in the key exchange; here is checked who signed it.
 */
public final class HostKeyVerifier {

    private final Endpoint endpoint;
    private final HostName name;
    private final HostKeyRule rule;
    private volatile List<KnownHosts.Entry> known;
    private volatile PublicKey added;
    private volatile boolean trustedByFile;

    /** @throws io.sshra.SshProfileException if a file can't be read, or an invalid line is meant to revoke a key */
    public HostKeyVerifier(HostKeyRule rule, Endpoint endpoint) throws SshException {
        this.endpoint = endpoint;
        this.name = HostName.of(endpoint);
        this.rule = rule;
        List<KnownHosts.Entry> entries = new ArrayList<>();
        for (Path file : rule.knownHostsFiles()) {
            entries.addAll(new KnownHosts(file).entries(name, rule.policy() != HostKeyRule.Policy.STRICT));
        }
        known = entries;
    }

    /** The types of the keys that are known for this host, so that the server can be asked for one of them. */
    public List<String> knownKeyTypes() {
        return known.stream().filter(entry -> entry.marker() == KnownHostsLine.Marker.KEY)
                .map(entry -> KeyUtils.getKeyType(entry.key())).distinct().toList();
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
            if (!isOf(certificate.getCaPubKey(), KnownHostsLine.Marker.CERTIFICATE_AUTHORITY)) {
                checkKey(certificate.getCertPubKey());
            }
        } else {
            checkRevoked(offered);
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

    private void checkKey(PublicKey key) throws SshHostKeyException {
        PublicKey firstTime = added;
        if (firstTime != null && !KeyUtils.compareKeys(firstTime, key)) {
            throw refused(SshErrorCode.HOST_KEY_CHANGED, key, "another one than a moment ago");
        }
        trustedByFile = isOf(key, KnownHostsLine.Marker.KEY);
        if (trustedByFile || rule.fingerprints().contains(fingerprint(key))) {
            return;
        }
        if (rule.policy() == HostKeyRule.Policy.INSECURE) {
            added = key;
            return;
        }
        for (KnownHosts.Entry entry : known) {
            if (entry.marker() == KnownHostsLine.Marker.KEY) {
                throw refused(SshErrorCode.HOST_KEY_CHANGED, key, "but another key is known at " + entry.place());
            }
        }
        if (!rule.fingerprints().isEmpty()) {
            throw refused(SshErrorCode.HOST_KEY_CHANGED, key, "but another one is pinned");
        }
        if (rule.policy() != HostKeyRule.Policy.ACCEPT_NEW || knowsAuthority()) {
            throw refused(SshErrorCode.HOST_KEY_UNKNOWN, key, "and none is known");
        }
        added = key;
    }

    /**
     * Writes the key that was accepted as the first of its host to the first file. To be called before anything secret is
     * sent, by a thread that may block.
     *
     * @throws SshHostKeyException if somebody else has written another key meanwhile
     * @throws SshException        if it can't be written
     */
    public void remember() throws SshException {
        PublicKey key = added;
        if (key != null && rule.policy() == HostKeyRule.Policy.ACCEPT_NEW) {
            known = new KnownHosts(rule.knownHostsFiles().get(0)).add(name, key);
            checkRevoked(key);
            if (!isOf(key, KnownHostsLine.Marker.KEY)) {
                throw refused(SshErrorCode.HOST_KEY_CHANGED, key, "but another key was added at " + known.get(0).place());
            }
            trustedByFile = true;
        }
    }

    // ---- a server that changes its keys ----

    /**
     * Whether the server's word on its keys counts: its present key is among them, and is known from a file. As in OpenSSH,
     * none is learnt on the word of a certificate.
     */
    boolean learnsFrom(Collection<? extends PublicKey> said) {
        return rule.updateHostKeys() && trustedByFile && said.stream().anyMatch(key -> isOf(key, KnownHostsLine.Marker.KEY));
    }

    /** Of the keys that the server says it has, those that it has to prove before they are learnt. */
    List<PublicKey> toProve(Collection<? extends PublicKey> said) {
        return said.stream().filter(key -> !(key instanceof OpenSshCertificate))
                .filter(key -> !isOf(key, KnownHostsLine.Marker.KEY) && !isOf(key, KnownHostsLine.Marker.REVOKED))
                .map(PublicKey.class::cast).toList();
    }

    /**
     * Adds keys to the first file, and removes those of this host from it that the server does not have any more.
     *
     * @param proven by the server to be its own
     * @param said   all keys that the server says it has
     * @return whether there was anything to change
     * @throws SshException if the file can't be written
     */
    boolean learn(List<PublicKey> proven, Collection<? extends PublicKey> said) throws SshException {
        return new KnownHosts(rule.knownHostsFiles().get(0)).replace(name, proven, said);
    }

    private SshHostKeyException refused(SshErrorCode code, PublicKey key, String why) {
        return new SshHostKeyException(code, endpoint + " offers the " + KeyUtils.getKeyType(key) + " key " + fingerprint(key)
                + ", " + why, key, fingerprint(key), null);
    }

    private static String fingerprint(PublicKey key) {
        return KeyUtils.getFingerPrint(BuiltinDigests.sha256, key);
    }
}
