package io.sshra.profile;

import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import io.sshra.SshText;
import io.sshra.log.AdapterLog;
import io.sshra.policy.Level;
import io.sshra.policy.Policy;
import io.sshra.policy.Rules;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * The policy file of a connection definition, which is watched. While it is unreadable or has an error, the rules before remain, and the
 * first caller that notices logs it. Thread-safe.
 */
public final class PolicyFile implements Rules {

    /** Applications name levels, too. */
    private static final int MOST_WARNINGS = 100;

    private final Path file;
    private final LongSupplier nanoClock;
    private final WatchedFiles files;
    /** One thread reads the file at a time; the others go on with the rules before. */
    private final AtomicBoolean reading = new AtomicBoolean();
    /** Levels without rules that were reported. */
    private final Set<String> warned = ConcurrentHashMap.newKeySet();
    private volatile Reading last;

    /**
     * What the file had when it was last read.
     *
     * @param generation in which the file was read, whether or not it could be used
     * @param policy     the last that could be used
     * @param state      its text, or why it can't be used
     */
    private record Reading(WatchedFiles.Generation generation, Policy policy, String state) {
    }

    private PolicyFile(String path, LongSupplier nanoClock) throws SshProfileException {
        this.file = Path.of(path);
        this.nanoClock = nanoClock;
        this.files = new WatchedFiles(nanoClock.getAsLong());
        WatchedFiles.Generation generation = files.generation();
        String text = files.text(file, SshErrorCode.INVALID_POLICY_FILE);
        this.last = new Reading(generation, parsed(file, text), text);
    }

    /**
     * The rules of a file.
     *
     * @param path      null or blank if the definition has none
     * @param nanoClock tells when to look at the file again
     * @throws SshProfileException if the file can't be read or has an error, because there are no rules before it
     */
    public static Rules of(String path, LongSupplier nanoClock) throws SshProfileException {
        return ProfileReader.isGiven(path) ? new PolicyFile(path, nanoClock) : Rules.NONE;
    }

    /** Checks a file. */
    static void check(Path file) throws SshProfileException {
        parsed(file, new WatchedFiles(0).text(file, SshErrorCode.INVALID_POLICY_FILE));
    }

    private static Policy parsed(Path file, String text) throws SshProfileException {
        try {
            return Policy.read(text, file.toString());
        } catch (IllegalArgumentException e) {
            throw new SshProfileException(SshErrorCode.INVALID_POLICY_FILE, e.getMessage());
        }
    }

    @Override
    public Level of(String level) {
        WatchedFiles.Generation generation = files.look(nanoClock.getAsLong());
        if (last.generation() != generation && reading.compareAndSet(false, true)) {
            try {
                readAgain(files.generation());
            } finally {
                reading.set(false);
            }
        }
        Level found = last.policy().of(level);
        if (found == null && level != null && warned.size() < MOST_WARNINGS && warned.add(level)) {
            AdapterLog.LOG.levelWithoutRules(SshText.visible(level), file);
        }
        return found;
    }

    private void readAgain(WatchedFiles.Generation generation) {
        if (last.generation() == generation) {
            return;
        }
        Reading before = last;
        try {
            String text = files.text(file, SshErrorCode.INVALID_POLICY_FILE);
            boolean changed = !text.equals(before.state());
            last = new Reading(generation, changed ? parsed(file, text) : before.policy(), text);
            if (changed) {
                AdapterLog.LOG.policyChanged(file);
            }
        } catch (SshProfileException e) {
            last = new Reading(generation, before.policy(), e.what());
            if (!e.what().equals(before.state())) {
                AdapterLog.LOG.policyNotChanged(file, SshText.visible(e.what()));
            }
        }
    }
}
