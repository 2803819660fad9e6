package io.sshra.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.LogLines;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Checks the content of the archive. */
@Tag("archive")
class RarTest {

    /** 10.7 million bytes when this was written, most of them Bouncy Castle. */
    private static final long LARGEST = 12_000_000;
    private static final int JAVA_17 = 61;

    private static final List<String> OURS = List.of("ssh-ra", "ssh-ra-api");
    private static final List<String> OTHERS = List.of("bcpkix-jdk18on", "bcprov-jdk18on", "bcutil-jdk18on", "ironjacamar-core-api", "jboss-logging",
            "jcl-over-slf4j", "slf4j-api", "slf4j-jboss-logging", "sshd-common", "sshd-core", "sshd-sftp");
    private static final List<String> DESCRIPTORS = List.of("META-INF/LGPL-2.1", "META-INF/LICENSE", "META-INF/MANIFEST.MF", "META-INF/NOTICE",
            "META-INF/THIRD-PARTY.md", "META-INF/beans.xml", "META-INF/ironjacamar.xml", "META-INF/ra.xml");

    private static Map<String, byte[]> jars() throws IOException {
        Map<String, byte[]> jars = new TreeMap<>();
        Shipped.contents().forEach((name, content) -> {
            if (name.endsWith(".jar")) {
                jars.put(name, content);
            }
        });
        return jars;
    }

    @Test
    void itHasTheseJarsAndDescriptorsAndNothingElse() throws Exception {
        List<String> expected = new ArrayList<>(DESCRIPTORS);
        expected.addAll(OURS);
        expected.addAll(OTHERS);

        List<String> names = Shipped.names(Files.readAllBytes(Shipped.rar())).stream().filter(name -> !name.endsWith("/"))
                .map(name -> name.endsWith(".jar") ? Shipped.withoutVersion(name) : name).toList();

        assertThat(names).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(Files.size(Shipped.rar())).isBetween(LARGEST / 2, LARGEST);
    }

    @Test
    void itAsksWildFlyForTheFlightRecorder() throws Exception {
        Manifest manifest = new Manifest(new ByteArrayInputStream(Shipped.contents().get("META-INF/MANIFEST.MF")));
        assertThat(manifest.getMainAttributes().getValue("Dependencies")).isEqualTo("jdk.jfr");
    }

