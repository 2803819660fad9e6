package io.sshra.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectTest {

    private static final int TIMES = 2_000;

    @TempDir
    private Path folder;

    @Test
    void aFileThatIsDeletedMeanwhileIsLeftOut() throws Exception {
        Path source = Files.createFile(folder.resolve("A.java"));
        Files.createFile(Files.createDirectory(folder.resolve("target")).resolve("A.class"));
        AtomicBoolean done = new AtomicBoolean();
        AtOnce other = new AtOnce().run(() -> {
            while (!done.get()) {
                for (int i = 0; i < 20; i++) {
                    Files.createFile(folder.resolve("short-lived" + i));
                }
                for (int i = 0; i < 20; i++) {
                    Files.delete(folder.resolve("short-lived" + i));
                }
            }
        });
        try {
            for (int i = 0; i < TIMES; i++) {
                assertThat(Project.files(folder)).contains(source).allMatch(file -> file.startsWith(folder) && !file.endsWith("A.class"));
            }
        } finally {
            done.set(true);
            other.await();
        }
    }
}
