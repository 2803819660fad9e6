package io.sshra;

/**
 * All errors that an application can get from the adapter, with a stable code and what to do about each.
 *
 * <p>The code is also {@link SshException#getErrorCode()}. Codes are never reused: 1000 input, 1100 profiles, 1200
 * connecting, 1300 authentication, 1400 host keys, 1500 ends of connections, 1600 limits, 1700 waiting, 1800 channels,
 * 1900 container, 2000 rules.
 *
 * @since 1.0
 */
public enum SshErrorCode {

    // 1001 to 1004, 1006 and 1007 were codes of mistakes of the program, which are now an IllegalArgumentException.
    INVALID_TARGET(1005, Ran.NOTHING, Retry.NO, "Correct this part of the SshTarget"),
    NO_CALLER(1008, Ran.NOTHING, Retry.NO, "Name the user in the SshConnectionSpec, or call on behalf of an authenticated user"),
    ARGUMENT_NOT_QUOTABLE(1009, Ran.NOTHING, Retry.NO,
            "Name the account's shell by remoteShell of the profile, or give a command line by SshCommand.shell"),
    NOT_IN_REQUEST(1010, Ran.NOTHING, Retry.NO,
            "Use an injected connection in an HTTP request; bind it to the request (SshScope.REQUEST) for timers and asynchronous methods;"
                    + " on other threads use SshHttpSession.open or the factory"),

    UNKNOWN_PROFILE(1101, Ran.NOTHING, Retry.NO,
            "Name a profile of the connection definition or of its profilesFile, or give an SshTarget"),
    INVALID_PROFILE(1102, Ran.NOTHING, Retry.NO, "Correct the profile's settings"),
    UNREADABLE_KEY(1103, Ran.NOTHING, Retry.NO,
            "Give a private key in OpenSSH, PEM, PKCS#8 or PuTTY form that the server process may read"),
    ENCRYPTED_KEY(1104, Ran.NOTHING, Retry.NO, "Give the passphrase of this private key"),
    UNREADABLE_KNOWN_HOSTS(1105, Ran.NOTHING, Retry.NO, "Give a known_hosts file that the server process may read"),
    INVALID_PROFILES_FILE(1106, Ran.NOTHING, Retry.NO, "Correct the profiles file"),
    UNWRITABLE_KNOWN_HOSTS(1107, Ran.NOTHING, Retry.NO,
            "Give a known_hosts file in a folder that the server process may write to, or add the key yourself"),
    UNREADABLE_CERTIFICATE(1108, Ran.NOTHING, Retry.NO, "Give the line of the -cert.pub file that belongs to this private key"),
    INVALID_DEFINITION(1109, Ran.NOTHING, Retry.NO, "Correct this property of the connection definition"),
    INVALID_POLICY_FILE(1110, Ran.NOTHING, Retry.NO, "Correct the policy file"),

