package io.sshra.adapter;

import io.sshra.SshConnectionFactoryMXBean;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.jca.core.spi.statistics.StatisticsPlugin;

/**
 * The figures of one connection definition in IronJacamar's form: WildFly shows them in its management model, at
 * {@code /subsystem=resource-adapters/resource-adapter=…/connection-definitions=…/statistics=extended}. They are counted anyway;
 * disabled, they have no names.
 *
 * <p>For an archive with an ironjacamar.xml of its own WildFly 39 disables them and then looks for names. If there are any, it
 * shows neither these figures nor those of the container's pool: IronJacamarActivationResourceService registers one override of
 * the resource for each of the two, and gives up at the second.
 */
final class FactoryStatistics implements StatisticsPlugin {

    private static final long serialVersionUID = 1L;

    private final transient Supplier<SshConnectionFactoryMXBean> bean;
    private volatile boolean enabled = true;

    /** @param bean gives null before the adapter has started, and nothing has happened */
    FactoryStatistics(Supplier<SshConnectionFactoryMXBean> bean) {
        this.bean = bean;
    }

    @Override
    public Set<String> getNames() {
        return enabled ? Stream.of(Figure.values()).map(Figure::name).collect(Collectors.toSet()) : Set.of();
    }

    @Override
    public Class<?> getType(String name) {
        return long.class;
    }

    @Override
    public String getDescription(String name) {
        return Figure.valueOf(name).description();
    }

    @Override
    public String getDescription(String name, Locale locale) {
        return getDescription(name);
    }

    @Override
    public Object getValue(String name) {
        SshConnectionFactoryMXBean started = bean.get();
        return started == null ? 0L : Figure.valueOf(name).of(started);
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
        SshConnectionFactoryMXBean started = bean.get();
        if (started != null) {
            started.resetStatistics();
        }
    }
}
