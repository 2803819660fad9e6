package io.sshra.test;

import io.sshra.testing.OpenSshServer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
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

/** What is deployed. Used on the client's side only. */
final class Archives {


    private Archives() {
    }

    /** The adapter as it is shipped. */
    static ResourceAdapterArchive rar() {
        return ShrinkWrap.create(ResourceAdapterArchive.class, ContainerTest.RAR).merge(
                ShrinkWrap.createFromZipFile(ResourceAdapterArchive.class, new File(System.getProperty("adapter.rar"))));
    }

    /**
     * The adapter with another ironjacamar.xml.
     *
     * @param adapterProperties {@code <config-property>} elements of the adapter
     * @param changes           pairs of what the shipped file has and what is to stand there instead
     */
    static ResourceAdapterArchive rar(String adapterProperties, String... changes) {
        ResourceAdapterArchive rar = rar();
        String descriptor = descriptor().replace("<connection-definitions>", adapterProperties + "<connection-definitions>");
        for (int i = 0; i < changes.length; i += 2) {
            if (!descriptor.contains(changes[i])) {
                throw new IllegalArgumentException("ironjacamar.xml has no " + changes[i]);
            }
            descriptor = descriptor.replace(changes[i], changes[i + 1]);
        }
        rar.delete("/META-INF/ironjacamar.xml");
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
        return tests().addAsManifestResource(new StringAsset(
                "Dependencies: deployment." + ContainerTest.RAR + ", org.jboss.as.controller-client, org.jboss.dmr\n"), "MANIFEST.MF");
    }

    /** The tests and the adapter in one application. */
    static EnterpriseArchive ear() {
        return ShrinkWrap.create(EnterpriseArchive.class, "application.ear").addAsModule(rar()).addAsModule(tests());
    }

    private static WebArchive tests() {
        return ShrinkWrap.create(WebArchive.class, "tests.war")
                .addPackage(ContainerTest.class.getPackage())
                .addPackage(OpenSshServer.class.getPackage())
                .deleteClass(Archives.class)
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
