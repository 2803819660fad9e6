package io.sshra.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sshra.testing.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The same sources, built and installed with the profile {@code release} in another folder, at another time, in another time
 * zone and language. The local repository has no other module of this project, so that an installed module stands alone.
 */
@Tag("archive")
class SecondBuildTest {

    private static final Pattern COMPILER = Pattern.compile("<artifactId>maven-compiler-plugin</artifactId>\\s*<version>([^<]+)");
    private static final List<String> INSTALLED = List.of("ssh-ra-api", "ssh-ra-testing", "ssh-ra-cdi", "ssh-ra-cluster", "ssh-ra");

    @TempDir
    private static Path folder;
    private static Path elsewhere;
    private static Path repository;
    /** Null without GnuPG. */
    private static SigningKey key;

    @BeforeAll
    static void build() throws Exception {
        elsewhere = folder.resolve("a place with another name");
        copySources(elsewhere);
        repository = MavenRun.repositoryWithoutThisProject(folder.resolve("repository"));
        key = SigningKey.available() ? SigningKey.create() : null;
        // The enforcer would refuse to release this version. The adapter's own javadoc takes long.
        MavenRun.in(elsewhere, repository, key == null ? Map.of() : key.environment(), "-q", "-Prelease", "-Denforcer.skip",
                "-Dadapter.javadoc.skip", "-Dgpg.skip=" + (key == null), "-Dmaven.test.skip=true", "-DskipTests", "-pl", String.join(",", INSTALLED),
                "install").succeeded();
    }

    @AfterAll
    static void forgetTheKey() throws Exception {
        if (key != null) {
            key.delete();
        }
    }