    HOST_UNRESOLVED(1201, Ran.NOTHING, Retry.LATER, "Check the host name and the name service of this machine"),
    CONNECTION_REFUSED(1202, Ran.NOTHING, Retry.LATER, "Check that an SSH server listens on this host and port"),
    CONNECT_TIMEOUT(1203, Ran.NOTHING, Retry.LATER, "Check host, port and firewalls, or raise connectTimeoutSeconds"),
    NOT_AN_SSH_SERVER(1204, Ran.NOTHING, Retry.NO, "Check that the port is that of an SSH server"),
    NO_COMMON_ALGORITHM(1205, Ran.NOTHING, Retry.NO,
            "Name an algorithm of the server in the profile, switch on legacyAlgorithms if it has no better one, or update the server"),
    CONNECT_FAILED(1206, Ran.NOTHING, Retry.LATER, "See the cause"),
    DESTINATION_DENIED(1207, Ran.NOTHING, Retry.NO,
            "Use another host, or have allowedTargetNetworks and deniedTargetNetworks of the connection definition changed"),
    NO_THREAD(1208, Ran.NOTHING, Retry.LATER, "Let the server process have more memory or more threads; the next call tries again"),
    SERVER_BUSY(1209, Ran.NOTHING, Retry.LATER,
            "Try again later, and less often: the server has too many log-ins under way, or has banned this address for a while"),
    PROXY_UNREACHABLE(1210, Ran.NOTHING, Retry.LATER, "Check that the proxy runs, and that this machine may connect to it"),
    PROXY_COULD_NOT_CONNECT(1211, Ran.NOTHING, Retry.LATER, "Check host and port as the proxy sees them; its log may say more"),
    CERTIFICATE_NOT_ISSUED(1212, Ran.NOTHING, Retry.LATER, "See the cause: the certificateSource of the profile gave no certificate"),
    PROXY_BROKEN(1213, Ran.NOTHING, Retry.NO, "Check that the port is that of a proxy of this kind which lets this machine in; its log may say more"),
    PROXY_NAMES_DENIED(1214, Ran.NOTHING, Retry.NO,
            "Let the name be resolved here, or have allowProxyNames of the connection definition set"),
    PROXY_REFUSED(1215, Ran.NOTHING, Retry.NO, "Have the proxy's rules changed, or use another proxy; its log may say more"),

    AUTHENTICATION_REFUSED(1301, Ran.NOTHING, Retry.NO, "Check the user name and the credentials of the profile"),
    AUTHENTICATION_SUSPENDED(1302, Ran.NOTHING, Retry.NO,
            "Correct the credential, or wait: a refused credential is not offered again for a while"),

    RECONNECT_NEEDS_ANSWERS(1303, Ran.NOTHING, Retry.NO, "Close the connection and get a new one: logging in may ask questions"),
    CREDENTIAL_CHANGED(1304, Ran.MAYBE, Retry.LATER, "Get a new connection from the factory"),
    QUESTION_UNANSWERED(1305, Ran.NOTHING, Retry.NO, "Let the promptHandler answer each question, or configure promptAnswers"),
    PASSWORD_EXPIRED(1306, Ran.NOTHING, Retry.NO, "Set a new password on the host, then change the profile's"),
    LOGIN_CUT(1307, Ran.NOTHING, Retry.NO,
            "Look at the server's log: it does not let this account in, or the connection broke at this moment"),
    CERTIFICATE_REFUSED(1308, Ran.NOTHING, Retry.NO,
            "Look at the server's log, which says why: it does not know the authority, the principals or the address, or a clock is wrong"),
    PROXY_LOGIN_REFUSED(1309, Ran.NOTHING, Retry.NO, "Check user name and password for the proxy, which takes SOCKS 5 passwords or Basic"),

    HOST_KEY_UNKNOWN(1401, Ran.NOTHING, Retry.NO,
            "Verify the fingerprint with the host's administrator, then add the key to known_hosts or pin it"),
    HOST_KEY_CHANGED(1402, Ran.NOTHING, Retry.NO,
            "This may be a man-in-the-middle attack, or the host was reinstalled: verify the fingerprint before you replace the key"),
    HOST_KEY_REVOKED(1403, Ran.NOTHING, Retry.NO, "Do not connect: known_hosts marks this key as revoked"),
    HOST_CERTIFICATE_INVALID(1404, Ran.NOTHING, Retry.NO, "Renew the certificate of the host, or pin its key"),
    HOST_KEY_TOO_SHORT(1405, Ran.NOTHING, Retry.NO, "Give the host a new key, of type Ed25519 or an RSA key of 3072 bits"),

