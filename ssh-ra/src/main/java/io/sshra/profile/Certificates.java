package io.sshra.profile;

import io.sshra.SshCertificateAuthority;
import io.sshra.SshCertificateSource;
import io.sshra.SshCertificateTerms;
import io.sshra.SshErrorCode;
import io.sshra.SshInputException;
import io.sshra.SshProfileException;
import io.sshra.base.SecretText;
import io.sshra.ssh.DestinationRule;
import io.sshra.ssh.identity.CertificateAuthority;
import io.sshra.ssh.identity.PrivateKeySource;
import java.math.BigInteger;
import java.nio.CharBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what the certificates of a profile say. */
final class Certificates {

    private Certificates() {
    }

    /**
     * All terms. Texts are null or blank where nothing is said.
     *
     * @throws IllegalArgumentException if one of them is invalid
     */
    static SshCertificateTerms terms(String principals, Duration validity, String sourceAddress, String forceCommand, String extensions) {
        return new SshCertificateTerms(words(principals), validity, sourceAddress(sourceAddress), emptyToNull(forceCommand), extensions(extensions));
    }

    /**
     * The authority of a profile that is made of properties.
     *
     * @param files   where the key's file is read
     * @param signers who else may sign
     * @return null if there is none
     */
    static CertificateAuthority authority(ProfileSettings own, WatchedFiles files, DefinitionSettings.Signers signers)
            throws SshProfileException {
        ProfileSettings.Authority named = own.login().authority();
        List<String> given = Stream.of(named.file(), named.key(), named.source()).filter(ProfileReader::isGiven).toList();
        if (given.isEmpty() && !signers.login()) {
            return null;
        }
        if (given.size() > 1) {
            throw ProfileReader.invalid(own.name(), "has more than one certificate authority");
        }
        if (!given.isEmpty() && ProfileReader.isGiven(own.login().key().file())) {
            throw ProfileReader.invalid(own.name(), "has a private key and a certificate authority: only one of them can be used");
        }
        ProfileSettings.CertificateText text = named.certificates();
        try {
            SshCertificateTerms terms = terms(text.principals(), text.validity(), text.sourceAddress(), text.forceCommand(), text.extensions());
            if (given.isEmpty()) {
                return CertificateAuthority.withoutKey(terms);
            }
            if (ProfileReader.isGiven(named.source())) {
                return CertificateAuthority.at(source(named.source().strip(), signers.sources()), terms);
            }
            char[] passphrase = ProfileReader.characters(named.passphrase());
            return new CertificateAuthority(ProfileReader.isGiven(named.file()) ? key(Path.of(named.file()), files, passphrase)
                    : key(named.key(), passphrase), terms);
        } catch (IllegalArgumentException e) {
            throw ProfileReader.invalid(own.name(), "has invalid certificates: " + e.getMessage());
        }
    }

    /** Who signs, looked up at each use, because it belongs to an application that may be deployed again. */
    private static CertificateAuthority.Source source(String name, DefinitionSettings.CertificateSources sources) {
        return new CertificateAuthority.Source(name, () -> {
            SshCertificateSource found = sources.named(name);
            if (found == null) {
                throw new SshProfileException(SshErrorCode.INVALID_PROFILE, "no SshCertificateSource is bound to " + name
                        + ", the certificateSource of the profile, for this caller");
            }
            return found;
        });
    }

