package io.sshra.sample.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FavouritesTest {

    @TempDir
    private Path folder;

    @Test
    void favouritesAndRecentProfilesOutliveTheServer() {
        Favourites before = new Favourites(folder.resolve("data"));
        assertThat(before.of("alice")).isEqualTo(new Favourites.Chosen(List.of(), List.of()));
        assertThat(before.setFavourite("alice", "web-1", true)).isTrue();
        assertThat(before.setFavourite("alice", "recent web 2", true)).isTrue();
        before.connected("alice", "web-1");
        before.connected("alice", "db-1");

        Favourites after = new Favourites(folder.resolve("data"));

        assertThat(after.of("alice").favourites()).containsExactly("web-1", "recent web 2");
        assertThat(after.of("alice").recent()).containsExactly("db-1", "web-1");
        assertThat(after.setFavourite("alice", "web-1", false)).isTrue();
        assertThat(after.of("alice").favourites()).containsExactly("recent web 2");
    }

    @Test
    void nobodyHasThoseOfAnother() throws Exception {
        Favourites favourites = new Favourites(folder);
        favourites.setFavourite("alice", "web-1", true);
        favourites.connected("../alice/\u202e", "web-2");

        assertThat(favourites.of("bob").favourites()).isEmpty();
        assertThat(favourites.of("alice").recent()).isEmpty();
        assertThat(favourites.of("../alice/\u202e").recent()).containsExactly("web-2");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).hasSize(2).allMatch(name -> name.matches("[0-9a-f]{64}"));
        }
    }

    @Test
    void theListsHaveBounds() {
        Favourites favourites = new Favourites(folder);
        IntStream.range(0, Favourites.MOST_RECENT + 2).forEach(i -> favourites.connected("alice", "web-" + i));
        favourites.connected("alice", "web-5");

        assertThat(favourites.of("alice").recent()).hasSize(Favourites.MOST_RECENT).startsWith("web-5", "web-9").doesNotContain("web-1");
        for (int i = 0; i < Favourites.MOST_FAVOURITES; i++) {
            assertThat(favourites.setFavourite("alice", "web-" + i, true)).isTrue();
        }
        assertThat(favourites.setFavourite("alice", "one-more", true)).isFalse();
        assertThat(favourites.setFavourite("alice", "web-0", true)).as("it is one already").isTrue();
        assertThat(favourites.setFavourite("alice", "web-0", false)).isTrue();
        assertThat(favourites.setFavourite("alice", "one-more", true)).isTrue();
    }
}
