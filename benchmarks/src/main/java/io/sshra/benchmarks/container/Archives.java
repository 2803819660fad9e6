package io.sshra.benchmarks.container;

import io.sshra.benchmarks.nothing.NothingConnectionFactory;
import io.sshra.benchmarks.server.LeaseServlet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The deployments: two adapters with equally configured pools, and the web application that measures them. */
final class Archives {

    private static final String DESCRIPTOR = "/META-INF/ironjacamar.xml";

    private final ResourceAdapterArchive shipped;
    private final String descriptor;

    /** @param adapter the folder of the unpacked shipped archive */
    Archives(Path adapter) throws IOException {
        shipped = ShrinkWrap.create(org.jboss.shrinkwrap.api.importer.ExplodedImporter.class, "ssh-ra.rar")
                .importDirectory(adapter.toFile()).as(ResourceAdapterArchive.class);
        try (InputStream in = shipped.get(DESCRIPTOR).getAsset().openStream()) {
            descriptor = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The shipped adapter, with these properties of the adapter and of its connection definition. */
    ResourceAdapterArchive adapter(Map<String, Object> ofAdapter, Map<String, Object> ofDefinition) {
        shipped.delete(DESCRIPTOR);
        return shipped.add(new StringAsset(withProperties(ofDefinition)
                .replace("<connection-definitions>", properties(ofAdapter) + "<connection-definitions>")), DESCRIPTOR);
    }

    /** The adapter that does nothing, with a pool like that of the shipped one. */
    ResourceAdapterArchive nothing() {
        return ShrinkWrap.create(ResourceAdapterArchive.class, "nothing.rar")
                .addAsLibrary(ShrinkWrap.create(JavaArchive.class, "nothing.jar").addPackage(NothingConnectionFactory.class.getPackage()))
                .addAsManifestResource("nothing/ra.xml", "ra.xml")
                .add(new StringAsset(withProperties(Map.of())
                        .replace("io.sshra.adapter.SshManagedConnectionFactory", "io.sshra.benchmarks.nothing.NothingManagedConnectionFactory")
                        .replace("java:/eis/ssh", "java:/eis/nothing").replace("pool-name=\"ssh\"", "pool-name=\"nothing\"")), DESCRIPTOR);
    }

    /** The web application that measures. */
    static WebArchive measurement() {
        return ShrinkWrap.create(WebArchive.class, "benchmark.war").addPackage(LeaseServlet.class.getPackage())
                .addAsManifestResource(new StringAsset("Dependencies: deployment.ssh-ra.rar, deployment.nothing.rar\n"), "MANIFEST.MF");
    }

    /** The shipped descriptor with these properties of the connection definition, and no others. */
    private String withProperties(Map<String, Object> ofDefinition) {
        return descriptor.replaceAll("\\s*<config-property .*?</config-property>", "").replace("<pool>", properties(ofDefinition) + "<pool>");
    }

    private static String properties(Map<String, Object> values) {
        return values.entrySet().stream()
                .map(one -> "<config-property name=\"" + one.getKey() + "\">" + one.getValue() + "</config-property>")
                .collect(Collectors.joining());
    }
}