    /** In a server without slf4j, whose class loader has the archive's jars. */
    @Test
    void warningsOfTheSshLibraryReachTheServersLog(@TempDir Path folder) throws Exception {
        List<URL> urls = new ArrayList<>();
        for (Map.Entry<String, byte[]> jar : jars().entrySet()) {
            urls.add(Files.write(folder.resolve(jar.getKey()), jar.getValue()).toUri().toURL());
        }
        try (URLClassLoader archive = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader()); LogLines log = new LogLines()) {
            Object logger = archive.loadClass("org.slf4j.LoggerFactory").getMethod("getLogger", String.class).invoke(null, "io.sshra.ssh.mina");
            archive.loadClass("org.slf4j.Logger").getMethod("warn", String.class, Object.class).invoke(logger, "a warning of {}", "the test");
            assertThat(log.of("a warning of the test")).hasSize(1);
        }
    }

    @Test
    void ourJarsNameTheirModules() throws Exception {
        Map<String, String> modules = new TreeMap<>();
        for (Map.Entry<String, byte[]> jar : jars().entrySet()) {
            if (OURS.contains(Shipped.withoutVersion(jar.getKey()))) {
                Manifest manifest = new Manifest(new ByteArrayInputStream(Shipped.contents(jar.getValue()).get("META-INF/MANIFEST.MF")));
                modules.put(Shipped.withoutVersion(jar.getKey()), manifest.getMainAttributes().getValue("Automatic-Module-Name"));
            }
        }
        assertThat(modules).isEqualTo(Map.of("ssh-ra-api", "io.sshra", "ssh-ra", "io.sshra.adapter"));
    }

    @Test
    void noClassIsThereTwice() throws Exception {
        Map<String, String> jarOf = new TreeMap<>();
        for (Map.Entry<String, byte[]> jar : jars().entrySet()) {
            for (String name : Shipped.names(jar.getValue())) {
                if (name.endsWith(".class") && !name.endsWith("module-info.class")) {
                    assertThat(jarOf.put(name, jar.getKey())).as(name + " of " + jar.getKey()).isNull();
                }
            }
        }
        assertThat(jarOf).hasSizeGreaterThan(5000);
    }

    @Test
    void ourClassesAreThoseOfTheSourcesAndNoTests() throws Exception {
        int classes = 0;
        for (Map.Entry<String, byte[]> jar : jars().entrySet()) {
            if (OURS.contains(Shipped.withoutVersion(jar.getKey()))) {
                for (String name : Shipped.contents(jar.getValue()).keySet()) {
                    assertThat(name).doesNotContain("Test", "/testing/", "/archive/");
                    assertThat(name).matches("io/sshra/.*|META-INF/(MANIFEST\\.MF|LICENSE|NOTICE|beans\\.xml)");
                    classes += name.endsWith(".class") ? 1 : 0;
                }
            }
        }
        assertThat(classes).isGreaterThan(200);
    }

    @Test
    void everyClassIsForTheJavaVersionOfItsPlace() throws Exception {
        Pattern versioned = Pattern.compile("META-INF/versions/(\\d+)/.*");
        for (Map.Entry<String, byte[]> jar : jars().entrySet()) {
            boolean ours = OURS.contains(Shipped.withoutVersion(jar.getKey()));
            for (Map.Entry<String, byte[]> entry : Shipped.contents(jar.getValue()).entrySet()) {
                String name = entry.getKey();
                if (name.endsWith(".class")) {
                    Matcher of = versioned.matcher(name);
                    int highest = of.matches() ? Integer.parseInt(of.group(1)) + 44 : JAVA_17;
                    int major = ByteBuffer.wrap(entry.getValue()).getShort(6);
                    assertThat(major).as(name + " of " + jar.getKey()).isBetween(ours ? JAVA_17 : 45, highest);
                }
            }
        }
    }

    @Test
    void everyJarOfOthersHasItsLicenceAndItsNotice() throws Exception {
        Map<String, byte[]> contents = Shipped.contents();
        String licence = oneLine(Shipped.text(contents.get("META-INF/LICENSE")));
        String notice = oneLine(Shipped.text(contents.get("META-INF/NOTICE")));
        String thirdParty = Shipped.text(contents.get("META-INF/THIRD-PARTY.md"));
        String allLicences = licence + oneLine(thirdParty);
        int own = 0;

        assertThat(thirdParty.lines().filter(line -> line.matches("\\| [a-z0-9-]+ \\|.*") && !line.startsWith("| jar "))
                .filter(line -> !line.startsWith("| --- ")).map(line -> line.split(" ")[1])).containsExactlyInAnyOrderElementsOf(OTHERS);
        for (Map.Entry<String, byte[]> jar : jars().entrySet()) {
            for (Map.Entry<String, byte[]> entry : Shipped.contents(jar.getValue()).entrySet()) {
                String text = oneLine(Shipped.text(entry.getValue()));
                if (entry.getKey().matches("META-INF/LICENSE(\\.\\w+)?")) {
                    assertThat(allLicences).as(jar.getKey()).contains(text);
                    own++;
                } else if (entry.getKey().matches("META-INF/NOTICE(\\.\\w+)?")) {
                    assertThat(notice).as(jar.getKey()).contains(Shipped.text(entry.getValue()).lines().map(String::strip)
                            .filter(line -> !line.isEmpty()).toList());
                    own++;
                }
            }
        }
        assertThat(own).as("licences and notices that jars bring themselves").isGreaterThanOrEqualTo(9);
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    @Test
    @DisabledIfSystemProperty(named = "maven.mode", matches = "offline=true", disabledReason = "the plugin that makes it wants to be online")
    void theBillOfMaterialsHasEachJarWithItsHashAndItsLicence() throws Exception {
        JsonObject bill;
        try (InputStream in = Files.newInputStream(Shipped.rar().resolveSibling(Shipped.rarName() + ".cdx.json"));
                JsonReader reader = Json.createReader(in)) {
            bill = reader.readObject();
        }
        Map<String, JsonObject> components = new TreeMap<>();
        for (JsonValue component : bill.getJsonArray("components")) {
            components.put(component.asJsonObject().getString("name") + "-" + component.asJsonObject().getString("version") + ".jar",
                    component.asJsonObject());
        }

        Map<String, byte[]> jars = jars();
        jars.remove(Shipped.rarName() + ".jar");
        assertThat(components.keySet()).isEqualTo(jars.keySet());
        for (Map.Entry<String, byte[]> jar : jars.entrySet()) {
            JsonObject component = components.get(jar.getKey());
            assertThat(component.getJsonArray("licenses")).as("licences of " + jar.getKey()).isNotEmpty();
            String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(jar.getValue()));
            assertThat(component.getJsonArray("hashes").stream().map(value -> value.asJsonObject().getString("content")))
                    .as("hashes of " + jar.getKey()).contains(hash);
        }
    }
}
