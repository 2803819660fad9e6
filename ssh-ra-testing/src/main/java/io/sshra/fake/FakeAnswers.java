package io.sshra.fake;

import io.sshra.SshCommand;
import io.sshra.SshErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * The answers of a machine to a command. Each method adds one: the first time that the command is run it gives the first answer, then
 * the second, and from then on always the last. Thread-safe.
 *
 * @since 1.0
 */
public final class FakeAnswers {

    /**
     * @param program what the command does; null if it is not run
     * @param failure the exception that the application gets instead; null for none
     */
    record Answer(FakeProgram program, SshErrorCode failure) {
    }

    private final String name;
    private final Predicate<SshCommand> matching;
    private final List<Answer> answers = new ArrayList<>();
    private int given;

    FakeAnswers(String name, Predicate<SshCommand> matching) {
        this.name = name;
        this.matching = matching;
    }

    /** The command writes this to its standard output, in its charset, and exits with 0. */
    public FakeAnswers answers(String stdout) {
        return exits(0, stdout, "");
    }

    /** The command writes this, in its charset, and exits with this exit status. */
    public FakeAnswers exits(int exitCode, String stdout, String stderr) {
        Objects.requireNonNull(stdout, "stdout");
        Objects.requireNonNull(stderr, "stderr");
        return runs((command, in, out, err) -> {
            write(command, out, stdout);
            write(command, err, stderr);
            return exitCode;
        });
    }

    /** The command runs this program. */
    public FakeAnswers runs(FakeProgram program) {
        return add(new Answer(Objects.requireNonNull(program, "program"), null));
    }

    /** The command writes this to its standard output. Then its time limit is over, whatever limit it has. */
    public FakeAnswers timesOut(String stdout) {
        return ends(stdout, FakeRun.End.TIMED_OUT);
    }

    /** The command writes this to its standard output. Then the connection is lost, for all that is done on it. */
    public FakeAnswers losesConnection(String stdout) {
        return ends(stdout, FakeRun.End.LOST);
    }

    /**
     * The command writes this to its standard output. Then a signal ends it.
     *
     * @param signal without "SIG"
     */
    public FakeAnswers isKilled(String stdout, String signal) {
        return ends(stdout, FakeRun.End.killed(Objects.requireNonNull(signal, "signal")));
    }

    /** The command is not run: the application gets the exception with this code, of the type that the adapter throws for it. */
    public FakeAnswers fails(SshErrorCode code) {
        return add(new Answer(null, Objects.requireNonNull(code, "code")));
    }

    private FakeAnswers ends(String stdout, FakeRun.End end) {
        Objects.requireNonNull(stdout, "stdout");
        return runs((command, in, out, err) -> {
            write(command, out, stdout);
            throw new FakeRun.EndedException(end);
        });
    }

    private static void write(SshCommand command, OutputStream stream, String text) throws IOException {
        stream.write(text.getBytes(command.charset()));
    }

    private synchronized FakeAnswers add(Answer answer) {
        answers.add(answer);
        return this;
    }

    boolean matches(SshCommand command) {
        return matching.test(command);
    }

    /** @throws IllegalStateException if no answer was added */
    synchronized Answer next() {
        if (answers.isEmpty()) {
            throw new IllegalStateException("The test says \"on " + name + "\", and not what the answer is: call answers(...) or another method");
        }
        return answers.get(Math.min(given++, answers.size() - 1));
    }

    @Override
    public String toString() {
        return name;
    }
}
