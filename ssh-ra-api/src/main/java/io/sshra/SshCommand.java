package io.sshra;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A command for {@link SshConnection#exec(SshCommand)} and {@link SshConnection#start(SshCommand)}: a value, each {@code with…} gives a new one. What it holds is
 * checked when it is run.
 */
public final class SshCommand {

    /** Bytes kept of each of the two streams unless told otherwise: 1 MiB. */
    public static final int DEFAULT_OUTPUT_LIMIT = 1 << 20;

    private static final Pattern NEEDS_NO_QUOTES = Pattern.compile("[A-Za-z0-9_./:,@%+-][A-Za-z0-9_./:,@%+=-]*");
    private static final byte[] NO_INPUT = {};

    private final String commandLine;
    private final Duration timeout;
    private final byte[] stdin;
    private final Map<String, String> environment;
    private final Charset charset;
    private final int outputLimit;
    private final SshPty pty;
    private final boolean mergedError;

    private SshCommand(String commandLine, Duration timeout, byte[] stdin, Map<String, String> environment,
            Charset charset, int outputLimit, SshPty pty, boolean mergedError) {
        this.commandLine = commandLine;
        this.timeout = timeout;
        this.stdin = stdin;
        this.environment = environment;
        this.charset = charset;
        this.outputLimit = outputLimit;
        this.pty = pty;
        this.mergedError = mergedError;
    }

    /** A command line, given to the remote user's shell as it is. It may have several lines. */
    public static SshCommand shell(String commandLine) {
        return new SshCommand(commandLine, null, NO_INPUT, Map.of(), StandardCharsets.UTF_8, DEFAULT_OUTPUT_LIMIT, null,
                false);
    }

    /**
     * A program and its arguments, quoted so that a POSIX shell on the other side takes each of them as it stands,
     * whatever characters it has (only NUL can't be passed).
     */
    public static SshCommand of(String... arguments) {
        if (arguments == null || arguments.length == 0) {
            return shell(null);
        }
        StringBuilder line = new StringBuilder();
        for (String argument : arguments) {
            if (argument == null) {
                return shell(null);
            }
            line.append(line.length() == 0 ? "" : " ").append(quote(argument));
        }
        return shell(line.toString());
    }

    private static String quote(String argument) {
        return NEEDS_NO_QUOTES.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    /**
     * Ends the command after this time: the remote process is sent {@code TERM}, the channel is closed, and the result
     * has {@code timedOut}. Null, the default, sets no limit.
     */
    public SshCommand withTimeout(Duration timeout) {
        return new SshCommand(commandLine, timeout, stdin, environment, charset, outputLimit, pty, mergedError);
    }

    /** What the command reads from its standard input, which ends after it. The array is copied. The default is empty. */
    public SshCommand withStdin(byte[] stdin) {
        return new SshCommand(commandLine, timeout, stdin == null ? null : stdin.clone(), environment, charset, outputLimit, pty,
                mergedError);
    }

    /** The same, encoded with this command's charset as it is set now. */
    public SshCommand withStdin(String stdin) {
        return withStdin(stdin == null ? null : stdin.getBytes(charset));
    }

    /**
     * One more environment variable (RFC 4254 section 6.4). A server may ignore it without saying so: OpenSSH accepts only
     * what its {@code AcceptEnv} names.
     */
    public SshCommand withEnvironment(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(name, value);
        return new SshCommand(commandLine, timeout, stdin, Collections.unmodifiableMap(more), charset, outputLimit, pty,
                mergedError);
    }

    /** How the command line is encoded and the output decoded; UTF-8 by default. What can't be decoded becomes U+FFFD. */
    public SshCommand withCharset(Charset charset) {
        return new SshCommand(commandLine, timeout, stdin, environment, charset, outputLimit, pty, mergedError);
    }

    /** How many bytes of each stream are kept, 0 or more. What comes beyond is read, counted and dropped. */
    public SshCommand withOutputLimit(int bytes) {
        return new SshCommand(commandLine, timeout, stdin, environment, charset, bytes, pty, mergedError);
    }

    /** Runs it on a pseudo-terminal; null, the default, on none. */
    public SshCommand withPty(SshPty pty) {
        return new SshCommand(commandLine, timeout, stdin, environment, charset, outputLimit, pty, mergedError);
    }

    /** Puts standard error into standard output, in the order in which the server sends both. */
    public SshCommand withMergedError() {
        return new SshCommand(commandLine, timeout, stdin, environment, charset, outputLimit, pty, true);
    }

    /** The command line as the remote shell gets it. Null if it was given as null. */
    public String commandLine() {
        return commandLine;
    }

    /** The time limit, or null for none. */
    public Duration timeout() {
        return timeout;
    }

    /** A copy of the standard input's bytes. Null if it was given as null. */
    public byte[] stdin() {
        return stdin == null ? null : stdin.clone();
    }

    /** Environment variables in the order given; unmodifiable. */
    public Map<String, String> environment() {
        return environment;
    }

    public Charset charset() {
        return charset;
    }

    /** Bytes kept of each stream. */
    public int outputLimit() {
        return outputLimit;
    }

    /** The pseudo-terminal to run on, or null. */
    public SshPty pty() {
        return pty;
    }

    /** Whether standard error goes into standard output. */
    public boolean mergedError() {
        return mergedError;
    }

    /** The command line, unprintable characters made visible; no input and no environment, which may be secret. */
    @Override
    public String toString() {
        return "SshCommand[" + SshText.visible(commandLine) + "]";
    }
}
