package io.sshra.profile;

import io.sshra.base.SecretText;
import io.sshra.ssh.ConnectSettings;
import io.sshra.ssh.Credentials;
import io.sshra.ssh.Proxy;
import io.sshra.ssh.Target;
import io.sshra.ssh.identity.PrivateKeySource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Distinguishes the states of a profile by a hash over all its effective settings. The hash is keyed with a random key of this
 * object, so that nobody who sees it can test passwords against it. Thread-safe.
 */
public final class Revisions {

    private static final String HASH = "HmacSHA256";
    private static final int BYTES_SHOWN = 16;

    private final SecretKeySpec key;
    private volatile Text settings = new Text(null);
    private volatile Text limits = new Text(null);

    /**
     * The text of a record. Making it takes longer than the rest of the hash, which is needed for each lease on an application's
     * target. Most targets share the same record, so the last text is kept.
     */
    private record Text(Object of, String text) {

        Text(Object of) {
            this(of, String.valueOf(of));
        }
    }

    public Revisions() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, HASH);
    }

    /** The revision of a target with its privilege level and limits. */
    String of(Target target, String privilegeLevel, Profile.Limits limits) {
        Hash hash = new Hash();
        hash.add(privilegeLevel);
        hash.add(textOf(limits));
        for (Target hop = target; hop != null; hop = hop.jump()) {
            add(hash, hop);
        }
        return hash.end();
    }

    /** The revision of a login that the container gives. */
    public String of(String username, char[] password) {
        Hash hash = new Hash();
        hash.add(username);
        hash.add(password);
        return hash.end();
    }

    private String textOf(Profile.Limits given) {
        Text last = limits;
        if (last.of() != given) {
            last = new Text(given);
            limits = last;
        }
        return last.text();
    }

    private String textOf(ConnectSettings given) {
        Text last = settings;
        if (last.of() != given) {
            last = new Text(given);
            settings = last;
        }
        return last.text();
    }

    private void add(Hash hash, Target target) {
        hash.add(target.host());
        hash.add(target.port());
        hash.add(target.username());
        hash.add(textOf(target.settings()));
        hash.add(new TreeMap<>(target.environment()).toString());
        hash.add(target.allowForwarding() ? 1 : 0);
        hash.add(target.remoteShell().name());
        hash.add(target.hostKeys().knownHostsFiles().toString());
        hash.add(target.hostKeys().policy().name());
        hash.add(target.hostKeys().alias());
        hash.add(target.hostKeys().updateHostKeys() ? 1 : 0);
        hash.add(target.hostKeys().strength().toString());
        hash.add(target.hostKeys().fingerprints().stream().sorted().toList().toString());
        hash.add(target.credentials());
        hash.add(target.proxy());
    }

    /** Each field is preceded by its length, so that different lists of fields never have the same bytes. */
    private final class Hash {

        private final Mac mac;

        Hash() {
            try {
                mac = Mac.getInstance(HASH);
                mac.init(key);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("Every Java platform has " + HASH, e);
            }
        }

        void add(String field) {
            add(field == null ? null : field.getBytes(StandardCharsets.UTF_8));
        }

        void add(int field) {
            mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(field).array());
        }

        void add(byte[] field) {
            add(field == null ? -1 : field.length);
            if (field != null) {
                mac.update(field);
            }
        }

        void add(char[] secret) {
            add(secret == null ? -1 : secret.length);
            if (secret != null) {
                byte[] bytes = SecretText.utf8(secret);
                mac.update(bytes);
                Arrays.fill(bytes, (byte) 0);
            }
        }

        /** @param copy wiped */
        private void addAndWipe(char[] copy) {
            add(copy);
            if (copy != null) {
                Arrays.fill(copy, '\0');
            }
        }

        void add(Proxy proxy) {
            add(proxy == null ? null : proxy.toString());
            if (proxy != null) {
                add(proxy.username());
                addAndWipe(proxy.password());
                add(proxy.resolvesNames() ? 1 : 0);
            }
        }

        void add(Credentials credentials) {
            addAndWipe(credentials.password());
            add(credentials.asksSomebody() ? 1 : 0);
            add(credentials.promptAnswers().size());
            credentials.promptAnswers().forEach((part, answer) -> {
                add(part);
                add(answer);
            });
            add(credentials.privateKeys().size());
            for (PrivateKeySource source : credentials.privateKeys()) {
                source.fingerprint(this::add);
            }
            add(credentials.authority() == null ? 0 : 1);
            if (credentials.authority() != null) {
                credentials.authority().fingerprint(this::add);
            }
        }

        String end() {
            return HexFormat.of().formatHex(mac.doFinal(), 0, BYTES_SHOWN);
        }
    }
}
