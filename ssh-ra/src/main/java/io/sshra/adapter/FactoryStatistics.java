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
 * {@code /subsystem=resource-adapters/resource-adapter=…/connection-definitions=…/statistics=extended}. Always enabled: they are counted anyway.
 */
final class FactoryStatistics implements StatisticsPlugin {

    private static final long serialVersionUID = 1L;

    private final transient Supplier<SshConnectionFactoryMXBean> bean;

    /** @param bean gives null before the adapter has started, and nothing has happened */
    FactoryStatistics(Supplier<SshConnectionFactoryMXBean> bean) {
        this.bean = bean;
    }

    @Override
    public Set<String> getNames() {
        return Stream.of(Figure.values()).map(Figure::name).collect(Collectors.toSet());
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
        return true;
    }

    /** Has no effect: what is counted costs next to nothing. */
    @Override
    public void setEnabled(boolean enabled) {
        // See above.
    }

    @Override
    public void clear() {
        SshConnectionFactoryMXBean started = bean.get();
        if (started != null) {
            started.resetStatistics();
        }
    }
}
