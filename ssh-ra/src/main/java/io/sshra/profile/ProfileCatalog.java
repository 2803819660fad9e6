package io.sshra.profile;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProfileException;
import io.sshra.SshTarget;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The profiles of one connection definition: its own, those of its file, and those that an application brings along. Used
 * by any number of threads; a profile that has not changed is found without reading a file.
 */
public final class ProfileCatalog {

    private final DefinitionSettings settings;
    private final ProfileReader reader;
    private final WatchedFiles files;
    private final Revisions revisions;
    /** Profiles as of the last change of a file. */
    private final Map<String, Profile> cache = new ConcurrentHashMap<>();

    /** @param nanoClock tells when files are to be looked at again */
    public ProfileCatalog(DefinitionSettings settings, Revisions revisions, LongSupplier nanoClock) {
        this.settings = settings;
        this.revisions = revisions;
        this.files = new WatchedFiles(nanoClock);
        this.reader = new ProfileReader(settings, files);
    }

    /** The name of the definition's own profile. */
    public String defaultProfile() {
        return settings.profile();
    }

    /**
     * A profile that the configuration knows.
     *
     * @throws SshProfileException if there is none of this name, or it or a file of it can't be used
     */
    public Profile resolve(String name) throws SshException {
        if (files.changed()) {
            cache.clear();
        }
        Profile cached = cache.get(name);
        if (cached != null) {
            return cached;
        }
        ProfileReader.Description described = reader.read(name);
        Profile profile = profile(name, described);
        Profile raced = cache.putIfAbsent(name, profile);
        return raced != null && raced.revision().equals(profile.revision()) ? raced : profile;
    }

    /** A profile that an application brings along: {@code name} is its label. The secrets of the target are copied. */
    public Profile resolve(String name, SshTarget given) throws SshException {
        return profile(name, reader.read(given));
    }

    private Profile profile(String name, ProfileReader.Description described) {
        return new Profile(name, described.target(), described.privilegeLevel(), described.target().jump() != null,
                revisions.of(described.target(), described.privilegeLevel()));
    }

    /** The names that {@link #resolve(String)} knows. */
    public Set<String> names() throws SshException {
        Set<String> names = new LinkedHashSet<>();
        if (ProfileReader.isGiven(settings.host())) {
            names.add(settings.profile());
        }
        if (ProfileReader.isGiven(settings.profilesFile())) {
            names.addAll(SshConfigFile.parse(Path.of(settings.profilesFile()), files.text(Path.of(settings.profilesFile()),
                    SshErrorCode.INVALID_PROFILES_FILE)).aliases());
        }
        return names;
    }
}
