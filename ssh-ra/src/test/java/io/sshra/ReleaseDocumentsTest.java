package io.sshra;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.adapter.SshResourceAdapter;
import io.sshra.testing.Project;
import jakarta.resource.spi.Connector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Compares versions in poms, documents and code, and the changelog with its format. */
class ReleaseDocumentsTest {

    private static final Set<String> KINDS = Set.of("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security");

    private static String text(String file) throws Exception {
        return Files.readString(Project.ROOT.resolve(file));
    }

    private static String first(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    private static List<String> all(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results().map(result -> result.group(1)).toList();
    }

    private static String version() throws Exception {
        return first(text("pom.xml"), "<artifactId>ssh-ra-parent</artifactId>\\s*<version>([^<]+)");
    }

    private static List<Path> poms() throws Exception {
        return Project.files().stream().filter(file -> file.endsWith("pom.xml")).toList();
    }

    @Test
    void everyPomAndDocumentNamesTheSameVersion() throws Exception {
        String version = version();
        List<String> found = new ArrayList<>();
        for (Path pom : poms()) {
            found.addAll(all(Files.readString(pom), "<artifactId>ssh-ra-(?:parent|sample|examples)</artifactId>\\s*<version>([^<]+)"));
        }
        assertThat(found).hasSizeGreaterThan(7);
        for (String document : List.of("README.md", "docs/guide.md", "docs/module/module.xml", "examples/first/pom.xml", "examples/quarkus/pom.xml")) {
            List<String> named = new ArrayList<>(all(text(document), "ssh-ra(?:-api)?-(\\d[^ `\"]*)\\.[jr]ar"));
            named.addAll(all(text(document), "<artifactId>ssh-ra[a-z-]*</artifactId>\\s*<version>([^<]+)"));
            assertThat(named).as(document).isNotEmpty();
            found.addAll(named);
        }
        assertThat(found).containsOnly(version);

        String released = version.replace("-SNAPSHOT", "");
        assertThat(SshResourceAdapter.class.getAnnotation(Connector.class).version()).isEqualTo(released);
        assertThat(first(text("ssh-ra/src/main/rar/META-INF/ra.xml"), "<resourceadapter-version>([^<]+)")).isEqualTo(released);
    }

    @Test
    void theDocumentsNameTheToolsThatTheBuildNeeds() throws Exception {
        String pom = text("pom.xml");
        String jdk = first(pom, "<needed.java>\\[(\\d+),\\)");
        String maven = first(pom, "<needed.maven>\\[([\\d.]+),\\)");
        assertThat(first(pom, "<maven.compiler.release>(\\d+)")).isEqualTo(jdk);
        for (String text : List.of(text("README.md"), text("CONTRIBUTING.md"))) {
            assertThat(text.replaceAll("\\s*\\(\\[[^)]*\\)\\)", "")).contains("a JDK " + jdk + " or newer and Maven " + maven + " or newer");
        }
        assertThat(pom).contains("needs a JDK " + jdk + " or newer", "needs Apache Maven " + maven + " or newer");
    }

    @Test
    void warningsAreErrorsOnTheJdkOfTheBuildOnly() throws Exception {
        String pom = text("pom.xml");
        int jdk = Integer.parseInt(first(pom, "<maven.compiler.release>(\\d+)"));
        String profile = first(pom, "(?s)<id>warnings-are-errors</id>(.*?)</profile>");
        assertThat(first(profile, "<jdk>([^<]+)")).isEqualTo("[" + jdk + "," + (jdk + 1) + ")");
        assertThat(all(pom, "(-Werror)")).hasSize(1);
        assertThat(profile).contains("-Werror");
    }

    /** That pom has no parent, so that it can be copied. */
    @Test
    void theFirstProgramIsBuiltWithTheVersionsOfThisBuild() throws Exception {
        String pom = text("pom.xml");
        String program = text("examples/first/pom.xml");
        Map<String, String> plugins = plugins(pom);
        assertThat(plugins(program)).hasSizeGreaterThan(3).allSatisfy((plugin, version) -> assertThat(plugins).containsEntry(plugin, version));
        assertThat(first(program, "<artifactId>jakarta.jakartaee-api</artifactId>\\s*<version>([^<]+)"))
                .isEqualTo(first(pom, "<version.jakartaee>([^<]+)"));
        assertThat(first(program, "<maven.compiler.release>([^<]+)")).isEqualTo(first(pom, "<maven.compiler.release>([^<]+)"));
    }

    @Test
    void theExampleForQuarkusIsBuiltWithTheVersionsOfThisBuild() throws Exception {
        String pom = text("pom.xml");
        String example = text("examples/quarkus/pom.xml");
        Map<String, String> plugins = plugins(pom);
        assertThat(plugins(example)).hasSizeGreaterThan(3).allSatisfy((plugin, version) -> assertThat(plugins).containsEntry(plugin, version));
        for (String version : List.of("version.mina-sshd", "version.bouncycastle", "maven.compiler.release")) {
            assertThat(first(example, "<" + version + ">([^<]+)")).as(version).isEqualTo(first(pom, "<" + version + ">([^<]+)"));
        }
        String quarkus = first(example, "<version.quarkus>([^<]+)");
        assertThat(first(text("arquillian-tests/quarkus/pom.xml"), "<version.quarkus>([^<]+)")).isEqualTo(quarkus);
        assertThat(text("docs/servers.md")).contains("| Quarkus | " + quarkus + " |");
    }

    private static Map<String, String> plugins(String pom) {
        return Pattern.compile("<artifactId>(maven-[a-z]+-plugin)</artifactId>\\s*<version>([^<]+)").matcher(pom).results()
                .collect(Collectors.toMap(result -> result.group(1), result -> result.group(2)));
    }

    @Test
    void thePlatformsHaveTheWildFlyOfTheBuild() throws Exception {
        assertThat(text("docs/platforms.md")).contains("| " + first(text("pom.xml"), "<version.wildfly>([^<]+)") + " |");
    }

    @Test
    void theChangelogHasTheFormOfKeepAChangelog() throws Exception {
        String changelog = text("CHANGELOG.md");
        List<String> headings = all(changelog, "(?m)^## (.*)$");
        assertThat(changelog).startsWith("# Changelog\n");
        assertThat(headings.get(0)).isEqualTo("[Unreleased]");
        List<LocalDate> dates = headings.stream().skip(1).map(heading -> {
            MatchResult release = Pattern.compile("\\[(\\d+\\.\\d+\\.\\d+)] - (\\d{4}-\\d\\d-\\d\\d)").matcher(heading).results().findFirst()
                    .orElseThrow(() -> new AssertionError(heading));
            return LocalDate.parse(release.group(2));
        }).toList();
        assertThat(dates).isNotEmpty().isSortedAccordingTo((a, b) -> b.compareTo(a));
        assertThat(KINDS).containsAll(all(changelog, "(?m)^### (.*)$"));
        assertThat(all(changelog, "(?m)^### (.*)$")).isNotEmpty();
    }

    @Test
    void theNextVersionIsInTheChangelog() throws Exception {
        String unreleased = first(text("CHANGELOG.md"), "(?s)## \\[Unreleased](.*?)\n## ");
        assertThat(unreleased).contains("Will be " + version().replace("-SNAPSHOT", ""));
    }
}
