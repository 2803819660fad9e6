package io.sshra;

/**
 * All errors that an application can get from the adapter, with a stable code and what to do about each.
 *
 * <p>The code is also {@link SshException#getErrorCode()}. Codes are never reused: 1000 input, 1100 profiles, 1200
 * connecting, 1300 authentication, 1400 host keys, 1500 ends of connections, 1600 limits, 1700 waiting, 1800 channels,
 * 1900 container.
 */
public enum SshErrorCode {

    // 1001 to 1004, 1006 and 1007 were codes of mistakes of the program, which are now an IllegalArgumentException.
    INVALID_TARGET(1005, "Correct this part of the SshTarget"),
    NO_CALLER(1008, "Name the user in the SshConnectionSpec, or call on behalf of an authenticated user"),
    ARGUMENT_NOT_QUOTABLE(1009, "Name the account's shell by remoteShell of the profile, or give a command line by SshCommand.shell"),

    UNKNOWN_PROFILE(1101, "Name a profile of the connection definition or of its profilesFile, or give an SshTarget"),
    INVALID_PROFILE(1102, "Correct the profile's settings"),
    UNREADABLE_KEY(1103, "Give a private key in OpenSSH, PEM, PKCS#8 or PuTTY form that the server process may read"),
    ENCRYPTED_KEY(1104, "Give the passphrase of this private key"),
    UNREADABLE_KNOWN_HOSTS(1105, "Give a known_hosts file that the server process may read"),
    INVALID_PROFILES_FILE(1106, "Correct the profiles file"),
    UNWRITABLE_KNOWN_HOSTS(1107, "Give a known_hosts file in a folder that the server process may write to, or add the key yourself"),
    UNREADABLE_CERTIFICATE(1108, "Give the line of the -cert.pub file that belongs to this private key"),
    INVALID_DEFINITION(1109, "Correct this property of the connection definition"),

    HOST_UNRESOLVED(1201, "Check the host name and the name service of this machine"),
    CONNECTION_REFUSED(1202, "Check that an SSH server listens on this host and port"),
    CONNECT_TIMEOUT(1203, "Check host, port and firewalls, or raise connectTimeoutSeconds"),
    NOT_AN_SSH_SERVER(1204, "Check that the port is that of an SSH server"),
    NO_COMMON_ALGORITHM(1205, "Name an algorithm of the server in the profile, switch on legacyAlgorithms if it has no better one, or update the server"),
    CONNECT_FAILED(1206, "See the cause"),
    DESTINATION_DENIED(1207, "Use another host, or have allowedTargetNetworks and deniedTargetNetworks of the connection definition changed"),
    NO_THREAD(1208, "Let the server process have more memory or more threads; the next call tries again"),
    SERVER_BUSY(1209, "Try again later, and less often: the server has too many log-ins under way, or has banned this address for a while"),

    AUTHENTICATION_REFUSED(1301, "Check the user name and the credentials of the profile"),
    AUTHENTICATION_SUSPENDED(1302, "Correct the credential, or wait: a refused credential is not offered again for a while"),

    RECONNECT_NEEDS_ANSWERS(1303, "Close the connection and get a new one: logging in may ask questions"),
    CREDENTIAL_CHANGED(1304, "Get a new connection from the factory"),
    QUESTION_UNANSWERED(1305, "Let the promptHandler answer each question, or configure promptAnswers"),
    PASSWORD_EXPIRED(1306, "Set a new password on the host, then change the profile's"),
    LOGIN_CUT(1307, "Look at the server's log: it does not let this account in, or the connection broke at this moment"),

    HOST_KEY_UNKNOWN(1401, "Verify the fingerprint with the host's administrator, then add the key to known_hosts or pin it"),
    HOST_KEY_CHANGED(1402, "This may be a man-in-the-middle attack, or the host was reinstalled: verify the fingerprint before you replace the key"),
    HOST_KEY_REVOKED(1403, "Do not connect: known_hosts marks this key as revoked"),
    HOST_CERTIFICATE_INVALID(1404, "Renew the certificate of the host, or pin its key"),

    CONNECTION_LOST(1501, "The next use reconnects; a command that may have started is not run again"),
    HANDLE_CLOSED(1502, "Get a connection from the factory for each use"),
    SESSION_ENDED(1503, "Get a new connection from the factory to continue the session"),
    CONNECTION_RELEASED(1504, "Get a new connection from the factory"),
    ADAPTER_STOPPED(1505, "Try again when the resource adapter runs again"),
    PROFILE_CHANGED(1506, "Get a new connection from the factory: it has the profile's new settings"),
    CONTAINER_DESTROYED(1507, "Get a new connection from the factory: the container has flushed its pool"),

    LIMIT_CONNECTIONS_PER_SESSION(1601, "Release a connection of this session, raise maxConnectionsPerSession, or switch on evictIdleAtSessionLimit"),
    LIMIT_CONNECTIONS_PER_HOST(1602, "Wait until connections to this host end or raise maxConnectionsPerHost"),
    LIMIT_CONNECTIONS(1603, "Wait until connections end or raise maxConnections"),
    LIMIT_WAITING_CALLERS(1604, "The host is slow or down: try again later, or raise maxWaitingCallersPerHost"),
    LIMIT_LEASES_PER_SESSION(1605, "Close connections after use or raise maxLeasesPerSession"),
    LIMIT_CONTAINER_POOL(1606, "Close connections after use or raise max-pool-size in the container's configuration"),
    LIMIT_CHANNELS(1607, "Run fewer commands at once on this connection or raise maxChannelsPerConnection (and the server's MaxSessions)"),

    TIMEOUT(1701, "Try again later: the server did not answer in time"),
    INTERRUPTED(1702, "Repeat the operation if it is still wanted"),
    TRANSFER_TIMEOUT(1703, "Give it more time by SshTransferOptions.withTimeout, or resume it: no incomplete file has the final name"),

    CHANNEL_REFUSED(1801, "Check the configuration of the server: it does not offer this"),

    FORWARDING_NOT_ALLOWED(1802, "Allow it for this target: SshTarget.allowForwarding, or the connection definition's allowForwarding"),
    FORWARDING_FAILED(1803, "Check that the port is free, and that the server allows forwarding"),

    SFTP_NOT_AVAILABLE(1804, "Enable the subsystem sftp on the server; if it sent text, let no start-up file of the shell (.bashrc, .cshrc) print"
            + " any without a terminal, or use internal-sftp; or use commands"),
    TRANSFER_FAILED(1805, "See the cause: no incomplete file has the final name"),
    TRANSFER_CANCELLED(1806, "Start it again if it is still wanted: no incomplete file has the final name"),
    TERMINAL_REFUSED(1807, "Ask for no terminal, or let the server give one to this login: PermitTTY, no-pty"),
    CHANNEL_BROKEN(1808, "Check what the command did, then look for a newer version of the server: it does not keep to the rules of SSH"),

    CONTAINER_REFUSED(1901, "See the cause: the container could not provide a connection"),
    WRONG_LEASE(1902, "Configure one pool per request key, <security><application/></security>: the container offered a connection of another key"),
    INTERNAL(1999, "Report this with its stack trace");

    /** The kinds, in the order of the codes: 1000, 1100, and so on. */
    public enum Kind { INPUT, PROFILE, CONNECT, AUTHENTICATION, HOST_KEY, END, LIMIT, WAIT, CHANNEL, CONTAINER }

    private final int number;
    private final String advice;

    SshErrorCode(int number, String advice) {
        this.number = number;
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

    /** What to do about it, one sentence without a full stop. Never null. */
    public String advice() {
        return advice;
    }
}
