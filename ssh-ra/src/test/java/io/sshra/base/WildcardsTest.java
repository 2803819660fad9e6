package io.sshra.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WildcardsTest {

    @ParameterizedTest
    @CsvSource({"*,'',true", "?,'',false", "'','',true", "'',a,false", "a,a,true", "a,A,false", "a*,abc,true", "*c,abc,true",
        "a?c,abc,true", "a?c,ac,false", "*b*,abc,true", "**a**,a,true", "*?,a,true", "*?,'',false", "a*b*c,aXbYbZc,true",
        "*aab,aaab,true", "*.org,x.org.,false", "a.c,abc,false", "[a],a,false", "\\*,*,false", "*ab?,abab,false", "*ab?,ababx,true"})
    void aPatternMatchesByItsWildcards(String pattern, String text, boolean expected) {
        assertThat(Wildcards.match(pattern, text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"'a,b*',bc,true", "'a,b*',c,false", "'*,!bc',bc,false", "'!bc,*',bc,false", "'*,!bc',b,true", "!bc,b,false", "'',a,false",
        "'A,!B',a,false", "'a,',a,true"})
    void aListMatchesUnlessANegatedPatternDoes(String patterns, String text, boolean expected) {
        assertThat(Wildcards.matchList(patterns, text)).isEqualTo(expected);
    }

    @Test
    void namesOfHostsMatchWithoutRegardToCase() {
        assertThat(Wildcards.matchListIgnoringCase("*.Example.org,!WEB.example.org", "Db.EXAMPLE.org")).isTrue();
        assertThat(Wildcards.matchListIgnoringCase("*.Example.org,!WEB.example.org", "web.example.org")).isFalse();
    }

    @Test
    void aHostilePatternTakesAtMostTheProductOfBothLengths() {
        for (String pattern : new String[] {"*a".repeat(50) + "b", "*".repeat(100) + "b", "*a?".repeat(30) + "b", "*aaaaaaaaab"}) {
            Counted text = new Counted("a".repeat(2000));
            assertThat(Wildcards.match(pattern, text)).isFalse();
            assertThat(text.steps).isLessThan(pattern.length() * text.length());
        }
    }

    /** Counts how often its characters are read. */
    private static final class Counted implements CharSequence {

        private final String text;
        private int steps;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            steps++;
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }
    }
}
