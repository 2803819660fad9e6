package io.sshra.sample.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesTest {

    @Test
    void namesOfAnyBytesGoToThePageAndBack() {
        String everyByte = IntStream.range(1, 256).mapToObj(b -> String.valueOf((char) b)).collect(Collectors.joining());
        assertThat(RemoteNames.encoded(everyByte)).matches("[\\x21-\\x7e]+").doesNotContain("+");
        assertThat(RemoteNames.decoded(RemoteNames.encoded(everyByte))).isEqualTo(everyByte);
        assertThat(RemoteNames.encoded("/a b/\u00c3\u00bc\u00ff%?#")).isEqualTo("/a%20b/%C3%BC%FF%25%3F%23");
        assertThat(RemoteNames.decoded("a+b")).isEqualTo("a+b");
        assertThat(RemoteNames.text("\u00c3\u00bc\u00ff")).isEqualTo("\u00fc\ufffd");
    }

    @Test
    void aBrowserGetsTheRequestedRange() {
        assertThat(ByteRange.of("bytes=0-", 10)).isEqualTo(new ByteRange(0, 10));
        assertThat(ByteRange.of("bytes=3-5", 10)).isEqualTo(new ByteRange(3, 3));
        assertThat(ByteRange.of("bytes=3-50", 10)).isEqualTo(new ByteRange(3, 7));
        assertThat(ByteRange.of("bytes=-4", 10)).isEqualTo(new ByteRange(6, 4));
        assertThat(ByteRange.of("bytes=-40", 10)).isEqualTo(new ByteRange(0, 10));
        assertThat(ByteRange.of("bytes=3-5", 10).contentRange(10)).isEqualTo("bytes 3-5/10");
    }

    @Test
    void anInvalidRangeIsIgnored() {
        for (String none : new String[] {null, "", "bytes", "bytes=", "bytes=-", "bytes=5-3", "bytes=0-1,3-4", "lines=1-2", "bytes=a-b"}) {
            assertThat(ByteRange.of(none, 10)).as(none).isNull();
        }
    }

    @Test
    void aRangeBehindTheEndIsEmpty() {
        for (String behind : new String[] {"bytes=10-", "bytes=10-12", "bytes=-0"}) {
            assertThat(ByteRange.of(behind, 10).length()).as(behind).isZero();
            assertThat(ByteRange.of(behind, 10).contentRange(10)).isEqualTo("bytes */10");
        }
    }

    private static Preview preview(byte[] bytes) {
        return Preview.of(ByteBuffer.wrap(bytes));
    }

    @Test
    void aPreviewIsTheStartOfATextAndBinaryFilesHaveNone() {
        assertThat(preview("gr\u00fc\u00dfe\n".getBytes(StandardCharsets.UTF_8)).text()).isEqualTo("gr\u00fc\u00dfe\n");
        assertThat(preview("gr\u00fc".getBytes(StandardCharsets.ISO_8859_1)).text()).isEqualTo("gr\ufffd");
        assertThat(preview(new byte[] {'a', 0, 'b'}).text()).isNull();
        assertThat(preview(new byte[0]).text()).isEmpty();
        assertThat(preview(new byte[0]).more()).isFalse();
    }

    @Test
    void aCharacterCutAtTheEndOfAPreviewIsLeftOut() {
        Preview cut = preview(("x".repeat(Preview.MOST_BYTES - 1) + "\u00fc").getBytes(StandardCharsets.UTF_8));
        assertThat(cut.text()).isEqualTo("x".repeat(Preview.MOST_BYTES - 1));
        assertThat(cut.more()).isTrue();
    }

    @Test
    void aDownloadKeepsAnyFileName() {
        assertThat(Download.disposition("/tmp/a%20b")).isEqualTo("attachment; filename*=UTF-8''a%20b");
        assertThat(Download.disposition("/tmp/%C3%BC*%22%0A%FF")).isEqualTo("attachment; filename*=UTF-8''%C3%BC%2A%22%0A%EF%BF%BD");
    }

    @Test
    void onlyOldPartialFilesAreAbandoned(@TempDir Path folder) throws Exception {
        Path part = Files.createFile(PartFiles.of(folder.resolve("file"), 5, 1));
        Instant now = Files.getLastModifiedTime(part).toInstant();
        Instant later = now.plus(PartFiles.kept()).plusSeconds(1);
        BasicFileAttributes attributes = Files.readAttributes(part, BasicFileAttributes.class);

        assertThat(PartFiles.isAbandoned(part.getFileName().toString(), attributes, later)).isTrue();
        assertThat(PartFiles.isAbandoned(part.getFileName().toString(), attributes, now.plusSeconds(60))).isFalse();
        for (String other : new String[] {"file", ".upload-.part", "x" + part.getFileName(), part.getFileName() + "x"}) {
            assertThat(PartFiles.isAbandoned(other, attributes, later)).as(other).isFalse();
        }
        BasicFileAttributes ofFolder = Files.readAttributes(folder, BasicFileAttributes.class);
        assertThat(PartFiles.isAbandoned(part.getFileName().toString(), ofFolder, later.plusSeconds(60))).isFalse();
    }
}
