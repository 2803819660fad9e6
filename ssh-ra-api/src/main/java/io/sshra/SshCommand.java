package io.sshra;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A command for {@link SshConnection#exec(SshCommand)} and {@link SshConnection#start(SshCommand)}. It is immutable: each
 * {@code with…} method returns another one. A command that exists can be sent: the methods that make one throw
 * {@link IllegalArgumentException} for anything else, with a message that says what is wrong and what to do.
 *
 * @since 1.0
 */
public final class SshCommand {

    /** Bytes that are kept of each of the two streams by default: 1 MiB. */
    public static final int DEFAULT_OUTPUT_LIMIT = 1 << 20;

    private static final byte[] NO_INPUT = {};
    private static final String INPUT = "the input of the command";
    private static final String INPUT_ADVICE = "give an empty one for none";

    /** Null for a command line. */
    private final @Nullable Arguments arguments;
    private final String commandLine;
    private final @Nullable Duration timeout;
    private final byte[] stdin;
    private final Map<String, String> environment;
    private final Charset charset;
    private final int outputLimit;
    private final @Nullable SshPty pty;
    private final boolean mergedError;
    private final boolean outputUntilExit;

    /** The arguments of a command line that was made of them, and the shell that it was made for. */
    private record Arguments(List<String> vector, SshRemoteShell shell) {
    }

    private SshCommand(@Nullable Arguments arguments, String commandLine, @Nullable Duration timeout, byte[] stdin, Map<String, String> environment,
            Charset charset, int outputLimit, @Nullable SshPty pty, boolean mergedError, boolean outputUntilExit) {
        this.arguments = arguments;
        this.commandLine = commandLine;
        this.timeout = timeout;
        this.stdin = stdin;
        this.environment = environment;
        this.charset = charset;
        this.outputLimit = outputLimit;
        this.pty = pty;
        this.mergedError = mergedError;
        this.outputUntilExit = outputUntilExit;
    }

    /**
     * A command line, which the remote user's shell gets as it is. It may have several lines.
     *
     * @throws IllegalArgumentException if it is null or blank, has a NUL character, or has more than 65,000 characters
     */
    public static SshCommand shell(String commandLine) {
        return of(null, commandLine);
    }

    private static SshCommand of(@Nullable Arguments arguments, String commandLine) {
        checkLine(commandLine);
        return new SshCommand(arguments, commandLine, null, NO_INPUT, Map.of(), StandardCharsets.UTF_8, DEFAULT_OUTPUT_LIMIT,
                null, false, false);
    }

    private static void checkLine(String commandLine) {
        String advice = "give the command line to run";
        if (Checks.notNull(commandLine, "the command", advice).isBlank()) {
            throw Checks.invalid("the command is empty", advice);
        }
        Checks.noNul(commandLine, "the command");
        Checks.fitsIntoPacket(commandLine, "the command");
        Checks.encodable(commandLine, StandardCharsets.UTF_8, "the command");
    }

    /**
     * A program and its arguments. They are quoted, so that the remote user's shell passes each of them on as it is, whatever
     * characters it has: in one form for sh, dash, bash, zsh, ksh93, mksh, yash, busybox, fish, tcsh and csh, or in the form of
     * the shell that the profile names, see {@link SshRemoteShell}.
     *
     * @throws IllegalArgumentException if there is no program, an argument is null or has a NUL character, or all of them
     *                                  together have more than 65,000 characters
     */
    public static SshCommand of(String... arguments) {
        if (arguments == null || arguments.length == 0) {
            throw Checks.invalid("the command is empty", "give a program and its arguments");
        }
        String[] copy = arguments.clone();
        for (int i = 0; i < copy.length; i++) {
            String what = "argument " + i + " of the command";
            Checks.noNul(Checks.notNull(copy[i], what, "give an empty string for an empty argument"), what);
        }
        List<String> vector = List.of(copy);
        return of(new Arguments(vector, SshRemoteShell.POSIX), Quoting.line(vector, SshRemoteShell.POSIX));
    }

    /**
     * The same command, with its arguments quoted for this shell. A command line remains as it is. The adapter calls this with
     * the shell of the profile.
     *
     * @param shell not null
     * @throws IllegalArgumentException if it is null, or the shell can't be given one of the arguments, or not in the charset of this command
     */
    public SshCommand quotedFor(SshRemoteShell shell) {
        Checks.notNull(shell, "the shell", "give SshRemoteShell.POSIX for the default");
        if (arguments == null || arguments.shell() == shell) {
            return this;
        }
        String line = Quoting.line(arguments.vector(), shell);
        checkLine(line);
        Quoting.holds(line, shell, charset);
        return new SshCommand(new Arguments(arguments.vector(), shell), line, timeout, stdin, environment, charset, outputLimit,
                pty, mergedError, outputUntilExit);
    }

    /**
     * Ends the command after this time: the remote process gets the signal {@code TERM}, the channel is closed, and the
     * result has {@code timedOut}. Null, the default, sets no limit.
     *
     * @throws IllegalArgumentException if the time is zero, negative, or longer than 292 years
     */
    public SshCommand withTimeout(@Nullable Duration timeout) {
        Checks.timeout(timeout);
        return new SshCommand(arguments, commandLine, timeout, stdin, environment, charset, outputLimit, pty, mergedError, outputUntilExit);
    }

    /**
     * What the command reads from its standard input, which ends after it. The default is empty.
     *
     * @param stdin copied; not null
     */
    public SshCommand withStdin(byte[] stdin) {
        return new SshCommand(arguments, commandLine, timeout, Checks.notNull(stdin, INPUT, INPUT_ADVICE).clone(), environment, charset,
                outputLimit, pty, mergedError, outputUntilExit);
    }

    /**
     * The same, encoded with the charset that this command has now.
     *
     * @param stdin not null, and without characters that the charset can't encode
     */
    public SshCommand withStdin(String stdin) {
        Checks.encodable(Checks.notNull(stdin, INPUT, INPUT_ADVICE), charset, INPUT);
        return withStdin(stdin.getBytes(charset));
    }

    /**
     * Adds an environment variable (RFC 4254 section 6.4). A server may ignore it without saying so: OpenSSH accepts only
     * what its {@code AcceptEnv} names.
     *
     * @param name  not empty, without {@code =}
     * @param value not null
     * @throws IllegalArgumentException also if name or value has a NUL character, or both have more than 65,000 characters
     */
    public SshCommand withEnvironment(String name, String value) {
        Checks.variable(name, value);
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(name, value);
        return withVariables(more);
    }

    /**
     * Sets all environment variables in place of those that this command has; an empty map, the default, is none.
     *
     * @param environment copied; not null
     * @throws IllegalArgumentException as {@link #withEnvironment(String, String)}
     */
    public SshCommand withEnvironment(Map<String, String> environment) {
        Checks.environment(environment);
        return withVariables(new LinkedHashMap<>(environment));
    }

    private SshCommand withVariables(Map<String, String> owned) {
        return new SshCommand(arguments, commandLine, timeout, stdin, Collections.unmodifiableMap(owned), charset, outputLimit, pty,
                mergedError, outputUntilExit);
    }

    /**
     * Encodes the command line and decodes the output; UTF-8 by default. What can't be decoded becomes U+FFFD.
     *
     * @param charset not null; able to encode the command line. For quoted arguments it must not have bytes of ASCII in other
     *                characters, as Shift_JIS and ISO-2022-JP do: a shell takes them for signs of its own
     */
    public SshCommand withCharset(Charset charset) {
        if (!Checks.notNull(charset, "the charset of the command", "give UTF-8").canEncode()) {
            throw Checks.invalid("the charset " + charset + " can't encode", "give one that can, such as UTF-8");
        }
        Checks.encodable(commandLine, charset, "the command");
        if (arguments != null) {
            Quoting.holds(commandLine, arguments.shell(), charset);
        }
        return new SshCommand(arguments, commandLine, timeout, stdin, environment, charset, outputLimit, pty, mergedError, outputUntilExit);
    }

    /**
     * How many bytes of each stream are kept, 0 or more; {@link #DEFAULT_OUTPUT_LIMIT} by default. Whatever exceeds them is read, counted
     * and dropped.
     */
    public SshCommand withOutputLimit(int bytes) {
        if (bytes < 0) {
            throw Checks.invalid("invalid output limit, " + bytes + " bytes", "give 0 or more");
        }
        return new SshCommand(arguments, commandLine, timeout, stdin, environment, charset, bytes, pty, mergedError, outputUntilExit);
    }

    /** Runs the command on a pseudo-terminal. Null, the default, means none. */
    public SshCommand withPty(@Nullable SshPty pty) {
        return new SshCommand(arguments, commandLine, timeout, stdin, environment, charset, outputLimit, pty, mergedError, outputUntilExit);
    }

    /** Puts standard error into standard output, in the order in which the server sends both. */
    public SshCommand withMergedError() {
        return withMergedError(true);
    }

    /** Whether standard error goes into standard output, as with {@link #withMergedError()}. The default is false. */
    public SshCommand withMergedError(boolean merged) {
        return new SshCommand(arguments, commandLine, timeout, stdin, environment, charset, outputLimit, pty, merged, outputUntilExit);
    }

    /**
     * Lets {@link SshConnection#exec(SshCommand)} return when the command itself has ended. By default it returns when all
     * processes that hold the command's output have closed it: a background process that inherits the output keeps the channel
     * open after the exit status (RFC 4254 section 6.10) for as long as it runs.
     *
     * <p>The result has everything that the command wrote before it ended. A server may send the last of it after the exit
     * status, so {@code exec} reads on until two round trips have brought no more, but at most for 2 s. What a background process
     * writes later is dropped. On most systems it gets an error or {@code SIGPIPE} when it writes again. It is better to
     * start it with its streams elsewhere. {@link SshConnection#start(SshCommand)} is not affected.
     */
    public SshCommand withOutputUntilExit() {
        return withOutputUntilExit(true);
    }

    /** Whether {@code exec} returns when the command itself has ended, as with {@link #withOutputUntilExit()}. The default is false. */
    public SshCommand withOutputUntilExit(boolean untilExit) {
        return new SshCommand(arguments, commandLine, timeout, stdin, environment, charset, outputLimit, pty, mergedError, untilExit);
    }

    /**
     * Checks a set of environment variables as {@link #withEnvironment} does, for those that belong to no command.
     *
     * @throws IllegalArgumentException if it is null or has a variable that can't be sent
     */
    public static void checkEnvironment(Map<String, String> environment) {
        Checks.environment(environment);
    }

    /** The program and its arguments; empty for a command line. Never null. */
    public List<String> arguments() {
        return arguments == null ? List.of() : arguments.vector();
    }

    /** The command line as the remote shell gets it: the argument of {@link #shell}, or quoted arguments. Never null. */
    public String commandLine() {
        return commandLine;
    }

    /** The time limit, or null for none. */
    public @Nullable Duration timeout() {
        return timeout;
    }

    /** A copy of the bytes of the standard input. Never null. */
    public byte[] stdin() {
        return stdin.clone();
    }

    /** Environment variables in the order in which they were added; unmodifiable. */
    public Map<String, String> environment() {
        return environment;
    }

    public Charset charset() {
        return charset;
    }

    /** Bytes that are kept of each stream. */
    public int outputLimit() {
        return outputLimit;
    }

    /** The pseudo-terminal to run on, or null. */
    public @Nullable SshPty pty() {
        return pty;
    }

    /** Whether standard error goes into standard output. */
    public boolean mergedError() {
        return mergedError;
    }

    /** Whether {@code exec} returns when the command itself has ended, see {@link #withOutputUntilExit}. */
    public boolean outputUntilExit() {
        return outputUntilExit;
    }

    /** The command line with unprintable characters made visible. Input and environment may be secret and are left out. */
    @Override
    public String toString() {
        return "SshCommand[" + SshText.visible(commandLine) + "]";
    }
}
