package io.sshra.adapter.management;

import io.sshra.pool.Pool;
import io.sshra.profile.ProfileCatalog;
import jakarta.resource.ResourceException;
import java.util.List;
import java.util.function.Supplier;

/** A connection definition as management sees it. Thread-safe. */
public final class ManagedDefinition {

    private final String id;
    private final Supplier<String> name;
    private final Profiles profiles;
    private volatile FigureReader figures;

    /** Provides the profiles of a definition. */
    public interface Profiles {

        /** @throws ResourceException if its adapter has not started, or its properties are wrong */
        ProfileCatalog get() throws ResourceException;
    }

    /**
     * @param id   tells the definitions of one adapter apart
     * @param name provides its name for operators, never null
     */
    public ManagedDefinition(String id, Supplier<String> name, Profiles profiles) {
        this.id = id;
        this.name = name;
        this.profiles = profiles;
    }

    /** Tells the definitions of one adapter apart. */
    public String id() {
        return id;
    }

    /** What operators know it by. It may change, and several definitions may have the same one. */
    public String name() {
        return name.get();
    }

    ProfileCatalog profiles() throws ResourceException {
        return profiles.get();
    }

    /** The adapter has started. */
    void started(Pool pool) {
        figures = new FigureReader(List.of(id), pool);
    }

    /** Null before the adapter has started. */
    FigureReader figures() {
        return figures;
    }
}
