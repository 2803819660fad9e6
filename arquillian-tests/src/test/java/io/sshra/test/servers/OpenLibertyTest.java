package io.sshra.test.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.test.servers.Application.Key;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In Open Liberty. */
@Tag("server")
class OpenLibertyTest extends SystemContractTests {

    OpenLibertyTest() {
        super(new OpenLiberty(), "the adapter's own timer", 1);
    }

    @Test
    void handlesOutliveTheCallIfAutoCloseConnectionsIsFalse() throws Exception {
        with(Map.of());
        Key key = newKey();
        application.take(Application.SMALL, key, key.user()).ok();
        assertThat(application.exec(key.user(), "echo open").stdout()).isEqualTo("open\n");
        application.manage(Application.SMALL, key, key.user() + "-managed").ok();
        assertThat(application.exec(key.user() + "-managed", "echo open").stdout()).isEqualTo("open\n");
        application.close(key.user());
        application.close(key.user() + "-managed");
    }
}
