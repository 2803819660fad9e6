package io.sshra.ssh.mina.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LongNameTest {

    @Test
    void aLineOfAListingNamesOwnerAndGroup() {
        assertThat(LongName.of("-rwxr-xr-x   1 mjos     staff      348911 Mar 25 14:29 t-filexfer", 348911)).isEqualTo(new LongName("mjos", "staff"));
        assertThat(LongName.of("drwxr-xr-x    ? 1000     1000         4096 Jan  1 00:00 a b", 4096)).isEqualTo(new LongName("1000", "1000"));
        assertThat(LongName.of("-rw-r--r--+ 1 a_rather_long_name wheel 0 Jan  1  1970 -rw", 0)).isEqualTo(new LongName("a_rather_long_name", "wheel"));
    }

    @Test
    void aLineThatDoesNotTellIsLeft() {
        for (String line : new String[] {null, "", "file", "-rw-r--r-- 1 a", "-rw-r--r-- 1 domain users staff 7 Jan 1 00:00 file", "-rw-r--r-- 1 a b 8 Jan 1 00:00 file",
            "-rw-r--r-- 1 " + "a".repeat(200) + " b 7 Jan 1 00:00 file", "-rw-r--r-- 1 a b " + "9".repeat(30) + " Jan 1 00:00 file"}) {
            assertThat(LongName.of(line, 7)).as(line).isNull();
        }
    }
}
