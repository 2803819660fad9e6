package io.sshra.profile;

import io.sshra.SshException;
import io.sshra.SshProfileException;
import io.sshra.SshProfileInfo;
import io.sshra.SshTarget;
import io.sshra.policy.Rules;
import java.lang.ref.WeakReference;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The profiles of one connection definition: its own, its administered objects, those of its file, and targets of applications.
 * Thread-safe. A profile that has not changed is found without reading a file.
 */
public final class ProfileCatalog {

    /**
     * Part of the revision: a target of an application must differ from a configured profile even if all settings are equal,
     * because a login of the container applies only to the latter.
     */
    private static final String CONFIGURED = "c";
    private static final String OF_APPLICATION = "a";

    private final DefinitionSettings settings;
    private final LongSupplier nanoClock;
    private final ProfileReader reader;
    private final WatchedFiles files;
    private final Revisions revisions;
    private final Rules rules;
    private volatile Cache cache;

    /** Profiles by name, for one generation of files. */
    private record Cache(WatchedFiles.Generation generation, Map<String, Cached> profiles) {
    }

    /** @param object the administered object that the profile was made from, or null */
    private record Cached(Profile profile, ProfileSettings object) {
    }

    /** The profiles of a definition without a policy file. */
    public ProfileCatalog(DefinitionSettings settings, Revisions revisions, LongSupplier nanoClock) {
        this(settings, revisions, nanoClock, Rules.NONE);
    }

    /**
     * @param nanoClock tells when to look at the files again
     * @param rules     for all profiles
     */
    public ProfileCatalog(DefinitionSettings settings, Revisions revisions, LongSupplier nanoClock, Rules rules) {
        this.settings = settings;
        this.revisions = revisions;
        this.nanoClock = nanoClock;
        this.rules = rules;
        this.files = new WatchedFiles(nanoClock.getAsLong());
        this.reader = new ProfileReader(settings, files);
        this.cache = new Cache(files.generation(), new ConcurrentHashMap<>());
    }

    /** The name of the definition's own profile. */
    public String defaultProfile() {
        return settings.own().name();
    }

    /**
     * A configured profile.
     *
     * @throws SshProfileException if there is no profile of this name, or it or one of its files is invalid
     */
    public Profile resolve(String name) throws SshException {
        return resolve(name, nanoClock.getAsLong());
    }

    /** The same for a caller that has read the clock already: reading it takes longer than everything else here. */
    public Profile resolve(String name, long nowNanos) throws SshException {
        Map<String, Cached> profiles = cacheOf(files.look(nowNanos));
        ProfileSettings object = settings.objects().of(name);
        Cached cached = profiles.get(name);
        if (cached != null && Objects.equals(cached.object(), object)) {
            return cached.profile();
        }
        Profile profile = profile(name, reader.read(name), CONFIGURED, null);
        // Two threads at the same time get the same object, so that profiles can be compared by identity.
        return profiles.merge(name, new Cached(profile, object), (raced, made) ->
                raced.profile().revision().equals(profile.revision()) ? raced : made).profile();
    }

    /** What was found in an older generation is forgotten. */
    private Map<String, Cached> cacheOf(WatchedFiles.Generation generation) {
        Cache present = cache;
        if (present.generation() != generation) {
            present = new Cache(generation, new ConcurrentHashMap<>());
            cache = present;
        }
        return present.profiles();
    }

    /** The profile of an application's target, with {@code name} as its label. The secrets of the target are copied. */
    public Profile resolve(String name, SshTarget given) throws SshException {
        return profile(name, reader.read(given), OF_APPLICATION, new WeakReference<>(given));
    }

    private Profile profile(String name, ProfileReader.Description described, String origin, WeakReference<SshTarget> madeFrom) {
        return new Profile(name, described.target(), described.privilegeLevel(), described.limits(),
                origin + revisions.of(described.target(), described.privilegeLevel(), described.limits()), madeFrom, rules);
    }

    /**
     * What is configured for a profile, without what it is logged in with: this reads no keys, and warns of none.
     *
     * @throws SshProfileException if there is no profile of this name, or a line of the file that it uses is invalid
     */
    public SshProfileInfo describe(String name) throws SshException {
        files.look(nanoClock.getAsLong());
        return reader.describe(name);
    }

    /** The names that {@link #resolve(String)} knows. A profile of such a name may be invalid. */
    public Set<String> names() throws SshException {
        files.look(nanoClock.getAsLong());
        Set<String> names = new LinkedHashSet<>();
        if (settings.own().exists()) {
            names.add(settings.own().name());
        }
        names.addAll(settings.objects().names());
        names.addAll(reader.aliases());
        return names;
    }
}