    /**
     * The authority of a profile of a file, whose values have been checked.
     *
     * @return null if there is none
     */
    static CertificateAuthority authority(HostSettings host, WatchedFiles files, DefinitionSettings.Signers signers)
            throws SshProfileException {
        List<Path> file = host.paths(Keyword.CERTIFICATE_AUTHORITY_FILE);
        String source = host.text(Keyword.CERTIFICATE_SOURCE, null);
        if (file.isEmpty() && source == null && !signers.login()) {
            return null;
        }
        SshCertificateTerms terms = terms(host.text(Keyword.CERTIFICATE_PRINCIPALS, null),
                host.seconds(Keyword.CERTIFICATE_VALIDITY, SshCertificateTerms.DEFAULTS.validity()), host.text(Keyword.CERTIFICATE_SOURCE_ADDRESS, null),
                host.text(Keyword.CERTIFICATE_FORCE_COMMAND, null), host.text(Keyword.CERTIFICATE_EXTENSIONS, null));
        if (file.isEmpty()) {
            return source == null ? CertificateAuthority.withoutKey(terms) : CertificateAuthority.at(source(source, signers.sources()), terms);
        }
        if (source != null) {
            throw ProfileReader.invalid(host.alias(), "has a CertificateAuthorityFile and a CertificateSource: only one of them can be used");
        }
        return new CertificateAuthority(PrivateKeySource.withThoseOf(List.of(), origin(file.get(0)),
                files.bytes(file.get(0), SshErrorCode.UNREADABLE_KEY), host.keyStrength()), terms);
    }

    /** The authority of a target of an application; null if there is none. */
    static CertificateAuthority authority(SshCertificateAuthority given) throws SshInputException {
        if (given == null) {
            return null;
        }
        SshCertificateTerms terms = given.terms();
        try {
            sourceAddress(terms.sourceAddress());
        } catch (IllegalArgumentException e) {
            throw ApplicationTargets.input("its certificates have an " + e.getMessage());
        }
        return new CertificateAuthority(ApplicationTargets.key(given.key()), terms);
    }

    private static PrivateKeySource key(Path file, WatchedFiles files, char[] passphrase) throws SshProfileException {
        return PrivateKeySource.of(origin(file), files.bytes(file, SshErrorCode.UNREADABLE_KEY), passphrase, null);
    }

    private static String origin(Path file) {
        return "of the certificate authority, " + file + ",";
    }

    /** The key of an authority as text; null for no passphrase. */
    static PrivateKeySource key(String text, char[] passphrase) {
        return key(text.strip().toCharArray(), "of the certificate authority", passphrase);
    }

    /**
     * The same. In a property, line breaks may have become spaces.
     *
     * @param text wiped
     */
    static PrivateKeySource key(char[] text, String origin, char[] passphrase) {
        try {
            if (CharBuffer.wrap(text).chars().noneMatch(c -> c == '\n')) {
                breakLines(text);
            }
            return PrivateKeySource.of(origin, SecretText.utf8(text), passphrase, null);
        } finally {
            Arrays.fill(text, '\0');
        }
    }

    /** Breaks the line at each space that is not part of its armour (RFC 7468 section 2). */
    private static void breakLines(char[] text) {
        boolean armour = false;
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '-' && i > 0 && text[i - 1] == '-' && (i < 2 || text[i - 2] != '-')) {
                armour = !armour;
            } else if (text[i] == ' ' && !armour) {
                text[i] = '\n';
            }
        }
    }

    /** @throws IllegalArgumentException if one of them is unknown */
    static Set<SshCertificateTerms.Extension> extensions(String names) {
        return words(names).stream().map(SshCertificateTerms.Extension::of).collect(Collectors.toSet());
    }

    /**
     * Networks without spaces. OpenSSH refuses a certificate with a network of which bits behind its prefix are set.
     *
     * @throws IllegalArgumentException if one of them is invalid
     */
    static String sourceAddress(String networks) {
        for (DestinationRule.Network network : DestinationRule.Network.list(networks)) {
            byte[] address = network.address().getAddress();
            int behind = 8 * address.length - network.prefix();
            if (new BigInteger(1, address).getLowestSetBit() >= 0 && new BigInteger(1, address).getLowestSetBit() < behind) {
                throw new IllegalArgumentException("invalid network \"" + network.address().getHostAddress() + "/" + network.prefix()
                        + "\": bits behind the prefix are set");
            }
        }
        return ProfileReader.isGiven(networks) ? String.join(",", words(networks)) : null;
    }

    private static List<String> words(String list) {
        return ProfileReader.isGiven(list) ? Arrays.stream(list.split(",", -1)).map(String::strip).toList() : List.of();
    }

    private static String emptyToNull(String text) {
        return ProfileReader.isGiven(text) ? text.strip() : null;
    }
}
