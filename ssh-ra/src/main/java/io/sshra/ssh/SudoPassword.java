package io.sshra.ssh;

import io.sshra.SshCommand;
import io.sshra.base.SecretText;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The password of one command that runs by sudo. First sudo only checks the password ({@code -v}), for which it asks by a random text. Then
 * another random text says that the command begins: nothing that it writes is taken for a question, so it never gets the password. Used once.
 */
public final class SudoPassword {

    private static final String SUDO = "sudo";
    /** sudo remembers the password for its parent, which is this shell: it must not end before. The account may have any shell. */
    private static final String SCRIPT = "\"$0\" -S -p \"$1\" -v && printf %s \"$2\" >&2 && { shift 2; \"$0\" -n \"$@\"; exit $?; }";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MARK_BYTES = 16;

    private final char[] password;
    private final String question = mark();
    private final String taken = mark();
    private final SshCommand command;

    private SudoPassword(char[] password, SshCommand asked, Target target) {
        this.password = password;
        List<String> words = asked.arguments();
        String[] sent = Stream.concat(Stream.of("sh", "-c", SCRIPT, words.get(0), question, taken), words.stream().skip(1)).toArray(String[]::new);
        this.command = SshCommand.of(sent).quotedFor(target.remoteShell()).withCharset(asked.charset()).withEnvironment(asked.environment());
    }

    private static String mark() {
        byte[] random = new byte[MARK_BYTES];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /**
     * The password for a command.
     *
     * @return null if it is no sudo with arguments, has a terminal, or the target has no password for sudo
     * @throws IllegalArgumentException if the account's shell can't be given what asks for the password
     */
    public static SudoPassword of(SshCommand command, Target target) {
        if (command.pty() != null || command.arguments().isEmpty() || !isSudo(command.arguments().get(0))) {
            return null;
        }
        char[] password = target.credentials().sudoPassword();
        return password == null ? null : new SudoPassword(password, command, target);
    }

    private static boolean isSudo(String program) {
        return program.substring(program.lastIndexOf('/') + 1).equals(SUDO);
    }

    /** What is sent in the place of the command. */
    public SshCommand command() {
        return command;
    }

    /** By which sudo asks. */
    public String question() {
        return question;
    }

    /** After which the command writes. */
    public String taken() {
        return taken;
    }

    /** The password with the end of its line. The caller wipes it. */
    public byte[] line() {
        byte[] text = SecretText.utf8(password);
        byte[] line = Arrays.copyOf(text, text.length + 1);
        Arrays.fill(text, (byte) 0);
        line[line.length - 1] = '\n';
        return line;
    }

    /** Wipes the password. */
    public void destroy() {
        Arrays.fill(password, '\0');
    }
}
