package io.sshra.sample.agent;

import java.util.LinkedHashMap;
import java.util.Map;

/** Makes maps whose order is that of the source, so that clients get the same text from each start. */
final class Fields {

    private Fields() {
    }

    /** @param namesAndValues a name, its value, the next name and so on */
    static Map<String, Object> of(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }
}
