package io.sshra.sample.console;

import io.sshra.SshConnectionFactory;
import io.sshra.SshException;
import io.sshra.SshProfileException;
import io.sshra.SshProfileInfo;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The profiles that operators have configured, the same for all visits: with a thousand of them, each visit would ask for a thousand every other second. */
@ApplicationScoped
public class ConfiguredProfiles {

    private static final long READ_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    private volatile Reading latest;

    /**
     * One of them.
     *
     * @param info    null if it is invalid
     * @param problem why it is invalid; null if it is not
     */
    record Configured(String name, SshProfileInfo info, String problem) {
    }

    private record Reading(long nanos, List<Configured> profiles) {
    }

    /** As of at most a second ago. */
    List<Configured> all() throws SshException {
        Reading known = latest;
        if (known == null || System.nanoTime() - known.nanos() > READ_AGAIN_NANOS) {
            known = new Reading(System.nanoTime(), read());
            latest = known;
        }
        return known.profiles();
    }

    private List<Configured> read() throws SshException {
        List<Configured> profiles = new ArrayList<>();
        for (String name : ssh.profiles()) {
            try {
                profiles.add(new Configured(name, ssh.profile(name), null));
            } catch (SshProfileException e) {
                profiles.add(new Configured(name, null, e.what()));
            }
        }
        return profiles;
    }

    boolean has(String name) throws SshException {
        return all().stream().anyMatch(profile -> profile.name().equals(name));
    }
}
