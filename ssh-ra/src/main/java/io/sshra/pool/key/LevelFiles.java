package io.sshra.pool.key;

import io.sshra.SshErrorCode;
import io.sshra.base.FileAccess;
import io.sshra.base.JsonText;
import io.sshra.base.RefusedPathException;
import io.sshra.events.PolicyEvent;
import io.sshra.policy.Level;
import io.sshra.pool.SlotEvents;
import java.util.Locale;

/**
 * What a level may do with files by SFTP. Records what is refused, and each file that is opened, changed or removed. Thread-safe.
 *
 * @param level the rules with which the channel began
 */
record LevelFiles(Level level, SlotEvents events) implements FileAccess {

    @Override
    public boolean allows(Need need, String path) {
        return decide(need, path).allowed();
    }

    private Level.Decision decide(Need need, String path) {
        Level.Decision first = level.decide(need == Need.WRITE, path);
        return need == Need.EITHER && !first.allowed() ? level.decide(true, path) : first;
    }

    @Override
    public void check(Need need, String path) throws RefusedPathException {
        Level.Decision decision = decide(need, path);
        PolicyEvent event = new PolicyEvent(level.name(), need == Need.WRITE ? "write" : "read", decision.rule(), path);
        if (!decision.allowed()) {
            record(event, SshErrorCode.POLICY_FILE_REFUSED);
            throw new RefusedPathException(JsonText.word(path), level.name(), "level " + level.name() + " does not allow to "
                    + need.name().toLowerCase(Locale.ROOT).replace("either", "look at") + " it: " + decision.why());
        }
        if (need != Need.EITHER) {
            record(event, null);
        }
    }

    @Override
    public RefusedPathException refusal(String path, String why) {
        record(new PolicyEvent(level.name(), "files", null, path), SshErrorCode.POLICY_FILE_REFUSED);
        return new RefusedPathException(JsonText.word(path), level.name(), "level " + level.name() + " does not allow this: " + why);
    }

    private void record(PolicyEvent event, SshErrorCode failure) {
        events.start(event);
        if (failure == null) {
            event.succeeded();
        } else {
            event.failed(failure);
        }
        events.record(event);
    }
}
