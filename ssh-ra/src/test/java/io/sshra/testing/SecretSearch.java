package io.sshra.testing;

import io.sshra.testing.Secrets.Told;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Searches files for secrets in all forms in which one may be printed: as it is, in UTF-16, Base64, hexadecimal and decimal,
 * byte by byte and character by character, as a number. It also searches for two parts of each secret separately, because a
 * dump may break its lines within the secret.
 */
public final class SecretSearch {

    private static final int PIECE = Secrets.SHORTEST / 2;
    /** The number of bytes of a pattern that are hashed. No pattern is shorter. */
    private static final int WINDOW = 12;
    private static final long BASE = 0x100000001b3L;
    private static final int FILTER_BITS = 24;
    private static final int MAPPED = 1 << 28;
    private static final int OVERLAP = 1 << 10;

    private final Map<Long, List<Pattern>> patterns = new HashMap<>();
    private final BitSet filter = new BitSet(1 << FILTER_BITS);
    private final long leaving;
    private int secrets;
    private long searched;

    private record Pattern(String secret, String form, byte[] bytes) {
    }

    /** Where a secret was found. Does not contain the secret. */
    public record Hit(Path file, long line, String secret, String form) {

        @Override
        public String toString() {
            return file + ":" + line + " has " + secret + ", " + form;
        }
    }

    /** A search without secrets. */
    public SecretSearch() {
        long power = 1;
        for (int i = 0; i < WINDOW; i++) {
            power *= BASE;
        }
        leaving = power;
    }

    /** A search for all secrets that the tests of this module have registered so far. */
    public static SecretSearch forAllTold() throws IOException {
        return forAllTold(Secrets.FOLDER);
    }

    private static SecretSearch forAllTold(Path folder) throws IOException {
        SecretSearch search = new SecretSearch();
        Set<List<Object>> known = new HashSet<>();
        for (Told told : Secrets.all(folder)) {
            if (known.add(List.of(told.isNumber(), ByteBuffer.wrap(told.bytes())))) {
                search.add(told);
            }
        }
        return search;
    }

    // ---- what is searched for ----

    /** Adds a secret. */
    public void add(Told told) {
        secrets++;
        byte[] bytes = told.bytes();
        for (int start = 0; start < 2 * PIECE; start += PIECE) {
            add(told.name(), Arrays.copyOfRange(bytes, start, start + PIECE));
        }
        if (told.isNumber()) {
            String decimal = new BigInteger(1, bytes).toString();
            for (int start = 0; start < 2 * PIECE; start += PIECE) {
                addText(told.name(), "as a number", decimal.substring(start, start + PIECE));
            }
        }
    }

    private void add(String name, byte[] piece) {
        add(name, "plain", piece);
        String plain = new String(piece, StandardCharsets.ISO_8859_1);
        addWide(name, "plain", plain);
        for (String between : List.of(" ", ", ")) {
            addText(name, "character by character", plain.chars().mapToObj(Character::toString).collect(Collectors.joining(between)));
        }
        for (String between : List.of("", " ", ":", ", ")) {
            String hex = IntStream.range(0, piece.length).mapToObj(i -> "%02x".formatted(piece[i])).collect(Collectors.joining(between));
            addText(name, "hexadecimal", hex);
            addText(name, "hexadecimal", hex.toUpperCase(java.util.Locale.ROOT));
        }
        String signed = Arrays.toString(piece);
        addText(name, "byte by byte", signed.substring(1, signed.length() - 1));
        addText(name, "byte by byte", IntStream.range(0, piece.length).mapToObj(i -> String.valueOf(piece[i] & 0xff))
                .collect(Collectors.joining(", ")));
        for (int before = 0; before < 3; before++) {
            byte[] shifted = new byte[before + piece.length];
            System.arraycopy(piece, 0, shifted, before, piece.length);
            String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            // Without the characters that contain bits of the surrounding bytes.
            int first = (before * 8 + 5) / 6;
            addText(name, "Base64", encoded.substring(first, shifted.length * 8 / 6));
        }
    }

    private void addText(String name, String form, String text) {
        add(name, form, text.getBytes(StandardCharsets.UTF_8));
        addWide(name, form, text);
    }

    private void addWide(String name, String form, String text) {
        for (Charset wide : List.of(StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE)) {
            add(name, form + " in UTF-16", text.getBytes(wide));
        }
    }