    CONNECTION_LOST(1501, Ran.MAYBE, Retry.LATER, "The next use reconnects; a command that may have started is not run again"),
    HANDLE_CLOSED(1502, Ran.MAYBE, Retry.NO, "Get a connection from the factory for each use"),
    SESSION_ENDED(1503, Ran.MAYBE, Retry.NO, "Get a new connection from the factory to continue the session"),
    CONNECTION_RELEASED(1504, Ran.MAYBE, Retry.NO, "Get a new connection from the factory"),
    ADAPTER_STOPPED(1505, Ran.MAYBE, Retry.LATER, "Try again when the resource adapter runs again"),
    PROFILE_CHANGED(1506, Ran.MAYBE, Retry.LATER, "Get a new connection from the factory: it has the profile's new settings"),
    CONTAINER_DESTROYED(1507, Ran.MAYBE, Retry.LATER, "Get a new connection from the factory: the container has flushed its pool"),

    LIMIT_CONNECTIONS_PER_SESSION(1601, Ran.NOTHING, Retry.LATER,
            "Release a connection of this session, raise maxConnectionsPerSession, or switch on evictIdleAtSessionLimit"),
    LIMIT_CONNECTIONS_PER_HOST(1602, Ran.NOTHING, Retry.LATER, "Wait until connections to this host end or raise maxConnectionsPerHost"),
    LIMIT_CONNECTIONS(1603, Ran.NOTHING, Retry.LATER, "Wait until connections end or raise maxConnections"),
    LIMIT_WAITING_CALLERS(1604, Ran.NOTHING, Retry.LATER, "The host is slow or down: try again later, or raise maxWaitingCallersPerHost"),
    LIMIT_LEASES_PER_SESSION(1605, Ran.NOTHING, Retry.LATER, "Close connections after use or raise maxLeasesPerSession"),
    LIMIT_CONTAINER_POOL(1606, Ran.NOTHING, Retry.LATER,
            "Close connections after use or raise the size of the server's pool"),
    LIMIT_CHANNELS(1607, Ran.NOTHING, Retry.LATER,
            "Run fewer commands at once on this connection or raise maxChannelsPerConnection (and the server's MaxSessions)"),

    TIMEOUT(1701, Ran.MAYBE, Retry.LATER, "Try again later: the server did not answer in time"),
    INTERRUPTED(1702, Ran.MAYBE, Retry.NO, "Repeat the operation if it is still wanted"),
    TRANSFER_TIMEOUT(1703, Ran.MAYBE, Retry.LATER,
            "Give it more time by SshTransferOptions.withTimeout, or resume it: no incomplete file has the final name"),

    CHANNEL_REFUSED(1801, Ran.MAYBE, Retry.NO, "Check the configuration of the server: it does not offer this"),

    FORWARDING_NOT_ALLOWED(1802, Ran.NOTHING, Retry.NO,
            "Allow it for this target: SshTarget.allowForwarding, or the connection definition's allowForwarding"),
    FORWARDING_FAILED(1803, Ran.NOTHING, Retry.NO, "Check that the port is free, and that the server allows forwarding"),

    SFTP_NOT_AVAILABLE(1804, Ran.MAYBE, Retry.NO,
            "Enable the subsystem sftp on the server; if it sent text, let no start-up file of the shell (.bashrc, .cshrc) print"
            + " any without a terminal, or use internal-sftp; or use commands"),
    TRANSFER_FAILED(1805, Ran.MAYBE, Retry.NO, "See the cause: no incomplete file has the final name"),
    TRANSFER_CANCELLED(1806, Ran.MAYBE, Retry.NO, "Start it again if it is still wanted: no incomplete file has the final name"),
    TERMINAL_REFUSED(1807, Ran.MAYBE, Retry.NO, "Ask for no terminal, or let the server give one to this login: PermitTTY, no-pty"),
    CHANNEL_BROKEN(1808, Ran.MAYBE, Retry.NO,
            "Check what the command did, then look for a newer version of the server: it does not keep to the rules of SSH"),
    DESTINATION_NOT_REACHED(1809, Ran.NOTHING, Retry.LATER,
            "Check that something listens there, and that the server can reach it"),
    NOT_IN_CERTIFICATE(1812, Ran.NOTHING, Retry.NO,
            "Let the profile's certificates allow it (certificateExtensions, certificateForceCommand), or do without it"),
    SUDO_REFUSED(1813, Ran.NOTHING, Retry.NO, "Correct the profile's password for sudo, or the account's rights in sudoers"),

