package io.sshra.adapter.management;

import java.util.Locale;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.jca.core.spi.statistics.StatisticsPlugin;

/**
 * Figures in IronJacamar's form, which WildFly shows in its management model and as metrics, in a resource
 * {@code statistics=extended}: below the connection definition of an adapter that has one, below the adapter if it has several, for all of
 * them together. They are never in both places, so nobody who adds up metrics counts them twice. What is not shown has no
 * names. Figures are counted whether they are enabled or not.
 *
 * <p>Two faults of WildFly 39 are avoided that way:
 *
 * <ul>
 * <li>With several definitions it shows the figures of one below each of them. ConnectionDefinitionStatisticsService asks
 * all definitions of the adapter, and takes the first that has names.
 * <li>For an archive with an ironjacamar.xml of its own it disables the figures and then looks for names. If a definition has any, it
 * shows neither these nor those of the container's pool: IronJacamarActivationResourceService registers an override of the
 * resource for each of the two, and fails at the second. If the adapter has any, it fails likewise, and can't describe the resource any
 * more, because it looks for their descriptions in a bundle of its own.
 * </ul>
 */
public final class IronJacamarStatistics implements StatisticsPlugin {

    private static final long serialVersionUID = 1L;

    /** Whether this is the place for the figures. */
    private final transient BooleanSupplier shown;
    private final transient Supplier<FigureReader> figures;
    private volatile boolean enabled = true;

    private IronJacamarStatistics(BooleanSupplier shown, Supplier<FigureReader> figures) {
        this.shown = shown;
        this.figures = figures;
    }

    /**
     * Those below a connection definition. They are 0 before its adapter has started.
     *
     * @param all the definitions of its adapter
     */
    public static IronJacamarStatistics ofDefinition(ManagedDefinitions all, ManagedDefinition definition) {
        return new IronJacamarStatistics(all::hasOne, definition::figures);
    }

    /** Those below the adapter. They are 0 before it has started. */
    public static IronJacamarStatistics ofAdapter(ManagedDefinitions all) {
        return new IronJacamarStatistics(() -> !all.hasOne(), all::figures);
    }

    @Override
    public Set<String> getNames() {
        return enabled && shown.getAsBoolean() ? Figure.ALL.stream().map(Figure::name).collect(Collectors.toSet()) : Set.of();
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
        FigureReader started = figures.get();
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
        FigureReader started = figures.get();
        if (started != null) {
            started.reset();
        }
    }
}
