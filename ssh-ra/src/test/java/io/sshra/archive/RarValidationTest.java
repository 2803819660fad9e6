package io.sshra.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** IronJacamar's validator of archives. */
@Tag("archive")
class RarValidationTest {

    private static final int SUCCESS = 0;

    /** The class path of the tests without the adapter, whose classes must come from the archive. */
    private static URL[] withoutTheAdapter() throws Exception {
        List<URL> urls = new ArrayList<>();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String element : classPath.split(File.pathSeparator)) {
            File file = new File(element);
            if (file.isFile() && !file.getName().startsWith("ssh-ra")) {
                urls.add(file.toURI().toURL());
            }
        }
        return urls.toArray(URL[]::new);
    }

    private static int validate(Path rar, Path reports) throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader container = new URLClassLoader(withoutTheAdapter(), ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(container);
            return (int) container.loadClass("org.jboss.jca.validator.Validation").getMethod("validate", URL.class, String.class)
                    .invoke(null, rar.toUri().toURL(), reports.toString());
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static String report(Path reports) throws Exception {
        try (var files = Files.list(reports)) {
            StringBuilder text = new StringBuilder();
            for (Path file : files.toList()) {
                text.append(file.getFileName()).append(":\n").append(Files.readString(file));
            }
            return text.toString();
        }
    }

    @Test
    void theArchiveHasNeitherFailuresNorWarnings(@TempDir Path reports) throws Exception {
        int outcome = validate(Shipped.rar(), reports);
        assertThat(report(reports)).isEmpty();
        assertThat(outcome).isEqualTo(SUCCESS);
    }

    @Test
    void aViolationOfTheSpecificationIsFound(@TempDir Path folder) throws Exception {
        Path rar = Files.copy(Shipped.rar(), folder.resolve("changed.rar"));
        try (FileSystem archive = FileSystems.newFileSystem(rar)) {
            Files.write(archive.getPath("Loose.class"), new byte[] {0});
        }
        Path reports = Files.createDirectory(folder.resolve("reports"));

        assertThat(validate(rar, reports)).isNotEqualTo(SUCCESS);
        assertThat(report(reports)).contains("Class files packaged inside RAR instead of JAR");
    }
}
