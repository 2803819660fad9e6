package io.sshra.sample.oversight;

import io.sshra.SshApproval;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A conversation of an agent, with a transcript of its last calls and recordings of its shells. Thread-safe: its monitor guards it and its calls. */
public final class WatchedConversation {

    static final int MOST_CALLS = 100;

    /** The server for agents, asked about one of its conversations. Nothing of it blocks. */
    public interface Source {

        /** The SSH session that it has now. */
        String session();

        /** How many commands run, or files are worked on. */
        int running();

        /** How many connections are open. */
        int connections();

        /** Null if there is none, or its time is over. */
        SshApproval approval(String id);

        /**
         * Ends the conversation with its SSH session. Returns at once.
         *
         * @param why what calls that are under way are answered
         */
        void stop(String why);
    }

    /**
     * A recorded shell.
     *
     * @param id of all recordings of this server
     */
    public record Recording(String id, String profile, Path file) {
    }

    private static final AtomicInteger RECORDINGS = new AtomicInteger();

    private final String id = UUID.randomUUID().toString();
    private final String caller;
    private final String client;
    private final Source source;
    private final Instant since = Instant.now();
    private final Deque<WatchedCall> calls = new ArrayDeque<>();
    private final List<Recording> recordings = new ArrayList<>();
    private Path folder;
    private Instant lastCall = since;
    private Instant ended;
    private int lastNumber;
    private long revision;

    WatchedConversation(String caller, String client, Source source) {
        this.caller = caller;
        this.client = client;
        this.source = source;
    }

    // ---- for the server for agents ----

    /**
     * A call begins.
     *
     * @param profiles the machines that it names
     * @param asked    what exactly is asked for
     */
    public synchronized WatchedCall begin(String tool, List<String> profiles, String asked) {
        // Nothing that has ended is held.
        refresh();
        // The same as before, after a person has decided, is the use of that decision.
        String approval = calls.stream().filter(call -> call.isSame(tool, profiles, asked)).map(WatchedCall::openApproval).filter(open -> open != null)
                .reduce((first, second) -> second).orElse(null);
        lastNumber++;
        lastCall = Instant.now();
        WatchedCall call = new WatchedCall(this, lastNumber, lastCall, source.session(), tool, profiles, asked, approval);
        calls.addLast(call);
        if (calls.size() > MOST_CALLS) {
            calls.removeFirst();
        }
        changed(call);
        return call;
    }

    /** Returns the file for the recording of a new shell, which does not exist yet. */
    public synchronized Path record(String profile) throws IOException {
        if (folder == null) {
            folder = Files.createTempDirectory("agent");
        }
        Path file = folder.resolve((recordings.size() + 1) + ".cast");
        recordings.add(new Recording("agent-" + RECORDINGS.incrementAndGet(), profile, file));
        return file;
    }

    /** The conversation has ended. Its transcript and recordings stay for a while. */
    public synchronized void ended() {
        if (ended == null) {
            refresh();
            ended = Instant.now();
            revision++;
        }
    }

    // ---- for those who look ----

    String id() {
        return id;
    }

    String caller() {
        return caller;
    }

    synchronized boolean isOpen() {
        return ended == null;
    }

    void stop(String why) {
        source.stop(why);
    }

    synchronized List<Recording> recordings() {
        return List.copyOf(recordings);
    }

    private void refresh() {
        calls.forEach(call -> call.refresh(source::approval));
    }

    /** The calls that a rule may have decided about. */
    synchronized List<WatchedCall> under(Decision decision) {
        return calls.stream().filter(call -> call.isUnder(caller, decision)).toList();
    }

    synchronized ConversationView view(String node) {
        refresh();
        return new ConversationView(id, node, caller, Agents.user(caller), Agents.agent(caller), client, since.toString(), lastCall.toString(),
                ended == null ? null : ended.toString(), lastNumber, ended == null ? source.running() : 0, ended == null ? source.connections() : 0,
                (int) calls.stream().filter(WatchedCall::waits).count(), revision);
    }

    /** The calls that have changed since this revision; 0 for all that are kept. */
    synchronized Transcript transcript(long after) {
        refresh();
        return new Transcript(calls.stream().filter(call -> call.revision() > after).map(WatchedCall::view).toList(), revision,
                calls.isEmpty() ? 1 : calls.getFirst().number());
    }

    synchronized void forget() {
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Recordings of an ended conversation are left in " + folder, e);
        }
    }

    // ---- for its calls, which hold the monitor ----

    boolean follows(Object what) {
        return calls.stream().anyMatch(call -> call.follows(what));
    }

    void changed(WatchedCall call) {
        revision++;
        call.changed(revision);
    }
}
