package io.sshra.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTextTest {

    /** These are Java string literals, so each backslash of the JSON text is doubled. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', value = {
        "'' | \"\"",
        "plain text | \"plain text\"",
        "say \"hi\" | \"say \\\"hi\\\"\"",
        "C:\\dir | \"C:\\\\dir\"",
        "'a\tb\n' | \"a\\u0009b\\u000a\"",
        "'\u001b[0m\u007f' | \"\\u001b[0m\\u007f\"",
        "a\u2028b\u202ec | \"a\\u2028b\\u202ec\"",
        "gr\u00fc\u00dfe \ud83d\ude00 | \"gr\u00fc\u00dfe \ud83d\ude00\"",
        "tag \udb40\udc41 | \"tag \\udb40\\udc41\"",
        "half \ud83d | \"half \\ud83d\""})
    void textIsOneLineOfJson(String text, String json) {
        assertThat(JsonText.quoted(text)).isEqualTo(json);
    }
}
