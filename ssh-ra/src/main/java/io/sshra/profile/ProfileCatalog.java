package io.sshra.profile;

import io.sshra.SshException;
import io.sshra.SshProfileException;
import io.sshra.SshTarget;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The profiles of one connection definition: its own, those of its file, and those that an application brings along. Used
 * by any number of threads; a profile that has not changed is found without reading a file.
 */
public final class ProfileCatalog {

    /**
     * Part of the revision, because what an application brings along is never mixed up with what is configured, even where all
     * settings are equal: a container's login counts for one and not for the other.
     */
    private static final String CONFIGURED = "c";
    private static final String BROUGHT_ALONG = "a";

    private final DefinitionSettings settings;
    private final LongSupplier nanoClock;
    private final ProfileReader reader;
    private final WatchedFiles files;
    private final Revisions revisions;
    private volatile Cache cache;

    /** Profiles by their names, as files were in one generation of them. */
    private record Cache(WatchedFiles.Generation generation, Map<String, Cached> profiles) {
    }

    /** @param object the administered object that it was made from, or null */
    private record Cached(Profile profile, ProfileSettings object) {
    }

    /** @param nanoClock tells when files are to be looked at again */
    public ProfileCatalog(DefinitionSettings settings, Revisions revisions, LongSupplier nanoClock) {
        this.settings = settings;
        this.revisions = revisions;
        this.nanoClock = nanoClock;
        this.files = new WatchedFiles(nanoClock.getAsLong());
        this.reader = new ProfileReader(settings, files);
        this.cache = new Cache(files.generation(), new ConcurrentHashMap<>());
    }

    /** The name of the definition's own profile. */
    public String defaultProfile() {
        return settings.own().name();
    }

    /**
     * A profile that the configuration knows.
     *
     * @throws SshProfileException if there is none of this name, or it or a file of it can't be used
     */
    public Profile resolve(String name) throws SshException {
        return resolve(name, nanoClock.getAsLong());
    }

    /** The same for a caller who has looked at the clock already, which takes longer than all the rest. */
    public Profile resolve(String name, long nowNanos) throws SshException {
        Map<String, Cached> profiles = cacheOf(files.look(nowNanos));
        ProfileSettings object = settings.objects().of(name);
        Cached cached = profiles.get(name);
        if (cached != null && Objects.equals(cached.object(), object)) {
            return cached.profile();
        }
        Profile profile = profile(name, reader.read(name), CONFIGURED);
        // Two that come at once get the same one, so that it can be told by identity.
        return profiles.merge(name, new Cached(profile, object), (raced, made) ->
                raced.profile().revision().equals(profile.revision()) ? raced : made).profile();
    }

    /** What is put there of an older generation is not found any more. */
    private Map<String, Cached> cacheOf(WatchedFiles.Generation generation) {
        Cache present = cache;
        if (present.generation() != generation) {
            present = new Cache(generation, new ConcurrentHashMap<>());
            cache = present;
        }
        return present.profiles();
    }

    /** A profile that an application brings along: {@code name} is its label. The secrets of the target are copied. */
    public Profile resolve(String name, SshTarget given) throws SshException {
        return profile(name, reader.read(given), BROUGHT_ALONG);
    }

    private Profile profile(String name, ProfileReader.Description described, String origin) {
        return new Profile(name, described.target(), described.privilegeLevel(), described.limits(),
                origin + revisions.of(described.target(), described.privilegeLevel(), described.limits()));
    }

    /** The names that {@link #resolve(String)} knows, but for those of administered objects. */
    public Set<String> names() throws SshException {
        files.look(nanoClock.getAsLong());
        Set<String> names = new LinkedHashSet<>();
        if (settings.own().exists()) {
            names.add(settings.own().name());
        }
        names.addAll(reader.aliases());
        return names;
    }
}