    private void add(String name, String form, byte[] bytes) {
        long hash = 0;
        for (int i = 0; i < WINDOW; i++) {
            hash = hash * BASE + bytes[i];
        }
        filter.set(filterBit(hash));
        patterns.computeIfAbsent(hash, absent -> new ArrayList<>(1)).add(new Pattern(name, form, bytes));
    }

    private static int filterBit(long hash) {
        return (int) (hash * 0x9E3779B97F4A7C15L >>> 64 - FILTER_BITS);
    }

    // ---- searching ----

    /** Searches these files, and the files below these folders. */
    public Set<Hit> search(Path... where) throws IOException {
        Set<Hit> hits = new LinkedHashSet<>();
        for (Path place : where) {
            try (Stream<Path> files = Files.walk(place)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    hits.addAll(searchFile(file));
                }
            }
        }
        return hits;
    }

    private Set<Hit> searchFile(Path file) throws IOException {
        Set<Hit> hits = new LinkedHashSet<>();
        try (FileChannel channel = FileChannel.open(file)) {
            long lines = 1;
            for (long start = 0; start < channel.size(); start += MAPPED - OVERLAP) {
                ByteBuffer part = channel.map(FileChannel.MapMode.READ_ONLY, start, Math.min(MAPPED, channel.size() - start));
                lines = searchPart(file, part, lines, hits);
            }
            searched += channel.size();
        }
        return hits;
    }

    /** Returns the number of the line at which the next part begins. */
    private long searchPart(Path file, ByteBuffer part, long firstLine, Set<Hit> hits) {
        long hash = 0;
        long line = firstLine;
        long lineOfNextPart = firstLine;
        for (int end = 0; end < part.limit(); end++) {
            byte entering = part.get(end);
            hash = hash * BASE + entering - (end >= WINDOW ? leaving * part.get(end - WINDOW) : 0);
            if (filter.get(filterBit(hash)) && end >= WINDOW - 1) {
                for (Pattern pattern : patterns.getOrDefault(hash, List.of())) {
                    if (isAt(part, end - WINDOW + 1, pattern.bytes())) {
                        hits.add(new Hit(file, line, pattern.secret(), pattern.form()));
                    }
                }
            }
            if (entering == '\n') {
                line++;
            }
            if (end == MAPPED - OVERLAP - 1) {
                lineOfNextPart = line;
            }
        }
        return lineOfNextPart;
    }

    private static boolean isAt(ByteBuffer part, int start, byte[] bytes) {
        return start + bytes.length <= part.limit() && part.slice(start, bytes.length).equals(ByteBuffer.wrap(bytes));
    }

    /** How much was searched, and for how many secrets. */
    @Override
    public String toString() {
        return searched + " bytes searched for " + secrets + " secrets";
    }

    /**
     * Searches the output of a test run.
     *
     * @param arguments the folder of a module, and the files and folders in it to search, by patterns such as {@code server-*}.
     *                  Each must match something, or none if no test ran
     */
    public static void main(String... arguments) throws IOException {
        Path module = Path.of(arguments[0]);
        SecretSearch search = forAllTold(module.resolve(Secrets.FOLDER));
        List<Path> places = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String pattern : List.of(arguments).subList(1, arguments.length)) {
            List<Path> matching = matching(module, pattern);
            places.addAll(matching);
            if (matching.isEmpty()) {
                missing.add(pattern);
            }
        }
        // Without any of them no test ran.
        if (!missing.isEmpty() && !places.isEmpty()) {
            throw new NoSuchFileException(missing.toString(), null, "nothing to search for secrets");
        }
        Set<Hit> hits = search.search(places.toArray(Path[]::new));
        if (!hits.isEmpty()) {
            throw new IllegalStateException("secrets of the tests are in what the run printed: "
                    + hits.stream().map(Hit::toString).collect(Collectors.joining("\n")));
        }
        System.out.println(search + ", none found: " + places);
    }

    private static List<Path> matching(Path module, String pattern) throws IOException {
        PathMatcher matcher = module.getFileSystem().getPathMatcher("glob:" + pattern);
        try (Stream<Path> files = Files.walk(module, Path.of(pattern).getNameCount())) {
            return files.filter(file -> matcher.matches(module.relativize(file))).sorted().toList();
        }
    }
}