    /** Copies what Maven reads for these modules. Of the other modules it needs the poms only. */
    private static void copySources(Path to) throws IOException {
        for (Path file : Project.files()) {
            Path name = Project.ROOT.relativize(file);
            if (!name.toString().matches("(.*/)?(test|docs)/.*")) {
                Path copy = to.resolve(name);
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    private static List<String> made(Path project) {
        String version = Shipped.version();
        List<String> names = new ArrayList<>(List.of("ssh-ra/target/ssh-ra-" + version + ".rar",
                "ssh-ra-api/target/ssh-ra-api-" + version + ".jar", "ssh-ra-api/target/ssh-ra-api-" + version + "-sources.jar",
                "ssh-ra-api/target/ssh-ra-api-" + version + "-javadoc.jar"));
        if (!MavenRun.OFFLINE) {
            names.add("ssh-ra/target/ssh-ra-" + version + ".cdx.json");
        }
        return names.stream().map(name -> project.resolve(name).toString()).toList();
    }

    /** The folder of an installed module in the local repository. */
    private static Path installed(String module) {
        return repository.resolve("io/sshra").resolve(module).resolve(Shipped.version());
    }

    private static Path pom(String module) {
        return installed(module).resolve(module + "-" + Shipped.version() + ".pom");
    }

    /** The children of the pom's root with this name. */
    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        NodeList nodes = parent.getChildNodes();
        for (int i = 0; i < nodes.getLength(); i++) {
            if (nodes.item(i) instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }

    @Test
    void twoBuildsGiveTheSameBytes() throws Exception {
        List<String> here = made(Project.ROOT);
        List<String> there = made(elsewhere);
        for (int i = 0; i < here.size(); i++) {
            assertThat(Files.mismatch(Path.of(there.get(i)), Path.of(here.get(i)))).as("first different byte of " + there.get(i)).isEqualTo(-1);
        }
    }

    @Test
    void anInstalledPomNeedsNoParentAndSaysWhatARepositoryWants() throws Exception {
        for (String module : INSTALLED) {
            Document pom = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom(module).toFile());
            Element root = pom.getDocumentElement();
            for (String left : List.of("parent", "dependencyManagement", "properties", "build", "profiles")) {
                assertThat(children(root, left)).as(left + " of " + module).isEmpty();
            }
            for (String wanted : List.of("groupId", "artifactId", "version", "name", "description", "url", "licenses", "developers", "scm")) {
                assertThat(children(root, wanted)).as(wanted + " of " + module).hasSize(1);
            }
            assertThat(root.getTextContent()).doesNotContain("${");
            for (Element dependency : children(children(root, "dependencies").get(0), "dependency")) {
                assertThat(children(dependency, "version")).as(dependency.getTextContent()).hasSize(1);
                assertThat(children(dependency, "scope").get(0).getTextContent()).isIn("compile", "runtime", "provided");
            }
        }
    }

    @Test
    void anApplicationCompilesAgainstWhatIsInstalled() throws Exception {
        Path application = Files.createDirectories(folder.resolve("application"));
        Matcher compiler = COMPILER.matcher(Files.readString(Project.ROOT.resolve("pom.xml")));
        assertThat(compiler.find()).isTrue();
        Files.writeString(application.resolve("pom.xml"), """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>org.example</groupId>
                  <artifactId>application</artifactId>
                  <version>1</version>
                  <properties>
                    <maven.compiler.release>17</maven.compiler.release>
                    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                  </properties>
                  <dependencies>
                    <dependency>
                      <groupId>jakarta.platform</groupId>
                      <artifactId>jakarta.jakartaee-api</artifactId>
                      <version>10.0.0</version>
                      <scope>provided</scope>
                    </dependency>
                    <dependency>
                      <groupId>io.sshra</groupId>
                      <artifactId>ssh-ra-api</artifactId>
                      <version>%1$s</version>
                      <scope>provided</scope>
                    </dependency>
                    <dependency>
                      <groupId>io.sshra</groupId>
                      <artifactId>ssh-ra-cdi</artifactId>
                      <version>%1$s</version>
                    </dependency>
                    <dependency>
                      <groupId>io.sshra</groupId>
                      <artifactId>ssh-ra-cluster</artifactId>
                      <version>%1$s</version>
                    </dependency>
                    <dependency>
                      <groupId>io.sshra</groupId>
                      <artifactId>ssh-ra</artifactId>
                      <version>%1$s</version>
                      <type>rar</type>
                      <scope>provided</scope>
                    </dependency>
                  </dependencies>
                </project>
                """.formatted(Shipped.version()));
        Path source = Files.createDirectories(application.resolve("src/main/java/org/example")).resolve("Uptime.java");
        Files.writeString(source, """
                package org.example;

                import io.sshra.SshConnection;
                import io.sshra.SshConnectionFactory;
                import io.sshra.cdi.Ssh;
                import io.sshra.cluster.ClusterMember;
                import jakarta.annotation.Resource;
                import jakarta.inject.Inject;

                class Uptime {
                    @Resource(lookup = "java:/eis/ssh")
                    SshConnectionFactory ssh;
                    @Inject @Ssh("web-1")
                    SshConnection web;
                    ClusterMember member;
                }
                """);

        MavenRun.in(application, repository, Map.of(), "-q", "org.apache.maven.plugins:maven-compiler-plugin:" + compiler.group(1) + ":compile")
                .succeeded();
        assertThat(application.resolve("target/classes/org/example/Uptime.class")).exists();
    }

    @Test
    void aCopyOfTheFirstProgramIsBuiltWithoutThisProject() throws Exception {
        Path copy = folder.resolve("first");
        Path example = elsewhere.resolve("examples/first");
        try (Stream<Path> files = Files.walk(example)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(example.relativize(file).toString()));
            }
        }
        MavenRun.in(copy, repository, Map.of(), "-q", "package").succeeded();
        assertThat(copy.resolve("target/first.war")).exists();
    }

    @Test
    void everyReleasedFileIsSigned() throws Exception {
        assumeThat(key).as("GnuPG is installed").isNotNull();
        int signed = 0;
        for (String module : INSTALLED) {
            try (Stream<Path> files = Files.list(installed(module))) {
                for (Path file : files.filter(file -> file.getFileName().toString().startsWith(module + "-"))
                        .filter(file -> !file.toString().endsWith(".asc")).toList()) {
                    key.verify(file, Path.of(file + ".asc"));
                    signed++;
                }
            }
        }
        assertThat(signed).as("five poms, and the archive; the API, the fake, the CDI module and the cluster module with sources and javadoc; the adapter's sources").isGreaterThanOrEqualTo(19);
    }

    @Test
    void aChangedFileIsNotTakenForSigned() throws Exception {
        assumeThat(key).as("GnuPG is installed").isNotNull();
        Path pom = pom("ssh-ra-api");
        Path changed = Files.writeString(folder.resolve("changed.pom"), Files.readString(pom) + " ");
        assertThat(key.verifies(changed, Path.of(pom + ".asc"))).isFalse();
    }
}
