package io.sshra.sample.console;

import io.sshra.SshErrorCode;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** What a user of the console can do about an error. The adapter's own advice is also for those who write and configure an application. */
final class Advice {

    private static final String AGAIN = "Do it again: the next use opens a new connection";
    private static final String OPERATOR = "Ask the operator of the console, whose log says more";

    private static final Map<SshErrorCode, String> OWN = new EnumMap<>(Map.ofEntries(
            Map.entry(SshErrorCode.INVALID_TARGET, "Correct this part of the profile"),
            Map.entry(SshErrorCode.NO_CALLER, "Log in again"),
            Map.entry(SshErrorCode.ARGUMENT_NOT_QUOTABLE, "Write the command in another way: the shell of this account can't take it"),
            Map.entry(SshErrorCode.NOT_IN_REQUEST, OPERATOR),
            Map.entry(SshErrorCode.UNKNOWN_PROFILE, "Choose one of the profiles on the page, or add it"),
            Map.entry(SshErrorCode.CONNECT_TIMEOUT, "Check host, port and firewalls"),
            Map.entry(SshErrorCode.NO_COMMON_ALGORITHM, "Update the SSH server of this machine, or ask the operator of the console to allow old algorithms"),
            Map.entry(SshErrorCode.CONNECT_FAILED, OPERATOR),
            Map.entry(SshErrorCode.DESTINATION_DENIED, "Use another machine, or ask the operator of the console to allow this one"),
            Map.entry(SshErrorCode.CERTIFICATE_NOT_ISSUED, OPERATOR),
            Map.entry(SshErrorCode.PROXY_NAMES_DENIED, "Give the address of the machine in place of its name, or ask the operator of the console"),
            Map.entry(SshErrorCode.RECONNECT_NEEDS_ANSWERS, "Close the connection, then connect again"),
            Map.entry(SshErrorCode.CREDENTIAL_CHANGED, AGAIN),
            Map.entry(SshErrorCode.QUESTION_UNANSWERED, "Log in with a key: the console can't answer the questions of this machine"),
            Map.entry(SshErrorCode.HANDLE_CLOSED, AGAIN),
            Map.entry(SshErrorCode.SESSION_ENDED, AGAIN),
            Map.entry(SshErrorCode.CONNECTION_RELEASED, AGAIN),
            Map.entry(SshErrorCode.ADAPTER_STOPPED, "Try again in a minute: the console is starting or stopping"),
            Map.entry(SshErrorCode.PROFILE_CHANGED, AGAIN),
            Map.entry(SshErrorCode.CONTAINER_DESTROYED, AGAIN),
            Map.entry(SshErrorCode.LIMIT_CONNECTIONS_PER_SESSION, "Close a connection that you do not need now"),
            Map.entry(SshErrorCode.LIMIT_CONNECTIONS_PER_HOST, "Wait until connections to this host end"),
            Map.entry(SshErrorCode.LIMIT_CONNECTIONS, "Wait until connections of the console end"),
            Map.entry(SshErrorCode.LIMIT_WAITING_CALLERS, "Try again later: the host is slow or down"),
            Map.entry(SshErrorCode.LIMIT_LEASES_PER_SESSION, "Wait until something that runs on this machine has ended"),
            Map.entry(SshErrorCode.LIMIT_CONTAINER_POOL, "Wait until something that runs has ended"),
            Map.entry(SshErrorCode.LIMIT_CHANNELS, "Run fewer things at once on this machine"),
            Map.entry(SshErrorCode.TRANSFER_TIMEOUT, "Start it again: no incomplete file has the final name"),
            Map.entry(SshErrorCode.FORWARDING_NOT_ALLOWED, OPERATOR),
            Map.entry(SshErrorCode.TRANSFER_FAILED, "Start it again: no incomplete file has the final name"),
            Map.entry(SshErrorCode.TERMINAL_REFUSED, "Ask the administrator of the machine: this account gets no terminal there"),
            Map.entry(SshErrorCode.NOT_IN_CERTIFICATE, "Do without it, or ask the operator of the console to allow it for this profile"),
            Map.entry(SshErrorCode.CONTAINER_REFUSED, OPERATOR),
            Map.entry(SshErrorCode.WRONG_LEASE, OPERATOR),
            Map.entry(SshErrorCode.NO_FACTORY, OPERATOR),
            Map.entry(SshErrorCode.INTERNAL, OPERATOR),
            Map.entry(SshErrorCode.POLICY_RATE, "Wait for a minute")));

    /** A plain word, or a JSON string. */
    private static final String WORD = "(\"(?:[^\"\\\\]|\\\\.)*\"|\\S+?)";
    private static final Pattern ON_BEHALF_OF = Pattern.compile("^user=" + WORD + " session=" + WORD + "( profile=" + WORD + ")?( target=" + WORD + ")?: ");

    private Advice() {
    }

    /** One sentence without a full stop. */
    static String of(SshErrorCode code) {
        return OWN.getOrDefault(code, code.advice());
    }

    /** The adapter's message without what says nothing to a user: on whose behalf it was, which the page shows by itself, and the name of a class. */
    static String readable(String what) {
        String text = ON_BEHALF_OF.matcher(what).replaceFirst("").replace("SshTarget", "profile");
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
