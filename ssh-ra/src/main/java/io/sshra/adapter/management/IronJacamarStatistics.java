package io.sshra.adapter.management;

import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.jca.core.spi.statistics.StatisticsPlugin;

/**
 * The figures of one connection definition in IronJacamar's form: WildFly shows them in its management model, at
 * {@code /subsystem=resource-adapters/resource-adapter=…/connection-definitions=…/statistics=extended}. Disabled figures are
 * counted all the same, but have no names.
 *
 * <p>If an archive has its own ironjacamar.xml, WildFly 39 disables the figures and then looks for names. If there are any, it
 * shows neither these figures nor those of the container's pool: IronJacamarActivationResourceService registers an override of
 * the resource for each of the two, and fails at the second.
 */
public final class IronJacamarStatistics implements StatisticsPlugin {

    private static final long serialVersionUID = 1L;

    private final transient Supplier<ManagedDefinition> definition;
    private volatile boolean enabled = true;

    /** @param definition gives null before the definition has an adapter; all figures are 0 then */
    public IronJacamarStatistics(Supplier<ManagedDefinition> definition) {
        this.definition = definition;
    }

    /** Null before the adapter has started. */
    private FigureReader started() {
        ManagedDefinition managed = definition.get();
        return managed == null ? null : managed.figures();
    }

    @Override
    public Set<String> getNames() {
        return enabled ? Figure.ALL.stream().map(Figure::name).collect(Collectors.toSet()) : Set.of();
    }

    @Override
    public Class<?> getType(String name) {
        return long.class;
    }

    @Override
    public String getDescription(String name) {
        return Figure.named(name).description();
    }

    @Override
    public String getDescription(String name, Locale locale) {
        return getDescription(name);
    }

    @Override
    public Object getValue(String name) {
        Figure figure = Figure.named(name);
        FigureReader started = started();
        return started == null ? 0L : started.value(figure);
    }

    @Override
    public boolean isEnabled() {
        return enabled;
    }

    @Override
    public void setEnabled(boolean isEnabled) {
        enabled = isEnabled;
    }

    @Override
    public void clear() {
        FigureReader started = started();
        if (started != null) {
            started.reset();
        }
    }
}
