package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.testing.LogLines;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkManager;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.Timer;
import java.util.function.Consumer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A start that fails, in a container without Bean Validation. */
class AdapterStartTest {

    private interface TimerSource {

        Timer create() throws UnavailableException;
    }

    private static BootstrapContext container(TimerSource timers) {
        return (BootstrapContext) Proxy.newProxyInstance(AdapterStartTest.class.getClassLoader(), new Class<?>[] {BootstrapContext.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("createTimer")) {
                        return timers.create();
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    private static Timer timer() {
        return new Timer("timer-of-AdapterStartTest", true);
    }

    private static Set<Thread> threads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }

    /** No new thread of the adapter or of MINA. */
    private static void awaitNoneBut(Set<Thread> before) {
        await().untilAsserted(() -> {
            Set<Thread> left = threads();
            left.removeAll(before);
            assertThat(left.stream().map(Thread::getName)).noneMatch(name ->
                    name.contains("ssh-ra") || name.contains("SshClient") || name.contains("AdapterStartTest"));
        });
    }

    private static Set<ObjectName> beans() throws Exception {
        return ManagementFactory.getPlatformMBeanServer().queryNames(new ObjectName("io.sshra:type=ConnectionFactory,*"), null);
    }

    /** The log says how many adapters of the archive run, if there are several. */
    private static void assertNoneRuns() throws Exception {
        try (LogLines log = new LogLines(); AdapterFixture only = new AdapterFixture()) {
            assertThat(only.adapter.pool()).isNotNull();
            assertThat(log.of("SSHRA000007")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"LOUD | is LOUD: it must be FULL, HASH or NONE", "'' | is empty: it must be FULL, HASH or NONE",
        " | is empty: it must be FULL, HASH or NONE"})
    void anInvalidAuditCommandsLeavesNoThread(String value, String problem) {
        SshResourceAdapter adapter = new SshResourceAdapter();
        adapter.setAuditCommands(value);
        Set<Thread> before = threads();
        assertThatThrownBy(() -> adapter.start(container(AdapterStartTest::timer))).isInstanceOf(ResourceAdapterInternalException.class)
                .hasMessage("auditCommands " + problem);
        awaitNoneBut(before);
        assertThat(adapter.pool()).isNull();
    }

    @Test
    void allNumbersOutOfBoundsAreNamed() {
        List<Consumer<SshResourceAdapter>> wrong = List.of(adapter -> adapter.setIdleTimeoutSeconds(0), adapter -> adapter.setMaxConnections(null));
        SshResourceAdapter adapter = new SshResourceAdapter();
        wrong.forEach(setting -> setting.accept(adapter));
        assertThatThrownBy(() -> adapter.start(container(AdapterStartTest::timer))).isInstanceOf(ResourceAdapterInternalException.class)
                .hasMessage("maxConnections is null: it must be from 1 to 1000000; idleTimeoutSeconds is 0: it must be from 1 to 604800");
    }

    /** Quarkus's extension says nothing of a start that fails. */
    @Test
    void callersAreToldWhyTheAdapterHasNotStarted() throws Exception {
        SshResourceAdapter adapter = new SshResourceAdapter();
        adapter.setIdleTimeoutSeconds(0);
        SshManagedConnectionFactory definition = new SshManagedConnectionFactory();
        definition.setResourceAdapter(adapter);
        SshConnectionFactory factory = (SshConnectionFactory) definition.createConnectionFactory();
        SshConnectionSpec spec = SshConnectionSpec.of("u", "s", "nowhere");
        assertThatThrownBy(() -> factory.getConnection(spec)).hasMessageStartingWith("SSHRA001505: the adapter has not started. ");
        try (LogLines log = new LogLines()) {
            assertThatThrownBy(() -> adapter.start(container(AdapterStartTest::timer))).isInstanceOf(ResourceAdapterInternalException.class);
            assertThat(log.of("SSHRA000014")).containsExactly(
                    "ERROR SSHRA000014: SSH resource adapter not started: idleTimeoutSeconds is 0: it must be from 1 to 604800");
            assertThat(log.causes("SSHRA000014")).as("the line says everything").isEmpty();
        }
        assertThatThrownBy(() -> factory.getConnection(spec)).hasMessageStartingWith(
                "SSHRA001505: the adapter has not started: idleTimeoutSeconds is 0: it must be from 1 to 604800. ");
        adapter.setIdleTimeoutSeconds(900);
        adapter.start(container(AdapterStartTest::timer));
        try {
            assertThatThrownBy(() -> factory.getConnection(spec)).extracting("code").isEqualTo(SshErrorCode.UNKNOWN_PROFILE);
        } finally {
            adapter.stop();
        }
    }

    @Test
    void aStartWithoutATimerLeavesNothing() throws Exception {
        SshResourceAdapter adapter = new SshResourceAdapter();
        Set<Thread> before = threads();
        try (LogLines log = new LogLines()) {
            assertThatThrownBy(() -> adapter.start(container(() -> {
                throw new UnavailableException("by the test");
            }))).isInstanceOf(IllegalStateException.class).hasRootCauseMessage("by the test");
            assertThat(log.of("SSHRA000205")).singleElement().asString().startsWith("ERROR");
            assertThat(log.of("SSHRA000014")).singleElement().asString().startsWith("ERROR").endsWith("Nothing drives maintenance");
            assertThat(log.causes("SSHRA000014")).singleElement().isInstanceOf(IllegalStateException.class);
        }
        awaitNoneBut(before);
        assertThat(adapter.pool()).isNull();
        adapter.stop();
        assertNoneRuns();
    }

    @Test
    void aServerWithoutATimerDrivesMaintenanceByAWork() throws Exception {
        List<Thread> works = new ArrayList<>();
        WorkManager manager = (WorkManager) Proxy.newProxyInstance(AdapterStartTest.class.getClassLoader(), new Class<?>[] {WorkManager.class},
                (proxy, method, arguments) -> {
                    works.add(new Thread((Work) arguments[0], "work-of-AdapterStartTest"));
                    works.get(0).start();
                    return null;
                });
        BootstrapContext container = (BootstrapContext) Proxy.newProxyInstance(AdapterStartTest.class.getClassLoader(),
                new Class<?>[] {BootstrapContext.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getWorkManager")) {
                        return manager;
                    }
                    throw new UnavailableException("by the test");
                });
        SshResourceAdapter adapter = new SshResourceAdapter();
        SshManagedConnectionFactory definition = new SshManagedConnectionFactory();
        definition.setResourceAdapter(adapter);
        definition.createConnectionFactory();
        Set<Thread> before = threads();
        try (LogLines log = new LogLines()) {
            adapter.start(container);
            assertThat(log.of("SSHRA000001")).singleElement().asString().endsWith("driven by a work of the server");
            ObjectName bean = beans().iterator().next();
            assertThat(ManagementFactory.getPlatformMBeanServer().getAttribute(bean, "MaintenanceDriver")).isEqualTo("a work of the server");
            assertThat(works).singleElement().matches(Thread::isAlive);
        } finally {
            adapter.stop();
        }
        awaitNoneBut(before);
    }

    @Test
    void aDefinitionThatCannotBeRegisteredFailsTheStartAndLeavesNothing() throws Exception {
        SshResourceAdapter adapter = new SshResourceAdapter();
        new SshManagedConnectionFactory().setResourceAdapter(adapter);
        SshManagedConnectionFactory broken = new SshManagedConnectionFactory() {

            private static final long serialVersionUID = 1L;

            @Override
            String name() {
                throw new IllegalStateException("by the test");
            }
        };
        broken.setResourceAdapter(adapter);
        broken.createConnectionFactory();
        Set<Thread> before = threads();
        List<Timer> timers = new ArrayList<>();
        assertThatThrownBy(() -> adapter.start(container(() -> {
            timers.add(timer());
            return timers.get(0);
        }))).hasMessage("by the test");
        assertThat(timers).hasSize(1);
        awaitNoneBut(before);
        assertThat(beans()).isEmpty();
        assertNoneRuns();
    }

    @Test
    void aFailingStepOfTheStopDoesNotPreventTheOthers() {
        List<String> done = new ArrayList<>();
        Teardown teardown = new Teardown();
        teardown.add(() -> done.add("first made"));
        teardown.add(() -> {
            throw new IllegalStateException("second made");
        });
        teardown.add(() -> {
            throw new OutOfMemoryError("third made");
        });
        teardown.add(() -> done.add("last made"));
        assertThatThrownBy(teardown::run).isInstanceOf(OutOfMemoryError.class).hasMessage("third made")
                .satisfies(failure -> assertThat(failure.getSuppressed()).singleElement().isInstanceOf(IllegalStateException.class));
        assertThat(done).containsExactly("last made", "first made");
        teardown.run();
        assertThat(done).as("once").hasSize(2);
    }
}