    CONTAINER_REFUSED(1901, Ran.NOTHING, Retry.NO, "See the cause: the container could not provide a connection"),
    WRONG_LEASE(1902, Ran.NOTHING, Retry.NO,
            "Let the server's pool match connections by request: it offered a connection of another key"),
    NO_FACTORY(1903, Ran.NOTHING, Retry.NO,
            "Deploy the adapter, and name its connection definition by the factory of @Ssh or by a bean of type SshConnectionFactory"),
    INTERNAL(1999, Ran.MAYBE, Retry.NO, "Report this with its stack trace"),

    POLICY_REFUSED(2001, Ran.NOTHING, Retry.NO,
            "Do without it, or have the operator of the policy file allow it for this level"),
    POLICY_RATE(2002, Ran.NOTHING, Retry.LATER, "Wait for a minute, or have MaxPerMinute of this level raised"),
    POLICY_FILE_REFUSED(2003, Ran.MAYBE, Retry.NO,
            "Use another file, or have the operator of the policy file allow it for this level: no incomplete file has the final name"),
    APPROVAL_PENDING(2004, Ran.NOTHING, Retry.LATER,
            "Let another person approve it by its id, then do exactly the same again in the same session"),
    APPROVAL_DENIED(2005, Ran.NOTHING, Retry.NO, "Do without it, or talk to the person who has denied it"),
    LIMIT_APPROVALS(2006, Ran.NOTHING, Retry.LATER, "Let somebody decide the pending requests, or wait until their time is over"),
    APPROVAL_NOT_PENDING(2007, Ran.NOTHING, Retry.NO, "Look at the list of pending requests: this one was decided or used, or its time is over"),
    APPROVER_REFUSED(2008, Ran.NOTHING, Retry.NO, "Let another person decide, whom Approvers of the level name");

    /** The kinds, in the order of the codes: 1000, 1100, and so on. */
    public enum Kind { INPUT, PROFILE, CONNECT, AUTHENTICATION, HOST_KEY, END, LIMIT, WAIT, CHANNEL, CONTAINER, POLICY }

    /** Whether an operation with this error can have done something. */
    private enum Ran { NOTHING, MAYBE }

    /** Whether the same operation may succeed later if nobody changes anything. */
    private enum Retry { LATER, NO }

    private final int number;
    private final Ran ran;
    private final Retry retry;
    private final String advice;

    SshErrorCode(int number, Ran ran, Retry retry, String advice) {
        this.number = number;
        this.ran = ran;
        this.retry = retry;
        this.advice = advice;
    }

    /** The stable code, for instance {@code SSHRA001101}. Never null. */
    public String code() {
        return String.format("SSHRA%06d", number);
    }

    /** What kind of error it is. Never null. */
    public Kind kind() {
        return Kind.values()[number / 100 - 10];
    }

    /**
     * Whether it is certain that the operation with this error did nothing on the server: no command and no shell was started, and no file was
     * changed. If not, it may have done something.
     */
    public boolean nothingRan() {
        return ran == Ran.NOTHING;
    }

    /**
     * Whether the same operation, on a new connection from the factory, may succeed later although nobody corrects the program, the
     * configuration, the credential or the server: a host was down, a limit was reached, a connection was lost. It is false for every
     * error that a retry can make worse, such as a refused credential, and where somebody ended the operation on purpose.
     *
     * <p>A program may retry by itself, after a while, if {@link #nothingRan()} is true as well, or if the operation may be done twice.
     */
    public boolean isRetryable() {
        return retry == Retry.LATER;
    }

    /** What to do about it, one sentence without a full stop. Never null. */
    public String advice() {
        return advice;
    }
}
