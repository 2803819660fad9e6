package io.sshra.sample.oversight;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;

/** JSON, made and read by the server's library. */
final class Texts {

    static final Jsonb JSON = JsonbBuilder.create();

    private Texts() {
    }
}
