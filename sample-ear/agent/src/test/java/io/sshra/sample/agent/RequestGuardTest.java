package io.sshra.sample.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestGuardTest {

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"127.0.0.1:8080,-,true", "localhost:8080,-,true", "[::1]:8080,-,true", "agents.example,-,true", "-,-,false",
            "evil.example:8080,-,false", "localhost.evil.example,-,false", "127.0.0.1.evil.example,-,false",
            "127.0.0.1:8080,http://127.0.0.1:8080,true", "127.0.0.1:8080,https://127.0.0.1:8080,true", "127.0.0.1:8080,http://127.0.0.1:8081,false",
            "127.0.0.1:8080,http://evil.example,false", "127.0.0.1:8080,null,false", "127.0.0.1:8080,not an address,false",
            "127.0.0.1:8080,http://evil.example@127.0.0.1:8080,false", "evil.example,http://evil.example,false"})
    void onlyThisServersHostsAndOriginsAreItsOwn(String host, String origin, boolean own) {
        assertThat(RequestGuard.isOwn(host, origin, "agents.example, other.example")).isEqualTo(own);
    }
}
