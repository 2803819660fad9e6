package io.sshra.sample.agent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds the JSON schema of an object. Used by one thread. */
final class Schema {

    private final Map<String, Object> properties = new LinkedHashMap<>();
    private final List<String> required = new ArrayList<>();
    private final boolean closed;

    private Schema(boolean closed) {
        this.closed = closed;
    }

    /** Of arguments: others are refused. */
    static Schema arguments() {
        return new Schema(true);
    }

    /** Of structured content: an error has other fields. */
    static Schema content() {
        return new Schema(false);
    }

    Schema text(String name, String description) {
        return put(name, Fields.of("type", "string", "description", description));
    }

    Schema texts(String name, String description) {
        return put(name, Fields.of("type", "array", "items", Fields.of("type", "string"), "description", description));
    }

    Schema flag(String name, String description) {
        return put(name, Fields.of("type", "boolean", "description", description));
    }

    Schema number(String name, String description) {
        return put(name, Fields.of("type", "integer", "minimum", 0, "description", description));
    }

    Schema number(String name, long least, long most, long otherwise, String description) {
        return put(name, Fields.of("type", "integer", "minimum", least, "maximum", most, "default", otherwise, "description", description));
    }

    Schema objects(String name, String description, Schema items) {
        return put(name, Fields.of("type", "array", "items", items.build(), "description", description));
    }

    Schema one(String name, List<String> values, String description) {
        return put(name, Fields.of("type", "string", "enum", values, "description", description));
    }

    private Schema put(String name, Map<String, Object> property) {
        properties.put(name, property);
        return this;
    }

    /** Names what must be there. */
    Schema require(String... names) {
        required.addAll(List.of(names));
        return this;
    }

    /** How long the answer may take, and how long it may be. */
    Schema bounded() {
        return number("wait", 0, Arguments.LONGEST_WAIT, Arguments.DEFAULT_WAIT,
                "Seconds until the answer comes at the latest. What is still running goes on; read on by its handle")
                        .number("max_bytes", Arguments.LEAST_BYTES, Arguments.MOST_BYTES, Arguments.DEFAULT_BYTES, "The size of the answer at most");
    }

    Schema profile() {
        return text("profile", "The machine: a name that ssh_profiles lists").require("profile");
    }

    Map<String, Object> build() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("required", required);
        if (closed) {
            schema.put("additionalProperties", false);
        }
        return schema;
    }
}
