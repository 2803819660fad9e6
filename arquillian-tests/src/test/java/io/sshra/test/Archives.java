package io.sshra.test;

import io.sshra.cdi.Ssh;
import io.sshra.test.injected.Clock;
import io.sshra.test.injected.Events;
import io.sshra.test.injected.InjectedServlet;
import io.sshra.test.injected.Visit;
import io.sshra.testing.OpenSshServer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.hamcrest.Matcher;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The deployments. Used on the client's side only. */
final class Archives {

    /** The start of the first property of the shipped connection definition. Other properties may be inserted before it. */
    static final String PROFILES_FILE = "<config-property name=\"profilesFile\">";

    private static final String BESIDE_THE_ADAPTER = "deployment." + ContainerTest.RAR + ", ";

    private Archives() {
    }

    /** The shipped adapter. */
    static ResourceAdapterArchive rar() {
        return ShrinkWrap.create(ResourceAdapterArchive.class, ContainerTest.RAR).merge(
                ShrinkWrap.createFromZipFile(ResourceAdapterArchive.class, new File(System.getProperty("adapter.rar"))));
    }

    /**
     * The adapter with another ironjacamar.xml.
     *
     * @param adapterProperties {@code <config-property>} elements of the adapter
     * @param changes           pairs of a text of the shipped file and its replacement
     */
    static ResourceAdapterArchive rar(String adapterProperties, String... changes) {
        return withDescriptor(changed(descriptor(), changes)
                .replace("<connection-definitions>", adapterProperties + "<connection-definitions>"));
    }

    /**
     * The adapter with these connection definitions, followed by other elements of ironjacamar.xml.
     *
     * @see #definition
     */
    static ResourceAdapterArchive rarWithDefinitions(String adapterProperties, String definitions, String rest) {
        return withDescriptor("<ironjacamar xmlns=\"http://www.jboss.org/ironjacamar/schema\">" + adapterProperties
                + "<connection-definitions>" + definitions + "</connection-definitions>" + rest + "</ironjacamar>");
    }

    /**
     * The shipped connection definition under another name, with other properties.
     *
     * @param changes see {@link #rar(String, String...)}
     */
    static String definition(String jndiName, String properties, String... changes) {
        String descriptor = descriptor();
        String definition = descriptor.substring(descriptor.indexOf("<connection-definition "),
                descriptor.indexOf("</connection-definitions>"));
        String own = PROFILES_FILE + "${sshra.profilesFile:}</config-property>";
        String poolName = jndiName.replaceAll(".*/", "");
        return changed(changed(definition, "\"java:/eis/ssh\"", "\"" + jndiName + "\"", "\"ssh\"", "\"" + poolName + "\"",
                own, properties), changes);
    }

    private static String changed(String text, String... changes) {
        String changed = text;
        for (int i = 0; i < changes.length; i += 2) {
            if (!changed.contains(changes[i])) {
                throw new IllegalArgumentException("ironjacamar.xml has no " + changes[i]);
            }
            changed = changed.replace(changes[i], changes[i + 1]);
        }
        return changed;
    }

    /** The adapter with the profile {@code own}, which logs in to the {@link LoginServer} as {@code shared}. */
    static ResourceAdapterArchive loginRar() {
        LoginServer server = LoginServer.shared();
        return rarWithDefinitions("", definition("java:/eis/ssh", property("profile", "own")
                + property("host", "127.0.0.1") + property("port", server.port())
                + property("username", "shared") + property("password", "good-shared")
                + property("hostKeyFingerprints", server.hostKeyFingerprint())), "");
    }

    /** The adapter for the resource-adapters subsystem: without an ironjacamar.xml of its own. */
    static ResourceAdapterArchive rarWithoutDescriptor() {
        ResourceAdapterArchive rar = rar();
        rar.delete("/META-INF/ironjacamar.xml");
        return rar;
    }

    private static ResourceAdapterArchive withDescriptor(String descriptor) {
        ResourceAdapterArchive rar = rarWithoutDescriptor();
        rar.add(new StringAsset(descriptor), "/META-INF/ironjacamar.xml");
        return rar;
    }

