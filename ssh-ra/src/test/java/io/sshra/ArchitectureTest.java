package io.sshra;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.Serializable;
import java.lang.reflect.Modifier;
import java.nio.file.FileSystem;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Checks what the packages' package-info files promise, and what the types of the API are. */
@AnalyzeClasses(packages = "io.sshra", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule API_DEPENDS_ON_CONNECTORS_ONLY = classes().that().resideInAPackage("io.sshra")
            .should().onlyDependOnClassesThat().resideInAnyPackage("io.sshra", "java..", "jakarta.resource..", "org.jspecify.annotations");

    /** What base may use: the JDK only. */
    @ArchTest
    static final ArchRule BASE_DEPENDS_ON_THE_JDK_ONLY = classes().that().resideInAPackage("io.sshra.base..")
            .should().onlyDependOnClassesThat().resideInAnyPackage("io.sshra.base..", "java..");

    @ArchTest
    static final ArchRule SSH_KNOWS_THE_API_ONLY = noClasses().that().resideInAPackage("io.sshra.ssh..")
            .should().dependOnClassesThat().resideInAnyPackage("io.sshra.profile..", "io.sshra.pool..", "io.sshra.maintenance..",
                    "io.sshra.adapter..", "io.sshra.events..", "jakarta..");

    @ArchTest
    static final ArchRule THE_FACE_OF_SSH_SHOWS_NO_LIBRARY = noClasses().that().resideInAPackage("io.sshra.ssh")
            .should().dependOnClassesThat().resideInAnyPackage("io.sshra.ssh.mina..", "io.sshra.ssh.hostkey..", "io.sshra.ssh.stream..",
                    "org.apache.sshd..", "org.bouncycastle..");

    /** These packages are about formats. The connection uses them, and not the other way round. */
    @ArchTest
    static final ArchRule FORMATS_DO_NOT_KNOW_THE_CONNECTION = noClasses().that()
            .resideInAnyPackage("io.sshra.ssh.hostkey..", "io.sshra.ssh.identity..", "io.sshra.ssh.algorithm..", "io.sshra.ssh.stream..")
            .should().dependOnClassesThat().resideInAnyPackage("io.sshra.ssh.mina..");

    @ArchTest
    static final ArchRule ONLY_THE_CONNECTOR_OF_MINA_IS_SEEN = noClasses().that().resideOutsideOfPackage("io.sshra.ssh.mina..")
            .should().dependOnClassesThat(resideInAPackage("io.sshra.ssh.mina..").and(not(simpleName("MinaConnector"))));

    @ArchTest
    static final ArchRule TRANSFERS_KNOW_THE_API_ONLY = classes().that().resideInAPackage("io.sshra.transfer..")
            .should().onlyDependOnClassesThat().resideInAnyPackage("io.sshra", "io.sshra.base", "io.sshra.transfer", "java..");

    @ArchTest
    static final ArchRule THE_FILE_SYSTEM_KNOWS_NO_CONNECTION = noClasses().that().resideInAPackage("io.sshra.ssh.mina.sftp..")
            .should().dependOnClassesThat(resideInAnyPackage("io.sshra.ssh", "io.sshra.ssh.mina", "io.sshra").and(not(simpleName("SshText"))));

    @ArchTest
    static final ArchRule SOCKETS_KNOW_NOTHING_OF_SSH = noClasses().that().resideInAPackage("io.sshra.ssh.mina.io..")
            .should().dependOnClassesThat().resideInAnyPackage("io.sshra", "io.sshra.ssh", "io.sshra.ssh.mina", "io.sshra.ssh.mina.sftp..",
                    "org.apache.sshd.client..");

    @ArchTest
    static final ArchRule EVENTS_KNOW_THE_API_ONLY = classes().that().resideInAPackage("io.sshra.events..")
            .should().onlyDependOnClassesThat().resideInAnyPackage("io.sshra", "io.sshra.base", "io.sshra.events..", "java..", "jdk.jfr..",
                    "org.jboss.logging..");

    @ArchTest
    static final ArchRule RULES_KNOW_THE_API_ONLY = classes().that().resideInAPackage("io.sshra.policy..")
            .should().onlyDependOnClassesThat().resideInAnyPackage("io.sshra", "io.sshra.base", "io.sshra.policy", "java..");

    @ArchTest
    static final ArchRule PROFILES_DO_NOT_KNOW_THE_POOL = noClasses().that().resideInAPackage("io.sshra.profile..")
            .should().dependOnClassesThat().resideInAnyPackage("io.sshra.pool..", "io.sshra.maintenance..", "io.sshra.adapter..",
                    "jakarta..");

    @ArchTest
    static final ArchRule THE_POOL_KNOWS_NEITHER_CONTAINER_NOR_LIBRARY = noClasses().that().resideInAPackage("io.sshra.pool..")
            .should().dependOnClassesThat().resideInAnyPackage("io.sshra.maintenance..", "io.sshra.adapter..", "jakarta..");

    /** Other packages see the pool's public types only, so that its implementation can change. */
    @ArchTest
    static final ArchRule ONLY_THE_POOL_USES_ITS_MACHINE = noClasses().that().resideOutsideOfPackage("io.sshra.pool..")
            .should().dependOnClassesThat().resideInAnyPackage("io.sshra.pool.key..", "io.sshra.pool.limits..", "io.sshra.pool.listeners..");

    @ArchTest
    static final ArchRule LIMITS_KNOW_NO_SLOTS = noClasses().that().resideInAPackage("io.sshra.pool.limits..")
            .should().dependOnClassesThat().resideInAnyPackage("io.sshra.pool.key..");

    @ArchTest
    static final ArchRule MAINTENANCE_KNOWS_NEITHER_THE_WORK_NOR_THE_JCA_ROLES = noClasses().that()
            .resideInAPackage("io.sshra.maintenance..").should().dependOnClassesThat().resideInAnyPackage("io.sshra.adapter..",
                    "io.sshra.pool..", "io.sshra.profile..", "io.sshra.ssh..", "jakarta.resource..");

    @ArchTest
    static final ArchRule MINA_STAYS_IN_SSH = noClasses().that().resideOutsideOfPackage("io.sshra.ssh..")
            .should().dependOnClassesThat().resideInAnyPackage("org.apache.sshd..", "org.bouncycastle..");

    @ArchTest
    static final ArchRule JCA_STAYS_IN_ADAPTER = noClasses().that().resideOutsideOfPackage("io.sshra.adapter..")
            .should().dependOnClassesThat().resideInAnyPackage("jakarta.resource.spi..", "jakarta.resource.cci..");

    /** Except for two interfaces of IronJacamar, which are in the archive. */
    @ArchTest
    static final ArchRule NOTHING_NEEDS_ONE_CONTAINER = noClasses().should().dependOnClassesThat(
            resideInAnyPackage("org.jboss.as..", "org.jboss.jca..", "org.wildfly..").and(not(resideInAPackage("org.jboss.jca.core.spi.statistics"))));

    /** The roles use the packages below them. No package below them uses the roles or its neighbours. */
    @ArchTest
    static final ArchRule THE_CONFIGURATION_KNOWS_NO_ROLE = noClasses().that().resideInAPackage("io.sshra.adapter.config..")
            .should().dependOnClassesThat().resideInAnyPackage("io.sshra.adapter", "io.sshra.adapter.handle..", "io.sshra.adapter.management..",
                    "io.sshra.maintenance..");

    @ArchTest
    static final ArchRule HANDLES_KNOW_NO_CONTAINER = noClasses().that().resideInAPackage("io.sshra.adapter.handle..")
            .should().dependOnClassesThat().resideInAnyPackage("io.sshra.adapter", "io.sshra.adapter.config..", "io.sshra.adapter.management..",
                    "io.sshra.maintenance..", "jakarta.resource.spi..", "jakarta.validation..");

    @ArchTest
    static final ArchRule MANAGEMENT_KNOWS_NO_ROLE = noClasses().that().resideInAPackage("io.sshra.adapter.management..")
            .should().dependOnClassesThat().resideInAnyPackage("io.sshra.adapter", "io.sshra.adapter.config..", "io.sshra.adapter.handle..",
                    "io.sshra.maintenance..", "jakarta.resource.spi..");

    @ArchTest
    static final ArchRule ONLY_ONE_CLASS_IS_FOR_IRONJACAMAR = noClasses().that()
            .haveNameNotMatching("io\\.sshra\\.adapter\\.(management\\.IronJacamarStatistics|SshManagedConnectionFactory|SshResourceAdapter)(\\$.*)?")
            .should().dependOnClassesThat().resideInAnyPackage("org.jboss.jca..");

    /** So that the adapter loads without OpenTelemetry. */
    @ArchTest
    static final ArchRule ONLY_ONE_CLASS_IS_FOR_OPENTELEMETRY = noClasses().that().doNotHaveFullyQualifiedName("io.sshra.tracing.OpenTelemetryTracing")
            .should().dependOnClassesThat().resideInAPackage("io.opentelemetry..");

    @ArchTest
    static final ArchRule TRACING_KNOWS_NO_CONNECTION = noClasses().that().resideInAPackage("io.sshra.tracing..")
            .should().dependOnClassesThat(resideInAPackage("io.sshra..").and(not(resideInAnyPackage("io.sshra.tracing..", "io.sshra.base",
                    "io.sshra.events", "io.sshra.log"))));

    /** The date is for people, for traces and for comparisons with the times of files. Durations are measured with the monotonic clock. */
    @ArchTest
    static final ArchRule NO_DURATION_DEPENDS_ON_THE_DATE = noClasses().that()
            .haveNameNotMatching("io\\.sshra\\.(base\\.Clock\\$1|adapter\\.handle\\.Asciicast|events\\.TracedSpan|profile\\.WatchedFiles)")
            .should().callMethod(System.class, "currentTimeMillis").orShould().callMethod(Instant.class, "now");

    @ArchTest
    static final ArchRule NO_CYCLES = SlicesRuleDefinition.slices().matching("io.sshra.(*)..").should().beFreeOfCycles();

    private static Stream<JavaClass> api(JavaClasses all) {
        return all.stream().filter(type -> type.getPackageName().equals("io.sshra"));
    }

    @ArchTest
    static void onlyErrorsAreSerialisable(JavaClasses all) {
        List<JavaClass> serialisable = api(all).filter(type -> type.isAssignableTo(Serializable.class)).toList();
        List<JavaClass> errors = serialisable.stream().filter(type -> type.isAssignableTo(Throwable.class) || type.isAssignableTo(Enum.class)).toList();
        assertThat(errors).hasSizeGreaterThan(10);
        assertThat(serialisable).filteredOn(type -> !errors.contains(type)).as("the factory refuses it later")
                .extracting(JavaClass::getName).containsExactly(SshConnectionFactory.class.getName());
    }

    /** So PolicyTest sees each way to them. */
    @ArchTest
    static void onlyAConnectionOpensProcessesShellsFilesStreamsAndForwardings(JavaClasses all) {
        Set<Class<?>> opened = Set.of(SshProcess.class, SshShell.class, SshStream.class, SshForward.class, FileSystem.class);
        assertThat(api(all).filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .flatMap(type -> Stream.of(type.reflect().getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers()) && opened.contains(method.getReturnType()))
                .map(method -> method.getDeclaringClass().getSimpleName() + "." + method.getName()).distinct())
                .containsExactlyInAnyOrder("SshConnection.start", "SshConnection.shell", "SshConnection.fileSystem", "SshForwarding.forwardLocal",
                        "SshForwarding.forwardRemote", "SshForwarding.forwardDynamic", "SshForwarding.open", "SshProcess.destroyForcibly");
    }
}
