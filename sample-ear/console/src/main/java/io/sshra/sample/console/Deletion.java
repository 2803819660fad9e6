package io.sshra.sample.console;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Deletes without following links: a link itself is deleted, not its target. */
final class Deletion extends SimpleFileVisitor<Path> {

    private Deletion() {
    }

    /** @param withContents whether a folder is deleted that is not empty */
    static void delete(Path file, boolean withContents) throws IOException {
        if (withContents) {
            Files.walkFileTree(file, new Deletion());
        } else {
            Files.delete(file);
        }
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        Files.delete(file);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
        if (failure != null) {
            throw failure;
        }
        Files.delete(folder);
        return FileVisitResult.CONTINUE;
    }
}