    private static String descriptor() {
        try (InputStream in = rar().get("/META-INF/ironjacamar.xml").getAsset().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String property(String name, Object value) {
        return "<config-property name=\"" + name + "\">" + value + "</config-property>";
    }

    /** The tests, beside an adapter that is deployed alone. */
    static WebArchive war() {
        return tests(BESIDE_THE_ADAPTER);
    }

    /** Another application beside an adapter that is deployed alone, with these classes and no others. */
    static WebArchive war(String name, Class<?>... classes) {
        return ShrinkWrap.create(WebArchive.class, name).addClasses(classes).addAsManifestResource(dependencies(BESIDE_THE_ADAPTER), "MANIFEST.MF");
    }

    private static StringAsset dependencies(String adapter) {
        return new StringAsset("Dependencies: " + adapter
                + "org.jboss.as.controller-client, org.jboss.dmr, org.wildfly.security.elytron, jdk.jfr\n");
    }

    /** Only these tests of logging in, with the address of {@link LoginServer}. */
    static WebArchive loginWar(Class<?>... classes) {
        return login(war(), classes);
    }

    /** The same, with an adapter that is a module of the server. */
    static WebArchive moduleWar(Class<?>... classes) {
        return login(tests("io.sshra, "), classes);
    }

    private static WebArchive login(WebArchive war, Class<?>... classes) {
        LoginServer server = LoginServer.shared();
        return war.addClasses(classes).addAsResource(
                new StringAsset("port=" + server.port() + "\nfingerprint=" + server.hostKeyFingerprint() + "\n"), LoginTest.SERVER);
    }

    /** The tests and the adapter in one application. */
    static EnterpriseArchive ear() {
        return ear(rar());
    }

    /** The same with this adapter. */
    static EnterpriseArchive ear(ResourceAdapterArchive rar) {
        return ShrinkWrap.create(EnterpriseArchive.class, "application.ear").addAsModule(rar).addAsModule(tests(""));
    }

    /**
     * The application with injected connections, beside an adapter that is deployed alone.
     *
     * @param users how it knows its users: none for those who log in
     */
    static WebArchive injected(String name, Class<?>... users) {
        return ShrinkWrap.create(WebArchive.class, name).addClasses(InjectedServlet.class, Clock.class, Events.class, Visit.class).addClasses(users)
                .addAsLibraries(jarOf(Ssh.class)).addAsManifestResource(dependencies(BESIDE_THE_ADAPTER), "MANIFEST.MF");
    }

    /** An application that examines the server's JVM and does not depend on the adapter. */
    static WebArchive remains() {
        return ShrinkWrap.create(WebArchive.class, "remains.war").addClasses(RemainsServlet.class, RemainsBean.class);
    }

    /** The adapter in an application without anything else. */
    static EnterpriseArchive earOfRar() {
        return ShrinkWrap.create(EnterpriseArchive.class, "adapter.ear").addAsModule(rar());
    }

    /** The tests, beside an application that has the adapter in its archive. */
    static WebArchive warWithStructure() {
        return tests("").addAsWebInfResource(new StringAsset(example("wildfly.md", "jboss-deployment-structure")),
                "jboss-deployment-structure.xml");
    }

    /** A block of XML from the documentation. */
    private static String example(String document, String root) {
        try {
            String text = Files.readString(Path.of("..", "docs", document));
            String end = "</" + root + ">";
            return text.substring(text.indexOf("<" + root + " "), text.indexOf(end) + end.length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static WebArchive tests(String adapter) {
        return ShrinkWrap.create(WebArchive.class, "tests.war")
                .addAsManifestResource(dependencies(adapter), "MANIFEST.MF")
                .addPackage(ContainerTest.class.getPackage())
                .addPackage(OpenSshServer.class.getPackage())
                .deleteClasses(Archives.class, Users.class, Remains.class, InjectedConnectionTest.class, OwnWildFly.class, LoginServer.class, RemainsServlet.class, RemainsBean.class, JBossCli.class, JmxTest.class, TracingInWildFlyTest.class, KeptSpans.class, DocumentedCommand.class, ServerChanges.class,
                        CliTest.class, WrongConfigurationTest.class, ModuleTest.class)
                // These have their own resources, which no other test deploys.
                .deleteClasses(ContainerSignOnTest.class, ProfileObjectTest.class, PromptHandlerTest.class, SecretsInWildFlyTest.class,
                        SubsystemTest.class, CodeHandler.class, RequestMark.class, SoakServlet.class,
                        TenantTest.class, HandleBean.class, OtherApplicationServlet.class, ConnectionFactoryDefinitionTest.class)
                .addAsLibraries(Stream.of(Assertions.class, ByteBuddy.class, Awaitility.class, Matcher.class)
                        .map(Archives::jarOf).toArray(File[]::new));
    }

    private static File jarOf(Class<?> type) {
        try {
            return new File(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
