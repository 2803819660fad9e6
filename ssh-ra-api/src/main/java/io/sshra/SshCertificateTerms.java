package io.sshra;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the user certificates of a profile or a target say (OpenSSH's PROTOCOL.certkeys). Each connection gets a certificate of its own. By
 * default it allows commands and SFTP only: no terminal and no forwarding. Immutable.
 *
 * @param principals    the names that the certificate is valid for; empty for the login name
 * @param validity      how long before and after its making the certificate is valid, so that the clocks of the two machines may differ by as
 *                      much; 30 s to 1 h. The end of the validity does not end a connection
 * @param sourceAddress the addresses and networks that it may be used from, with commas and without spaces; null for any
 * @param forceCommand  the only command that the server runs, whatever is asked for; null for any. The server passes what was asked for to it
 *                      in the variable {@code SSH_ORIGINAL_COMMAND}
 * @param extensions    what it allows beyond commands and SFTP
 * @since 1.0
 */
public record SshCertificateTerms(List<String> principals, Duration validity, @Nullable String sourceAddress, @Nullable String forceCommand,
        Set<Extension> extensions) {

    private static final Duration LEAST_VALIDITY = Duration.ofSeconds(30);
    private static final Duration GREATEST_VALIDITY = Duration.ofHours(1);
    private static final Pattern NETWORKS = Pattern.compile("[0-9A-Fa-f:.]+(/\\d{1,3})?(,[0-9A-Fa-f:.]+(/\\d{1,3})?)*");

    /** Five minutes, for the login name, from anywhere, for any command, without a terminal and forwarding. */
    public static final SshCertificateTerms DEFAULTS = new SshCertificateTerms(List.of(), Duration.ofMinutes(5), null, null, Set.of());

    /** What a certificate may allow. OpenSSH has two more, for agents and X11, which this adapter does not forward. */
    public enum Extension {

        /** {@code permit-pty}: a terminal. */
        PERMIT_PTY,

        /** {@code permit-port-forwarding}: forwardings and streams, also those to a target behind a jump host. */
        PERMIT_PORT_FORWARDING,

        /** {@code permit-user-rc}: the account's file {@code ~/.ssh/rc} is run. */
        PERMIT_USER_RC;

        /**
         * The extension of this name.
         *
         * @throws IllegalArgumentException if there is none
         */
        public static Extension of(String name) {
            for (Extension extension : values()) {
                if (extension.toString().equals(name)) {
                    return extension;
                }
            }
            throw Checks.invalid("unknown extension of a certificate, " + Checks.shown(name),
                    "give permit-pty, permit-port-forwarding or permit-user-rc");
        }

        /** The name in a certificate, for instance {@code permit-pty}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** @throws IllegalArgumentException if a part is null or invalid */
    public SshCertificateTerms {
        List<String> copy = new ArrayList<>(Checks.notNull(principals, "the list of principals", "give an empty list for the login name"));
        copy.forEach(SshCertificateTerms::checkPrincipal);
        principals = List.copyOf(new LinkedHashSet<>(copy));
        Checks.notNull(validity, "the validity", "give some minutes");
        if (validity.compareTo(LEAST_VALIDITY) < 0 || validity.compareTo(GREATEST_VALIDITY) > 0) {
            throw Checks.invalid("the validity is " + validity, "give 30 seconds to 1 hour");
        }
        if (sourceAddress != null && !NETWORKS.matcher(sourceAddress).matches()) {
            throw Checks.invalid("invalid source address, " + Checks.shown(sourceAddress), "give networks such as 192.0.2.0/24, with commas");
        }
        if (forceCommand != null) {
            Checks.word(forceCommand, "the forced command", "give a command line, or null for none");
        }
        Set<Extension> allowed = EnumSet.noneOf(Extension.class);
        allowed.addAll(Checks.notNull(extensions, "the set of extensions", "give an empty set for none"));
        extensions = Collections.unmodifiableSet(allowed);
    }

    private static void checkPrincipal(@Nullable String principal) {
        String advice = "give a name such as a login, without white space and commas";
        if (Checks.word(principal, "the principal", advice).chars().anyMatch(c -> c == ',' || Character.isWhitespace(c))) {
            throw Checks.invalid("invalid principal, " + Checks.shown(principal), advice);
        }
    }

    /** The same for these principals; none for the login name. */
    public SshCertificateTerms withPrincipals(String... names) {
        return new SshCertificateTerms(List.of(names), validity, sourceAddress, forceCommand, extensions);
    }

    /** The same with another validity, before and after its making: 30 s to 1 h. */
    public SshCertificateTerms withValidity(Duration other) {
        return new SshCertificateTerms(principals, other, sourceAddress, forceCommand, extensions);
    }

    /** The same from these addresses and networks only, with commas; null for any. */
    public SshCertificateTerms withSourceAddress(@Nullable String networks) {
        return new SshCertificateTerms(principals, validity, networks, forceCommand, extensions);
    }

    /** The same with this command in the place of all others; null for none. */
    public SshCertificateTerms withForceCommand(@Nullable String command) {
        return new SshCertificateTerms(principals, validity, sourceAddress, command, extensions);
    }

    /** The same with these extensions and no others. */
    public SshCertificateTerms withExtensions(Extension... allowed) {
        return new SshCertificateTerms(principals, validity, sourceAddress, forceCommand, Set.of(allowed));
    }
}
